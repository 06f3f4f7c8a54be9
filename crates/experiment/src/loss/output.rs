//! Outputs and class reductions by name: the rows of the menus.

use super::{Loss, sigmoid};
use playground_data::rows;
use playground_data::table_lookup;
use serde::{Deserialize, Serialize};

/// What turns logits into the network's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Output {
    /// Probabilities that sum to 1.
    Softmax,
    /// Softmax applied to softmax: a common mistake, kept to be looked at.
    SoftmaxTwice,
    /// Independent probabilities.
    Sigmoid,
    /// The logits as they are.
    Linear,
    /// A value in (0, 1) for each pixel of the image that came in: an autoencoder.
    Image,
    /// The same without the sigmoid.
    ImageLinear,
}

/// What the answer is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// The true class, one-hot: one logit per class.
    Classification,
    /// The image itself, raw pixels in [0, 1] whatever the normalisation of the inputs: one logit per pixel.
    Reconstruction,
}

/// A row of [`OUTPUTS`].
pub struct OutputInfo {
    /// The output described.
    pub id: Output,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// How the bars of an answer are to be read.
    pub bars: &'static str,
    /// The answer in formulas.
    pub symbol: &'static str,
    /// What it is held against.
    pub task: Task,
    /// The loss that is chosen with it where the present one does not go with it.
    pub usual: Loss,
}

/// Every output, in menu order.
pub const OUTPUTS: &[OutputInfo] = rows![
    OutputInfo (id, key, name, task, usual, symbol, bars, doc)
    [Output::Softmax, "softmax", "softmax", Task::Classification, Loss::CrossEntropy, "p", "probability",
     "Exponentials of the logits, divided by their sum: probabilities over the classes."]
    [Output::Sigmoid, "sigmoid", "sigmoid", Task::Classification, Loss::BinaryCrossEntropy, "σ",
     "independent, need not sum to 1", "Each logit squashed into (0, 1) by itself."]
    [Output::Linear, "linear", "linear", Task::Classification, Loss::MeanSquaredError, "z",
     "raw score, not a probability", "The logits as they are. Squared error on them is Hui & Belkin's square loss."]
    [Output::SoftmaxTwice, "softmax2", "softmax twice (a mistake)", Task::Classification, Loss::CrossEntropy, "q",
     "probability after the second softmax",
     "A softmax layer in front of a loss that applies softmax again. No probability can then pass 23.2 % for ten \
      classes, and the gradient vanishes where the first softmax is sure."]
    [Output::Image, "image", "the image itself", Task::Reconstruction, Loss::MeanSquaredError, "σ",
     "ink at each pixel",
     "An autoencoder: as many sigmoids as the image has pixels, to give back what came in through whatever narrow \
      layer lies between."]
    [Output::ImageLinear, "image-linear", "the image itself, linear", Task::Reconstruction, Loss::MeanSquaredError,
     "z", "ink at each pixel, not bounded",
     "An autoencoder without a sigmoid at its end. With linear layers and squared error at its minimum it spans the \
      same space as a principal component analysis."]
];

table_lookup!(Output, OutputInfo, OUTPUTS);

impl Output {
    /// Returns what its answer is held against.
    pub fn task(self) -> Task {
        self.info().task
    }

    /// Computes the network's answer for the logits `z` `[K]`: one value per class, or per pixel.
    pub fn answer(self, z: &[f64]) -> Vec<f64> {
        match self {
            Self::Softmax => softmax(z),
            Self::SoftmaxTwice => softmax(&softmax(z)),
            Self::Sigmoid | Self::Image => z.iter().map(|&z| sigmoid(z)).collect(),
            Self::Linear | Self::ImageLinear => z.to_vec(),
        }
    }

    /// Returns whether an answer says how probable its class is: everything but raw scores and pixels does.
    pub fn is_probability(self) -> bool {
        self != Self::Linear && self.task() == Task::Classification
    }
}

/// How the terms of the K classes, or pixels, become one number (the batch is always averaged).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reduction {
    /// Averaged over the classes, as PyTorch's `reduction="mean"` does.
    Mean,
    /// Summed over the classes.
    Sum,
}

/// A row of [`REDUCTIONS`].
pub struct ReductionInfo {
    /// The reduction described.
    pub id: Reduction,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Name where the terms are those of pixels.
    pub of_pixels: &'static str,
}

/// Both reductions.
pub const REDUCTIONS: &[ReductionInfo] = rows![
    ReductionInfo (id, key, name, of_pixels)
    [Reduction::Mean, "mean", "mean over classes", "mean over pixels"]
    [Reduction::Sum, "sum", "sum over classes", "sum over pixels"]
];

table_lookup!(Reduction, ReductionInfo, REDUCTIONS);

/// Computes ln softmax(z), shifted by the largest logit so that nothing overflows, and with ln(1 + the others) so that a
/// class that has nearly all of the probability keeps how far it is from 1.
pub fn log_softmax(z: &[f64]) -> Vec<f64> {
    let place = (0..z.len()).max_by(|&a, &b| z[a].total_cmp(&z[b]));
    let Some(place) = place else {
        return Vec::new();
    };
    let largest = z[place];
    let others = (0..z.len()).filter(|&k| k != place);
    let log_sum = others.map(|k| (z[k] - largest).exp()).sum::<f64>().ln_1p();
    z.iter().map(|&v| v - largest - log_sum).collect()
}

/// Computes softmax(z).
pub fn softmax(z: &[f64]) -> Vec<f64> {
    log_softmax(z).into_iter().map(f64::exp).collect()
}
