//! The page's keys, from one table that the help sheet shows.

use crate::runs::Runs;
use leptos::ev;
use leptos::prelude::*;
use playground_data::rows;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A key and what it does.
pub struct Key {
    /// As the browser names it.
    pub key: &'static str,
    /// As the help sheet shows it.
    pub shown: &'static str,
    /// A few words.
    pub does: &'static str,
    act: fn(Runs),
}

/// Every key.
pub const KEYS: &[Key] = rows![
    Key (key, shown, does, act)
    [" ", "space", "train or pause", |runs| runs.toggle()]
    ["s", "s", "take one step", |runs| runs.step()]
    ["r", "r", "reset: new weights", |runs| runs.reset()]
    ["f", "f", "flip the loss to its counterpart", |runs| runs.store().act(|run| run.flip())]
    ["p", "p", "projector mode", |runs| runs.store().view.projector.update(|p| *p = !*p)]
    ["?", "?", "this sheet", |runs| runs.store().view.help.set(true)]
];

/// Elements in which keys have a meaning of their own.
const TYPING: &str = "input:not([type=range]):not([type=radio]):not([type=checkbox]), select, textarea, dialog[open]";
/// Elements that the space key presses.
const PRESSABLE: &str = "button, summary, a, input[type=radio], input[type=checkbox], label";

/// Listens for the page's keys for the life of the page.
pub fn listen(runs: Runs) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
        let within = |what: &str| {
            target
                .as_ref()
                .is_some_and(|t| t.closest(what).ok().flatten().is_some())
        };
        if within(TYPING) || (event.key() == " " && within(PRESSABLE)) {
            return;
        }
        // A held key takes many steps, but toggles nothing back and forth.
        if event.repeat() && event.key() != "s" {
            return;
        }
        if let Some(key) = KEYS.iter().find(|key| key.key == event.key()) {
            event.prevent_default();
            (key.act)(runs);
        }
    });
    on_cleanup(move || listener.remove());
}
