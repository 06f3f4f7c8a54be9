//! What is worked out, and questions worth asking.

use super::Given;
use playground_experiment::loss::{Loss, Output, Reduction};

/// A row of [`ROWS`]: a loss on an output.
pub struct Row {
    /// Stable word.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// The value as a formula of the output q and the target y.
    pub formula: &'static str,
    /// What the logits go through.
    pub output: Output,
    /// What is computed.
    pub loss: Loss,
    /// Over the classes.
    pub reduction: Reduction,
}

/// Every loss that is worked out, in the order in which they are shown.
pub const ROWS: &[Row] = &[
    Row {
        key: "ce",
        name: "cross-entropy on softmax",
        formula: "−Σ y ln p",
        output: Output::Softmax,
        loss: Loss::CrossEntropy,
        reduction: Reduction::Mean,
    },
    Row {
        key: "mse-mean",
        name: "MSE on softmax, mean over classes",
        formula: "Σ (p − y)² / K",
        output: Output::Softmax,
        loss: Loss::MeanSquaredError,
        reduction: Reduction::Mean,
    },
    Row {
        key: "mse-sum",
        name: "MSE on softmax, sum over classes",
        formula: "Σ (p − y)²",
        output: Output::Softmax,
        loss: Loss::MeanSquaredError,
        reduction: Reduction::Sum,
    },
    Row {
        key: "bce",
        name: "BCE on sigmoid, mean over classes",
        formula: "−Σ [y ln σ + (1 − y) ln(1 − σ)] / K",
        output: Output::Sigmoid,
        loss: Loss::BinaryCrossEntropy,
        reduction: Reduction::Mean,
    },
    Row {
        key: "mse-sigmoid",
        name: "MSE on sigmoid, mean over classes",
        formula: "Σ (σ − y)² / K",
        output: Output::Sigmoid,
        loss: Loss::MeanSquaredError,
        reduction: Reduction::Mean,
    },
    Row {
        key: "mse-logits",
        name: "MSE on logits, mean over classes",
        formula: "Σ (z − y)² / K",
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        reduction: Reduction::Mean,
    },
];

/// A row of [`EXAMPLES`].
pub struct Example {
    /// What is seen.
    pub name: &'static str,
    /// What the vector is.
    pub given: Given,
    /// The vector, as typed.
    pub values: &'static str,
    /// The target, as typed.
    pub target: &'static str,
    /// How many classes there should be.
    pub classes: usize,
}

/// Questions worth asking.
pub const EXAMPLES: &[Example] = &[
    Example {
        name: "Confidently wrong",
        given: Given::Logits,
        values: "10, 0, 0, 0, 0, 0, 0, 0, 0, 0",
        target: "1",
        classes: 10,
    },
    Example {
        name: "Nearly right: 0.9",
        given: Given::Probabilities,
        values: "0.9, 0.1, 0, 0, 0, 0, 0, 0, 0, 0",
        target: "0",
        classes: 10,
    },
    Example {
        name: "Guessing evenly",
        given: Given::Logits,
        values: "0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
        target: "3",
        classes: 10,
    },
    Example {
        name: "A soft target",
        given: Given::Probabilities,
        values: "0.4, 0.5, 0.1",
        target: "0.7, 0.2, 0.1",
        classes: 3,
    },
    Example {
        name: "From a homework: no distribution",
        given: Given::Probabilities,
        values: "0.1, 0.1, 0.0, 0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.1",
        target: "3",
        classes: 10,
    },
];
