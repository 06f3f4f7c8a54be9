//! Outputs, losses and class reductions by name: the rows of the menus.

use super::definitions::{
    binary_cross_entropy, cross_entropy, mean_squared_error, smoothed_cross_entropy,
};
use super::expression::Form;
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
    /// The true class, one-hot: one logit a class.
    Classification,
    /// The image itself, raw pixels in [0, 1] whatever the normalisation of the inputs: one logit a pixel.
    Reconstruction,
}

/// A loss function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Loss {
    /// −ln p of the true class.
    CrossEntropy,
    /// Cross-entropy against targets (1 − ε)y + ε/K.
    SmoothedCrossEntropy,
    /// Squared differences between answer and one-hot target.
    MeanSquaredError,
    /// One binary cross-entropy per class.
    BinaryCrossEntropy,
}

/// How the terms of the K classes, or pixels, become one number (the batch is always averaged).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reduction {
    /// Averaged over the classes, as PyTorch's `reduction="mean"` does.
    Mean,
    /// Summed over the classes.
    Sum,
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
    /// How the ten bars are to be read.
    pub bars: &'static str,
    /// What it is held against.
    pub task: Task,
}

/// Every output, in menu order.
pub const OUTPUTS: &[OutputInfo] = &[
    OutputInfo {
        id: Output::Softmax,
        key: "softmax",
        name: "softmax",
        doc: "Exponentials of the logits, divided by their sum: probabilities over the classes.",
        bars: "probability",
        task: Task::Classification,
    },
    OutputInfo {
        id: Output::Sigmoid,
        key: "sigmoid",
        name: "sigmoid",
        doc: "Each logit squashed into (0, 1) by itself.",
        bars: "independent, need not sum to 1",
        task: Task::Classification,
    },
    OutputInfo {
        id: Output::Linear,
        key: "linear",
        name: "linear",
        doc: "The logits as they are. Squared error on them is Hui & Belkin's square loss.",
        bars: "raw score, not a probability",
        task: Task::Classification,
    },
    OutputInfo {
        id: Output::SoftmaxTwice,
        key: "softmax2",
        name: "softmax twice (a mistake)",
        doc: "A softmax layer in front of a loss that applies softmax again. The cross-entropy can \
              then never go below 1.46 for ten classes.",
        bars: "probability after the second softmax",
        task: Task::Classification,
    },
    OutputInfo {
        id: Output::Image,
        key: "image",
        name: "the image itself",
        doc: "An autoencoder: as many sigmoids as the image has pixels, to give back what came in through \
              whatever narrow layer lies between.",
        bars: "ink at each pixel",
        task: Task::Reconstruction,
    },
    OutputInfo {
        id: Output::ImageLinear,
        key: "image-linear",
        name: "the image itself, linear",
        doc: "An autoencoder without a sigmoid at its end. With linear layers and squared error it finds \
              the plane of a principal component analysis.",
        bars: "ink at each pixel, not bounded",
        task: Task::Reconstruction,
    },
];

/// A row of [`LOSSES`].
pub struct LossInfo {
    /// The loss described.
    pub id: Loss,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Short name for charts.
    pub short: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// Whether the class reduction changes its value.
    pub has_reduction: bool,
    /// What it is under each output that it goes with.
    pub forms: &'static [Form],
}

/// Every loss, in menu order.
pub const LOSSES: &[LossInfo] = &[
    LossInfo {
        id: Loss::CrossEntropy,
        key: "ce",
        name: "cross-entropy",
        short: "CE",
        doc: "−ln of the probability given to the true class.",
        has_reduction: false,
        forms: cross_entropy::FORMS,
    },
    LossInfo {
        id: Loss::SmoothedCrossEntropy,
        key: "smooth-ce",
        name: "label-smoothed cross-entropy",
        short: "smoothed CE",
        doc: "Cross-entropy against a target that keeps a little probability for every class.",
        has_reduction: false,
        forms: smoothed_cross_entropy::FORMS,
    },
    LossInfo {
        id: Loss::MeanSquaredError,
        key: "mse",
        name: "mean squared error",
        short: "MSE",
        doc: "Squared difference between the answer and the one-hot target.",
        has_reduction: true,
        forms: mean_squared_error::FORMS,
    },
    LossInfo {
        id: Loss::BinaryCrossEntropy,
        key: "bce",
        name: "binary cross-entropy",
        short: "BCE",
        doc: "A yes-or-no cross-entropy for each class.",
        has_reduction: true,
        forms: binary_cross_entropy::FORMS,
    },
];

table_lookup!(Output, OutputInfo, OUTPUTS);
table_lookup!(Loss, LossInfo, LOSSES);

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
pub const REDUCTIONS: &[ReductionInfo] = &[
    ReductionInfo {
        id: Reduction::Mean,
        key: "mean",
        name: "mean over classes",
        of_pixels: "mean over pixels",
    },
    ReductionInfo {
        id: Reduction::Sum,
        key: "sum",
        name: "sum over classes",
        of_pixels: "sum over pixels",
    },
];
table_lookup!(Reduction, ReductionInfo, REDUCTIONS);
