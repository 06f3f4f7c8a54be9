//! Parts of a written formula, and what all notations have in common.

use playground_experiment::expression::{Function, Operator};

/// How closely a part holds together, from loose to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    /// a + b, a − b, −a.
    Sum,
    /// a · b.
    Product,
    /// A name, a number, a power, anything in brackets.
    Power,
}

/// A part of a written formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// As written.
    pub(crate) text: String,
    /// How closely it holds together.
    pub(crate) tie: Tie,
}

impl Part {
    /// Returns a part with this text, which holds together as `tie` says.
    pub(crate) fn new(text: impl Into<String>, tie: Tie) -> Self {
        Self {
            text: text.into(),
            tie,
        }
    }

    /// Returns the text, in `brackets` where it is looser than `least`.
    pub(crate) fn at_least(&self, least: Tie, brackets: [&str; 2]) -> String {
        match self.tie < least {
            true => format!("{}{}{}", brackets[0], self.text, brackets[1]),
            false => self.text.clone(),
        }
    }

    /// Returns `a` and `b` with the `sign` of a sum, difference, product or quotient between them, each in `brackets`
    /// where it has to be.
    pub(crate) fn infix(
        operator: Operator,
        [a, b]: [&Self; 2],
        sign: &str,
        brackets: [&str; 2],
    ) -> Self {
        let (tie, right) = match operator {
            Operator::Sum => (Tie::Sum, Tie::Sum),
            Operator::Difference => (Tie::Sum, Tie::Product),
            Operator::Product => (Tie::Product, Tie::Product),
            _ => (Tie::Product, Tie::Power),
        };
        let (a, b) = (a.at_least(tie, brackets), b.at_least(right, brackets));
        Self::new(format!("{a}{sign}{b}"), tie)
    }
}

/// Returns what a function is called in mathematics.
pub(super) fn name(function: Function) -> &'static str {
    match function {
        Function::Negative => "−",
        Function::Exp => "exp",
        Function::Relu => "ReLU",
        Function::Sigmoid => "σ",
        Function::Tanh => "tanh",
        Function::Softplus => "softplus",
        Function::Gelu => "GELU",
        Function::NormalCdf => "Φ",
        Function::NormalDensity => "φ",
    }
}
