//! Formulas as MathML: what belongs inside of a `math` element.

use super::part::{Part, Tie, name};
use playground_experiment::expression::{Algebra, Function, Operator};

/// Brackets that hold what is between them together.
pub(super) const BRACKETS: [&str; 2] = ["<mrow><mo>(</mo>", "<mo>)</mo></mrow>"];

/// Reads formulas as MathML, by the elements that stand for its quantities.
pub(super) struct MathMl<F>(pub(super) F);

impl<L, F: Fn(L) -> Part> Algebra<L> for MathMl<F> {
    type Value = Part;

    fn number(&self, value: f64) -> Part {
        Part::new(format!("<mn>{value}</mn>"), Tie::Power)
    }

    fn leaf(&self, leaf: L) -> Part {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: Part) -> Part {
        match function {
            Function::Negative => {
                let of = a.at_least(Tie::Product, BRACKETS);
                Part::new(format!("<mo>−</mo>{of}"), Tie::Sum)
            }
            Function::Exp => {
                let power = format!("<msup><mi>e</mi><mrow>{}</mrow></msup>", a.text);
                Part::new(power, Tie::Power)
            }
            _ => {
                let (name, [open, close]) = (name(function), BRACKETS);
                let call = format!("<mi>{name}</mi>{open}{}{close}", a.text);
                Part::new(call, Tie::Power)
            }
        }
    }

    fn combine(&self, operator: Operator, a: Part, b: Part) -> Part {
        let infix = |sign| Part::infix(operator, [&a, &b], sign, BRACKETS);
        let either = |name| {
            let [open, close] = BRACKETS;
            let pair = format!("{open}{}<mo>,</mo>{}{close}", a.text, b.text);
            Part::new(format!("<mi>{name}</mi>{pair}"), Tie::Power)
        };
        match operator {
            Operator::Sum => infix("<mo>+</mo>"),
            Operator::Difference => infix("<mo>−</mo>"),
            Operator::Product => infix("<mo>&#x2062;</mo>"),
            Operator::Quotient => {
                let (a, b) = (a.text, b.text);
                let markup = format!("<mfrac><mrow>{a}</mrow><mrow>{b}</mrow></mfrac>");
                Part::new(markup, Tie::Power)
            }
            Operator::Power => {
                let (a, b) = (a.at_least(Tie::Power, BRACKETS), b.text);
                let markup = format!("<msup><mrow>{a}</mrow><mrow>{b}</mrow></msup>");
                Part::new(markup, Tie::Power)
            }
            Operator::Minimum => either("min"),
            Operator::Maximum => either("max"),
        }
    }

    fn positive(&self, of: Part, then: Part, otherwise: Part) -> Part {
        let row = |value: &Part, sign: &str| {
            let condition = format!("<mtext>if </mtext>{}<mo>{sign}</mo><mn>0</mn>", of.text);
            format!("<mtr><mtd>{}</mtd><mtd>{condition}</mtd></mtr>", value.text)
        };
        let rows = row(&then, "&gt;") + &row(&otherwise, "≤");
        let markup = format!("<mrow><mo>{{</mo><mtable>{rows}</mtable></mrow>");
        Part::new(markup, Tie::Power)
    }
}
