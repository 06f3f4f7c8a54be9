//! What links carry of the view: a row for each part, with its word and what the word means.

use super::{
    FIRST_PART, Figure, HIDDEN, ONLY, OPEN, SMOOTHING, ShownSettings, Sureness, TABS, Tab, View,
    part_from_key, part_key,
};
use crate::state::time_axis::TimeAxis;
use leptos::prelude::*;
use playground_data::rows;
use playground_experiment::protocol::WATCH_EVERY;
use playground_insight::theory::contents::Anchor;
use std::collections::BTreeSet;
use std::str::FromStr;

/// A part of the view that links carry.
pub(super) struct Carried {
    /// Its name in links.
    pub name: &'static str,
    /// Returns its word; none where it is as on a first visit. Tracks.
    pub write: fn(View) -> Option<String>,
    /// Sets what a word means; without one, or with one that means nothing, what a first visit has.
    pub read: fn(View, Option<&str>),
}

/// Every part of the view that links carry, in the order in which they do.
pub(super) const CARRIED: &[Carried] = rows![
    Carried (name, write, read)
    ["tab", |v| other(v.tab.get(), TABS[0].key), |v, word| v.tab.set(word.map_or(TABS[0].key, Tab::key_of))]
    ["smooth", |v| other(v.smoothing.get(), SMOOTHING), |v, word| {
        let smoothing = number(word).filter(|s| (0.0..=0.99).contains(s));
        v.smoothing.set(smoothing.unwrap_or(SMOOTHING));
    }]
    ["log", |v| v.log_loss.get().map(|log| u8::from(log).to_string()),
     |v, word| v.log_loss.set(word.map(|text| text == "1"))]
    ["grad", |v| other(v.figure.get().key(), Figure::default().key()),
     |v, word| v.figure.set(word.and_then(Figure::from_key).unwrap_or_default())]
    ["x", |v| other(v.time_axis.get().key(), TimeAxis::default().key()),
     |v, word| v.time_axis.set(word.and_then(TimeAxis::from_key).unwrap_or_default())]
    ["layer", |v| other(v.layer.get(), 0), |v, word| v.layer.set(number(word).unwrap_or(0))]
    ["probe", |v| other(v.watch.get(), WATCH_EVERY), |v, word| v.watch.set(number(word).unwrap_or(WATCH_EVERY))]
    ["part", |v| other(part_key(v.part.get()), part_key(FIRST_PART)),
     |v, word| v.part.set(word.and_then(part_from_key).unwrap_or(FIRST_PART))]
    ["more", |v| flag(v.more.get()), |v, word| v.more.set(is_set(word))]
    ["settings", |v| settings(v).map(str::to_owned), |v, word| {
        v.settings_open.set(word == Some(OPEN));
        v.settings_hidden.set(word == Some(HIDDEN));
    }]
    [ONLY, |v| v.only.get().map(ShownSettings::word), |v, word| v.only.set(word.and_then(ShownSettings::from_word))]
    ["sure", |v| other(v.picked.sureness.get().key(), Sureness::default().key()),
     |v, word| v.picked.sureness.set(word.and_then(Sureness::from_key).unwrap_or_default())]
    ["logpull", |v| flag(v.picked.log_pull.get()), |v, word| v.picked.log_pull.set(is_set(word))]
    ["image", |v| some(v.picked.kept.get()), |v, word| v.picked.kept.set(number(word))]
    ["batch", |v| some(v.picked.of_batch.get()),
     |v, word| v.picked.of_batch.set(number(word))]
    ["logbatch", |v| flag(v.picked.log_scatter.get()), |v, word| v.picked.log_scatter.set(is_set(word))]
    ["cell", |v| v.picked.cell.get().map(pair), |v, word| v.picked.cell.set(word.and_then(from_pair))]
    ["mistake", |v| some(v.picked.evaluated.get()),
     |v, word| v.picked.evaluated.set(number(word))]
    // Follows the pointer, faster than browsers let an address change.
    ["unit", |v| Some(v.picked.unit.get_untracked()).filter(|unit| *unit != (0, 0)).map(pair),
     |v, word| v.picked.unit.set(word.and_then(from_pair).unwrap_or((0, 0)))]
    ["class", |v| some(v.picked.class.get()), |v, word| v.picked.class.set(number(word))]
    ["example", |v| other(v.picked.example.get(), 0),
     |v, word| v.picked.example.set(number(word).unwrap_or(0))]
    ["at", |v| v.at.get().filter(|_| v.on_sheets()).map(Anchor::word), |v, word| v.at.set(word.and_then(Anchor::of))]
    ["lines", |v| lines(&v.picked.hidden_lines.get()),
     |v, word| v.picked.hidden_lines.set(word.map_or_else(BTreeSet::new, from_lines))]
];

/// What links to *Work it out* carry besides: what is typed there stays when a link is about another view.
pub(super) const ON_SHEETS: &[Carried] = rows![
    Carried (name, write, read)
    ["neuron", |v| v.sheets.neuron.word(), |v, word| v.sheets.neuron.show(word)]
    ["calculator", |v| v.sheets.calculator.word(), |v, word| v.sheets.calculator.show(word)]
    ["sizes", |v| v.sheets.sizes.word(), |v, word| v.sheets.sizes.show(word)]
    ["surface", |v| v.sheets.surface.word(), |v, word| v.sheets.surface.show(word)]
    ["seed", |v| v.sheets.claims_word(), |v, word| v.sheets.show_claims(word)]
];

/// Returns the word for where the settings stand, if that is not as usual. Tracks.
fn settings(view: View) -> Option<&'static str> {
    match (view.settings_open.get(), view.settings_hidden.get()) {
        (true, _) => Some(OPEN),
        (false, true) => Some(HIDDEN),
        (false, false) => None,
    }
}

/// Writes a value for a link; none where it is as usual.
fn other<T: PartialEq + ToString>(value: T, usual: T) -> Option<String> {
    (value != usual).then(|| value.to_string())
}

/// Writes what is picked, if anything is.
fn some(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// Writes a switch that is off as usual.
fn flag(on: bool) -> Option<String> {
    on.then(|| "1".to_owned())
}

fn is_set(word: Option<&str>) -> bool {
    word == Some("1")
}

fn number<T: FromStr>(word: Option<&str>) -> Option<T> {
    word?.parse().ok()
}

/// Writes two places, each counted from 0.
pub(super) fn pair((one, other): (usize, usize)) -> String {
    format!("{one}-{other}")
}

fn from_pair(word: &str) -> Option<(usize, usize)> {
    let (one, other) = word.split_once('-')?;
    Some((one.parse().ok()?, other.parse().ok()?))
}

/// Between the titles and labels of hidden lines.
const BETWEEN: char = '~';

/// Writes hidden lines, each as the title of its chart and its label; none where none is hidden.
pub(super) fn lines(hidden: &BTreeSet<(String, String)>) -> Option<String> {
    let plain = |text: &String| text.replace(BETWEEN, " ");
    let names = hidden
        .iter()
        .flat_map(|(title, label)| [plain(title), plain(label)]);
    let word = names.collect::<Vec<_>>().join(&BETWEEN.to_string());
    (!hidden.is_empty()).then_some(word)
}

fn from_lines(word: &str) -> BTreeSet<(String, String)> {
    let names: Vec<&str> = word.split(BETWEEN).collect();
    let lines = names.chunks_exact(2);
    lines
        .map(|line| (line[0].to_owned(), line[1].to_owned()))
        .collect()
}
