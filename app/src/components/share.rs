//! The link to this run.

use super::home::HomeButton;
use super::popover::Popover;
use crate::runs::Runs;
use crate::state::address;
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Clipboard;

/// Puts text on the clipboard, where the browser allows it: there is none outside a secure context.
async fn write(text: &str) -> Option<()> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    let clipboard: Clipboard = clipboard.dyn_into().ok()?;
    JsFuture::from(clipboard.write_text(text))
        .await
        .ok()
        .map(drop)
}

/// A button that copies the link and shows it.
#[component]
pub fn Share() -> impl IntoView {
    let runs = Runs::here();
    let (link, outcome) = (RwSignal::new(String::new()), RwSignal::new(""));
    let copy = move || {
        link.set(untrack(|| address(runs.first().store, runs.rivals())));
        spawn_local(async move {
            outcome.set(match write(&link.get_untracked()).await {
                Some(()) => {
                    "Copied. Whoever opens it has this experiment, its seed and your changes to it."
                }
                None => "The browser does not let the page copy. Select the link and copy it.",
            });
        });
    };
    let select =
        |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    view! {
        <Popover
            class="share"
            summary=ViewFn::from(|| "Share")
            on_open=Callback::new(move |()| copy())
        >
            <label class="field wide">
                <span class="field-label">"Link to this run"</span>
                <input
                    type="text"
                    id="link"
                    readonly
                    prop:value=link
                    on:focus=select
                />
            </label>
            <p class="caption" role="status">{outcome}</p>
            <HomeButton class="share-home" />
        </Popover>
    }
}
