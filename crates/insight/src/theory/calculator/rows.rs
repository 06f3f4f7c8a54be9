//! What is worked out, and questions worth asking.

use super::Given;
use playground_data::rows;
use playground_experiment::loss::{Objective, Worked, objectives};
use std::sync::LazyLock;

/// A row of [`ROWS`]: a loss on an output.
pub struct Row {
    /// The loss.
    pub objective: &'static Objective,
    /// How it is shown.
    pub shown: &'static Worked,
}

/// Every loss that is worked out, in the order in which they are shown.
pub static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let of = |objective: &'static Objective| {
        let shown = objective.worked.iter();
        shown.map(move |shown| Row { objective, shown })
    };
    objectives().flat_map(of).collect()
});

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
pub const EXAMPLES: &[Example] = rows![
    Example (name, given, values, target, classes)
    ["Confidently wrong", Given::Logits, "10, 0, 0, 0, 0, 0, 0, 0, 0, 0", "1", 10]
    ["Nearly right: 0.9", Given::Probabilities, "0.9, 0.1, 0, 0, 0, 0, 0, 0, 0, 0", "0", 10]
    ["Guessing evenly", Given::Logits, "0, 0, 0, 0, 0, 0, 0, 0, 0, 0", "3", 10]
    ["A soft target", Given::Probabilities, "0.4, 0.5, 0.1", "0.7, 0.2, 0.1", 3]
    ["From a homework: no distribution", Given::Probabilities,
     "0.1, 0.1, 0.0, 0.4, 0.05, 0.05, 0.05, 0.05, 0.05, 0.1, 0.1", "3", 10]
];
