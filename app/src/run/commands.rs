//! What the person wants of a run: edit, train, pause, reset, undo, load, restart.

use super::Run;
use super::checkpoints::{AfterCheckpoint, Checkpoints, Past, Renewal};
use super::connection::{Bulk, Connection, TrainerStatus};
use super::device::Device;
use super::edit;
use super::files::Files;
use super::findings::AppliedRemedy;
use super::history::History;
use super::network::Transfer;
use super::notice::{Level, Notices, Topic};
use super::progress::{Goal, RunProgress};
use super::pulse::Pulse;
use super::settings::Settings;
use super::warning::warning;
use playground_experiment::device::Preference;
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::{CheckpointHead, Command, Target};
use playground_experiment::share::Change;
use playground_insight::diagnose::Comparison;

impl Run {
    /// Creates a run that has not been sent to a trainer yet.
    pub fn new(experiment: Experiment, planned: Vec<Change>, preference: Preference) -> Self {
        Self {
            settings: Settings::new(experiment, planned),
            connection: Connection::default(),
            pulse: Pulse::default(),
            progress: RunProgress::default(),
            network: None,
            transfer: Transfer::default(),
            device: Device::new(preference),
            files: Files::default(),
            history: History::default(),
            checkpoints: Checkpoints::default(),
            notices: Notices::default(),
            carried: Vec::new(),
        }
    }

    /// Returns what a link to this page should carry: how the run began and what was changed since, or
    /// the settings that a reset will make active.
    pub fn to_share(&self) -> (Experiment, Vec<Change>) {
        self.settings.to_share(self.progress.is_untouched())
    }

    /// Returns whether the network is still to be built, because what it inherits is on its way.
    pub fn awaits_inheritance(&self) -> bool {
        let inherits = self.transfer.inherited > 0 && self.network.is_none();
        inherits && self.gone().is_none()
    }

    /// Returns why the next reset cannot keep the weights that it is to keep; none when it can.
    pub fn keep_problem(&self) -> Option<String> {
        let settings = &self.settings;
        let alive = !self.connection.is_dead();
        let network = self.network.as_ref().filter(|_| alive);
        self.transfer
            .problem(network, &settings.active, &settings.draft)
    }

    /// Returns whether a saved run is still on its way to the trainer.
    pub fn is_loading(&self) -> bool {
        let under_way = self.checkpoints.is_loading() || self.connection.is_restoring();
        under_way && self.gone().is_none()
    }

    /// Returns each remedy applied to this run, the latest first, with its figure now.
    pub fn applied_remedies(&self) -> impl Iterator<Item = (&AppliedRemedy, Option<Comparison>)> {
        self.history.applied_remedies(&self.settings.active)
    }

    /// Shows `next` from now on. What can take effect at once does; the rest waits for [`reset`](Self::reset), unless
    /// there is nothing to lose.
    pub fn edit(&mut self, next: Experiment) {
        self.notices.clear(Topic::Cost);
        self.settings.edit(next);
        self.apply_edit();
    }

    /// Returns whether new weights take nothing away, so that every change works at once.
    pub fn has_nothing_to_lose(&self) -> bool {
        // Inherited weights are something to lose.
        let own = self.transfer.inherited == 0 && self.keep_problem().is_none();
        own && self.progress.is_untouched()
    }

    pub(super) fn apply_edit(&mut self) {
        if self.settings.problem.is_some() {
            return;
        }
        let effect = self.settings.effect();
        if effect == Effect::None || self.connection.is_dead() {
            return;
        }
        if effect == Effect::Reset && self.has_nothing_to_lose() {
            self.begin_anew(self.settings.draft.clone(), self.transfer.keep);
            return;
        }
        // At most one change is under way: a slider that is dragged sends its latest value next.
        if self.connection.is_changing() {
            return;
        }
        if let Some(live) = self.settings.live_request() {
            if !self.progress.is_untouched() {
                self.settings.drop_plans(&mut self.notices);
            }
            self.request_change(live);
        }
    }

    fn request_change(&mut self, after: Experiment) {
        let pair = self.settings.request(after);
        self.connection.change(pair);
    }

    /// Chooses an output, and a loss that goes with it if the present one does not.
    pub fn choose_output(&mut self, output: Output) {
        let (next, said) = edit::with_output(&self.settings.draft, output);
        if let Some(text) = said {
            self.notices.show(Topic::Setting, Level::Info, text);
        }
        self.edit(next);
    }

