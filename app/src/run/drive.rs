//! Start, train, pause, step, reset, undo.

use super::notice::{Level, Topic};
use super::{AfterCheckpoint, Arrived, Bulk, Goal, Run, Sent, SideEffect, TrainerStatus};
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::protocol::{CheckpointHead, Command, Target};
use playground_experiment::share::apply_changes;

impl Run {
    /// Starts a trainer for the experiment last sent, from its beginning.
    pub fn start(&mut self) {
        let experiment = self.edited.clone();
        self.spawn(experiment, None);
    }

    /// The run begins with `experiment`, of which nothing was sent yet.
    pub fn begin_with(&mut self, experiment: Experiment) {
        self.problem = experiment.validate().err();
        self.edited = experiment.clone();
        self.base = experiment.clone();
        self.in_force = experiment.clone();
        self.sent = experiment;
    }

    /// Starts a fresh trainer, and has it go on from `resume` if there is one.
    pub(super) fn spawn(&mut self, experiment: Experiment, resume: Option<CheckpointHead>) {
        self.life = TrainerStatus::Starting;
        self.network = None;
        self.warmup = None;
        (self.wants_training, self.running) = (false, false);
        (self.train_file, self.test_file) = (Arrived::default(), Arrived::default());
        (self.held, self.goal, self.after_checkpoint) = (None, None, None);
        self.loading = None;
        self.short_of = 0;
        for topic in [Topic::Waiting, Topic::Device] {
            self.notices.clear(topic);
        }
        self.carried.clear();
        self.waiting.clear();
        self.outbox.clear();
        self.tasks.push(SideEffect::Spawn);
        let sequence = self.push(Command::Start {
            experiment: experiment.clone(),
            preference: self.preference,
            adapter: None,
        });
        if let Some(step) = self.limit {
            self.push(Command::Limit { step: Some(step) });
        }
        if self.watch > 0 {
            self.push(Command::Watch { every: self.watch });
        }
        self.begun(sequence, experiment);
        // What was inherited is in the checkpoint.
        if resume.is_none() {
            self.inherited = 0;
        }
        self.restore_next = resume.map(|head| (head, Bulk::Checkpoint));
    }

    fn begun(&mut self, sequence: u32, experiment: Experiment) {
        self.last_renewal = sequence;
        self.last_drive = sequence;
        self.sent = experiment.clone();
        self.waiting.push_back((sequence, Sent::Begin(experiment)));
    }

    /// New weights at once, but for those of the first `inherit` blocks.
    pub(super) fn begin_anew(&mut self, experiment: Experiment, inherit: u32) {
        if self.sent.dataset != experiment.dataset {
            (self.train_file, self.test_file) = (Arrived::default(), Arrived::default());
        }
        self.network = None;
        self.short_of = 0;
        let sequence = self.push(Command::Reset {
            experiment: experiment.clone(),
            inherit,
        });
        self.begun(sequence, experiment);
        self.inherited = inherit;
    }

    /// Train until `target`.
    pub fn train(&mut self, target: Target) {
        if matches!(self.life, TrainerStatus::Dead(_)) {
            return;
        }
        self.notices.clear(Topic::Training);
        self.wants_training = true;
        self.goal = Some(match target {
            Target::Experiment => Goal::Experiment,
            Target::Steps(n) => Goal::Step(self.step + n),
            Target::Epochs(n) => Goal::Epoch(self.epoch.floor() as u64 + u64::from(n)),
        });
        self.next_leg();
    }

    /// How far it wants to go, while it does.
    pub fn goal(&self) -> Option<Goal> {
        self.goal
    }

    /// Train as far as another run does.
    pub fn train_to(&mut self, goal: Goal) {
        self.train(match goal {
            Goal::Experiment => Target::Experiment,
            Goal::Step(step) => Target::Steps(step.saturating_sub(self.step)),
            Goal::Epoch(epoch) => {
                let left = epoch.saturating_sub(self.epoch.floor() as u64);
                Target::Epochs(u32::try_from(left).unwrap_or(u32::MAX))
            }
        });
    }

    /// The last step that may be taken, while runs go in lock-step.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// Sends the next piece of the way: up to the next planned change, or to the goal.
    pub(super) fn next_leg(&mut self) {
        let Some(goal) = self.goal else { return };
        while let Some(change) = self.planned.front().filter(|c| c.step <= self.step) {
            let mut change = change.clone();
            change.step = 0;
            let next = apply_changes(&self.sent, &[change], 0);
            self.planned.pop_front();
            self.edited = next.clone();
            self.send_change(next);
        }
        let end = self.end_of(goal);
        let change = self
            .planned
            .front()
            .map(|c| c.step)
            .filter(|step| *step < end);
        let target = match (goal, change) {
            (_, Some(step)) | (Goal::Step(step), None) => {
                Target::Steps(step.saturating_sub(self.step))
            }
            (Goal::Epoch(epoch), None) => {
                let left = epoch.saturating_sub(self.epoch.floor() as u64);
                Target::Epochs(u32::try_from(left).unwrap_or(u32::MAX))
            }
            (Goal::Experiment, None) => Target::Experiment,
        };
        self.drive(Command::Train { target });
    }

