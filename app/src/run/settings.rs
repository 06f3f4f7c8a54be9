//! The settings of a run, which the trainer takes up in order: the *draft* on the page, those last
//! *requested* of the trainer, and those *active* in it.

use super::notice::{Level, Notices, Topic};
use super::objective::ObjectiveId;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields::{self, FIELDS, Field};
use playground_experiment::protocol::CheckpointHead;
use playground_experiment::share::{Change, apply_changes};
use std::collections::VecDeque;

/// What a run is set to, and how that came about.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the panel shows, edits that wait for a reset included.
    pub draft: Experiment,
    /// What the trainer was last asked for.
    pub requested: Experiment,
    /// What the trainer works with.
    pub active: Experiment,
    /// How the run began.
    pub base: Experiment,
    /// Live changes made so far.
    pub changes: Vec<Change>,
    /// Changes of a link that are still to come.
    pub planned: VecDeque<Change>,
    /// The preset that the draft started from.
    pub preset: Option<&'static str>,
    /// Why the draft cannot run, if so.
    pub problem: Option<ExperimentError>,
}

/// Returns `current` with those settings of `next` that can change without losing the weights.
fn live_part(current: &Experiment, next: &Experiment) -> Experiment {
    let mut live = current.clone();
    for field in FIELDS.iter() {
        let mut changed = live.clone();
        let set = field.set(&mut changed, &field.get(next));
        if set.is_ok() && fields::effect(&live, &changed) == Effect::Live {
            live = changed;
        }
    }
    live
}

impl Settings {
    pub(super) fn new(experiment: Experiment, planned: Vec<Change>) -> Self {
        Self {
            problem: experiment.validate().err(),
            draft: experiment.clone(),
            requested: experiment.clone(),
            active: experiment.clone(),
            base: experiment,
            changes: Vec::new(),
            planned: planned.into(),
            preset: None,
        }
    }

    /// Returns the objective that is minimised.
    pub fn objective(&self) -> ObjectiveId {
        ObjectiveId::in_use(&self.active)
    }

