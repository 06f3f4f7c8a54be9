//! The page: a panic says what it is in the console, then the page is mounted.

use leptos::prelude::*;
use playground_app::components::{App, begin_with_a_digit};
use playground_app::data::hosted;
use playground_app::home::{CheckpointStore, KeptWork};
use playground_app::patience::{self, within};
use playground_app::runs::{Runs, racing};
use playground_app::state::{Address, Common, View, keep_address};
use playground_app::sweeps::Sweeps;
use playground_app::translation;
use wasm_bindgen_futures::spawn_local;

fn main() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        // Which sets are hosted decides the first experiment; the answer is a few bytes.
        let mut asked = Box::pin(hosted());
        let hosted = within(patience::INDEX, &mut asked).await;
        translation::watch();
        // What stood in its place meanwhile.
        if let Some(opening) = document().get_element_by_id("opening") {
            opening.remove();
        }
        mount_to_body(move || {
            let overdue = hosted.is_none();
            let address = Address::read(hosted.as_deref().unwrap_or_default());
            let kept = CheckpointStore::default();
            let keep = move |store, head, vectors| kept.keep_by_itself(store, head, vectors);
            let common = Common::new(View::from_link(address.view()), hosted, keep);
            let runs = Runs::new(address.run(), common);
            let first_visit = address.is_first_visit();
            runs.begin(address);
            if first_visit {
                begin_with_a_digit(runs.store());
            }
            runs.watch_pulses();
            racing::keep(runs);
            runs.view().keep_in_this_tab();
            keep_address(
                move || runs.to_share(),
                move || {
                    runs.follow(
                        Address::read(&runs.hosted()),
                        "The page is what the link describes.",
                    )
                },
            );
            let sweeps = Sweeps::new(runs);
            playground_app::script::install(runs, sweeps, kept);
            if overdue {
                let store = runs.store();
                store.data.hosted_overdue(store);
                spawn_local(async move { store.data.take_hosted(asked.await, store) });
            }
            let work = KeptWork::new(runs);
            view! { <App runs sweeps kept work /> }
        });
    });
}
