//! The page's keys, from one table that the help sheet shows.

use crate::components::element;
use crate::runs::Runs;
use crate::state::TABS;
use leptos::ev;
use leptos::prelude::*;
use playground_data::rows;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Keys that do something of one kind.
pub struct Key {
    /// As the browser names them.
    keys: &'static [&'static str],
    /// As the help sheet shows it.
    pub shown: &'static str,
    /// A few words.
    pub does: &'static str,
    /// Does it; the place of the key among the keys of its row tells which.
    act: fn(Runs, usize),
}

/// Every key.
pub const KEYS: &[Key] = rows![
    Key (keys, shown, does, act)
    [&[" "], "space", "train or pause", |runs, _| runs.toggle()]
    [&["s"], "s", "take one step", |runs, _| runs.step()]
    [&["r"], "r", "reset: new weights", |runs, _| runs.reset()]
    [&["f"], "f", "flip the loss to its counterpart", |runs, _| runs.store().act(|run| run.flip())]
    [&["1", "2", "3", "4", "5", "6"], "1 to 6", "show a view, counted from the left", show_tab]
    [&["g"], "g", "all experiments, as questions", |runs, _| runs.view().gallery.set(true)]
    [&["p"], "p", "stage mode, for the back of the room", |runs, _| runs.view().toggle_stage_mode()]
    [&["b"], "b", "in stage mode: cover the page", |runs, _| runs.view().cover()]
    [&["e"], "e", "in stage mode: the card with the focus as large as the window, and back", |runs, _| runs.view().enlarge()]
    [&["+", "-"], "+ −", "in stage mode: larger or smaller type", |runs, key| runs.view().scale_type(key == 0)]
    [&["?"], "?", "this sheet", |runs, _| runs.view().help.set(true)]
];

fn show_tab(runs: Runs, place: usize) {
    if let Some(tab) = TABS.get(place) {
        let focused = document().active_element();
        let within = focused.and_then(|element| element.closest("#view").ok().flatten());
        runs.view().tab.set(tab.key);
        if within.is_some() {
            // It was in the view that goes.
            element::keep_focus(element::TAB);
        }
    }
}

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
        if !runs.view().single_keys.get_untracked() {
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
        let pressed = event.key();
        let of_row = |row: &'static Key| {
            let place = row.keys.iter().position(|key| *key == pressed)?;
            Some((row, place))
        };
        if let Some((row, place)) = KEYS.iter().find_map(of_row) {
            event.prevent_default();
            (row.act)(runs, place);
        }
    });
    on_cleanup(move || listener.remove());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_a_key_and_no_key_means_two_things() {
        let mut all: Vec<_> = KEYS.iter().flat_map(|row| row.keys).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        let views = KEYS.iter().find(|row| row.shown == "1 to 6").unwrap();
        assert_eq!(views.keys.len(), TABS.len());
    }
}
