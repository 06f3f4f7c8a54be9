//! What a network minimises: pairs of an output and a loss, each with its value and, next to it,
//! the closed-form gradient at the logits.
//!
//! Shapes: logits `z` and targets `y` are `[K]` for one example here, `[batch, K]` as tensors.
//! "Mean" reductions follow PyTorch. Formulas: Bridle 1990 for softmax with cross-entropy; Bishop,
//! *Pattern Recognition and Machine Learning*, §4.3; Hui & Belkin, ICLR 2021, for squares on logits.

use serde::{Deserialize, Serialize};

mod closed_form;
#[cfg(feature = "engine")]
mod tensor;
#[cfg(test)]
mod tests;

pub use closed_form::{ValueAndGradient, log_softmax, sigmoid, softmax};

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

/// How the terms of the K classes become one number (the batch is always averaged).
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
}

/// Every output, in menu order.
pub const OUTPUTS: &[OutputInfo] = &[
    OutputInfo {
        id: Output::Softmax,
        key: "softmax",
        name: "softmax",
        doc: "Exponentials of the logits, divided by their sum: probabilities over the classes.",
        bars: "probability",
    },
    OutputInfo {
        id: Output::Sigmoid,
        key: "sigmoid",
        name: "sigmoid",
        doc: "Each logit squashed into (0, 1) by itself.",
        bars: "independent, need not sum to 1",
    },
    OutputInfo {
        id: Output::Linear,
        key: "linear",
        name: "linear",
        doc: "The logits as they are. Squared error on them is Hui & Belkin's square loss.",
        bars: "raw score, not a probability",
    },
    OutputInfo {
        id: Output::SoftmaxTwice,
        key: "softmax2",
        name: "softmax twice (a mistake)",
        doc: "A softmax layer in front of a loss that applies softmax again. The cross-entropy can \
              then never go below 1.46 for ten classes.",
        bars: "probability after the second softmax",
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
    },
    LossInfo {
        id: Loss::SmoothedCrossEntropy,
        key: "smooth-ce",
        name: "label-smoothed cross-entropy",
        short: "smoothed CE",
        doc: "Cross-entropy against a target that keeps a little probability for every class.",
        has_reduction: false,
    },
    LossInfo {
        id: Loss::MeanSquaredError,
        key: "mse",
        name: "mean squared error",
        short: "MSE",
        doc: "Squared difference between the answer and the one-hot target.",
        has_reduction: true,
    },
    LossInfo {
        id: Loss::BinaryCrossEntropy,
        key: "bce",
        name: "binary cross-entropy",
        short: "BCE",
        doc: "A yes-or-no cross-entropy for each class.",
        has_reduction: true,
    },
];

/// What a formula may use besides logits and target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossSettings {
    /// Over the classes.
    pub reduction: Reduction,
    /// ε of label smoothing, in [0, 1).
    pub smoothing: f64,
}

