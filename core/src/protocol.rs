//! How the page and a trainer speak: small commands one way, small events the other. The small part
//! travels as JSON; bulk numbers ([`Command::bulk`], [`Event::bulk`]) beside it as transferred
//! buffers of little-endian bytes, so that nothing large is ever copied or parsed as text.

pub(crate) mod bulk;
mod number;

use crate::device::{Adapter, Decision, Preference, SelfTest};
use crate::evaluation::Examination;
use crate::experiment::Experiment;
use crate::inside::{Inspection, Survey, Wish};
use crate::probe::Probe;
use serde::{Deserialize, Serialize};

/// Reports from one detailed probe to the next unless the page says otherwise.
pub const WATCH_EVERY: u32 = 10;

/// Which file of a data set: the training file or the test file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataFile {
    /// The larger one.
    Train,
    /// The official test set.
    Test,
}

/// Which part of the data an evaluation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// Held out of training to watch it.
    Validation,
    /// Held out of everything.
    Test,
}

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
        /// What the browser says of its GPU, asked by the worker's shell when absent.
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
    /// for. It measures without touching the run, so it is no part of the experiment.
    Watch {
        /// Reports from one probe to the next; [`WATCH_EVERY`] unless the person says otherwise.
        every: u32,
    },
    /// Send these images of a file, at most [`MAX_EXAMPLES`](crate::probe::MAX_EXAMPLES).
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
        wish: Wish,
    },
    /// Run a sample of the test images through the network as it is now, beside training: what excites its
    /// units, and where the images lie on a plane. The latest request replaces the one before.
    Survey {
        /// Comes back with the answer.
        request: u32,
        /// Images, at most [`MAX_SURVEYED`](crate::inside::MAX_SURVEYED).
        images: u32,
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

/// The small part of a checkpoint; parameters and optimiser state travel as bulk, in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckpointHead {
    /// The experiment in force, live changes included.
    pub experiment: Experiment,
    /// Steps taken.
    pub step: u64,
    /// Epochs completed.
    pub epoch: u64,
    /// Examples of the current epoch already used.
    pub used: usize,
    /// Updates taken with the optimiser's present state.
    pub updates: u64,
    /// Optimiser state vectors that follow the parameters.
    pub slots: usize,
    /// Trainable values, the length of every vector.
    pub parameters: usize,
}

/// What training shows of one step, read back in one go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Steps taken, this one included.
    pub step: u64,
    /// Epochs behind us, fractions included.
    pub epoch: f64,
    /// Loss of the batch before the update, in the unit of the loss in use.
    #[serde(deserialize_with = "number::f32")]
    pub loss: f32,
    /// Share of the batch classified correctly before the update.
    #[serde(deserialize_with = "number::f32")]
    pub accuracy: f32,
    /// Cross-entropy of the batch before the update, with the softmax of the logits as probabilities,
    /// whatever the loss in use.
    #[serde(default, deserialize_with = "number::f32")]
    pub cross_entropy: f32,
    /// Learning rate of the step, schedule included.
    pub learning_rate: f64,
    /// Gradients under the loss in use, from input to output.
    pub gradients: Vec<LayerGradient>,
    /// The counterpart loss on the same batch and weights.
    #[serde(deserialize_with = "number::f32")]
    pub counterpart_loss: f32,
    /// Gradients under the counterpart loss, same batch, same weights.
    pub counterpart_gradients: Vec<LayerGradient>,
    /// ‖Δw‖ / ‖w‖ of each weight matrix at this step, from input to output, w being the weights before
    /// it: healthy around 1e-3. No number where every weight was 0.
    #[serde(deserialize_with = "number::list")]
    pub update_ratios: Vec<f32>,
}

/// Gradient sizes at one layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerGradient {
    /// Frobenius norm of ∂L/∂W of the batch-mean loss.
    #[serde(deserialize_with = "number::f32")]
    pub weight: f32,
    /// L2 norm of ∂L/∂b.
    #[serde(deserialize_with = "number::f32")]
    pub bias: f32,
    /// Mean over the examples of ‖B·∂L/∂a‖₂ at the pre-activations a.
    #[serde(deserialize_with = "number::f32")]
    pub signal: f32,
}

