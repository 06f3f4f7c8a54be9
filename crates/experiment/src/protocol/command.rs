//! What the page asks of a trainer.

use super::{CheckpointHead, DataFile, Question};
use crate::device::{Adapter, Preference, Racing};
use crate::experiment::Experiment;
use serde::{Deserialize, Serialize};

/// How far Train goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// To the experiment's stop; once there, as far again.
    Experiment,
    /// This many steps from here; 0 ends at once.
    Steps(u64),
    /// This many epochs from here, to the end of an epoch; 0 ends at once.
    Epochs(u32),
}

/// What the page asks of a trainer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// First message: set up for this experiment; data follows (or is generated, for the built-in set).
    Start {
        /// What to run.
        experiment: Experiment,
        /// On which device.
        preference: Preference,
        /// What the browser says of its GPU; asked by the worker's shell when absent, while the CPU begins.
        adapter: Option<Adapter>,
    },
    /// `bulk`: raw pixels of the next images of a file (`u8`, row by row).
    Images {
        /// Of which file.
        file: DataFile,
        /// Images in the whole file.
        total: u32,
    },
    /// `bulk`: the next labels of a file (`u8`).
    Labels {
        /// Of which file.
        file: DataFile,
        /// Labels in the whole file.
        total: u32,
    },
    /// Take steps until `target`.
    Train {
        /// How far.
        target: Target,
    },
    /// Take no step beyond `step` until told otherwise; none takes the limit away. What keeps runs in
    /// lock-step.
    Limit {
        /// The last step that may be taken.
        step: Option<u64>,
    },
    /// Find out which device is faster, or take what another run has found.
    Race(Racing),
    /// Take no further step.
    Pause,
    /// Take one step and report it.
    Step,
    /// New weights for this experiment; keeps the data when it is the same set.
    Reset {
        /// What to run from now on.
        experiment: Experiment,
        /// First blocks that begin with the parameters of the network as it stands; 0 for none.
        #[serde(default)]
        inherit: u32,
    },
    /// Go on with these settings without losing the weights. Refused when that needs a reset.
    Change {
        /// The experiment after the change.
        experiment: Experiment,
    },
    /// Ask something; the answer is an [`Event::Answer`](super::Event::Answer) with the same number. `bulk`: as the
    /// question says.
    Ask {
        /// Tells the question from the others of this page.
        id: u32,
        /// What is asked.
        question: Question,
    },
    /// Send a detailed probe with every `every`-th report (0: never, as at the start), with the first
    /// report of a run, with the next one after this command and with the last step of what was asked
    /// for. It measures without touching the run, so it is not a part of the experiment.
    Watch {
        /// Reports from one probe to the next; [`WATCH_EVERY`](super::WATCH_EVERY) unless the person says otherwise.
        every: u32,
    },
    /// Answer this many training images, at most [`MAX_PANEL`](super::MAX_PANEL), with every report, and once as soon as
    /// they and the network are there; 0, as at the start, for none. It changes nothing of the run either.
    Follow {
        /// How many.
        images: u32,
    },
    /// `bulk`: parameters of a network, whatever follows them. Learn from it, as far as the experiment says.
    Teach {
        /// What it was trained as.
        experiment: Experiment,
    },
    /// Post a checkpoint now.
    Checkpoint,
    /// `bulk`: a checkpoint's vectors. Go on from it.
    Restore {
        /// Where the checkpoint stands.
        checkpoint: CheckpointHead,
    },
    /// Drop the trainer on purpose: what a crash looks like. For tests.
    Crash,
}

/// A command with its number and its bulk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Counts up by one; acknowledged before the next report.
    pub sequence: u32,
    /// The command.
    pub command: Command,
}
