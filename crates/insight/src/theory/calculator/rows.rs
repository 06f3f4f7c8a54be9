//! What is worked out, and questions worth asking.

use super::Given;
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
