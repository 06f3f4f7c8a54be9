//! What keeps anyone from forgetting that mistakes are made on purpose: a red line above the charts, and a red
//! mark in the bar.

use super::experiment::{count, do_it_right, names};
use super::parts::{Button, element, go_to_setting};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::fields::Place;

/// Where mistakes are made and undone.
const SWITCHES: Place = Place::Field("oops");

/// The line: which mistakes are made, and the way back.
#[component]
pub fn FaultBanner() -> impl IntoView {
    let store = Store::here();
    let made = store.memo(names);
    let right = move |_| {
        do_it_right(store);
        // The line goes, and focus with it unless it is put somewhere.
        let tab = document().query_selector("[role=tab][aria-selected=true]");
        element::focus(tab.ok().flatten());
    };
    view! {
        <Show when=move || made.with(|made| !made.is_empty())>
            <div class="notice fault-banner" id="fault-banner">
                <p class="notice-text">
                    <strong class="fault">"Wrong on purpose: "</strong>
                    {made}
                    "."
                </p>
                <Button class="small remedy" press=right>"Do it right"</Button>
            </div>
        </Show>
    }
}

/// The mark in the bar, which stays in sight; on a phone there is no room for it.
#[component]
pub fn FaultMark() -> impl IntoView {
    let store = Store::here();
    let made = store.memo(|run| run.settings.draft.mistakes_made().count());
    let which = store.memo(names);
    let title = move || format!("Made on purpose: {}. Show the switches.", which.get());
    view! {
        <Show when=move || { made.get() > 0 }>
            <Button class="small fault-mark" attr:title=title press=move |_| go_to_setting(store.view, SWITCHES)>
                <span class="fault-sign" aria-hidden="true">"!"</span>
                {move || count(made.get())}
            </Button>
        </Show>
    }
}
