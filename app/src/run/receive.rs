//! The trainer says something.

use super::findings::Trigger;
use super::history::Row;
use super::notice::{Level, Remedy, Topic};
use super::{
    AfterCheckpoint, Arrived, DeviceState, Goal, Network, Run, Sent, TrainerStatus, Warmup,
};
use playground_experiment::device::{Decision, DeviceKind, Preference};
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{
    Answer, CheckpointHead, Command, DataFile, Evaluation, Event, Gone, Report, Rest,
};
use playground_experiment::share::Change;

impl Run {
    /// Takes in an event of the trainer.
    pub fn receive(&mut self, event: Event) {
        match self.life {
            TrainerStatus::Starting => {
                self.life = TrainerStatus::Alive;
                self.notices.clear(Topic::Waiting);
            }
            TrainerStatus::Alive => {}
            // Its last words are behind us.
            TrainerStatus::Dead(_) => return,
        }
        match event {
            // Probes come with their bulk, see `probed`.
            Event::Alive | Event::Probe(_) => {}
            Event::Answer { result, .. } => match result {
                Ok(Answer::Evaluation(evaluation)) => self.evaluated(evaluation),
                Err(Gone::Refused(message)) => {
                    self.notices.show(Topic::Data, Level::Warning, message);
                }
                // The others are for the figures that asked.
                Ok(_) | Err(_) => {}
            },
            Event::Device {
                decision,
                offer,
                self_test,
            } => {
                self.notice_overdue(&decision);
                // A network that stays on the CPU will never report the rest of a GPU's warm-up.
                if decision.device == DeviceKind::Cpu && !decision.provisional {
                    self.warmup = None;
                }
                self.device = Some(DeviceState {
                    decision,
                    offer,
                    self_test,
                });
            }
            Event::Warmup { done, total, what } => {
                self.warmup = (done < total).then_some(Warmup { done, total, what });
            }
            Event::Data {
                file,
                available,
                total,
            } => {
                let arrived = Arrived { available, total };
                match file {
                    DataFile::Train => {
                        self.train_file = arrived;
                        if available >= self.short_of {
                            self.short_of = 0;
                        }
                    }
                    DataFile::Test => self.test_file = arrived,
                }
            }
            Event::Network {
                layers,
                parameters,
                steps_per_epoch,
            } => self.network_built(Network {
                layers,
                parameters,
                steps_per_epoch,
            }),
            Event::Acknowledged { sequence, step } => self.acknowledge(sequence, step),
            Event::Refused { sequence, message } => self.refuse(sequence, message),
            Event::Running => self.running = self.is_current(self.last_drive),
            Event::Waiting { needed } => {
                if self.is_current(self.last_renewal) {
                    self.short_of = needed;
                }
            }
            Event::Resting { rest, step } => self.rest(rest, step),
            Event::Report {
                report,
                examples_per_second,
            } => self.report(report, examples_per_second),
            Event::Evaluated(evaluation) => self.evaluated(evaluation),
            Event::Checkpoint(head) => self.keep_checkpoint(head),
            Event::Failed { message, .. } => self.died(message),
        }
    }

    /// Says that the GPU does not answer, as long as it does not. Whoever asked for it is warned; the others
    /// learn why the CPU trains.
    fn notice_overdue(&mut self, decision: &Decision) {
        if !decision.overdue {
            return self.notices.clear(Topic::Device);
        }
        let level = match self.preference {
            Preference::WebGpu => Level::Warning,
            Preference::Auto | Preference::Cpu => Level::Info,
        };
        let text = format!(
            "{} Should it answer yet, it is tested, and Reset moves to it.",
            decision.reason
        );
        let known = self.notices.all().iter().any(|notice| notice.text == text);
        if !known {
            let remedy = Some((Remedy::AskGpu, "Ask again".to_owned()));
            self.notices.show_with(Topic::Device, level, text, remedy);
        }
    }

    /// Whether the command with this number has been taken up.
    fn is_current(&self, sequence: u32) -> bool {
        self.acknowledged >= sequence
    }

    /// Whether a checkpoint that comes now is about the present network.
    pub fn accepts_checkpoint(&self) -> bool {
        self.is_current(self.last_renewal)
    }

    fn network_built(&mut self, network: Network) {
        if !self.is_current(self.last_renewal) {
            return;
        }
        self.history.layers.clone_from(&network.layers);
        self.network = Some(network);
        if let Some((head, bulk)) = self.restore_next.take() {
            let sequence = self.push_with(
                Command::Restore {
                    checkpoint: head.clone(),
                },
                bulk,
            );
            self.last_renewal = sequence;
            self.sent = head.experiment.clone();
            self.waiting.push_back((sequence, Sent::Restore(head)));
            return;
        }
        self.release_held();
    }

    fn acknowledge(&mut self, sequence: u32, step: u64) {
        self.acknowledged = self.acknowledged.max(sequence);
        while let Some((number, sent)) = self.waiting.pop_front() {
            if number > sequence {
                self.waiting.push_front((number, sent));
                break;
            }
            self.take_effect(number, sent, step);
        }
        self.send_latest_edit();
    }

