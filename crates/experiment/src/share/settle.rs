//! Settings as text onto an experiment, so that the result is always valid: what cannot be used
//! falls back to what was there, with a sentence that says so.

use super::escape::{escape, unescape};
use crate::experiment::Experiment;
use crate::fields::{FIELDS, Field, Settings, field, settings};

/// A setting as read: the field and its text.
pub(super) type Setting = (&'static Field, String);

/// Characters of a value that a notice repeats.
const SHOWN: usize = 40;

/// Reads settings as written, `lr=0.01,loss=mse`. What does not name a field is left out with a notice.
pub(super) fn read_settings(text: &str, place: &str, notices: &mut Vec<String>) -> Vec<Setting> {
    let mut read = Vec::new();
    for setting in text.split(',').filter(|part| !part.is_empty()) {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        match field(key) {
            Some(field) => read.push((field, unescape(value))),
            None => notices.push(format!(
                "{place}, {}: there is no such setting. It is left out.",
                named(key, value),
            )),
        }
    }
    read
}

/// Writes the text that [`read_settings`] reads.
pub(super) fn written(settings: &[(&str, String)]) -> String {
    let written = settings.iter();
    let written = written.map(|(key, value)| format!("{key}={}", escape(value, b",;")));
    written.collect::<Vec<_>>().join(",")
}

/// A field that was set, with the text that stands for its value otherwise.
struct FieldBefore {
    field: &'static Field,
    before: String,
}

/// Returns `base` with the settings that can be used, and what they set, in the table's order. The last of several
/// settings for a field counts. `place` begins each notice, such as “In the link”.
pub(super) fn settle(
    base: &Experiment,
    wanted: &[Setting],
    place: &str,
    notices: &mut Vec<String>,
) -> (Experiment, Settings) {
    let mut next = base.clone();
    let mut taken = Vec::new();
    // In the table's order, because choosing a data set also chooses its split.
    for row in FIELDS.iter() {
        let Some((_, text)) = wanted.iter().rfind(|(field, _)| field.key == row.key) else {
            continue;
        };
        let before = row.get(&next);
        match row.set(&mut next, text) {
            Ok(()) => taken.push(FieldBefore { field: row, before }),
            Err(why) => notices.push(format!(
                "{place}, {}: {}. {}",
                named(row.key, text),
                quoting_shortly(why, text),
                instead(&before)
            )),
        }
    }
    repair(&mut next, &mut taken, place, notices);
    let set = settings(taken.iter().map(|taken| taken.field), &next);
    (next, set)
}

/// Takes settings back until the whole is valid; with all of them back it is the valid `base`.
fn repair(
    next: &mut Experiment,
    taken: &mut Vec<FieldBefore>,
    place: &str,
    notices: &mut Vec<String>,
) {
    while let Err(error) = next.validate() {
        let Some(index) = culprit(next, taken, error.field) else {
            return;
        };
        let FieldBefore { field, before } = taken.remove(index);
        notices.push(format!(
            "{place}, {} does not fit: {} {}",
            named(field.key, &field.get(next)),
            error.message,
            instead(&before),
        ));
        *next = without(next, field, &before);
    }
}

/// Finds the setting to take back: at best one that makes the whole valid, else one that removes the first fault.
/// Among equals it is the one that the error names.
fn culprit(next: &Experiment, taken: &[FieldBefore], at_fault: &str) -> Option<usize> {
    let at_fault = field(at_fault).map(|field| field.key);
    let merit = |taken: &FieldBefore| {
        let gain = match without(next, taken.field, &taken.before).validate() {
            Ok(()) => 2,
            Err(error) if field(error.field).map(|field| field.key) != at_fault => 1,
            Err(_) => 0,
        };
        (gain, Some(taken.field.key) == at_fault)
    };
    taken
        .iter()
        .enumerate()
        .filter(|(_, taken)| taken.field.get(next) != taken.before)
        .max_by_key(|(_, taken)| merit(taken))
        .map(|(index, _)| index)
}

fn without(experiment: &Experiment, field: &Field, before: &str) -> Experiment {
    let mut reset = experiment.clone();
    match field.set(&mut reset, before) {
        Ok(()) => reset,
        // Cannot happen: `before` was written by `get`, which `set` reads (tested).
        Err(_) => experiment.clone(),
    }
}

/// Writes `key=value` for a notice, a long key or value cut short.
pub(super) fn named(key: &str, value: &str) -> String {
    format!("{}={}", shortened(key), shortened(value))
}

/// Returns the beginning of a text that may be of any length.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Shortens in a sentence what it quotes of a value that is itself too long to be repeated.
fn quoting_shortly(sentence: String, value: &str) -> String {
    if shortened(value) == value {
        return sentence;
    }
    let quotation = |sentence: &str| {
        let (before, rest) = sentence.split_once('“')?;
        let (quoted, after) = rest.rsplit_once('”')?;
        Some(format!("{before}“{}”{after}", shortened(quoted)))
    };
    quotation(&sentence).unwrap_or(sentence)
}

/// Says what stands in for a setting that is not used.
pub(super) fn instead(value: &str) -> String {
    let value = if value.is_empty() { "nothing" } else { value };
    format!("Used instead: {value}.")
}