/// A row of [`OBJECTIVES`]: a valid pair of output and loss.
pub struct Objective {
    /// What the logits go through.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
    /// The pair whose gradients stand beside this one's: the one-click flip.
    pub counterpart: (Output, Loss),
    /// Value and gradient at the logits for one example, in double precision.
    pub closed_form: fn(z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient,
    /// Value for each example, `[batch, 1]`, as tensors.
    #[cfg(feature = "engine")]
    pub tensor: fn(
        z: burn::tensor::Tensor<2>,
        y: burn::tensor::Tensor<2>,
        settings: LossSettings,
    ) -> burn::tensor::Tensor<2>,
}

/// Every valid pair. Adding a loss is one row here plus its formulas.
pub const OBJECTIVES: &[Objective] = &[
    Objective {
        output: Output::Softmax,
        loss: Loss::CrossEntropy,
        counterpart: (Output::Softmax, Loss::MeanSquaredError),
        closed_form: closed_form::softmax_cross_entropy,
        #[cfg(feature = "engine")]
        tensor: tensor::softmax_cross_entropy,
    },
    Objective {
        output: Output::Softmax,
        loss: Loss::SmoothedCrossEntropy,
        counterpart: (Output::Softmax, Loss::MeanSquaredError),
        closed_form: closed_form::softmax_smoothed_cross_entropy,
        #[cfg(feature = "engine")]
        tensor: tensor::softmax_smoothed_cross_entropy,
    },
    Objective {
        output: Output::Softmax,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Softmax, Loss::CrossEntropy),
        closed_form: closed_form::softmax_squared_error,
        #[cfg(feature = "engine")]
        tensor: tensor::softmax_squared_error,
    },
    Objective {
        output: Output::SoftmaxTwice,
        loss: Loss::CrossEntropy,
        counterpart: (Output::Softmax, Loss::MeanSquaredError),
        closed_form: closed_form::softmax_twice_cross_entropy,
        #[cfg(feature = "engine")]
        tensor: tensor::softmax_twice_cross_entropy,
    },
    Objective {
        output: Output::Sigmoid,
        loss: Loss::BinaryCrossEntropy,
        counterpart: (Output::Sigmoid, Loss::MeanSquaredError),
        closed_form: closed_form::sigmoid_binary_cross_entropy,
        #[cfg(feature = "engine")]
        tensor: tensor::sigmoid_binary_cross_entropy,
    },
    Objective {
        output: Output::Sigmoid,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Sigmoid, Loss::BinaryCrossEntropy),
        closed_form: closed_form::sigmoid_squared_error,
        #[cfg(feature = "engine")]
        tensor: tensor::sigmoid_squared_error,
    },
    Objective {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Softmax, Loss::CrossEntropy),
        closed_form: closed_form::linear_squared_error,
        #[cfg(feature = "engine")]
        tensor: tensor::linear_squared_error,
    },
];

/// The formulas for `output` with `loss`.
///
/// # Errors
/// A sentence that says why the pair makes no sense and what to choose.
pub fn objective(output: Output, loss: Loss) -> Result<&'static Objective, String> {
    OBJECTIVES
        .iter()
        .find(|row| row.output == output && row.loss == loss)
        .ok_or_else(|| refusal(output, loss))
}

fn refusal(output: Output, loss: Loss) -> String {
    let valid: Vec<&str> = OBJECTIVES
        .iter()
        .filter(|row| row.output == output)
        .map(|row| row.loss.info().name)
        .collect();
    let reason = match (output, loss) {
        (Output::Linear, Loss::CrossEntropy | Loss::SmoothedCrossEntropy) => {
            "Cross-entropy takes the logarithm of a probability, and a linear output can be zero or \
             negative, where the logarithm is undefined"
        }
        (Output::Linear, Loss::BinaryCrossEntropy) => {
            "Binary cross-entropy needs probabilities between 0 and 1, which a linear output does \
             not give"
        }
        (Output::Sigmoid, Loss::CrossEntropy | Loss::SmoothedCrossEntropy) => {
            "Cross-entropy over classes needs probabilities that sum to 1, and sigmoid outputs are \
             independent"
        }
        (Output::Softmax | Output::SoftmaxTwice, Loss::BinaryCrossEntropy) => {
            "Binary cross-entropy treats each class by itself, and softmax ties them together"
        }
        _ => "This mistake can only be made with cross-entropy",
    };
    format!(
        "{reason}. With {} choose {}.",
        output.info().name,
        valid.join(" or ")
    )
}

macro_rules! table_lookup {
    ($kind:ty, $info:ty, $table:expr) => {
        impl $kind {
            /// The row of the table that describes this value.
            pub fn info(self) -> &'static $info {
                // Every value has a row (tested); the first row stands in rather than a panic.
                $table
                    .iter()
                    .find(|row| row.id == self)
                    .unwrap_or(&$table[0])
            }

            /// The value whose row has this key.
            pub fn from_key(key: &str) -> Option<Self> {
                $table.iter().find(|row| row.key == key).map(|row| row.id)
            }

            /// Every key, in menu order.
            pub fn keys() -> Vec<&'static str> {
                $table.iter().map(|row| row.key).collect()
            }
        }
    };
}
pub(crate) use table_lookup;

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
}

/// Both reductions.
pub const REDUCTIONS: &[ReductionInfo] = &[
    ReductionInfo {
        id: Reduction::Mean,
        key: "mean",
        name: "mean over classes",
    },
    ReductionInfo {
        id: Reduction::Sum,
        key: "sum",
        name: "sum over classes",
    },
];
table_lookup!(Reduction, ReductionInfo, REDUCTIONS);
