//! Changes made while a run goes on, and their text form in links:
//! `120:lr=0.01,loss=mse;300:opt=sgd`.

use super::settle::{Setting, instead, named, read_settings, settle, shortened, written};
use crate::experiment::{Effect, Experiment};
use crate::fields;
use crate::fields::{Settings, differing, field};

/// Settings changed at one moment of a run, without a reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Steps taken before it came into force: the next step is the first to feel it.
    pub step: u64,
    /// Link key and new value in text form, in the order of [`fields::FIELDS`].
    pub settings: Settings,
}

impl Change {
    /// Returns what `after` changes on `before`, after `step` steps. Without settings when they are equal.
    pub fn between(step: u64, before: &Experiment, after: &Experiment) -> Self {
        Self {
            step,
            settings: fields::settings(differing(before, after), after),
        }
    }

    /// Writes the short label of a mark on a chart, such as `lr 0.01, loss MSE`.
    pub fn label(&self) -> String {
        let mut after = Experiment::default();
        self.apply(&mut after);
        let rows = self.settings.iter().filter_map(|(key, _)| field(key));
        let parts: Vec<String> = rows
            .map(|row| format!("{} {}", row.label, row.show(&after)))
            .collect();
        parts.join(", ")
    }

    fn apply(&self, experiment: &mut Experiment) {
        for (key, value) in &self.settings {
            if let Some(field) = field(key) {
                // A value that cannot be set leaves its field as it is; `decode` lets none through.
                let _ = field.set(experiment, value);
            }
        }
    }
}

/// Returns the experiment that is active once `step` steps are taken: `experiment` is how the run began, and
/// `changes` are in the order in which they were made.
pub fn apply_changes(experiment: &Experiment, changes: &[Change], step: u64) -> Experiment {
    let mut now = experiment.clone();
    for change in changes.iter().filter(|change| change.step <= step) {
        change.apply(&mut now);
    }
    now
}

/// Writes the text form; empty changes leave nothing.
pub(super) fn write(changes: &[Change]) -> String {
    let told = changes.iter().filter(|change| !change.settings.is_empty());
    let written = told.map(|change| format!("{}:{}", change.step, written(&change.settings)));
    written.collect::<Vec<_>>().join(";")
}

/// Reads the changes to a run that begins as `start`, in order of their steps. Each leaves a valid
/// experiment and keeps the weights, whatever the text says.
pub(super) fn read(text: &str, start: &Experiment, notices: &mut Vec<String>) -> Vec<Change> {
    let mut drafts: Vec<(u64, Vec<Setting>)> = text
        .split(';')
        .filter(|part| !part.is_empty())
        .filter_map(|part| draft(part, notices))
        .collect();
    // Stable: changes at the same step stay in the order in which they were made.
    drafts.sort_by_key(|(step, _)| *step);
    let mut now = start.clone();
    drafts
        .into_iter()
        .filter_map(|(step, settings)| {
            let place = format!("In the link, at step {step}");
            let live = keep_live(&now, settings, &place, notices);
            let settings;
            (now, settings) = settle(&now, &live, &place, notices);
            (!settings.is_empty()).then_some(Change { step, settings })
        })
        .collect()
}

/// Reads one change as written, `120:lr=0.01,loss=mse`.
fn draft(text: &str, notices: &mut Vec<String>) -> Option<(u64, Vec<Setting>)> {
    let (step, settings) = text.split_once(':').unwrap_or((text, ""));
    let Ok(step) = step.trim().parse::<u64>() else {
        notices.push(format!(
            "In the link, at={}: “{}” is not a number of steps. This change is left out.",
            shortened(text),
            shortened(step),
        ));
        return None;
    };
    let place = format!("In the link, at step {step}");
    Some((step, read_settings(settings, &place, notices)))
}

/// Keeps the settings that can change while a run keeps its weights; each other one is left out with a notice.
fn keep_live(
    now: &Experiment,
    settings: Vec<Setting>,
    place: &str,
    notices: &mut Vec<String>,
) -> Vec<Setting> {
    let is_live = |(field, value): &Setting| {
        let mut next = now.clone();
        // What cannot be read is for `settle` to explain.
        field.set(&mut next, value).is_err() || fields::effect(now, &next) != Effect::Reset
    };
    let (live, resets): (Vec<_>, Vec<_>) = settings.into_iter().partition(is_live);
    notices.extend(resets.iter().map(|(field, value)| {
        format!(
            "{place}, {} would need new weights, so it cannot change while the run goes on. {}",
            named(field.key, value),
            instead(&field.get(now)),
        )
    }));
    live
}
