//! When a checkpoint is posted: when one is wanted, and every few seconds while training.

use super::outbox::Outbox;
use crate::train::readback::read;
use crate::train::trainer::Trainer;
use playground_experiment::protocol::Event;

/// A checkpoint is posted at least this often while training, in milliseconds.
const EVERY_MS: f64 = 10_000.0;

/// What has been posted, and what is to be.
#[derive(Default)]
pub(super) struct Checkpoints {
    /// One is to be posted by the end of the turn.
    pub(super) wanted: bool,
    /// Time in milliseconds of the last one.
    last_time: f64,
    /// Step of the last one.
    last_step: u64,
}

impl Checkpoints {
    /// Returns whether the last one is too old for a run that stands at `step`.
    fn overdue(&self, step: u64, now: &dyn Fn() -> f64) -> bool {
        step != self.last_step && now() - self.last_time >= EVERY_MS
    }

    /// Posts a checkpoint of `trainer` when it is time to.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn post(
        &mut self,
        trainer: &Trainer,
        running: bool,
        now: &dyn Fn() -> f64,
        outbox: &Outbox,
    ) -> Result<(), String> {
        let overdue = running && self.overdue(trainer.steps(), now);
        if !(self.wanted || overdue) {
            return Ok(());
        }
        let (head, vectors) = trainer.checkpoint();
        let bulk = read(vectors).await?;
        *self = Self {
            wanted: false,
            last_time: now(),
            last_step: head.step,
        };
        outbox.send(Event::Checkpoint(head), bulk);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_is_too_old_after_ten_seconds_in_which_a_step_was_taken() {
        let checkpoints = Checkpoints {
            last_time: 500.0,
            last_step: 7,
            ..Checkpoints::default()
        };
        assert!(!checkpoints.overdue(8, &|| 10_499.0));
        assert!(checkpoints.overdue(8, &|| 10_500.0));
        assert!(!checkpoints.overdue(7, &|| 99_999.0), "it is of this step");
    }
}
