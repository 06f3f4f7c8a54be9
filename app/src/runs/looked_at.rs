//! How the runs of a page are looked at, as a link says it: which are hidden, and which one the figures are about. A run is
//! named by its place from the left, from 1.

use super::{RunSlot, Runs};
use leptos::prelude::*;

/// The name in links of the runs that charts leave out.
const HIDDEN: &str = "hidden";

/// The name in links of the run that is looked at.
const SELECTED: &str = "run";

/// Returns what a link says of it; nothing where the first run is looked at and all are seen. Tracks.
pub(super) fn to_link(runs: &Runs) -> Vec<(String, String)> {
    let slots = runs.slots.get();
    let places = |is: &dyn Fn(&RunSlot) -> bool| {
        let places = slots.iter().zip(1_usize..).filter(|(slot, _)| is(slot));
        let words: Vec<String> = places.map(|(_, place)| place.to_string()).collect();
        words.join(".")
    };
    let selected = runs.selected();
    [
        (HIDDEN, places(&|slot| slot.hidden.get()), ""),
        (SELECTED, places(&|slot| *slot == selected), "1"),
    ]
    .into_iter()
    .filter(|(_, word, usual)| word != usual)
    .map(|(name, word, _)| (name.to_owned(), word))
    .collect()
}

/// Looks at the runs as a link says; what it does not say is as on a first visit. `slots` are the runs at the places that
/// the link speaks of: one that could not be opened leaves its place empty.
pub(super) fn show(runs: &Runs, slots: &[Option<RunSlot>], pairs: &[(String, String)]) {
    let word = |name: &str| pairs.iter().find(|pair| pair.0 == name);
    let hidden = word(HIDDEN).map_or_else(Vec::new, |pair| places(&pair.1));
    for (slot, place) in slots.iter().zip(1_usize..) {
        let Some(slot) = slot else {
            continue;
        };
        slot.hidden.set(hidden.contains(&place));
    }
    let selected = word(SELECTED).and_then(|pair| places(&pair.1).first().copied());
    let selected = selected.and_then(|place| *slots.get(place.checked_sub(1)?)?);
    if let Some(slot) = selected.or(slots.iter().flatten().next().copied()) {
        runs.select(slot.id);
    }
}

/// Reads places, leaving out what is none.
fn places(word: &str) -> Vec<usize> {
    word.split('.')
        .filter_map(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_what_is_none_is_left_out() {
        assert_eq!(places("2"), [2]);
        assert_eq!(places("1.3.x..-4"), [1, 3]);
        assert_eq!(places(""), [0_usize; 0]);
    }
}
