//! What a trainer tells the page.

use super::{Answer, CheckpointHead, DataFile, Evaluation, Gone, Measure, Panel, Report};
use crate::device::{Decision, Offer, Race, SelfTest};
use crate::protocol::probe::Probe;
use serde::{Deserialize, Serialize};

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
    /// The shell is alive and listens: its first word, and while it works its sign of life at least once a second.
    Alive,
    /// The slice of work that now begins takes longer than a second: nothing is heard before it is done.
    Busy {
        /// How long it takes, as it was measured for the slice before or estimated.
        seconds: f64,
    },
    /// The device in use, now and whenever it changes.
    Device {
        /// Which one, and why.
        decision: Decision,
        /// What the browser says of the GPU.
        offer: Offer,
        /// How the self-test stands.
        self_test: SelfTest,
        /// Which device was found to be faster, once that is known.
        race: Option<Race>,
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
    /// The number of images of a file that can be used.
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
    /// Training runs, but its next step waits for images.
    Waiting {
        /// Images from the front of the training file that the step needs.
        needed: u32,
    },
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
    /// `bulk`: the examples of the batch, as [`Examples`](crate::protocol::probe::Examples) reads them. What the
    /// report just sent shows in detail; it comes right after it.
    Probe(Probe),
    /// `bulk`: as [`Answers`](crate::protocol::examination::Answers) reads it. The answers to the images that are followed:
    /// right after a report and its probe, and by itself where this network has not answered them yet, or not with these
    /// mistakes.
    Panel(Panel),
    /// What was asked is answered, or will not be. `bulk`: as the answer says.
    Answer {
        /// Number of the question.
        id: u32,
        /// Whether this is a part of the answer, to be followed by a longer one.
        #[serde(default)]
        more: bool,
        /// The answer, or why there is none.
        result: Result<Answer, Gone>,
    },
    /// An evaluation that nobody asked for is done: one follows each epoch and each run.
    Evaluated(Evaluation, Measure),
    /// `bulk`: parameters and optimiser state (`f32`).
    Checkpoint(CheckpointHead),
    /// The trainer is going down and says what it can.
    Failed {
        /// What happened, for people.
        message: String,
        /// Where in the program, for its developers: the stack of a panic.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trace: Option<String>,
    },
}