    fn take_effect(&mut self, number: u32, sent: Sent, step: u64) {
        match &sent {
            Sent::Change(pair) => {
                let [before, after] = &**pair;
                self.in_force = after.clone();
                let change = Change::between(step, before, after);
                if step == 0 {
                    self.base = after.clone();
                } else {
                    let keys = change.settings.iter().map(|(key, _)| *key).collect();
                    self.history.mark(step, change.label(), keys);
                    self.changes.push(change);
                }
                self.examine(Trigger::Change);
            }
            Sent::Begin(experiment) => {
                self.in_force = experiment.clone();
                if self.restore_next.is_none() {
                    self.base = experiment.clone();
                    (self.step, self.epoch) = (0, 0.0);
                }
            }
            Sent::Restore(head) => {
                self.in_force = head.experiment.clone();
                self.step = head.step;
                self.epoch = self.epoch_of(head);
                self.history.forget_after(head.step);
                self.changes.retain(|change| change.step <= head.step);
                self.checkpoint = Some(head.clone());
            }
            Sent::Drive => {}
        }
        self.taken = Some((number, sent));
    }

    fn epoch_of(&self, head: &CheckpointHead) -> f64 {
        let per_epoch = self.network.as_ref().map_or(0, |n| n.steps_per_epoch);
        let examples = per_epoch as f64 * f64::from(head.experiment.batch_size);
        let part = if examples > 0.0 {
            head.used as f64 / examples
        } else {
            0.0
        };
        head.epoch as f64 + part.min(1.0)
    }

    fn refuse(&mut self, sequence: u32, message: String) {
        self.refused = Some((sequence, message.clone()));
        match self.taken.take().filter(|(number, _)| *number == sequence) {
            Some((_, Sent::Change(pair))) => {
                let [before, after] = *pair;
                let made = Change::between(0, &before, &after).settings;
                if self.changes.last().is_some_and(|c| c.settings == made) {
                    self.changes.pop();
                    self.history.marks.pop();
                }
                self.history.treated.retain(|t| t.after != after);
                self.in_force = before.clone();
                self.sent = before.clone();
                self.edited = before;
                self.notices.show(Topic::Setting, Level::Error, message);
            }
            Some((_, Sent::Drive)) => {
                (self.wants_training, self.running, self.goal) = (false, false, None);
                self.notices.show(Topic::Training, Level::Error, message);
            }
            Some((_, Sent::Begin(_) | Sent::Restore(_))) => {
                self.notices.show(Topic::Setting, Level::Error, message);
            }
            // A checkpoint asked for before a reset: without a network there is nothing to keep.
            None if self.after_checkpoint.is_some() => self.go_on_after_checkpoint(),
            None => self.notices.show(Topic::Data, Level::Warning, message),
        }
    }

    fn rest(&mut self, rest: Rest, step: u64) {
        if !self.is_current(self.last_drive) || !self.is_current(self.last_renewal) {
            return;
        }
        (self.running, self.speed, self.short_of) = (false, None, 0);
        self.step = self.step.max(step);
        if self.is_resetting() {
            // The old network rests; what is wished for by now is about the new one.
            return;
        }
        match rest {
            Rest::Asked => self.wants_training = false,
            Rest::Finished => self.arrive(),
            Rest::NonFinite(message) => {
                self.stop_with(Level::Error, message, Some((Remedy::Reset, "Reset".into())));
            }
            Rest::Refused(message) => self.stop_with(Level::Error, message, None),
        }
    }

    /// The target is reached: the goal, or a planned change on the way to it.
    fn arrive(&mut self) {
        let reached = match self.goal {
            Some(Goal::Step(step)) => self.step >= step,
            _ => false,
        };
        if !reached && self.planned.front().is_some_and(|c| c.step <= self.step) {
            self.next_leg();
        } else {
            (self.wants_training, self.goal) = (false, None);
        }
    }

    fn stop_with(&mut self, level: Level, message: String, remedy: Option<(Remedy, String)>) {
        (self.wants_training, self.goal) = (false, None);
        self.notices
            .show_with(Topic::Training, level, message, remedy);
    }

    fn report(&mut self, report: Report, examples_per_second: Option<f64>) {
        // Until a new network is acknowledged, reports are about the old one; and while a reset
        // waits for its checkpoint, the curves are already those of the past.
        if !self.is_current(self.last_renewal) {
            return;
        }
        (self.step, self.epoch) = (report.step, report.epoch);
        self.short_of = 0;
        self.speed = examples_per_second.or(self.speed);
        let objective = self.objective();
        self.history.detail.report(&report, &self.in_force);
        self.history.push(report, objective);
        self.examine(Trigger::Report);
    }

    fn evaluated(&mut self, evaluation: Evaluation) {
        if self.is_current(self.last_renewal) {
            let objective = self.objective();
            self.history.detail.evaluated(&evaluation);
            self.history.evaluate(evaluation, objective);
            self.examine(Trigger::Detail);
        }
    }

    /// A detailed probe and the examples in its bulk.
    pub fn probed(&mut self, probe: Probe, examples: Examples) {
        if self.is_current(self.last_renewal) {
            self.history.detail.probed(probe, examples);
            self.examine(Trigger::Detail);
        }
    }

    fn keep_checkpoint(&mut self, head: CheckpointHead) {
        if !self.accepts_checkpoint() {
            return;
        }
        self.checkpoint = Some(head);
        self.checkpoint_after = self.acknowledged;
        let asked = self
            .after_checkpoint
            .as_ref()
            .map(|(sequence, _)| *sequence);
        if asked.is_some_and(|sequence| self.is_current(sequence)) {
            self.go_on_after_checkpoint();
        }
    }

    fn go_on_after_checkpoint(&mut self) {
        match self.after_checkpoint.take().map(|(_, then)| then) {
            Some(AfterCheckpoint::Reset) => self.finish_reset(),
            Some(AfterCheckpoint::Restart) => self.restart(),
            Some(AfterCheckpoint::Load) => self.finish_load(),
            None => {}
        }
    }

    /// The figures of the latest report.
    pub fn latest(&self) -> Option<&Row> {
        self.history.last()
    }
}
