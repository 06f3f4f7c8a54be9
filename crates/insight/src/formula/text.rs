//! Formulas as plain text: `−y ln p`, `(σ − y)²`.

use super::part::{Part, Tie, name};
use playground_experiment::expression::{Algebra, Function, Operator};

const BRACKETS: [&str; 2] = ["(", ")"];

/// Reads formulas as plain text, by what its quantities are called.
pub(super) struct Text<F>(pub(super) F);

impl<L, F: Fn(L) -> Part> Algebra<L> for Text<F> {
    type Value = Part;

    fn number(&self, value: f64) -> Part {
        Part::new(value.to_string(), Tie::Power)
    }

    fn leaf(&self, leaf: L) -> Part {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: Part) -> Part {
        match function {
            Function::Negative => {
                Part::new(format!("−{}", a.at_least(Tie::Product, BRACKETS)), Tie::Sum)
            }
            _ => Part::new(format!("{}({})", name(function), a.text), Tie::Power),
        }
    }

    fn combine(&self, operator: Operator, a: Part, b: Part) -> Part {
        let infix = |sign| Part::infix(operator, [&a, &b], sign, BRACKETS);
        match operator {
            Operator::Sum => infix(" + "),
            Operator::Difference => infix(" − "),
            Operator::Product => infix(" "),
            Operator::Quotient => infix(" / "),
            Operator::Power => {
                let base = a.at_least(Tie::Power, BRACKETS);
                match b.text.as_str() {
                    "2" => Part::new(format!("{base}²"), Tie::Power),
                    _ => {
                        let exponent = b.at_least(Tie::Power, BRACKETS);
                        Part::new(format!("{base}^{exponent}"), Tie::Power)
                    }
                }
            }
            Operator::Minimum => Part::new(format!("min({}, {})", a.text, b.text), Tie::Power),
            Operator::Maximum => Part::new(format!("max({}, {})", a.text, b.text), Tie::Power),
        }
    }

    fn positive(&self, of: Part, then: Part, otherwise: Part) -> Part {
        let (then, of, otherwise) = (then.text, of.text, otherwise.text);
        Part::new(format!("{then} where {of} > 0, else {otherwise}"), Tie::Sum)
    }
}
