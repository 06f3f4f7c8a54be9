//! The trainer dies, or is to run elsewhere: a fresh one goes on from the last checkpoint.

use super::notice::{Level, Remedy, Topic};
use super::parts::AfterCheckpoint;
use super::{Run, TrainerStatus};
use playground_experiment::device::Preference;

impl Run {
    /// A fresh trainer that goes on from the last checkpoint, or from the start without one.
    pub fn restart(&mut self) {
        self.notices.clear(Topic::Trainer);
        let from = self.checkpoint.clone();
        let experiment = from
            .as_ref()
            .map_or_else(|| self.base.clone(), |head| head.experiment.clone());
        if from.is_none() {
            self.changes.clear();
            (self.step, self.epoch) = (0, 0.0);
        }
        self.spawn(experiment, from);
    }

    /// Moves to another device: a fresh trainer that goes on where this one is.
    pub fn prefer(&mut self, preference: Preference) {
        if self.preference == preference {
            return;
        }
        self.preference = preference;
        self.move_to_fresh_trainer();
    }

    /// Asks for the GPU once more, which takes a fresh trainer.
    pub fn ask_gpu_again(&mut self) {
        self.move_to_fresh_trainer();
    }

    /// A fresh trainer that goes on where this one is.
    fn move_to_fresh_trainer(&mut self) {
        let speaks = self.life == TrainerStatus::Alive && self.network.is_some();
        if speaks && self.step > 0 {
            self.ask_for_checkpoint(AfterCheckpoint::Restart);
        } else {
            self.restart();
        }
    }

    /// The trainer has not said a word for so many seconds since it was started.
    pub fn silent(&mut self, seconds: u64) {
        if self.life != TrainerStatus::Starting {
            return;
        }
        let text = format!(
            "The trainer is loaded but has not started within {seconds} seconds. Wait on, or start another one."
        );
        let remedy = Some((Remedy::Restart, "Start another one".to_owned()));
        self.notices
            .show_with(Topic::Waiting, Level::Warning, text, remedy);
    }

    /// The trainer is gone.
    pub fn died(&mut self, message: String) {
        if matches!(self.life, TrainerStatus::Dead(_)) {
            return;
        }
        (self.wants_training, self.running) = (false, false);
        (self.speed, self.warmup, self.held, self.goal) = (None, None, None, None);
        (self.after_checkpoint, self.loading) = (None, None);
        self.waiting.clear();
        self.outbox.clear();
        self.short_of = 0;
        for topic in [Topic::Waiting, Topic::Device] {
            self.notices.clear(topic);
        }
        let step = self.checkpoint.as_ref().map_or(0, |head| head.step);
        self.notices.show_with(
            Topic::Trainer,
            Level::Error,
            format!("{message} The curves are kept."),
            Some((Remedy::Restart, format!("Start again from step {step}"))),
        );
        self.life = TrainerStatus::Dead(message);
    }
}
