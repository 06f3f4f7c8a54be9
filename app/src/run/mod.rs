//! What the page knows of the run, and what it decides: a plain state machine without a browser.
//!
//! [`Run`] takes the person's wishes (`edit.rs`, `drive.rs`) and the trainer's events (`receive.rs`),
//! and puts what is to be sent into its outbox. The trainer takes commands up in order and
//! acknowledges each, so three experiments are told apart: the one *edited* on the page, the one
//! last *sent*, and the one *in force*.

pub mod detail;
pub mod diagnosis;
mod drive;
mod edit;
pub mod findings;
pub mod history;
mod load;
pub mod notice;
pub mod objective;
mod parts;
mod receive;
mod recover;
#[cfg(test)]
mod tests;
mod transfer;

pub use parts::{
    Arrived, Bulk, DeviceState, Goal, Network, Outgoing, Past, SideEffect, TrainerStatus, Warmup,
};

use findings::AppliedRemedy;
use history::History;
use notice::Notices;
use objective::ObjectiveId;
use parts::{AfterCheckpoint, Sent};
use playground_experiment::device::Preference;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Command, DataFile, Envelope};
use playground_experiment::share::Change;
use std::collections::VecDeque;

/// The run and everything around it that is not a matter of the browser.
#[derive(Clone, Debug)]
pub struct Run {
    /// What the panel shows, edits that wait for a reset included.
    pub edited: Experiment,
    /// The preset that the edited experiment started from.
    pub preset: Option<&'static str>,
    /// Why the edited experiment cannot run, if so.
    pub problem: Option<ExperimentError>,
    /// First blocks whose weights the next reset keeps.
    pub keep: u32,
    /// First blocks whose weights the present network began with, from the one before it.
    pub inherited: u32,
    /// How the run began.
    pub base: Experiment,
    /// What is in force in the trainer.
    pub in_force: Experiment,
    /// What the trainer was last asked for.
    sent: Experiment,
    /// Live changes made so far.
    pub changes: Vec<Change>,
    /// Changes of a link that are still to come.
    pub planned: VecDeque<Change>,
    /// The device asked for.
    pub preference: Preference,
    /// The trainer's life.
    pub life: TrainerStatus,
    /// The network, once built.
    pub network: Option<Network>,
    /// The device, once decided.
    pub device: Option<DeviceState>,
    /// The GPU's warm-up, while it lasts.
    pub warmup: Option<Warmup>,
    /// Training file.
    pub train_file: Arrived,
    /// Test file.
    pub test_file: Arrived,
    /// Whether the person wants it to train: what the Train button shows.
    pub wants_training: bool,
    /// Whether the trainer says that it trains.
    pub running: bool,
    /// Images from the front of the training file that the next step waits for; 0 while it waits for none.
    pub short_of: u32,
    /// Steps taken.
    pub step: u64,
    /// Epochs behind us, fractions included.
    pub epoch: f64,
    /// Examples per second, while it trains.
    pub speed: Option<f64>,
    /// Everything reported.
    pub history: History,
    /// The last checkpoint, whose vectors the page keeps elsewhere.
    pub checkpoint: Option<CheckpointHead>,
    /// Sentences for the person.
    pub notices: Notices,
    /// Number of the last command acknowledged.
    pub acknowledged: u32,
    /// Number and reason of the last command refused.
    pub refused: Option<(u32, String)>,
    sequence: u32,
    waiting: VecDeque<(u32, Sent)>,
    /// The last effect acknowledged, in case it is refused after all.
    taken: Option<(u32, Sent)>,
    /// Number of the last command that starts or stops training.
    last_drive: u32,
    /// Number of the last command that replaces the network: older reports are about another one.
    last_renewal: u32,
    /// Training wished for, but there is no network yet.
    held: Option<Command>,
    goal: Option<Goal>,
    /// What to do once the checkpoint asked for by this command is there.
    after_checkpoint: Option<(u32, AfterCheckpoint)>,
    restore_next: Option<(CheckpointHead, Bulk)>,
    undo: Option<Past>,
    /// The saved run that comes next, and what is said of it, while the present one is being kept.
    loading: Option<(Past, String)>,
    /// The command that was the last one acknowledged when the latest checkpoint came.
    checkpoint_after: u32,
    /// Remedies that the next new network is to be compared by: it is one of them.
    carried: Vec<AppliedRemedy>,
    /// The last step that may be taken, while runs go in lock-step.
    limit: Option<u64>,
    /// Reports from one detailed probe to the next.
    watch: u32,
    outbox: Vec<Outgoing>,
    tasks: Vec<SideEffect>,
}