    /// Returns the names of the settings that wait for a reset.
    pub fn pending(&self) -> Vec<&'static str> {
        let waiting = FIELDS.iter().filter(|field| self.waits(field).is_some());
        waiting.map(|field| field.label).collect()
    }

    /// Returns the value with which training goes on while that of the draft waits for a reset; none where the field
    /// waits for nothing, or for the next step alone.
    pub fn waits(&self, field: &Field) -> Option<String> {
        let same = field.effect_between(&self.requested, &self.draft) == Effect::None;
        if same || self.problem.is_some() {
            return None;
        }
        let next = self.live_request();
        let next = next.as_ref().unwrap_or(&self.requested);
        let left = field.get(next) != field.get(&self.draft);
        left.then(|| field.show(&self.requested))
    }

    /// Returns what a link should carry: how the run began and what was changed since, or the settings
    /// that a reset will make active. `untouched` says that no step was taken.
    pub fn to_share(&self, untouched: bool) -> (Experiment, Vec<Change>) {
        let valid = self.problem.is_none();
        if valid && (untouched || self.effect() != Effect::None) {
            let planned = if untouched {
                self.planned.iter().cloned().collect()
            } else {
                Vec::new()
            };
            return (self.draft.clone(), planned);
        }
        let changes = self.changes.iter().chain(&self.planned);
        (self.base.clone(), changes.cloned().collect())
    }

    /// Begins the run with `experiment`, of which nothing was sent yet.
    pub fn begin_with(&mut self, experiment: Experiment) {
        self.base = experiment.clone();
        self.active = experiment.clone();
        self.requested = experiment.clone();
        self.edit(experiment);
    }

    /// Shows `next` from now on, and checks whether it can run.
    pub(super) fn edit(&mut self, next: Experiment) {
        self.problem = next.validate().err();
        self.draft = next;
    }

    /// Shows what is known to be valid.
    pub(super) fn show(&mut self, next: Experiment) {
        (self.draft, self.problem) = (next, None);
    }

    /// Returns what it takes for the draft to become active.
    pub(super) fn effect(&self) -> Effect {
        fields::effect(&self.requested, &self.draft)
    }

    /// Returns what to request so that those settings of the draft become active that can at once.
    pub(super) fn live_request(&self) -> Option<Experiment> {
        let live = live_part(&self.requested, &self.draft);
        (live != self.requested && live.validate().is_ok()).then_some(live)
    }

    /// Requests `after`; returns what was requested before, and it.
    pub(super) fn request(&mut self, after: Experiment) -> [Experiment; 2] {
        let before = std::mem::replace(&mut self.requested, after.clone());
        [before, after]
    }

    /// Takes a planned change whose step has come, and shows it; returns what to request.
    pub(super) fn take_planned(&mut self, step: u64) -> Option<Experiment> {
        let due = self.planned.pop_front_if(|change| change.step <= step)?;
        let next = apply_changes(&self.requested, &[Change { step: 0, ..due }], 0);
        self.draft = next.clone();
        Some(next)
    }

    /// Returns the step of the next planned change.
    pub(super) fn next_planned(&self) -> Option<u64> {
        self.planned.front().map(|change| change.step)
    }

    /// Drops what a link had planned, which is not about this run any more.
    pub(super) fn drop_plans(&mut self, notices: &mut Notices) {
        if self.planned.is_empty() {
            return;
        }
        self.planned.clear();
        notices.show(
            Topic::Link,
            Level::Info,
            "The changes that the link had planned are left out from here on.",
        );
    }

    /// Makes a change active from `step` on. Returns it, unless the run only begins with it.
    pub(super) fn activate(&mut self, step: u64, pair: &[Experiment; 2]) -> Option<Change> {
        let [before, after] = pair;
        self.active = after.clone();
        if step == 0 {
            self.base = after.clone();
            return None;
        }
        let change = Change::between(step, before, after);
        self.changes.push(change.clone());
        Some(change)
    }

    /// Takes back a change that was refused after all. Returns whether it had been counted among the changes.
    pub(super) fn take_back(&mut self, pair: &[Experiment; 2]) -> bool {
        let [before, after] = pair;
        let made = Change::between(0, before, after).settings;
        let counted = self
            .changes
            .pop_if(|change| change.settings == made)
            .is_some();
        self.active = before.clone();
        self.requested = before.clone();
        self.draft = before.clone();
        counted
    }

    /// Goes on with the settings of a checkpoint; changes after it are forgotten.
    pub(super) fn restore(&mut self, head: &CheckpointHead) {
        self.active = head.experiment.clone();
        self.changes.retain(|change| change.step <= head.step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_rate(learning_rate: f64) -> Experiment {
        Experiment {
            learning_rate,
            ..Experiment::default()
        }
    }

    #[test]
    fn only_what_keeps_the_weights_is_requested_at_once() {
        let mut settings = Settings::new(Experiment::default(), Vec::new());
        assert_eq!(settings.live_request(), None);
        let mut next = with_rate(0.5);
        next.blocks.pop();
        settings.edit(next);
        assert_eq!(settings.live_request(), Some(with_rate(0.5)));
        assert_eq!(settings.pending(), ["layers"], "the rate waits for nothing");
        settings.request(with_rate(0.5));
        assert_eq!(settings.pending(), ["layers"]);
        assert_eq!(settings.live_request(), None);
    }

    #[test]
    fn what_waits_says_with_which_value_training_goes_on() {
        let mut settings = Settings::new(Experiment::default(), Vec::new());
        let seed = fields::field("seed");
        let waits = |settings: &Settings| seed.and_then(|seed| settings.waits(seed));
        assert_eq!(waits(&settings), None);
        let next = Experiment {
            seed: 7,
            ..Experiment::default()
        };
        settings.edit(next.clone());
        assert_eq!(waits(&settings).as_deref(), Some("42"));
        // What cannot run waits for being mended.
        settings.edit(Experiment {
            batch_size: 0,
            ..next
        });
        assert_eq!(waits(&settings), None);
    }

    #[test]
    fn a_change_that_is_refused_leaves_no_trace() {
        let mut settings = Settings::new(with_rate(0.1), Vec::new());
        settings.edit(with_rate(0.2));
        let pair = settings.request(with_rate(0.2));
        let change = settings.activate(20, &pair);
        assert_eq!(change.map(|change| change.step), Some(20));
        assert_eq!(settings.active, with_rate(0.2));
        assert!(settings.take_back(&pair));
        for now in [&settings.draft, &settings.requested, &settings.active] {
            assert_eq!(*now, with_rate(0.1));
        }
        assert!(settings.changes.is_empty());
    }

    #[test]
    fn planned_changes_come_at_their_step_until_they_are_dropped() {
        let planned = [10, 20].map(|step| Change {
            step,
            settings: vec![("lr", format!("0.{step}"))],
        });
        let mut settings = Settings::new(Experiment::default(), planned.to_vec());
        assert_eq!(settings.take_planned(9), None);
        assert_eq!(settings.take_planned(10), Some(with_rate(0.1)));
        assert_eq!(settings.next_planned(), Some(20));
        let mut notices = Notices::default();
        settings.drop_plans(&mut notices);
        settings.drop_plans(&mut notices);
        assert_eq!((settings.next_planned(), notices.all().len()), (None, 1));
    }
}
