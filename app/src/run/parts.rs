//! What a run is made of.

use super::history::History;
use playground_experiment::device::{Decision, Offer, SelfTest};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Envelope};
use playground_experiment::share::Change;

/// Whether there is a trainer to speak to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrainerStatus {
    /// Being fetched, compiled or started.
    Starting,
    /// It has spoken.
    Alive,
    /// It is gone, for this reason.
    Dead(String),
}

/// The network as the trainer built it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Names of the layers, from input to output.
    pub layers: Vec<String>,
    /// Trainable values.
    pub parameters: usize,
    /// Steps in an epoch.
    pub steps_per_epoch: u64,
}

/// The device as the trainer reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceState {
    /// Which one, and why.
    pub decision: Decision,
    /// What the browser says of its GPU.
    pub offer: Offer,
    /// How the self-test stands.
    pub self_test: SelfTest,
}

/// GPU kernels being compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warmup {
    /// Phases done.
    pub done: u32,
    /// Phases in all.
    pub total: u32,
    /// What is under way.
    pub what: String,
}

/// Images of a file that the trainer can use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrived {
    /// At hand.
    pub available: u32,
    /// In the whole file; 0 until known.
    pub total: u32,
}

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

/// Where the bulk of a command comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// There is none.
    None,
    /// The vectors of the last checkpoint.
    Checkpoint,
    /// The vectors kept for undoing the last reset.
    Undo,
    /// The vectors of a saved run that is being loaded.
    Loaded,
}

/// A command on its way to the trainer.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The command and its number.
    pub envelope: Envelope,
    /// What travels beside it.
    pub bulk: Bulk,
}

/// What the page has to do besides sending commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideEffect {
    /// End the trainer there is and start a fresh one; its commands follow in the outbox.
    Spawn,
    /// The last checkpoint's vectors are now those of the undo.
    KeepForUndo,
}

/// A command that changes what is in force once it is acknowledged.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sent {
    /// Before and after.
    Change(Box<[Experiment; 2]>),
    Begin(Experiment),
    Restore(CheckpointHead),
    Drive,
}

/// What waits for a checkpoint to arrive.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum AfterCheckpoint {
    Reset,
    Restart,
    Load,
}

/// A run to come back to: one that a reset took away, or one that was saved. Its vectors are kept
/// elsewhere.
#[derive(Clone, Debug)]
pub struct Past {
    /// What it had reported.
    pub history: History,
    /// How it began.
    pub base: Experiment,
    /// Live changes made since.
    pub changes: Vec<Change>,
    /// Where it stands.
    pub head: CheckpointHead,
}