    /// The step at which `goal` is reached, as far as it can be told.
    fn end_of(&self, goal: Goal) -> u64 {
        let epoch_end = |epoch: u64| {
            let per_epoch = self
                .network
                .as_ref()
                .map_or(u64::MAX, |n| n.steps_per_epoch);
            epoch.saturating_mul(per_epoch)
        };
        let beyond = |at: u64, every: u64| (at / every + 1) * every;
        match (goal, self.sent.stop) {
            (Goal::Step(step), _) => step,
            (Goal::Epoch(epoch), _) => epoch_end(epoch),
            (Goal::Experiment, Stop::Epochs(n)) => {
                epoch_end(beyond(self.epoch.floor() as u64, u64::from(n)))
            }
            (Goal::Experiment, Stop::Steps(n)) => beyond(self.step, u64::from(n)),
            (Goal::Experiment, Stop::Never) => u64::MAX,
        }
    }

    /// Sends a command that starts or stops training, or holds it until there is the network that it
    /// is about: during a reset that is the next one.
    fn drive(&mut self, command: Command) {
        if self.network.is_none() || self.is_resetting() {
            self.held = Some(command);
            return;
        }
        let sequence = self.push(command);
        self.last_drive = sequence;
        self.waiting.push_back((sequence, Sent::Drive));
    }

    /// The network is there: what was held back can go.
    pub(super) fn release_held(&mut self) {
        if let Some(command) = self.held.take() {
            self.drive(command);
        }
    }

    /// Take no further step.
    pub fn pause(&mut self) {
        (self.wants_training, self.goal) = (false, None);
        self.speed = None;
        if self.held.take().is_none() {
            self.drive(Command::Pause);
        }
    }

    /// Takes no step beyond `limit`, to stay in lock-step with other runs.
    pub fn set_limit(&mut self, limit: Option<u64>) {
        if self.limit != limit {
            self.limit = limit;
            self.push(Command::Limit { step: limit });
        }
    }

    /// Has a detailed probe sent with every `every`-th report; 0 for none.
    pub fn set_watch(&mut self, every: u32) {
        if self.watch != every {
            self.watch = every;
            self.push(Command::Watch { every });
        }
    }

    /// Take one step.
    pub fn single_step(&mut self) {
        self.train(Target::Steps(1));
    }

    /// New weights for the edited experiment. What there was can be brought back by
    /// [`undo`](Self::undo). Does nothing while the edited experiment cannot run.
    pub fn reset(&mut self) {
        if self.problem.is_some() || self.after_checkpoint.is_some() {
            return;
        }
        if let Some(why) = self.keep_problem() {
            self.notices.show(Topic::Setting, Level::Error, why);
            return;
        }
        if matches!(self.life, TrainerStatus::Dead(_)) {
            self.start_over();
            return;
        }
        if self.stop_to_be_kept() {
            self.ask_for_checkpoint(AfterCheckpoint::Reset);
        } else {
            self.finish_reset();
        }
    }

    /// Takes no further step; gives whether there is a network worth coming back to.
    pub(super) fn stop_to_be_kept(&mut self) -> bool {
        (self.wants_training, self.running) = (false, false);
        (self.goal, self.held, self.speed) = (None, None, None);
        let finite = self
            .history
            .last()
            .is_none_or(|row| row.report.loss.is_finite());
        let worth = self.step > 0 && self.network.is_some() && finite;
        if worth {
            self.last_drive = self.push(Command::Pause);
        }
        worth
    }

    /// A fresh trainer with new weights for the edited experiment.
    pub fn start_over(&mut self) {
        for topic in [Topic::Trainer, Topic::Training, Topic::Reset] {
            self.notices.clear(topic);
        }
        self.clear_curves();
        self.start();
    }

    pub(super) fn ask_for_checkpoint(&mut self, then: AfterCheckpoint) {
        let sequence = self.push(Command::Checkpoint);
        self.after_checkpoint = Some((sequence, then));
    }

    /// Second half of a reset, once the state to come back to is at hand.
    pub(super) fn finish_reset(&mut self) {
        // Edited meanwhile.
        if let Some(why) = self.keep_problem() {
            self.notices.show(Topic::Setting, Level::Error, why);
            return;
        }
        self.keep_for_undo();
        self.clear_curves();
        self.begin_anew(self.edited.clone(), self.keep);
        self.offer_undo(&self.said_of_reset(), "Undo reset");
    }

    pub(super) fn clear_curves(&mut self) {
        self.history = self.fresh_history();
        self.changes.clear();
        (self.step, self.epoch, self.speed) = (0, 0.0, None);
        self.checkpoint = None;
    }
}
