//! How far a run is and how far it is to go.

use playground_experiment::experiment::Stop;
use playground_experiment::protocol::{CheckpointHead, Target};

/// How far training is to go, counted from the start of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The experiment's stop.
    Experiment,
    /// This step.
    Step(u64),
    /// The end of this epoch.
    Epoch(u64),
}

impl Goal {
    /// Returns what is left of it for a network that has not taken a step.
    pub(super) fn to_target(self) -> Target {
        RunProgress::default().target(self)
    }
}

/// Steps taken, and steps wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunProgress {
    /// Whether the person wants it to train: what the Train button shows.
    pub wants_training: bool,
    /// Whether the trainer says that it trains.
    pub running: bool,
    /// How far it wants to go, while it does.
    pub goal: Option<Goal>,
    /// Whether it rests at the end that the experiment sets.
    pub finished: bool,
    /// Images from the front of the training file that the next step waits for; 0 while it waits for none.
    pub short_of: u32,
    /// Steps taken.
    pub step: u64,
    /// Epochs behind us, fractions included.
    pub epoch: f64,
    /// Examples per second, while it trains.
    pub speed: Option<f64>,
}

impl RunProgress {
    /// Returns whether no step was taken, so that nothing can be lost.
    pub fn is_untouched(&self) -> bool {
        self.step == 0 && !self.wants_training && !self.running
    }

    fn whole_epochs(&self) -> u64 {
        self.epoch.floor() as u64
    }

    /// Sets the goal: it wants to train until `target` from here on.
    pub(super) fn set_goal(&mut self, target: Target) {
        (self.wants_training, self.finished) = (true, false);
        self.goal = Some(match target {
            Target::Experiment => Goal::Experiment,
            Target::Steps(n) => Goal::Step(self.step.saturating_add(n)),
            Target::Epochs(n) => Goal::Epoch(self.whole_epochs() + u64::from(n)),
        });
    }

    /// Returns what is left until `goal`.
    pub(super) fn target(&self, goal: Goal) -> Target {
        match goal {
            Goal::Experiment => Target::Experiment,
            Goal::Step(step) => Target::Steps(step.saturating_sub(self.step)),
            Goal::Epoch(epoch) => {
                let left = epoch.saturating_sub(self.whole_epochs());
                Target::Epochs(u32::try_from(left).unwrap_or(u32::MAX))
            }
        }
    }

    /// Returns the step at which `goal` is reached, as far as it can be told.
    pub(super) fn end_of(&self, goal: Goal, stop: Stop, steps_per_epoch: Option<u64>) -> u64 {
        let epoch_end = |epoch: u64| epoch.saturating_mul(steps_per_epoch.unwrap_or(u64::MAX));
        let beyond = |at: u64, every: u64| (at / every + 1) * every;
        match (goal, stop) {
            (Goal::Step(step), _) => step,
            (Goal::Epoch(epoch), _) => epoch_end(epoch),
            (Goal::Experiment, Stop::Epochs(n)) => {
                epoch_end(beyond(self.whole_epochs(), u64::from(n)))
            }
            (Goal::Experiment, Stop::Steps(n)) => beyond(self.step, u64::from(n)),
            (Goal::Experiment, Stop::Never) => u64::MAX,
        }
    }

    /// Returns whether the goal is a step that has been reached.
    pub(super) fn has_reached_its_step(&self) -> bool {
        matches!(self.goal, Some(Goal::Step(step)) if self.step >= step)
    }

    /// Comes to the end of what it was to train.
    pub(super) fn arrive(&mut self) {
        self.finished = self.goal == Some(Goal::Experiment);
        self.halt();
    }

    /// Drops the goal: it wants to train no further.
    pub(super) fn halt(&mut self) {
        (self.wants_training, self.goal) = (false, None);
    }

    /// Stops: it neither trains nor wants to.
    pub(super) fn stop(&mut self) {
        self.halt();
        self.running = false;
    }

    /// Notes that the trainer takes no step for now, and where it stands.
    pub(super) fn rest(&mut self, step: u64) {
        (self.running, self.speed, self.short_of) = (false, None, 0);
        self.step = self.step.max(step);
    }

    /// Begins at step 0.
    pub(super) fn begin(&mut self) {
        (self.step, self.epoch, self.finished) = (0, 0.0, false);
    }

    /// Goes on from a checkpoint.
    pub(super) fn restore(&mut self, head: &CheckpointHead, steps_per_epoch: u64) {
        let examples = steps_per_epoch as f64 * f64::from(head.experiment.batch_size);
        let part = if examples > 0.0 {
            head.used as f64 / examples
        } else {
            0.0
        };
        (self.step, self.finished) = (head.step, false);
        self.epoch = head.epoch as f64 + part.min(1.0);
    }

    /// Takes in the figures of a report.
    pub(super) fn report(&mut self, step: u64, epoch: f64, speed: Option<f64>) {
        (self.step, self.epoch, self.short_of) = (step, epoch, 0);
        self.speed = speed.or(self.speed);
    }

    /// Notes that this many images of the training file are at hand.
    pub(super) fn supplied(&mut self, available: u32) {
        if available >= self.short_of {
            self.short_of = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(step: u64, epoch: f64) -> RunProgress {
        RunProgress {
            step,
            epoch,
            ..RunProgress::default()
        }
    }

    #[test]
    fn a_target_is_counted_from_here_and_a_goal_to_target() {
        let mut progress = at(30, 1.5);
        progress.set_goal(Target::Steps(20));
        assert_eq!(progress.goal, Some(Goal::Step(50)));
        progress.step = 45;
        assert_eq!(progress.target(Goal::Step(50)), Target::Steps(5));
        progress.set_goal(Target::Epochs(2));
        assert_eq!(progress.goal, Some(Goal::Epoch(3)));
        assert_eq!(Goal::Epoch(3).to_target(), Target::Epochs(3));
    }

    #[test]
    fn the_end_is_told_as_far_as_it_is_known() {
        let progress = at(250, 2.5);
        let end = |goal, stop| progress.end_of(goal, stop, Some(100));
        assert_eq!(end(Goal::Epoch(4), Stop::Never), 400);
        assert_eq!(end(Goal::Experiment, Stop::Epochs(2)), 400);
        assert_eq!(end(Goal::Experiment, Stop::Steps(200)), 400);
        assert_eq!(end(Goal::Experiment, Stop::Never), u64::MAX);
        assert_eq!(progress.end_of(Goal::Epoch(4), Stop::Never, None), u64::MAX);
    }

    #[test]
    fn images_that_arrive_end_the_wait_for_them() {
        let mut progress = RunProgress {
            short_of: 100,
            ..at(0, 0.0)
        };
        progress.supplied(99);
        assert_eq!(progress.short_of, 100);
        progress.supplied(100);
        assert_eq!(progress.short_of, 0);
    }
}
