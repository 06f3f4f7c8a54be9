//! The link to this run.

use super::home::HomeButton;
use super::parts::Popover;
use crate::offered;
use crate::runs::Runs;
use crate::state::address;
use js_sys::Promise;
use leptos::ev::FocusEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;

const COPIED: &str =
    "Copied. Whoever opens it has this experiment, its seed and your changes to it.";
const BY_HAND: &str = "The browser does not let the page copy here. The link is selected: copy it with Ctrl+C, \
     on a Mac with ⌘C, on a phone by a long press on it.";

/// Begins to put text on the clipboard. There is none outside a secure context, and WebKit allows it only
/// within the handler of a press.
fn write(text: &str) -> Option<Promise> {
    let clipboard = offered::property(&window().navigator(), "clipboard")?;
    let write = offered::method(&clipboard, "writeText")?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// A button that copies the link and shows it.
#[component]
pub fn Share() -> impl IntoView {
    let runs = Runs::here();
    let (link, outcome) = (RwSignal::new(String::new()), RwSignal::new(""));
    let field = NodeRef::<html::Input>::new();
    let by_hand = move || {
        outcome.set(BY_HAND);
        if let Some(field) = field.get_untracked() {
            // Where focus cannot go the link is selected all the same.
            let _ = field.focus();
            field.select();
        }
    };
    let copy = move || {
        let address = untrack(|| address(runs.first().store, runs.variants()));
        let written = write(&address);
        link.set(address);
        outcome.set("");
        spawn_local(async move {
            if let Some(written) = written
                && JsFuture::from(written).await.is_ok()
            {
                outcome.set(COPIED);
            } else {
                // The sheet is open and the link in its field by then.
                request_animation_frame(by_hand);
            }
        });
    };
    let select = |event: FocusEvent| event_target::<HtmlInputElement>(&event).select();
    view! {
        <Popover
            class="share"
            summary=ViewFn::from(|| "Share")
            on_open=Callback::new(move |()| copy())
        >
            <label class="field wide">
                <span class="field-label">"Link to this run"</span>
                <input
                    node_ref=field
                    type="text"
                    id="link"
                    readonly
                    translate="no"
                    prop:value=link
                    on:focus=select
                />
            </label>
            <p class="caption" role="status">{outcome}</p>
            <HomeButton class="share-home" />
        </Popover>
    }
}
