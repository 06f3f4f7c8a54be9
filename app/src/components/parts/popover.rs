//! A button with a sheet that opens below it: keyboard and screen readers know `details` already.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, Node};

/// A `details` element that closes on Escape, on a click elsewhere and when a dialog opens.
#[component]
pub fn Popover(
    /// Class of the whole.
    class: &'static str,
    /// What is always seen, inside the button.
    summary: ViewFn,
    /// Called when it is about to open, within the handler of the press: what a browser allows only there
    /// can be done there.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    /// The sheet.
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    let leave = move |target: Option<EventTarget>| {
        let target = target.and_then(|t| t.dyn_into::<Node>().ok());
        let details = details.get_untracked();
        if !details.is_some_and(|details| details.contains(target.as_ref())) {
            close();
        }
    };
    let pointed = window_event_listener(ev::pointerdown, move |event| leave(event.target()));
    // A dialog takes the focus as it opens; what stood open behind it would still be there after it.
    let focused = window_event_listener_untyped("focusin", move |event| {
        let target = event.target();
        let element = target.as_ref().and_then(|t| t.dyn_ref::<Element>());
        if element.is_some_and(|e| matches!(e.closest("dialog"), Ok(Some(_)))) {
            leave(target);
        }
    });
    on_cleanup(move || {
        pointed.remove();
        focused.remove();
    });
    // Keys press it too.
    let pressed = move |_| {
        let closed = details.get_untracked().is_some_and(|d| !d.open());
        if let Some(callback) = on_open.filter(|_| closed) {
            callback.run(());
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <details node_ref=details class=format!("popover {class}") on:keydown=key>
            <summary class="button" on:click=pressed>{summary.run()}</summary>
            <div class="popover-sheet">{children()}</div>
        </details>
    }
}
