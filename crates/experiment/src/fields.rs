//! The one table of what can be set in an experiment. Links, the script interface, the comparison of
//! runs and the question "does this need a reset?" all follow from it: a new field is one new row.

use crate::experiment::{Effect, Experiment};
use crate::model::Block;

mod json;
mod table;
#[cfg(test)]
mod tests;

pub use json::{configure, to_json};
pub use table::FIELDS;

/// A row of [`FIELDS`].
pub struct Field {
    /// Short stable word for links. Never reuse or rename one: old links live on.
    pub key: &'static str,
    /// Name in the script interface.
    pub name: &'static str,
    /// Label on the page and on the marks in charts.
    pub label: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// What changing it takes (the model is looked at more closely by [`effect`]).
    pub effect: Effect,
    /// Its text form.
    pub get: fn(&Experiment) -> String,
    /// As people read it: "MSE" where the text form is `mse`.
    pub show: fn(&Experiment) -> String,
    /// Sets it from its text form, or says in a sentence why not.
    pub set: fn(&mut Experiment, &str) -> Result<(), String>,
}

/// The row with this link key or script name.
pub fn field(key_or_name: &str) -> Option<&'static Field> {
    FIELDS
        .iter()
        .find(|field| field.key == key_or_name || field.name == key_or_name)
}

/// The rows in which two experiments differ.
pub fn differing(a: &Experiment, b: &Experiment) -> Vec<&'static Field> {
    FIELDS
        .iter()
        .filter(|field| (field.get)(a) != (field.get)(b))
        .collect()
}

/// What changing a run from `current` to `next` takes.
pub fn effect(current: &Experiment, next: &Experiment) -> Effect {
    differing(current, next)
        .iter()
        .map(|field| match field.key {
            "net" if same_parameters(&current.blocks, &next.blocks) => Effect::Live,
            // As many logits as before, or another output layer.
            "out" if current.output.task() != next.output.task() => Effect::Reset,
            _ => field.effect,
        })
        .max()
        .unwrap_or(Effect::None)
}

/// Whether two lists of blocks have the same parameters, so that weights can be kept.
fn same_parameters(a: &[Block], b: &[Block]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.keeps_parameters(b))
}
