//! What the page asks of a trainer.

use super::{CheckpointHead, DataFile, Part};
use crate::device::{Adapter, Preference};
use crate::experiment::Experiment;
use crate::protocol::inside::InspectRequest;
use serde::{Deserialize, Serialize};

/// How far Train goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// To the experiment's stop; once there, as far again.
    Experiment,
    /// So many steps from here.
    Steps(u64),
    /// So many epochs from here, to the end of an epoch.
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
    /// `bulk`: one image of raw pixels in [0, 1], ink = 1 (`f32`). Only the latest request is answered.
    Predict {
        /// Comes back with the answer.
        request: u32,
    },
    /// Evaluate this part of the data now.
    Evaluate {
        /// Which part.
        part: Part,
    },
    /// Answer the images of this part with the network as it is now, beside training, and send the
    /// answers: everything an evaluation says, image by image.
    Examine {
        /// Comes back with the answers.
        request: u32,
        /// Which part.
        part: Part,
        /// At most so many images, spread evenly over the part; all of them when none.
        limit: Option<u32>,
    },
    /// Send a detailed probe with every `every`-th report (0: never, as at the start), with the first
    /// report of a run, with the next one after this command and with the last step of what was asked
    /// for. It measures without touching the run, so it is not a part of the experiment.
    Watch {
        /// Reports from one probe to the next; [`WATCH_EVERY`](super::WATCH_EVERY) unless the person says otherwise.
        every: u32,
    },
    /// Send these images of a file, at most [`MAX_EXAMPLES`](crate::protocol::probe::MAX_EXAMPLES).
    Look {
        /// Of which file.
        file: DataFile,
        /// Their places in the file, as a probe gives them.
        indices: Vec<u32>,
    },
    /// `bulk`: one image of raw pixels in [0, 1], ink = 1 (`f32`), or nothing for the weights alone. Look at
    /// the network as it is now, beside training. Only the latest request is answered.
    Inspect {
        /// Comes back with the answer.
        request: u32,
        /// What to look at.
        wish: InspectRequest,
    },
    /// Run a sample of the test images through the network as it is now, beside training: what excites its
    /// units, and where the images lie on a plane. The latest request replaces the one before.
    ActivationScan {
        /// Comes back with the answer.
        request: u32,
        /// Images, at most [`MAX_SCANNED`](crate::protocol::inside::MAX_SCANNED).
        images: u32,
    },
    /// Show one image of each class as it is and as an autoencoder gives it back, now, beside training. Only
    /// the latest request is answered.
    Reconstruct {
        /// Comes back with the answer.
        request: u32,
    },
    /// Show what an autoencoder makes of a place on the plane of its narrowest layer, now, beside training: of
    /// two values they are the place, of more the plane is that of the last survey. Only the latest request is
    /// answered.
    Decode {
        /// Comes back with the answer.
        request: u32,
        /// Where.
        place: (f32, f32),
    },
    /// Compute the loss over a plane through the network as it is now, beside training. The latest
    /// request replaces the one before.
    Slice {
        /// Keys the two random directions.
        seed: u64,
        /// How far the plane reaches along each, 1 being the length of the weights themselves.
        radius: f32,
        /// Cells along a side, an odd number: the network is in the middle.
        side: u32,
    },
    /// `bulk`: parameters of a network, whatever follows them. Learn from it, as far as the experiment says.
    Teach {
        /// What it was trained as.
        experiment: Experiment,
    },
    /// Take so many steps of the present settings on a fresh network, at once and with nothing beside them, and say
    /// how long that took.
    Benchmark {
        /// Comes back with the answer.
        request: u32,
        /// How many.
        steps: u32,
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