impl Run {
    /// A run that has not been sent to a trainer yet.
    pub fn new(experiment: Experiment, planned: Vec<Change>, preference: Preference) -> Self {
        Self {
            problem: experiment.validate().err(),
            edited: experiment.clone(),
            preset: None,
            keep: 0,
            inherited: 0,
            base: experiment.clone(),
            in_force: experiment.clone(),
            sent: experiment,
            changes: Vec::new(),
            planned: planned.into(),
            preference,
            life: TrainerStatus::Starting,
            network: None,
            device: None,
            warmup: None,
            train_file: Arrived::default(),
            test_file: Arrived::default(),
            wants_training: false,
            running: false,
            short_of: 0,
            step: 0,
            epoch: 0.0,
            speed: None,
            history: History::default(),
            checkpoint: None,
            notices: Notices::default(),
            acknowledged: 0,
            refused: None,
            sequence: 0,
            waiting: VecDeque::new(),
            taken: None,
            last_drive: 0,
            last_renewal: 0,
            held: None,
            goal: None,
            after_checkpoint: None,
            restore_next: None,
            undo: None,
            loading: None,
            checkpoint_after: 0,
            carried: Vec::new(),
            limit: None,
            watch: 0,
            outbox: Vec::new(),
            tasks: Vec::new(),
        }
    }

    /// The objective in force.
    pub fn objective(&self) -> ObjectiveId {
        ObjectiveId::in_use(&self.in_force)
    }

    /// Whether no step was taken, so that nothing can be lost.
    pub fn untouched(&self) -> bool {
        self.step == 0 && !self.wants_training && !self.running
    }

    /// The settings that wait for a reset, by name.
    pub fn pending(&self) -> Vec<&'static str> {
        let differing = playground_experiment::fields::differing(&self.sent, &self.edited);
        differing.iter().map(|field| field.label).collect()
    }

    /// What a link to this page should carry: how the run began and what was changed since, or the
    /// settings that a reset will bring into force.
    pub fn to_share(&self) -> (Experiment, Vec<Change>) {
        let valid = self.problem.is_none();
        if valid && (self.untouched() || !self.pending().is_empty()) {
            let planned = if self.untouched() {
                self.planned.iter().cloned().collect()
            } else {
                Vec::new()
            };
            return (self.edited.clone(), planned);
        }
        let changes = self.changes.iter().chain(&self.planned);
        (self.base.clone(), changes.cloned().collect())
    }

    /// What the trainer was last asked for.
    pub fn sent_experiment(&self) -> &Experiment {
        &self.sent
    }

    /// Images of a file that have arrived.
    pub fn arrived(&self, file: DataFile) -> Arrived {
        match file {
            DataFile::Train => self.train_file,
            DataFile::Test => self.test_file,
        }
    }

    /// Number of the command that made the present network, to tell it from those before it.
    pub fn network_generation(&self) -> u32 {
        self.last_renewal
    }

    /// Numbers a command whose bulk the caller brings along, such as a drawn image.
    pub fn envelope(&mut self, command: Command) -> Envelope {
        self.sequence += 1;
        Envelope {
            sequence: self.sequence,
            command,
        }
    }

    /// What is to be sent, in order.
    pub fn take_outbox(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outbox)
    }

    /// What else is to be done, before the outbox is sent.
    pub fn take_tasks(&mut self) -> Vec<SideEffect> {
        std::mem::take(&mut self.tasks)
    }

    /// Whether the last reset can be undone.
    pub fn can_undo(&self) -> bool {
        self.undo.is_some()
    }

    /// Whether a reset waits for the checkpoint that makes it undoable.
    pub fn is_resetting(&self) -> bool {
        self.after_checkpoint.is_some()
    }

    /// Number of the last command sent.
    pub fn last_sequence(&self) -> u32 {
        self.sequence
    }

    fn push(&mut self, command: Command) -> u32 {
        self.push_with(command, Bulk::None)
    }

    fn push_with(&mut self, command: Command, bulk: Bulk) -> u32 {
        let envelope = self.envelope(command);
        let sequence = envelope.sequence;
        self.outbox.push(Outgoing { envelope, bulk });
        sequence
    }
}