    /// Chooses a loss; one that does not go with the output is explained and not sent.
    pub fn choose_loss(&mut self, loss: Loss) {
        self.edit(Experiment {
            loss,
            ..self.settings.draft.clone()
        });
    }

    /// Flips the settings shown to the counterpart of their objective.
    pub fn flip(&mut self) {
        let Some((next, said)) = edit::flipped(&self.settings.draft) else {
            return;
        };
        match said {
            Some(text) => self.notices.show(Topic::Setting, Level::Info, text),
            None => self.notices.clear(Topic::Setting),
        }
        self.edit(next);
    }

    /// Applies the remedy of a finding: live where that is possible. Returns whether the caller is to
    /// reset now.
    ///
    /// # Errors
    /// A sentence, when there is no such finding, when it has no remedy, or when the remedy does not fit
    /// the settings shown.
    pub fn apply_remedy(&mut self, rule: &str) -> Result<bool, String> {
        let (remedy, before) = self.history.remedy_of(rule)?;
        if self.checkpoints.is_awaited() {
            return Err("New weights are on their way. Try again in a moment.".to_owned());
        }
        let after = remedy.apply(&self.settings.draft)?;
        let reset = remedy.needs_reset(&self.settings.active);
        let applied = AppliedRemedy {
            before,
            step: if reset { 0 } else { self.progress.step },
            after: after.clone(),
            reports: 0,
        };
        if reset {
            self.settings.drop_plans(&mut self.notices);
            // Not one by one: an undo is to bring back the settings as they were.
            self.settings.show(after);
            self.carried = self.history.remedies_anew(applied);
        } else {
            self.history.apply_remedy(applied);
            self.edit(after);
        }
        Ok(reset)
    }

    /// Trains until `target`.
    pub fn train(&mut self, target: Target) {
        if self.connection.is_dead() {
            return;
        }
        if let Some(why) = self.unbuilt() {
            return self.notices.show(Topic::Training, Level::Error, why);
        }
        self.notices.clear(Topic::Training);
        match warning(&self.settings.active, self.device.state.as_ref()) {
            Some((text, remedy)) => {
                self.notices
                    .show_with(Topic::Cost, Level::Warning, text, remedy)
            }
            None => self.notices.clear(Topic::Cost),
        }
        self.progress.set_goal(target);
        self.next_leg();
    }

    /// Trains as far as another run does.
    pub fn train_to(&mut self, goal: Goal) {
        self.train(self.progress.target(goal));
    }

    /// Trains a new network, which has not taken a step, as far as the one before was to go.
    pub fn train_anew(&mut self, goal: Goal) {
        (self.progress.wants_training, self.progress.goal) = (true, Some(goal));
        // The network is not there yet; it goes once it is.
        self.connection.queue(Command::Train {
            target: goal.to_target(),
        });
    }

    /// Sends the next piece of the way: up to the next planned change, or to the goal.
    pub(super) fn next_leg(&mut self) {
        let Some(goal) = self.progress.goal else {
            return;
        };
        while let Some(next) = self.settings.take_planned(self.progress.step) {
            self.request_change(next);
        }
        let steps_per_epoch = self.network.as_ref().map(|n| n.steps_per_epoch);
        let stop = self.settings.requested.stop;
        let end = self.progress.end_of(goal, stop, steps_per_epoch);
        let planned = self.settings.next_planned().filter(|step| *step < end);
        let target = self.progress.target(planned.map_or(goal, Goal::Step));
        self.drive(Command::Train { target });
    }

    /// Sends a command that starts or stops training, or leaves it until there is the network that it
    /// is about: during a reset that is the next one.
    pub(super) fn drive(&mut self, command: Command) {
        if self.network.is_none() || self.checkpoints.is_awaited() {
            self.connection.queue(command);
        } else {
            self.connection.drive(command);
        }
    }

    /// Takes no further step.
    pub fn pause(&mut self) {
        self.progress.halt();
        self.progress.speed = None;
        if self.connection.take_queued().is_none() {
            self.drive(Command::Pause);
        }
    }

    /// Takes one step.
    pub fn single_step(&mut self) {
        self.train(Target::Steps(1));
    }

    /// Starts a trainer for the settings shown, from their beginning.
    pub fn start(&mut self) {
        self.spawn(self.settings.draft.clone(), None);
    }

