//! What the page asks of the network as it is now, and what comes back: one question, one [`Answer`] or the reason why
//! there is none.
//!
//! Whatever is asked is answered, in one piece unless the answer says that more follows. Of most kinds only the latest
//! question is answered; the one before is [`Gone::Superseded`].

use super::examination::Examination;
use super::inside::{ActivationScan, InspectRequest, Inspection, Reconstruction};
use super::{Bare, DataFile, Evaluation, Measure, Part};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A question, carried out beside training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// These images of a file as they are, at most [`MAX_EXAMPLES`](crate::protocol::probe::MAX_EXAMPLES).
    Images {
        /// Of which file.
        file: DataFile,
        /// Their places in the file, as a probe gives them.
        indices: Vec<u32>,
    },
    /// The network's answer to an image. `bulk`: its raw pixels in [0, 1], ink = 1 (`f32`). Only the latest is
    /// answered.
    Predict,
    /// Loss and accuracy over a part of the data.
    Evaluate {
        /// Which part.
        part: Part,
    },
    /// The answer to each image of a part: everything an evaluation says, image by image.
    Examine {
        /// Which part.
        part: Part,
        /// At most this many images, spread evenly over the part; all of them when none.
        limit: Option<u32>,
    },
    /// One look inside. `bulk`: an image of raw pixels in [0, 1], ink = 1 (`f32`), or nothing for the weights alone.
    /// Only the latest is answered.
    Inspect(InspectRequest),
    /// A sample of the test images run through the network: what excites its units, and where the images lie on a
    /// plane. Only the latest is answered.
    ActivationScan {
        /// Images, at most [`MAX_SCANNED`](crate::protocol::inside::MAX_SCANNED).
        images: u32,
    },
    /// One image of each class as it is and as an autoencoder gives it back. Only the latest is answered.
    Reconstruct,
    /// What an autoencoder makes of a place on the plane of its narrowest layer: of two values they are the place, of
    /// more the plane is that of the last scan. Only the latest is answered.
    Decode {
        /// Where.
        place: (f32, f32),
    },
    /// The loss over a plane through the network, told row by row. Only the latest is answered.
    Slice {
        /// Keys the two random directions.
        seed: u64,
        /// How far the plane reaches along each, 1 being the length of the weights themselves.
        radius: f32,
        /// Cells along a side, an odd number: the network is in the middle.
        side: u32,
    },
    /// The cosine between the gradients of one batch under the loss in use and under its counterpart, by layer. Only the
    /// latest is answered.
    GradientCosine,
    /// How long a number of steps of the present settings take on a fresh network, at once and with nothing beside
    /// them. Only the latest is answered.
    Benchmark {
        /// How many, at most [`MOST_BENCHMARK_STEPS`].
        steps: u32,
    },
}

/// The most steps of a benchmark.
pub const MOST_BENCHMARK_STEPS: u32 = 10_000;

/// The small part of an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// `bulk`: the images in the order asked for, raw pixels in [0, 1], ink = 1.
    Images {
        /// Of which file.
        file: DataFile,
        /// Their places in the file.
        indices: Vec<u32>,
    },
    /// `bulk`: one value per class, or the image that an autoencoder makes of it.
    Prediction {
        /// Steps the network had taken.
        step: u64,
    },
    /// The figures of a part, and what their loss is in.
    Evaluation(Evaluation, Measure),
    /// `bulk`: as [`Answers`](crate::protocol::examination::Answers) reads it.
    Examination(Examination),
    /// `bulk`: as [`Inspected`](crate::protocol::inside::Inspected) reads it.
    Inspection(Inspection),
    /// `bulk`: as [`ScanResult`](crate::protocol::inside::ScanResult) reads it.
    ActivationScan(ActivationScan),
    /// `bulk`: as [`Reconstructed`](crate::protocol::inside::Reconstructed) reads it.
    Reconstruction(Reconstruction),
    /// `bulk`: the image at a place of the latent space, one value per pixel.
    Decoding {
        /// Steps the network had taken.
        step: u64,
        /// As asked for.
        place: (f32, f32),
    },
    /// `bulk`: losses as far as they are known, `[rows, side]`: along the first direction from column to column, along
    /// the second from row to row, each from −radius to radius.
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
        /// Rows known.
        rows: u32,
    },
    /// How far both gradients point the same way.
    GradientCosine {
        /// Steps the network had taken.
        step: u64,
        /// Images in the batch.
        examples: usize,
        /// Of the weight matrices from input to output; none where one of the gradients is zero or has overflowed.
        layers: Vec<Option<f64>>,
    },
    /// How fast the steps alone are, or a sentence why that cannot be said.
    Benchmark(Result<Bare, String>),
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gone {
    /// It cannot be answered; the sentence says why and what to do.
    Refused(String),
    /// A later question of its kind took its place.
    Superseded,
    /// The network that it was about has been replaced.
    NetworkReplaced,
    /// The trainer has ended.
    TrainerEnded,
}

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused(why) => why,
            Self::Superseded => "A later question took the place of this one.",
            Self::NetworkReplaced => "The network was replaced before it could answer. Ask again.",
            Self::TrainerEnded => "The trainer ended before it could answer.",
        })
    }
}
