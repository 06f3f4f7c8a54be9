//! Runs side by side: up to four experiments about the same data in the same order. The first is the
//! base; each [`Variant`] is what another run does differently.

use crate::error::ExperimentError;
use crate::experiment::Experiment;
use crate::fields::{FIELDS, Field, Settings, differing, field, settings};
use crate::model::{Activation, Block};

#[cfg(test)]
mod tests;

/// Runs beside the base.
pub const MOST_VARIANTS: usize = 3;

/// Characters of a run's name, at most.
pub const NAME_LENGTH: usize = 40;

/// Link keys of the settings that all runs of a comparison share: they decide which images come in
/// which order, when figures are reported and when it ends. Changing one changes it for every run.
pub(crate) const SHARED: &[&str] = &["data", "split", "norm", "stop", "shuf", "seed", "every"];

/// Returns whether all runs of a comparison have the same value of `field`.
pub(crate) fn is_shared(field: &Field) -> bool {
    SHARED.contains(&field.key)
}

/// A run beside the base, as what it does differently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// Name for people, up to [`NAME_LENGTH`] characters and never empty; without one, [`title`]
    /// says what is different.
    pub name: Option<String>,
    /// Link key and value in text form, in the order of [`FIELDS`]; none of them is [`SHARED`].
    pub settings: Settings,
}

impl Variant {
    /// Returns what `other` does differently from `base`. What all runs share is the base's, so `other` is
    /// taken as if it had it too.
    pub fn between(base: &Experiment, other: &Experiment) -> Self {
        let mut own = differing(base, other);
        own.retain(|field| !is_shared(field));
        Self {
            name: None,
            settings: settings(own, other),
        }
    }

    /// Returns the experiment of this run beside `base`.
    ///
    /// # Errors
    /// The first setting that is unknown, shared by all runs, cannot be read or does not fit, with
    /// what to do.
    pub fn apply(&self, base: &Experiment) -> Result<Experiment, ExperimentError> {
        let mut next = base.clone();
        for (key, value) in &self.settings {
            match field(key) {
                None => Err(format!("There is no setting “{key}”; take it out.")),
                Some(row) if is_shared(row) => Err(format!(
                    "All runs of a comparison have the same {}; change it for all of them.",
                    row.label
                )),
                Some(row) => row
                    .set(&mut next, value)
                    .map_err(|why| format!("{}: {why}.", row.name)),
            }
            .map_err(|message: String| ExperimentError::new(key, message))?;
        }
        next.validate()?;
        Ok(next)
    }
}

/// Returns `run` with the settings that all runs share taken from `base`. It may not validate: a cosine
/// schedule does not go with a base that never stops.
pub fn with_shared(base: &Experiment, run: &Experiment) -> Experiment {
    let mut next = run.clone();
    let mut shared = differing(base, run);
    shared.retain(|row| is_shared(row));
    for row in shared {
        // Written by `get`, which `set` reads (tested).
        let _ = row.set(&mut next, &row.get(base));
    }
    next
}

/// Returns the fields that do not have the same value in all of `runs`, in the table's order.
pub fn differing_fields(runs: &[Experiment]) -> Vec<&'static Field> {
    let Some((first, others)) = runs.split_first() else {
        return Vec::new();
    };
    let differs = |row: &&Field| {
        let value = row.get(first);
        others.iter().any(|run| row.get(run) != value)
    };
    FIELDS.iter().filter(differs).collect()
}

/// Writes a short name of a run among the others: its values of the settings in which they differ, such as
/// `MSE, lr 0.1`.
pub fn title(runs: &[Experiment], run: usize) -> String {
    let (rows, Some(experiment)) = (differing_fields(runs), runs.get(run)) else {
        return String::new();
    };
    if rows.is_empty() {
        return "the same".to_owned();
    }
    let said = |row: &&Field| match row.key {
        "oops" if experiment.mistakes.is_empty() => "done right".to_owned(),
        "net" if alike_but_for_activation(runs) => activation(experiment).info().name.to_owned(),
        // Their values say by themselves what they are.
        "net" | "out" | "loss" | "init" | "opt" | "oops" => row.show(experiment),
        _ => format!("{} {}", row.label, row.show(experiment)),
    };
    rows.iter().map(said).collect::<Vec<_>>().join(", ")
}

/// Returns whether the networks have the same layers, each network with one activation throughout.
fn alike_but_for_activation(runs: &[Experiment]) -> bool {
    let bare = |run: &Experiment| -> Vec<Block> {
        let of = |block: &Block| block.with_activation(Activation::Identity);
        run.blocks.iter().map(of).collect()
    };
    let one = |run: &Experiment| {
        let mut used = run.blocks.iter().filter_map(Block::activation);
        used.all(|used| used == activation(run))
    };
    runs.iter()
        .all(|run| bare(run) == bare(&runs[0]) && one(run))
}

/// Returns the activation of the first block that has one.
fn activation(run: &Experiment) -> Activation {
    let first = run.blocks.iter().find_map(Block::activation);
    first.unwrap_or(Activation::Identity)
}
