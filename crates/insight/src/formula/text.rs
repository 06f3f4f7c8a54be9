//! Formulas as plain text: `−y ln p`, `(σ − y)²`.

use super::{Part, Tie};
use playground_experiment::expression::{Algebra, Function, Operator};

const BRACKETS: [&str; 2] = ["(", ")"];

/// Reads formulas as plain text, by what its quantities are called.
pub struct Text<F>(pub F);

impl<L, F: Fn(L) -> Part> Algebra<L> for Text<F> {
    type Value = Part;

    fn number(&self, value: f64) -> Part {
        Part::new(value.to_string(), Tie::Power)
    }

    fn leaf(&self, leaf: L) -> Part {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: Part) -> Part {
        let name = match function {
            Function::Negative => {
                return Part::new(format!("−{}", a.at_least(Tie::Product, BRACKETS)), Tie::Sum);
            }
            Function::Exp => "exp",
            Function::Relu => "ReLU",
            Function::Sigmoid => "σ",
            Function::Tanh => "tanh",
            Function::Softplus => "softplus",
            Function::Gelu => "GELU",
            Function::NormalCdf => "Φ",
            Function::NormalDensity => "φ",
        };
        Part::new(format!("{name}({})", a.text), Tie::Power)
    }

    fn combine(&self, operator: Operator, a: Part, b: Part) -> Part {
        let of = |part: &Part, least| part.at_least(least, BRACKETS);
        match operator {
            Operator::Sum => Part::new(format!("{} + {}", a.text, b.text), Tie::Sum),
            Operator::Difference => {
                let right = of(&b, Tie::Product);
                Part::new(format!("{} − {right}", a.text), Tie::Sum)
            }
            Operator::Product => {
                let (a, b) = (of(&a, Tie::Product), of(&b, Tie::Product));
                Part::new(format!("{a} {b}"), Tie::Product)
            }
            Operator::Quotient => {
                let (a, b) = (of(&a, Tie::Product), of(&b, Tie::Power));
                Part::new(format!("{a} / {b}"), Tie::Product)
            }
            Operator::Power => {
                let a = of(&a, Tie::Power);
                match b.text.as_str() {
                    "2" => Part::new(format!("{a}²"), Tie::Power),
                    _ => Part::new(format!("{a}^{}", of(&b, Tie::Power)), Tie::Power),
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