    /// Starts a fresh trainer, and has it go on from `resume` if there is one.
    fn spawn(&mut self, experiment: Experiment, resume: Option<CheckpointHead>) {
        self.network = None;
        self.pulse = Pulse::default();
        self.device.warmup = None;
        self.files = Files::default();
        self.progress.stop();
        self.progress.short_of = 0;
        for topic in [Topic::Waiting, Topic::Device] {
            self.notices.clear(topic);
        }
        self.carried.clear();
        self.connection.start(&experiment, self.device.preference);
        self.settings.requested = experiment;
        // What was inherited is in the checkpoint.
        if resume.is_none() {
            self.transfer.inherited = 0;
        }
        self.checkpoints.trainer_ended();
        let resume = resume.map(|head| (head, Bulk::Checkpoint));
        self.checkpoints.resume_from(resume);
    }

    /// Asks for new weights at once, except those of the first `inherit` blocks.
    fn begin_anew(&mut self, experiment: Experiment, inherit: u32) {
        if self.settings.requested.dataset != experiment.dataset {
            self.files = Files::default();
        }
        self.network = None;
        self.progress.short_of = 0;
        self.connection.reset(&experiment, inherit);
        self.settings.requested = experiment;
        self.transfer.inherited = inherit;
    }

    /// Resets to new weights for the settings shown. What there was can be brought back by [`undo`](Self::undo). Does
    /// nothing while the settings shown cannot run.
    pub fn reset(&mut self) {
        self.renew(Renewal::Same);
    }

    /// Resets as [`reset`](Self::reset) does, with a fresh trainer, which takes the images of its set anew.
    pub fn reset_afresh(&mut self) {
        self.renew(Renewal::Fresh);
    }

    fn renew(&mut self, renewal: Renewal) {
        if self.settings.problem.is_some() || self.checkpoints.is_awaited() {
            return;
        }
        if let Some(why) = self.keep_problem() {
            self.notices.show(Topic::Setting, Level::Error, why);
            return;
        }
        if self.connection.is_dead() {
            self.finish_reset(Renewal::Fresh);
        } else if self.stop_to_be_kept() {
            self.ask_for_checkpoint(AfterCheckpoint::Reset(renewal));
        } else {
            self.finish_reset(renewal);
        }
    }

    /// Takes no further step; returns whether there is a network worth coming back to.
    fn stop_to_be_kept(&mut self) -> bool {
        self.progress.stop();
        self.progress.speed = None;
        self.connection.take_queued();
        let worth = self.progress.step > 0 && self.network.is_some();
        if worth {
            self.connection.stop();
        }
        worth
    }

    fn ask_for_checkpoint(&mut self, then: AfterCheckpoint) {
        let sequence = self.ask_to_keep();
        self.checkpoints.wait(sequence, then);
    }

    /// Asks for a checkpoint to take home; returns the number of the command.
    pub fn ask_to_keep(&mut self) -> u32 {
        self.connection.push(Command::Checkpoint)
    }

    /// Goes on with what waited for a checkpoint.
    pub(super) fn go_on_after_checkpoint(&mut self) {
        match self.checkpoints.stop_waiting() {
            Some(AfterCheckpoint::Reset(renewal)) => self.finish_reset(renewal),
            Some(AfterCheckpoint::Restart) => self.restart(),
            Some(AfterCheckpoint::Load) => self.finish_load(),
            None => {}
        }
    }

    /// Finishes a reset, once the state to come back to is at hand.
    fn finish_reset(&mut self, renewal: Renewal) {
        // Edited meanwhile.
        if let Some(why) = self.keep_problem() {
            self.notices.show(Topic::Setting, Level::Error, why);
            return;
        }
        self.keep_for_undo();
        self.clear_curves();
        let said = match renewal {
            Renewal::Same => {
                self.begin_anew(self.settings.draft.clone(), self.transfer.keep);
                self.transfer.said_of_reset()
            }
            Renewal::Fresh => {
                self.notices.clear(Topic::Trainer);
                self.start();
                // A fresh trainer has no weights to keep.
                "New weights.".to_owned()
            }
        };
        self.offer_undo(&said, "Undo reset");
    }

