//! What is kept of a run for its diagnosis: bounded, whatever the run's length.

use super::chance;
use super::extremes::Extremes;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Loss, Output, Reduction};
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{Evaluation, Part, Report};
use std::collections::VecDeque;

/// Reports that are kept.
const REPORTS: usize = 40;
/// Evaluations that are kept.
const EVALUATIONS: usize = 100;
/// Batches whose classes are remembered.
const BATCHES: usize = 8;
/// The fewest examples of a batch whose classes say something.
pub(super) const FEWEST: usize = 2;
/// Reports that are averaged: one batch says little.
pub(super) const WINDOW: usize = 5;

/// Losses side by side, as of one evaluation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EpochLosses {
    /// Steps taken by then.
    pub step: u64,
    /// Epochs behind it.
    pub epoch: f64,
    /// Over the validation part.
    pub validation: f64,
    /// Mean of the batches reported since the evaluation before.
    pub training: f64,
}

/// The latest reports and evaluations of a run under one loss. Begin with a new one at a reset.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    unit: Option<(Output, Loss, Reduction)>,
    reports: VecDeque<Report>,
    lowest: Option<f64>,
    evaluations: VecDeque<EpochLosses>,
    /// Sum and number of the losses reported since the last evaluation.
    since: (f64, usize),
    pub(super) extremes: Extremes,
    /// How likely the classes of the batches probed were, had the examples been shuffled.
    batches: VecDeque<f64>,
}

impl Recent {
    /// Goes by the settings `active` from now on, and forgets what others brought about. A loss in another unit compares
    /// with nothing before it.
    pub fn settle(&mut self, active: &Experiment) {
        let unit = (active.output, active.loss, active.reduction);
        if self.unit.is_some_and(|before| before != unit) {
            *self = Self::default();
        }
        self.unit = Some(unit);
        if self.extremes.settle(active) {
            self.batches.clear();
        }
    }

    /// Adds a report made under `experiment`. A run that went back to a checkpoint has only one past: what is no longer
    /// part of it is forgotten.
    pub fn push(&mut self, report: &Report, experiment: &Experiment) {
        self.settle(experiment);
        if self.last().is_some_and(|last| last.step >= report.step) {
            self.reports.retain(|r| r.step < report.step);
            self.evaluations.retain(|e| e.step < report.step);
            (self.lowest, self.since) = (None, (0.0, 0));
            self.extremes = Extremes::default();
            self.extremes.settle(experiment);
            self.batches.clear();
        }
        if self.reports.len() == REPORTS {
            self.reports.pop_front();
        }
        self.reports.push_back(report.clone());
        self.since = (self.since.0 + f64::from(report.loss), self.since.1 + 1);
        let now = self.loss().unwrap_or(f64::from(report.loss));
        self.extremes.push(report, now);
        // Of the first reports as many as there are: where the loss begins far up, a single one of them is below the
        // means that follow.
        let latest = self.reports.iter().rev().take(WINDOW);
        let candidate = mean(latest.map(|r| f64::from(r.loss))).unwrap_or(f64::NAN);
        // f64::min passes over NaN.
        self.lowest = Some(self.lowest.unwrap_or(f64::INFINITY).min(candidate));
    }

    /// Adds an evaluation; only those of the validation part tell something.
    pub fn evaluated(&mut self, evaluation: &Evaluation) {
        if evaluation.part != Part::Validation || self.since.1 == 0 {
            return;
        }
        if self.evaluations.len() == EVALUATIONS {
            self.evaluations.pop_front();
        }
        self.evaluations.push_back(EpochLosses {
            step: evaluation.step,
            epoch: self.last().map_or(0.0, |report| report.epoch),
            validation: evaluation.loss,
            training: self.since.0 / self.since.1 as f64,
        });
        self.since = (0.0, 0);
    }

    /// Adds a probe of the step last reported: the loss after it, and the classes of its batch, of which too few say
    /// nothing.
    pub fn probed(&mut self, probe: &Probe, examples: &Examples) {
        if let Some(loss) = probe.loss_after {
            self.extremes.loss(f64::from(loss));
        }
        let shares = probe.data.as_ref().and_then(|data| data.train.shares());
        let (Some(shares), true) = (shares, examples.len() >= FEWEST) else {
            return;
        };
        if self.batches.len() == BATCHES {
            self.batches.pop_front();
        }
        let counts = examples.counts();
        self.batches.push_back(chance::of_largest(&counts, &shares));
    }

