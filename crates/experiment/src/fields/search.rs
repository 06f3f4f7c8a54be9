//! The search for a setting: by its name, by what courses call it, or by what it can be set to.

use super::words::{Group, words};
use super::{FIELDS, Field};
use crate::loss::{LOSSES, LossParameter, OUTPUTS, REDUCTIONS};
use crate::mistakes::MISTAKES;
use crate::model::BLOCKS;
use crate::model::activation::ACTIVATIONS;
use crate::model::init::INITS;
use crate::optimizer::OPTIMIZERS;
use playground_data::dataset::{DATASETS, DatasetInfo, NORMALISATIONS};
use std::sync::LazyLock;

#[cfg(test)]
mod tests;

/// A place among the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The control of a field, by its link key.
    Field(&'static str),
    /// The number of units of a hidden layer.
    Units,
    /// The activation of a hidden layer.
    Activation,
    /// Where a layer is added.
    NewLayer,
    /// The switch of a mistake, by its key.
    Mistake(&'static str),
}

/// A setting that a search has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Where it is.
    pub place: Place,
    /// What it is called.
    pub title: &'static str,
    /// The group in which it stands.
    pub group: Group,
    /// Those of its values that were looked for.
    pub values: Vec<&'static str>,
}

/// What is known of a place before anything is looked for. All words are as [`plain`] writes them.
struct Entry {
    place: Place,
    title: &'static str,
    group: Group,
    words: Vec<String>,
    doc: String,
    values: Vec<Value>,
}

/// Something that a setting can be set to.
struct Value {
    name: &'static str,
    words: Vec<String>,
}

/// Every place, in the order of the fields.
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let of_fields = FIELDS.iter().map(of_field);
    of_fields.chain(of_layers()).chain(of_mistakes()).collect()
});

fn of_field(field: &'static Field) -> Entry {
    let names = [field.key, field.name, field.label].map(plain);
    let others = match words(field.key) {
        Some(row) => listed(row.words),
        None => takers(field.key),
    };
    Entry {
        place: Place::Field(field.key),
        title: field.title(),
        group: field.group(),
        words: names.into_iter().chain(others).collect(),
        doc: plain(field.doc),
        values: values_of(field.key),
    }
}

/// Names the losses that take a parameter.
fn takers(key: &str) -> Vec<String> {
    let takes = |parameter: &LossParameter| parameter.key == key;
    let losses = LOSSES
        .iter()
        .filter(|loss| loss.parameters.iter().any(takes));
    losses.map(|loss| plain(loss.name)).collect()
}

/// What of the layers is looked for by itself.
fn of_layers() -> [Entry; 3] {
    let entry = |place, title, words, values| Entry {
        place,
        title,
        group: Group::Network,
        words: listed(words),
        doc: String::new(),
        values,
    };
    let activations = ACTIVATIONS.iter().map(|row| value(row.name, row.key, ""));
    let blocks = BLOCKS.iter().map(|row| value(row.name, row.key, row.doc));
    [
        entry(
            Place::Units,
            "units of a hidden layer",
            "hidden units, number of units, neurons, width, nodes, hidden size, layer size",
            Vec::new(),
        ),
        entry(
            Place::Activation,
            "activation",
            "activation function, nonlinearity, transfer function",
            activations.collect(),
        ),
        entry(
            Place::NewLayer,
            "add a layer",
            "new layer, hidden layer, deeper network",
            blocks.collect(),
        ),
    ]
}

fn of_mistakes() -> impl Iterator<Item = Entry> {
    MISTAKES.iter().map(|row| Entry {
        place: Place::Mistake(row.key),
        title: row.name,
        group: Group::More,
        words: vec![plain(row.key), plain(row.code)],
        doc: plain(&format!("{} {}", row.doc, row.look)),
        values: Vec::new(),
    })
}

