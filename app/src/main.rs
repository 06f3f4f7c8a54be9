//! The page: a panic says what it is in the console, then the page is mounted.

use leptos::prelude::*;
use playground_app::components::App;
use playground_app::data::hosted;
use playground_app::state::Store;

fn main() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        // Which sets are hosted decides the first experiment; the answer is a few bytes.
        let hosted = hosted().await;
        mount_to_body(move || {
            let store = Store::from_address(hosted);
            playground_app::script::install(store);
            view! { <App store /> }
        });
    });
}