    /// Returns the probability that shuffled batches are as uneven as those probed of late.
    pub(super) fn evenness(&self) -> f64 {
        chance::combined(self.batches.iter().copied())
    }

    /// Returns the latest report.
    pub fn last(&self) -> Option<&Report> {
        self.reports.back()
    }

    /// Returns the latest reports, oldest first.
    pub fn reports(&self) -> impl Iterator<Item = &Report> {
        self.reports.iter()
    }

    /// Returns the latest [`WINDOW`] reports, or none while there are fewer.
    pub(super) fn window(&self) -> Option<impl Iterator<Item = &Report> + Clone> {
        let start = self.reports.len().checked_sub(WINDOW)?;
        Some(self.reports.iter().skip(start))
    }

    /// Returns the mean loss of the latest reports.
    pub fn loss(&self) -> Option<f64> {
        mean(self.window()?.map(|r| f64::from(r.loss)))
    }

    /// Returns the mean accuracy of the latest reports; none for an autoencoder.
    pub(crate) fn accuracy(&self) -> Option<f64> {
        let mean = mean(self.window()?.map(|r| f64::from(r.accuracy)));
        mean.filter(|mean| mean.is_finite())
    }

    /// Returns the lowest that the mean loss has been, that of the first reports being of as many as there are.
    pub(crate) fn lowest(&self) -> Option<f64> {
        self.lowest
    }

    /// Returns the losses on validation and training data, oldest first.
    pub(crate) fn evaluations(&self) -> impl DoubleEndedIterator<Item = &EpochLosses> {
        self.evaluations.iter()
    }
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let count = values.clone().count();
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(step: u64, loss: f32) -> Report {
        Report {
            step,
            loss,
            ..Report::default()
        }
    }

    fn evaluation(step: u64, loss: f64) -> Evaluation {
        Evaluation {
            part: Part::Validation,
            step,
            loss,
            accuracy: 0.5,
            pixel_error: None,
            examples: 1,
            averaged: None,
        }
    }

    #[test]
    fn it_stays_small_and_keeps_the_latest() {
        let (mut recent, experiment) = (Recent::default(), Experiment::default());
        for step in 1..=1000 {
            recent.push(&report(step, step as f32), &experiment);
            recent.evaluated(&evaluation(step, 1.0));
        }
        assert_eq!(recent.reports.len(), REPORTS);
        assert_eq!(recent.evaluations.len(), EVALUATIONS);
        assert_eq!(recent.loss(), Some(998.0));
        assert_eq!(recent.lowest(), Some(1.0));
        assert_eq!(
            recent.evaluations().next_back().map(|e| e.training),
            Some(1000.0)
        );
    }

    #[test]
    fn a_loss_that_falls_from_far_up_has_never_been_lower_than_now() {
        let (mut recent, experiment) = (Recent::default(), Experiment::default());
        for (step, loss) in [17.6, 2.06, 0.89, 0.91, 0.57, 0.36, 0.55]
            .into_iter()
            .enumerate()
        {
            recent.push(&report(step as u64, loss), &experiment);
            if let Some(now) = recent.loss() {
                assert_eq!(recent.lowest(), Some(now), "at report {step}");
            }
        }
    }

    #[test]
    fn another_loss_or_an_earlier_step_begins_anew() {
        let (mut recent, experiment) = (Recent::default(), Experiment::default());
        for step in 1..=10 {
            recent.push(&report(step, 0.1), &experiment);
        }
        recent.push(&report(4, 2.0), &experiment);
        assert_eq!(recent.reports.len(), 4);
        assert!((recent.lowest().unwrap() - (3.0 * 0.1 + 2.0) / 4.0).abs() < 1e-6);
        let flipped = experiment.flipped().unwrap();
        recent.push(&report(5, 0.09), &flipped);
        assert_eq!((recent.reports.len(), recent.loss()), (1, None));
    }
}