/// Lists what a field is chosen from.
fn values_of(key: &str) -> Vec<Value> {
    match key {
        "data" => {
            let set = |row: &'static DatasetInfo| {
                value(row.name, row.key, row.subject.unwrap_or_default())
            };
            DATASETS.iter().map(set).collect()
        }
        "norm" => NORMALISATIONS
            .iter()
            .map(|row| value(row.name, row.key, ""))
            .collect(),
        "out" => OUTPUTS
            .iter()
            .map(|row| value(row.name, row.key, ""))
            .collect(),
        "loss" => LOSSES
            .iter()
            .map(|row| value(row.name, row.key, row.short))
            .collect(),
        "red" => REDUCTIONS
            .iter()
            .map(|row| value(row.name, row.key, ""))
            .collect(),
        "init" => INITS
            .iter()
            .map(|row| value(row.name, row.key, ""))
            .collect(),
        "opt" => OPTIMIZERS
            .iter()
            .map(|row| value(row.name, row.key, ""))
            .collect(),
        "sched" => ["constant", "step", "exponential", "cosine"]
            .map(|kind| value(kind, kind, ""))
            .into(),
        _ => Vec::new(),
    }
}

fn value(name: &'static str, key: &str, other: &str) -> Value {
    let words = [name, key, other].map(plain);
    Value {
        name,
        words: words.into_iter().filter(|word| !word.is_empty()).collect(),
    }
}

fn listed(words: &str) -> Vec<String> {
    words.split(',').map(plain).collect()
}

/// Writes words so that spelling with capitals, hyphens, underscores or subscripts makes no difference.
fn plain(text: &str) -> String {
    let letters = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        '₁' => '1',
        '₂' => '2',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    let spaced: String = letters.collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How well a text answers to what is looked for; the smaller the better.
fn fit(wanted: &str, text: &str) -> Option<u32> {
    let begins_a_word = || {
        text.match_indices(wanted)
            .any(|(at, _)| text[..at].ends_with(' '))
    };
    match text.strip_prefix(wanted) {
        Some("") => Some(0),
        Some(_) => Some(1),
        None => begins_a_word().then_some(2),
    }
}

fn best<'a>(wanted: &str, texts: impl IntoIterator<Item = &'a String>) -> Option<u32> {
    texts.into_iter().filter_map(|text| fit(wanted, text)).min()
}

/// What another name costs, and a value, beside the title; and what it costs where the explanation alone, or words of
/// several of these together, say it.
const OTHER_NAME: u32 = 1;
const IN_ANY: u32 = 10;

impl Entry {
    fn matched(&self, wanted: &str) -> Option<(u32, Found)> {
        let values = || {
            self.values
                .iter()
                .filter(|value| best(wanted, &value.words).is_some())
        };
        let by_title = fit(wanted, &plain(self.title));
        let other = best(
            wanted,
            self.words
                .iter()
                .chain(self.values.iter().flat_map(|value| &value.words)),
        );
        let rank = match by_title
            .into_iter()
            .chain(other.map(|rank| rank + OTHER_NAME))
            .min()
        {
            Some(rank) => rank,
            None => self.says(wanted).then_some(IN_ANY)?,
        };
        let found = Found {
            place: self.place,
            title: self.title,
            group: self.group,
            values: values().map(|value| value.name).collect(),
        };
        Some((rank, found))
    }

    /// Returns whether each word that is looked for begins some word that is known.
    fn says(&self, wanted: &str) -> bool {
        let title = plain(self.title);
        let texts = || {
            let of_values = self.values.iter().flat_map(|value| &value.words);
            [&title, &self.doc]
                .into_iter()
                .chain(&self.words)
                .chain(of_values)
        };
        wanted.split(' ').all(|word| best(word, texts()).is_some())
    }
}

/// Finds settings, the nearest first; none where nothing is looked for.
///
/// ```
/// use playground_experiment::fields::{Place, search};
///
/// assert_eq!(search("step size")[0].place, Place::Field("lr"));
/// assert_eq!(search("zero_grad")[0].place, Place::Mistake("uncleared"));
/// assert!(search("").is_empty());
/// ```
pub fn search(text: &str) -> Vec<Found> {
    let wanted = plain(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<_> = ENTRIES
        .iter()
        .filter_map(|entry| entry.matched(&wanted))
        .collect();
    // Stable: what fits as well stays in the order of the fields.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, found)| found).collect()
}
