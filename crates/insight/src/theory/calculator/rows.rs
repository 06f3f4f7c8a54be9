//! What is worked out, and questions worth asking.

use super::VectorKind;
use playground_data::rows;
use playground_experiment::loss::{Objective, WorkedExample, objectives};
use std::sync::LazyLock;

/// A row of [`ROWS`]: a loss on an output.
pub struct CalculatorRow {
    /// The loss.
    pub objective: &'static Objective,
    /// How it is shown.
    pub shown: &'static WorkedExample,
}

/// Every loss that is worked out, in the order in which they are shown.
pub static ROWS: LazyLock<Vec<CalculatorRow>> = LazyLock::new(|| {
    let of = |objective: &'static Objective| {
        let shown = objective.worked.iter();
        shown.map(move |shown| CalculatorRow { objective, shown })
    };
    objectives().flat_map(of).collect()
});

/// A row of [`EXAMPLES`].
pub struct Example {
    /// What is seen.
    pub name: &'static str,
    /// What the vector is.
    pub given: VectorKind,
    /// The vector, as typed.
    pub values: &'static str,
    /// The target, as typed.
    pub target: &'static str,
    /// How many classes there should be.
    pub classes: usize,
}

/// Questions worth asking.
pub const EXAMPLES: &[Example] = rows![
    Example (name, given, values, target, classes)
    ["Confidently wrong", VectorKind::Logits, "10, 0, 0, 0, 0, 0, 0, 0, 0, 0", "1", 10]
    ["Nearly right: 0.9", VectorKind::Probabilities, "0.9, 0.1, 0, 0, 0, 0, 0, 0, 0, 0", "0", 10]
    ["Guessing evenly", VectorKind::Logits, "0, 0, 0, 0, 0, 0, 0, 0, 0, 0", "3", 10]
    ["A soft target", VectorKind::Probabilities, "0.4, 0.5, 0.1", "0.7, 0.2, 0.1", 3]
    ["From a homework: no distribution", VectorKind::Probabilities,
     "0.1, 0.1, 0.0, 0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.1", "3", 10]
];
