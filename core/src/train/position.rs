//! Where in the run a trainer is: epochs, the learning rate there, what comes next.

use super::trainer::Trainer;
use playground_experiment::experiment::Stop;
use playground_experiment::mistakes::{Mistake, RATE_FACTOR};
use playground_experiment::schedule::Position;

impl Trainer {
    /// Epochs behind us once `used` examples of this one are: a whole number at its last batch,
    /// although the images that fill no batch are left out.
    pub(super) fn epoch_at(&self, used: usize) -> f64 {
        let usable = self.steps_per_epoch() * u64::from(self.experiment.batch_size);
        self.epoch as f64 + (used as f64 / usable.max(1) as f64).min(1.0)
    }

    /// The learning rate of the step to come.
    pub(super) fn rate(&self) -> f64 {
        let per_epoch = self.steps_per_epoch().max(1);
        let planned_steps = match self.experiment.stop {
            Stop::Epochs(n) => u64::from(n) * per_epoch,
            Stop::Steps(n) => u64::from(n),
            Stop::Never => u64::MAX,
        };
        let position = Position {
            step: self.step,
            epoch: self.epoch_at(self.used),
            planned_steps,
        };
        let factor = match self.experiment.makes(Mistake::HighRate) {
            true => RATE_FACTOR,
            false => 1.0,
        };
        self.experiment.learning_rate
            * factor
            * self
                .experiment
                .schedule
                .factor(self.experiment.warmup_steps, position)
    }

    pub(super) fn advance(&mut self, size: usize) {
        self.step += 1;
        self.used += size;
        if self.used + size > self.parts.train.len() {
            self.epoch += 1;
            self.used = 0;
        }
    }

    /// Whether the step just taken ended an epoch.
    pub fn at_epoch_start(&self) -> bool {
        self.used == 0
    }

    /// Whether the step to come will end its epoch.
    pub fn next_ends_epoch(&self) -> bool {
        self.used + 2 * self.experiment.batch_size as usize > self.parts.train.len()
    }
}
