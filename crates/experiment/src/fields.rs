//! The one table of what can be set in an experiment. Links, the script interface, the comparison of
//! runs and the question "does this need a reset?" all follow from it: a new field is one new row.

use crate::experiment::{Effect, Experiment};
use crate::loss::parameter;
use crate::model::Block;
use std::sync::LazyLock;

mod json;
mod search;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use json::{configure, to_json};
pub use search::{Found, Place, search};
pub use words::Group;

/// A row of [`FIELDS`].
#[derive(Clone, Copy)]
pub struct Field {
    /// Short stable word for links. Never reuse or rename one: old links live on.
    pub key: &'static str,
    /// Name in the script interface.
    pub name: &'static str,
    /// Label on the page and on the marks in charts.
    pub label: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// What changing it takes (the model is looked at more closely by [`Field::effect_between`]).
    pub effect: Effect,
    access: Access,
}

/// Where the value of a field is.
#[derive(Clone, Copy)]
enum Access {
    /// In a place of its own in [`Experiment`].
    Own {
        get: fn(&Experiment) -> String,
        show: fn(&Experiment) -> String,
        set: fn(&mut Experiment, &str) -> Result<(), String>,
    },
    /// Among the parameters of the losses.
    Parameter,
}

impl Field {
    /// Returns its text form.
    pub fn get(&self, experiment: &Experiment) -> String {
        match self.access {
            Access::Own { get, .. } => get(experiment),
            Access::Parameter => experiment.parameters.get(self.key).to_string(),
        }
    }

    /// Returns it as people read it: "MSE" where the text form is `mse`.
    pub fn show(&self, experiment: &Experiment) -> String {
        match self.access {
            Access::Own { show, .. } => show(experiment),
            Access::Parameter => self.get(experiment),
        }
    }

    /// Sets it from its text form.
    ///
    /// # Errors
    /// A sentence that says why the text does not fit.
    pub fn set(&self, experiment: &mut Experiment, text: &str) -> Result<(), String> {
        match self.access {
            Access::Own { set, .. } => set(experiment, text),
            Access::Parameter => {
                experiment.parameters.set(self.key, table::number(text)?);
                Ok(())
            }
        }
    }

    /// Returns its name where there is room for more than its label.
    pub fn title(&self) -> &'static str {
        words::words(self.key).map_or(self.label, |row| row.title)
    }

    /// Returns the group in which it stands.
    pub fn group(&self) -> Group {
        words::words(self.key).map_or(Group::Problem, |row| row.group)
    }

    /// Returns the field whose choice brings its control; none where that is always there.
    pub fn through(&self) -> Option<&'static Self> {
        field(words::words(self.key).map_or("loss", |row| row.through))
    }

    /// Returns what it takes to change it from its value in `current` to that in `next`.
    pub fn effect_between(&self, current: &Experiment, next: &Experiment) -> Effect {
        if self.get(current) == self.get(next) {
            return Effect::None;
        }
        match self.key {
            "net" if same_parameters(&current.blocks, &next.blocks) => Effect::Live,
            // As many logits as before, or another output layer.
            "out" if current.output.task() != next.output.task() => Effect::Reset,
            _ => self.effect,
        }
    }

    /// Returns whether setting it to `text` needs new weights although most of its changes do not.
    pub fn needs_reset_for(&self, text: &str, current: &Experiment) -> bool {
        if self.effect == Effect::Reset {
            return false;
        }
        let mut next = current.clone();
        let fits = self.set(&mut next, text).is_ok();
        fits && self.effect_between(current, &next) == Effect::Reset
    }
}

/// Every field, in the order in which links write and read them. The parameters of the losses, which are what the
/// definitions say, follow what they belong to.
pub static FIELDS: LazyLock<Vec<Field>> = LazyLock::new(|| {
    let of_losses = parameter::all().map(|parameter| Field {
        key: parameter.key,
        name: parameter.name,
        label: parameter.label,
        doc: parameter.doc,
        effect: Effect::Live,
        access: Access::Parameter,
    });
    let [before, after] = table::ROWS;
    let mut fields = before.to_vec();
    fields.extend(of_losses);
    fields.extend_from_slice(after);
    fields
});

/// Finds the row with this link key or script name.
pub fn field(key_or_name: &str) -> Option<&'static Field> {
    FIELDS
        .iter()
        .find(|field| field.key == key_or_name || field.name == key_or_name)
}

/// Returns the rows in which two experiments differ.
pub fn differing(a: &Experiment, b: &Experiment) -> Vec<&'static Field> {
    FIELDS
        .iter()
        .filter(|field| field.get(a) != field.get(b))
        .collect()
}

/// Settings in text form: link key and value of each.
pub type Settings = Vec<(&'static str, String)>;

/// Reads the values of these fields in an experiment.
pub fn settings(
    fields: impl IntoIterator<Item = &'static Field>,
    experiment: &Experiment,
) -> Settings {
    let setting = |field: &Field| (field.key, field.get(experiment));
    fields.into_iter().map(setting).collect()
}

/// Returns what it takes to change a run from `current` to `next`.
pub fn effect(current: &Experiment, next: &Experiment) -> Effect {
    let effects = FIELDS
        .iter()
        .map(|field| field.effect_between(current, next));
    effects.max().unwrap_or(Effect::None)
}

/// Returns what is usual on the data and with the initialisation of an experiment.
fn usual(experiment: &Experiment) -> Experiment {
    Experiment {
        dataset: experiment.dataset,
        own_classes: experiment.own_classes,
        split: experiment.dataset.info().split,
        init: experiment.init,
        init_scale: experiment.init.info().default_scale,
        ..Experiment::default()
    }
}

/// Returns those of the fields with these keys whose values are not the usual ones.
pub fn unusual(experiment: &Experiment, keys: &[&str]) -> Vec<&'static Field> {
    let usual = usual(experiment);
    let fields = FIELDS.iter().filter(|field| keys.contains(&field.key));
    fields
        .filter(|field| field.get(experiment) != field.get(&usual))
        .collect()
}

/// Returns whether two lists of blocks have the same parameters, so that weights can be kept.
fn same_parameters(a: &[Block], b: &[Block]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.keeps_parameters(b))
}
