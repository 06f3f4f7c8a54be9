//! What is about the run that is looked at: made anew for another one.

use crate::runs::Runs;
use crate::state::Store;
use leptos::context::Provider;
use leptos::prelude::*;

/// Gives its children the store of that run, for `Store::here`.
#[component]
pub fn WithSelectedRun(
    /// Shown for one run at a time.
    children: ChildrenFn,
) -> impl IntoView {
    let runs = Runs::here();
    let run_slot = Memo::new(move |_| runs.selected());
    move || {
        let store: Store = run_slot.get().store;
        let children = children.clone();
        view! { <Provider value=store>{children()}</Provider> }
    }
}
