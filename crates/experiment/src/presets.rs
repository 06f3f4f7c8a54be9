//! Named experiments: settings that others have published, each with its source, the figures they
//! reported and what is known to differ. Figures here are other people's; ours come from the
//! running network.
//!
//! Links may name a preset and list only what departs from it, so a preset that is out in the world
//! keeps its settings: improve one by adding another.

use crate::compare::Variant;
use crate::experiment::Experiment;
use crate::fields::differing;

pub mod families;
pub mod gallery;
mod settings;
pub mod stored;
mod table;
#[cfg(test)]
mod tests;

pub use table::PRESETS;

/// A row of [`PRESETS`].
#[derive(Debug)]
pub struct Preset {
    /// Stable word for links, scripts and the terminal. Never reuse or rename one.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Where the settings come from.
    pub source: &'static str,
    /// What was not given, what we chose, and what is known to differ.
    pub note: &'static str,
    /// Figures reported elsewhere; empty where none were.
    pub published: &'static [Published],
    /// The settings.
    pub experiment: fn() -> Experiment,
    /// What its own run is called beside them; empty where none belong beside it.
    pub own_name: &'static str,
    /// The runs that belong beside it: name, and link key and value of what each does differently.
    pub variants: &'static [VariantRow],
    /// Which of the runs learns, asked before the first step; empty where nothing is asked.
    pub question: &'static str,
}

/// A run beside a preset: its name, and what it does differently as (link key, value).
pub(crate) type VariantRow = (&'static str, &'static [(&'static str, &'static str)]);

impl Preset {
    /// Returns whether it shows the right way beside a mistake.
    pub fn shows_mistake(&self) -> bool {
        let makes_one = |run: &Experiment| run.mistakes_made().next().is_some();
        self.runs()[1..].iter().any(makes_one)
    }

    /// Returns whether these runs are its own, from the first on: settings of the `free` link keys may be others.
    pub fn is_of(&self, runs: &[Experiment], free: &[&str]) -> bool {
        let Some((base, beside)) = runs.split_first() else {
            return false;
        };
        let changed = differing(&(self.experiment)(), base);
        if changed.iter().any(|field| !free.contains(&field.key)) {
            return false;
        }
        let variants = self.variants();
        let same = |(variant, run): (&Variant, &Experiment)| {
            variant.apply(base).is_ok_and(|expected| expected == *run)
        };
        variants.len() == beside.len() && variants.iter().zip(beside).all(same)
    }

    /// Returns its own run and, after it, those that belong beside it.
    pub fn runs(&self) -> Vec<Experiment> {
        let own = (self.experiment)();
        let beside = self.variants().into_iter();
        // Every variant fits its preset (tested).
        let beside = beside.filter_map(|variant| variant.apply(&own).ok());
        std::iter::once(own.clone()).chain(beside).collect()
    }

    /// Returns how the runs that belong beside it differ from it.
    pub fn variants(&self) -> Vec<Variant> {
        let setting = |(key, value): &(&'static str, &str)| (*key, (*value).to_owned());
        let variant = |(name, settings): &VariantRow| Variant {
            name: Some((*name).to_owned()),
            settings: settings.iter().map(setting).collect(),
        };
        self.variants.iter().map(variant).collect()
    }
}

/// A figure that somebody else reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Which run it is about: 0 is the preset itself, n the n-th run beside it.
    pub run: usize,
    /// What was measured, and when in the run.
    pub what: &'static str,
    /// As printed by its source, with its digits.
    pub value: &'static str,
    /// Who reported it.
    pub source: &'static str,
}

/// The preset that a first visit opens on: it shows at once what the page is about.
pub const FIRST_PRESET: &str = "confidently-wrong";

/// The preset that stands for usual settings. [`Experiment::default`] is the same on the built-in digits.
pub const DEFAULT_PRESET: &str = "mlp-784-128-64-10";

/// Finds the preset of this name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// Returns every name, in menu order.
pub fn names() -> Vec<&'static str> {
    PRESETS.iter().map(|preset| preset.name).collect()
}
