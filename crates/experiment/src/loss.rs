//! What a network minimises: pairs of an output and a loss, each with its value and, next to it,
//! the closed-form gradient at the logits.
//!
//! Shapes: logits `z` and targets `y` are `[K]`, for one example.
//! "Mean" reductions follow PyTorch. Formulas: Bridle 1990 for softmax with cross-entropy; Bishop,
//! *Pattern Recognition and Machine Learning*, §4.3; Hui & Belkin, ICLR 2021, for squares on logits.

#[cfg(test)]
mod closed_form;
mod definitions;
mod distillation;
mod evaluate;
pub mod expression;
mod kinds;
#[cfg(test)]
mod tests;

pub use distillation::Distillation;
pub use evaluate::{ValueAndGradient, log_softmax, sigmoid, softmax};
pub use kinds::{
    LOSSES, Loss, LossInfo, OUTPUTS, Output, OutputInfo, REDUCTIONS, Reduction, ReductionInfo, Task,
};

use expression::Form;

/// What a formula may use besides logits and target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossSettings {
    /// Over the classes.
    pub reduction: Reduction,
    /// ε of label smoothing, in [0, 1).
    pub smoothing: f64,
}

impl LossSettings {
    /// Returns the value of a loss's parameter.
    pub fn parameter(&self, key: &str) -> f64 {
        match key {
            "smoothing" => self.smoothing,
            _ => f64::NAN,
        }
    }
}

/// A row of [`OBJECTIVES`]: a valid pair of output and loss.
pub struct Objective {
    /// What the logits go through.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
    /// The pair whose gradients stand beside this one's: the one-click flip.
    pub counterpart: (Output, Loss),
}

impl Objective {
    /// Returns the loss under this output.
    pub fn form(&self) -> &'static Form {
        let forms = self.loss.info().forms;
        // Every pair has its form (tested); the first stands in rather than a panic.
        let found = forms.iter().find(|form| form.output == self.output);
        found.unwrap_or(&forms[0])
    }

    /// Returns value and gradient at the logits for one example, in double precision: logits `z` and target `y`, `[K]`
    /// both.
    ///
    /// For a network that is sure of the wrong class cross-entropy pulls with all its might, while squared error behind
    /// the same softmax hardly pulls at all:
    ///
    /// ```
    /// use playground_experiment::experiment::Experiment;
    /// use playground_experiment::loss::{Loss, Output, objective};
    ///
    /// let (logits, target) = ([0.0, 10.0], [1.0, 0.0]);
    /// let settings = Experiment::default().loss_settings();
    /// let pull = |loss| -> Result<f64, String> {
    ///     let objective = objective(Output::Softmax, loss)?;
    ///     Ok(objective.closed_form(&logits, &target, settings).gradient[0])
    /// };
    /// assert!(pull(Loss::CrossEntropy)? < -0.9999);
    /// assert!(pull(Loss::MeanSquaredError)? > -0.0001);
    /// # Ok::<(), String>(())
    /// ```
    pub fn closed_form(&self, z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
        evaluate::evaluate(self.form(), z, y, settings, self.loss.info().has_reduction)
    }
}

/// Every valid pair. A loss is rows here, its formulas, and its form as tensors in `playground_core::loss`.
pub const OBJECTIVES: &[Objective] = &[
    Objective {
        output: Output::Softmax,
        loss: Loss::CrossEntropy,
        counterpart: (Output::Softmax, Loss::MeanSquaredError),
    },
    Objective {
        output: Output::Softmax,
        loss: Loss::SmoothedCrossEntropy,
        counterpart: (Output::Softmax, Loss::MeanSquaredError),
    },
    Objective {
        output: Output::Softmax,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Softmax, Loss::CrossEntropy),
    },
    Objective {
        output: Output::SoftmaxTwice,
        loss: Loss::CrossEntropy,
        counterpart: (Output::Softmax, Loss::MeanSquaredError),
    },
    Objective {
        output: Output::Sigmoid,
        loss: Loss::BinaryCrossEntropy,
        counterpart: (Output::Sigmoid, Loss::MeanSquaredError),
    },
    Objective {
        output: Output::Sigmoid,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Sigmoid, Loss::BinaryCrossEntropy),
    },
    Objective {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Softmax, Loss::CrossEntropy),
    },
    Objective {
        output: Output::Image,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Image, Loss::BinaryCrossEntropy),
    },
    Objective {
        output: Output::Image,
        loss: Loss::BinaryCrossEntropy,
        counterpart: (Output::Image, Loss::MeanSquaredError),
    },
    Objective {
        output: Output::ImageLinear,
        loss: Loss::MeanSquaredError,
        counterpart: (Output::Image, Loss::BinaryCrossEntropy),
    },
];

impl Output {
    /// What its answer is held against.
    pub fn task(self) -> Task {
        self.info().task
    }

    /// The network's answer for the logits `z` `[K]`: one value a class, or a pixel.
    pub fn answer(self, z: &[f64]) -> Vec<f64> {
        match self {
            Self::Softmax => softmax(z),
            Self::SoftmaxTwice => softmax(&softmax(z)),
            Self::Sigmoid | Self::Image => z.iter().map(|&z| sigmoid(z)).collect(),
            Self::Linear | Self::ImageLinear => z.to_vec(),
        }
    }

    /// Whether an answer says how probable its class is: everything but raw scores and pixels does.
    pub fn is_probability(self) -> bool {
        self != Self::Linear && self.task() == Task::Classification
    }
}

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
        (Output::Image | Output::ImageLinear, Loss::CrossEntropy | Loss::SmoothedCrossEntropy) => {
            "Cross-entropy over classes is about which class an image belongs to, and an autoencoder \
             answers with an image"
        }
        (Output::ImageLinear, Loss::BinaryCrossEntropy) => {
            "Binary cross-entropy needs values between 0 and 1, which a linear output does not give"
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
