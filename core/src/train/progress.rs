//! Where in a run a trainer is: steps, epochs, the learning rate there.

use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::mistakes::{Mistake, RATE_FACTOR};
use playground_experiment::schedule::Position;

/// A place in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TrainingPosition {
    /// Steps taken.
    pub(super) step: u64,
    /// Epochs completed.
    pub(super) epoch: u64,
    /// Examples of the epoch already used.
    pub(super) used: usize,
}

impl TrainingPosition {
    /// Moves on by a batch of `size` examples out of `train`; the last partial batch is dropped.
    pub(super) fn advance(&mut self, size: usize, train: usize) {
        self.step += 1;
        self.used += size;
        self.end_epoch_if_short(size, train);
    }

    /// Ends the epoch where a batch of `size` no longer fits into what is left of it.
    pub(super) fn end_epoch_if_short(&mut self, size: usize, train: usize) {
        if self.used + size > train {
            self.epoch += 1;
            self.used = 0;
        }
    }

    /// Returns how many epochs are behind us once `used` examples of this one are, at the given number of steps per
    /// epoch: a whole number at its last batch, although the images that do not fill a batch are left out.
    pub(super) fn epoch_at(&self, used: usize, experiment: &Experiment, per_epoch: u64) -> f64 {
        let usable = per_epoch * u64::from(experiment.batch_size);
        self.epoch as f64 + (used as f64 / usable.max(1) as f64).min(1.0)
    }

    /// Returns the learning rate of the step to come, at the given number of steps per epoch.
    pub(super) fn rate(&self, experiment: &Experiment, per_epoch: u64) -> f64 {
        let planned_steps = match experiment.stop {
            Stop::Epochs(n) => u64::from(n) * per_epoch.max(1),
            Stop::Steps(n) => u64::from(n),
            Stop::Never => u64::MAX,
        };
        let position = Position {
            step: self.step,
            epoch: self.epoch_at(self.used, experiment, per_epoch),
            planned_steps,
        };
        let factor = match experiment.has(Mistake::HighRate) {
            true => RATE_FACTOR,
            false => 1.0,
        };
        let schedule = experiment
            .schedule
            .factor(experiment.warmup_steps, position);
        experiment.learning_rate * factor * schedule
    }
}