    fn clear_curves(&mut self) {
        self.notices.clear(Topic::Cost);
        self.history = History::after(std::mem::take(&mut self.carried));
        self.settings.changes.clear();
        self.progress.begin();
        self.progress.speed = None;
        self.checkpoints.latest = None;
    }

    /// Keeps what there is, so that it can be brought back from now on.
    fn keep_for_undo(&mut self) {
        let (settings, history) = (&self.settings, &self.history);
        let past = |head| Past {
            history: history.clone(),
            base: settings.base.clone(),
            changes: settings.changes.clone(),
            head,
        };
        // Of a trainer that has ended, the last checkpoint is all there is.
        let latest = self.checkpoints.latest.as_ref();
        let step = match latest.filter(|_| self.connection.is_dead()) {
            Some(head) => head.step,
            None => self.progress.step,
        };
        if self.checkpoints.keep_for_undo(step, past) {
            self.connection.keep_for_undo();
        }
    }

    fn offer_undo(&mut self, done: &str, word: &str) {
        self.checkpoints.offer_undo(&mut self.notices, [done, word]);
    }

    /// Brings back what the last reset, or a loaded run, took away; with a fresh trainer, where `stale` says that this
    /// one has other images of its set.
    pub fn undo(&mut self, stale: bool) {
        // A reset that waits for its checkpoint comes first: it can be undone in its turn.
        if self.checkpoints.is_awaited() {
            return;
        }
        if let Some(undo) = self.checkpoints.take_undo() {
            self.notices.clear(Topic::Reset);
            self.go_back_to(undo, Bulk::Undo, stale);
        }
    }

    /// Goes on as `past` from where it stands; its vectors are those of [`Bulk::Loaded`]. `said` is told
    /// once it is under way. Does nothing while a reset or another run to load waits for the state to
    /// come back to.
    pub fn load(&mut self, past: Past, said: String) {
        if self.checkpoints.is_awaited() {
            return;
        }
        self.checkpoints.load(past, said);
        if !self.connection.is_dead() && self.stop_to_be_kept() {
            self.ask_for_checkpoint(AfterCheckpoint::Load);
        } else {
            self.finish_load();
        }
    }

    /// Finishes loading, once the state to come back to is at hand.
    fn finish_load(&mut self) {
        let Some((past, said)) = self.checkpoints.take_loading() else {
            return;
        };
        self.keep_for_undo();
        self.settings.drop_plans(&mut self.notices);
        self.clear_curves();
        self.go_back_to(past, Bulk::Loaded, false);
        self.offer_undo(&said, "Bring it back");
        if !self.checkpoints.can_undo() {
            self.notices.show(Topic::Reset, Level::Info, said);
        }
    }

    /// Makes the run `past` from now on, with a fresh trainer where it is gone or `stale`.
    fn go_back_to(&mut self, past: Past, bulk: Bulk, stale: bool) {
        let experiment = past.head.experiment.clone();
        self.settings.show(experiment.clone());
        if self.connection.is_dead() || stale {
            self.notices.clear(Topic::Trainer);
            self.spawn(experiment, None);
        } else {
            self.begin_anew(experiment, 0);
        }
        self.checkpoints.resume_from(Some((past.head, bulk)));
        (self.settings.base, self.settings.changes) = (past.base, past.changes);
        self.history = past.history;
    }

    /// Starts a fresh trainer that goes on from the last checkpoint, or from the beginning without one.
    pub fn restart(&mut self) {
        self.notices.clear(Topic::Trainer);
        let from = self.checkpoints.latest.clone();
        let experiment = from
            .as_ref()
            .map_or(&self.settings.base, |head| &head.experiment);
        let experiment = experiment.clone();
        if from.is_none() {
            self.settings.changes.clear();
            self.progress.begin();
            self.history.go_back_to(0);
        }
        self.spawn(experiment, from);
    }

    /// Moves to another device: a fresh trainer that goes on where this one is.
    pub fn prefer(&mut self, preference: Preference) {
        if self.device.preference != preference {
            self.device.preference = preference;
            self.ask_gpu_again();
        }
    }

    /// Asks for the GPU once more, which takes a fresh trainer that goes on where this one is.
    pub fn ask_gpu_again(&mut self) {
        let speaks = self.connection.status == TrainerStatus::Alive && self.network.is_some();
        if speaks && self.progress.step > 0 {
            self.ask_for_checkpoint(AfterCheckpoint::Restart);
        } else {
            self.restart();
        }
    }
}
