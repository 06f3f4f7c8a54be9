//! What the person prefers, kept in this browser from one visit to the next, and what belongs to this tab alone, kept until
//! it is closed. A browser that keeps nothing forgets it, and all else goes on.

use leptos::prelude::window;
use web_sys::Storage;

/// Begins the names of everything that is kept.
const PREFIX: &str = "gradient-playground";

fn storage() -> Option<Storage> {
    // Blocked by the browser's settings it is an error, not none.
    window().local_storage().ok().flatten()
}

fn name(what: &str) -> String {
    format!("{PREFIX}.{what}")
}

/// Returns whether the switch `what` was turned off.
pub fn is_off(what: &str) -> bool {
    let kept = storage().and_then(|storage| storage.get_item(&name(what)).ok());
    kept.flatten().as_deref() == Some("off")
}

/// Keeps how the switch `what` stands.
pub fn keep(what: &str, on: bool) {
    let Some(storage) = storage() else {
        return;
    };
    // Where it is full or refused, the switch holds for this visit.
    let _ = match on {
        true => storage.remove_item(&name(what)),
        false => storage.set_item(&name(what), "off"),
    };
}

/// The storage that a tab has for itself and that goes with it.
fn of_this_tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Returns what this tab keeps under `what`.
pub fn in_this_tab(what: &str) -> Option<String> {
    of_this_tab()?.get_item(&name(what)).ok().flatten()
}

/// Keeps a word under `what` for as long as this tab is open, or nothing.
pub fn keep_in_this_tab(what: &str, word: Option<&str>) {
    let Some(storage) = of_this_tab() else {
        return;
    };
    // Where it is full or refused, a reload forgets it.
    let _ = match word {
        Some(word) => storage.set_item(&name(what), word),
        None => storage.remove_item(&name(what)),
    };
}
