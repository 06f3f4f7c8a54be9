//! The way from anywhere on the page to one of its views.

use super::element::focus_id;
use leptos::prelude::*;

/// Shows the view of this word, and puts the focus on its tab: what had the focus may be gone.
pub fn open_tab(chosen: RwSignal<&'static str>, key: &'static str) {
    chosen.set(key);
    focus_id(&format!("tab-{key}"));
}
