//! The way from anywhere on the page to one of its views.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Shows the view of this word, and puts the focus on its tab: what had it may be gone.
pub(super) fn open_tab(chosen: RwSignal<String>, key: &str) {
    chosen.set(key.to_owned());
    let button = document().get_element_by_id(&format!("tab-{key}"));
    if let Some(button) = button.and_then(|b| b.dyn_into::<HtmlElement>().ok()) {
        // Where focus cannot go it stays.
        let _ = button.focus();
    }
}
