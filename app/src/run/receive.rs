//! What the trainer says of a run, and what is heard of the trainer.

use super::Run;
use super::connection::{Request, TrainerStatus};
use super::detail::PanelAnswers;
use super::device::{DeviceState, Warmup};
use super::files::Availability;
use super::findings::Trigger;
use super::last_words::last_words;
use super::network::Network;
use super::notice::{Level, Remedy, Topic};
use super::objective::ObjectiveId;
use super::pulse::Sign;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::examination::Answers;
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{
    Answer, CheckpointHead, DataFile, Evaluation, Event, Gone, Measure, Panel, Report, Rest,
};

impl Run {
    /// Takes in an event of the trainer.
    pub fn receive(&mut self, event: Event) {
        // Its last words are behind us.
        if self.connection.is_dead() {
            return;
        }
        let again = self.pulse.heard();
        if self.connection.spoken() || again {
            self.notices.clear(Topic::Waiting);
        }
        match event {
            // These come with their bulk, see `probed` and `followed`.
            Event::Alive | Event::Probe(_) | Event::Panel(_) => {}
            Event::Busy { seconds } => self.pulse.announced(seconds),
            Event::Answer { result, .. } => self.answered(result),
            Event::Device {
                decision,
                offer,
                self_test,
                race,
            } => {
                let state = DeviceState {
                    decision,
                    offer,
                    self_test,
                    race,
                };
                self.device.decided(state, &mut self.notices);
            }
            Event::Warmup { done, total, what } => {
                self.device.warmed(Warmup { done, total, what });
            }
            Event::Data {
                file,
                available,
                total,
            } => {
                self.files.set(file, Availability { available, total });
                if file == DataFile::Train {
                    self.progress.supplied(available);
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
            Event::Running => self.progress.running = self.connection.drive_is_current(),
            Event::Waiting { needed } => {
                if self.connection.network_is_current() {
                    self.progress.short_of = needed;
                }
            }
            Event::Resting { rest, step } => self.rest(rest, step),
            Event::Report {
                report,
                examples_per_second,
            } => self.report(report, examples_per_second),
            Event::Evaluated(evaluation, measure) => self.evaluated(evaluation, measure),
            Event::Checkpoint(head) => self.keep_checkpoint(head),
            Event::Failed { message, .. } => self.died(message),
        }
    }

    /// Takes in an answer as far as the run goes; the others are for the figures that asked. What could not be answered is
    /// told until something is.
    fn answered(&mut self, result: Result<Answer, Gone>) {
        match result {
            Ok(answer) => {
                self.notices.clear(Topic::Question);
                if let Answer::Evaluation(evaluation, measure) = answer {
                    self.evaluated(evaluation, measure);
                }
            }
            Err(Gone::Refused(message)) => {
                self.notices.show(Topic::Question, Level::Warning, message);
            }
            Err(_) => {}
        }
    }

    fn network_built(&mut self, network: Network) {
        if !self.connection.network_is_current() {
            return;
        }
        self.history.layers.clone_from(&network.layers);
        self.network = Some(network);
        if let Some((head, bulk)) = self.checkpoints.take_resume() {
            self.settings.requested = head.experiment.clone();
            self.connection.restore(head, bulk);
        } else if let Some(command) = self.connection.take_queued() {
            self.drive(command);
        }
    }

    fn acknowledge(&mut self, sequence: u32, step: u64) {
        self.connection.acknowledge(sequence);
        while let Some(request) = self.connection.next_acknowledged() {
            match request {
                Request::Change(pair) => {
                    self.notices.clear_errors(Topic::Setting);
                    self.changed(step, &pair);
                }
                Request::Begin(experiment) => {
                    self.notices.clear_errors(Topic::Setting);
                    self.notices.clear(Topic::Question);
                    self.begun(experiment);
                }
                Request::Restore(head) => self.restored(head),
                Request::Drive => {}
            }
        }
        // A change was acknowledged: the edits made meanwhile follow.
        self.apply_edit();
    }

    fn changed(&mut self, step: u64, pair: &[Experiment; 2]) {
        if let Some(change) = self.settings.activate(step, pair) {
            let keys = change.settings.iter().map(|(key, _)| *key).collect();
            self.history.mark(step, change.label(), keys);
        }
        self.diagnose(Trigger::Change);
    }

    fn begun(&mut self, experiment: Experiment) {
        if !self.checkpoints.is_resuming() {
            self.settings.base = experiment.clone();
            self.progress.begin();
        }
        self.settings.active = experiment;
    }

    fn restored(&mut self, head: CheckpointHead) {
        let steps_per_epoch = self.network.as_ref().map_or(0, |n| n.steps_per_epoch);
        self.settings.restore(&head);
        self.progress.restore(&head, steps_per_epoch);
        self.history.go_back_to(head.step);
        self.checkpoints.latest = Some(head);
        self.diagnose(Trigger::Change);
    }

    fn refuse(&mut self, sequence: u32, message: String) {
        match self.connection.refuse(sequence, &message) {
            Some(Request::Change(pair)) => {
                if self.settings.take_back(&pair) {
                    self.history.marks.pop();
                }
                self.history.remedies.retain(|t| t.after != pair[1]);
                self.notices.show(Topic::Setting, Level::Error, message);
            }
            Some(Request::Drive) => {
                self.progress.stop();
                self.notices.show(Topic::Training, Level::Error, message);
            }
            Some(Request::Begin(_) | Request::Restore(_)) => {
                self.progress.stop();
                self.connection.take_queued();
                self.notices.show(Topic::Setting, Level::Error, message);
            }
            // A set that has come and does not fit the settings: nothing more is on its way.
            None if self.unbuilt().is_some() => {
                self.progress.stop();
                self.connection.take_queued();
                self.notices.show(Topic::Setting, Level::Error, message);
            }
            // A checkpoint asked for before a reset: without a network there is nothing to keep.
            None if self.checkpoints.is_awaited() => self.go_on_after_checkpoint(),
            None => self.notices.show(Topic::Data, Level::Warning, message),
        }
    }

    fn rest(&mut self, rest: Rest, step: u64) {
        if !self.connection.drive_is_current() || !self.connection.network_is_current() {
            return;
        }
        self.progress.rest(step);
        self.notices.clear(Topic::Waiting);
        if self.checkpoints.is_awaited() {
            // The old network rests; what is wished for by now is about the new one.
            return;
        }
        match rest {
            Rest::Asked => self.progress.wants_training = false,
            Rest::Finished => self.arrive(),
            Rest::NonFinite(message) => {
                self.stop_with(message, Some((Remedy::Reset, "Reset".into())));
            }
            Rest::Refused(message) => self.stop_with(message, None),
        }
    }

    /// Goes on or halts at a target that is reached: a planned change on the way to the goal, or the goal itself.
    fn arrive(&mut self) {
        let due = |planned: u64| planned <= self.progress.step;
        if !self.progress.has_reached_its_step() && self.settings.next_planned().is_some_and(due) {
            self.next_leg();
        } else {
            self.progress.arrive();
        }
    }

    fn stop_with(&mut self, message: String, remedy: Option<(Remedy, String)>) {
        self.progress.halt();
        self.notices
            .show_with(Topic::Training, Level::Error, message, remedy);
    }

    fn report(&mut self, report: Report, examples_per_second: Option<f64>) {
        // Until a new network is acknowledged, reports are about the old one; and while a reset
        // waits for its checkpoint, the curves are already those of the past.
        if !self.connection.network_is_current() {
            return;
        }
        let seconds = self.training_seconds(&report, examples_per_second);
        let report = Report { seconds, ..report };
        self.progress
            .report(report.step, report.epoch, examples_per_second);
        self.history.detail.report(&report, &self.settings.active);
        self.history.push(report, self.settings.objective());
        self.diagnose(Trigger::Report);
    }

    /// Returns the seconds of training up to a report: what the one before it had, and what its steps took. None where the
    /// curves before it were kept without.
    fn training_seconds(&self, report: &Report, examples_per_second: Option<f64>) -> Option<f64> {
        let (step, seconds) = match self.history.last() {
            Some(row) => (row.report.step, row.report.seconds?),
            None => (0, 0.0),
        };
        let batch = f64::from(self.settings.active.batch_size);
        let examples = report.step.saturating_sub(step) as f64 * batch;
        // The first report after a pause comes without a speed: its steps take as long as those before.
        let before = (seconds > 0.0).then(|| step as f64 * batch / seconds);
        let speed = examples_per_second.or(before);
        let speed = speed.filter(|speed| *speed > 0.0);
        Some(seconds + speed.map_or(0.0, |speed| examples / speed))
    }

    fn evaluated(&mut self, evaluation: Evaluation, measure: Measure) {
        if !self.connection.network_is_current() {
            return;
        }
        // One that was asked for before a change compares with no loss reported after it.
        if measure == Measure::of(&self.settings.active) {
            self.history.detail.evaluated(&evaluation);
        }
        self.history
            .evaluate(evaluation, ObjectiveId::measured_in(measure));
        self.diagnose(Trigger::Detail);
    }

    /// Takes in a detailed probe and the examples in its bulk.
    pub fn probed(&mut self, probe: Probe, examples: Examples) {
        if self.connection.network_is_current() {
            self.history.detail.probed(probe, examples);
            self.diagnose(Trigger::Detail);
        }
    }

    /// Takes in the answers to the images that are followed.
    pub fn followed(&mut self, panel: Panel, answers: Answers) {
        if self.connection.network_is_current() {
            self.history.detail.panel = Some(PanelAnswers {
                panel,
                answers,
                generation: self.connection.network_generation(),
            });
        }
    }

    /// Returns the latest answers to the images that are followed; none where none are, or where they are those of
    /// another network.
    pub fn panel(&self) -> Option<&PanelAnswers> {
        let panel = self.history.detail.panel.as_ref()?;
        let current = panel.generation == self.connection.network_generation();
        (current && self.connection.follows()).then_some(panel)
    }

    fn diagnose(&mut self, trigger: Trigger) {
        self.history.diagnose(&self.settings.active, trigger);
    }

    fn keep_checkpoint(&mut self, head: CheckpointHead) {
        if self.connection.network_is_current()
            && self.checkpoints.came(head, self.connection.acknowledged)
        {
            self.go_on_after_checkpoint();
        }
    }

    /// Warns that the trainer has said nothing in this many seconds since it was started.
    pub fn silent(&mut self, seconds: u64) {
        if self.connection.status != TrainerStatus::Starting {
            return;
        }
        let text = format!(
            "The trainer is loaded but has not started within {seconds} seconds. Wait on, or start another one."
        );
        let remedy = Some((Remedy::Restart, "Start another one".to_owned()));
        self.notices
            .show_with(Topic::Waiting, Level::Warning, text, remedy);
    }

    /// Returns why nothing is to be expected of the trainer: it has ended, or is silent; none while it can be waited for.
    pub fn gone(&self) -> Option<String> {
        match &self.connection.status {
            TrainerStatus::Dead(why) => Some(why.clone()),
            _ => self.pulse.silence().map(silence),
        }
    }

    /// Returns why the network that was asked for will not be built; none while it may be, or is there.
    pub fn unbuilt(&self) -> Option<String> {
        let since = self.connection.network_generation();
        let refused = self.connection.refused.as_ref();
        let why = refused.filter(|(number, _)| *number >= since)?;
        self.network.is_none().then(|| why.1.clone())
    }

    /// Takes note that `ms` milliseconds went by, and says what is unusual about what was heard of the trainer in them.
    /// Returns whether something was said.
    pub fn tick(&mut self, ms: f64) -> bool {
        let works = self.connection.status == TrainerStatus::Alive && self.progress.running;
        let pauses = works && !self.progress.wants_training;
        let waits = works || self.connection.is_owed_a_word();
        let step = self.checkpoints.latest.as_ref().map_or(0, |head| head.step);
        let (text, remedy, word) = match self.pulse.tick(ms, waits, pauses) {
            None => return false,
            Some(Sign::Silent(seconds)) => (
                silence(seconds),
                Remedy::Restart,
                format!("Start again from step {step}"),
            ),
            Some(Sign::Pausing(seconds)) => {
                let about = seconds
                    .map_or_else(String::new, |s| format!(", which takes about {s} seconds"));
                (
                    format!("It pauses after this step{about}. Stop now goes back to step {step}."),
                    Remedy::StopNow,
                    "Stop now".to_owned(),
                )
            }
        };
        let remedy = Some((remedy, word));
        self.notices
            .show_with(Topic::Waiting, Level::Warning, text, remedy);
        true
    }

    /// Takes in that the trainer is gone.
    pub fn died(&mut self, message: String) {
        if self.connection.is_dead() {
            return;
        }
        let message = last_words(&message);
        self.progress.stop();
        (self.progress.speed, self.progress.short_of) = (None, 0);
        self.device.warmup = None;
        self.checkpoints.trainer_ended();
        for topic in [Topic::Waiting, Topic::Device] {
            self.notices.clear(topic);
        }
        let latest = self.checkpoints.latest.as_ref();
        let step = latest.map_or(0, |head| head.step);
        // What ended it may be the GPU, and the next trainer would meet it again.
        let on_cpu = self.device.may_be_the_gpu();
        let on_cpu = on_cpu.then(|| (Remedy::UseCpu, "Go on with the CPU".to_owned()));
        let last = self.history.last();
        let after = match last.is_some_and(|row| row.report.step > step) {
            true => format!(" What came after step {step} stays in sight in grey."),
            false => String::new(),
        };
        self.notices.show_with(
            Topic::Trainer,
            Level::Error,
            format!("{message} The curves are kept.{after}"),
            [(Remedy::Restart, format!("Start again from step {step}"))]
                .into_iter()
                .chain(on_cpu),
        );
        self.connection.end(message);
    }
}

/// Says that a trainer has been silent for this many seconds.
fn silence(seconds: u64) -> String {
    format!(
        "The trainer has not said a word for {seconds} seconds, and may have ended. Wait on, or start again."
    )
}