/// Loss and accuracy over a part of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Which part.
    pub part: Part,
    /// Steps taken when it was made.
    pub step: u64,
    /// Mean loss, in the unit of the loss in use.
    #[serde(deserialize_with = "number::f64")]
    pub loss: f64,
    /// Share classified correctly.
    #[serde(deserialize_with = "number::f64")]
    pub accuracy: f64,
    /// Examples it is over.
    pub examples: usize,
}

/// Why training rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rest {
    /// Asked to.
    Asked,
    /// The target is reached.
    Finished,
    /// The loss is no longer a number; the sentence says since when and what to do.
    NonFinite(String),
    /// A step cannot be taken; the sentence says why.
    Refused(String),
}

/// What a trainer tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The shell is alive and listens.
    Alive,
    /// The device in use, now and whenever it changes.
    Device {
        /// Which one, and why.
        decision: Decision,
        /// What the browser says of the GPU.
        adapter: Option<Adapter>,
        /// How the self-test stands.
        self_test: SelfTest,
    },
    /// GPU kernels are being compiled: `done` of `total` phases, `what` being the next one.
    Warmup {
        /// Phases done.
        done: u32,
        /// Phases in all.
        total: u32,
        /// What is under way, for people.
        what: String,
    },
    /// So many images of a file can be used.
    Data {
        /// Of which file.
        file: DataFile,
        /// Images with labels at hand.
        available: u32,
        /// Images in the whole file.
        total: u32,
    },
    /// The network exists: names of its layers and its size.
    Network {
        /// From input to output.
        layers: Vec<String>,
        /// Trainable values.
        parameters: usize,
        /// Steps in an epoch at the present batch size.
        steps_per_epoch: u64,
    },
    /// The command with this number has been taken up.
    Acknowledged {
        /// Its number.
        sequence: u32,
        /// Steps taken by then: where a change comes into force, which a link has to tell exactly.
        step: u64,
    },
    /// A command could not be carried out; nothing has changed.
    Refused {
        /// Its number.
        sequence: u32,
        /// Why, and what to do.
        message: String,
    },
    /// Training runs.
    Running,
    /// Training rests.
    Resting {
        /// Why.
        rest: Rest,
        /// Steps taken.
        step: u64,
    },
    /// Figures of a step.
    Report {
        /// The figures.
        report: Report,
        /// Measured since the report before, examples per second; none after a pause.
        examples_per_second: Option<f64>,
    },
    /// `bulk`: the examples of the batch, as [`Examples`](crate::probe::Examples) reads them. What the
    /// report just sent shows in detail; it comes right after it.
    Probe(Probe),
    /// `bulk`: the images asked for, in the order asked for, raw pixels in [0, 1], ink = 1.
    Looked {
        /// Of which file.
        file: DataFile,
        /// Their places in the file.
        indices: Vec<u32>,
    },
    /// `bulk`: losses of a slice as far as they are known, `[rows, side]`: along the first direction
    /// from column to column, along the second from row to row, each from −radius to radius. Sent
    /// after every row.
    Slice {
        /// As asked for.
        seed: u64,
        /// As asked for.
        radius: f32,
        /// As asked for.
        side: u32,
        /// Steps the network had taken.
        step: u64,
        /// Training images that the loss is over.
        examples: usize,
        /// Rows known; all of them when this is `side`.
        rows: u32,
    },
    /// `bulk`: what the network answered, as [`Answers`](crate::evaluation::Answers) reads it.
    Examined(Examination),
    /// `bulk`: as [`Inspected`](crate::inside::Inspected) reads it.
    Inspected(Inspection),
    /// `bulk`: as [`Surveyed`](crate::inside::Surveyed) reads it.
    Surveyed(Survey),
    /// An evaluation is done.
    Evaluated(Evaluation),
    /// `bulk`: answer of the network to an image (`f32`, one value a class).
    Prediction {
        /// The request answered.
        request: u32,
        /// Steps the network had taken.
        step: u64,
    },
    /// `bulk`: parameters and optimiser state (`f32`).
    Checkpoint(CheckpointHead),
    /// The trainer is going down and says what it can.
    Failed {
        /// What happened, for people.
        message: String,
    },
}

#[cfg(test)]
mod tests;
