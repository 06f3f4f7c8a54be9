//! Formulas as MathML: what belongs inside of a `math` element.

use super::{Part, Tie};
use playground_experiment::expression::{Algebra, Function, Operator};

/// Brackets that hold what is between them together.
pub const BRACKETS: [&str; 2] = ["<mrow><mo>(</mo>", "<mo>)</mo></mrow>"];

/// Reads formulas as MathML, by the elements that stand for its quantities.
pub struct MathMl<F>(pub F);

impl<L, F: Fn(L) -> Part> Algebra<L> for MathMl<F> {
    type Value = Part;

    fn number(&self, value: f64) -> Part {
        Part::new(format!("<mn>{value}</mn>"), Tie::Power)
    }

    fn leaf(&self, leaf: L) -> Part {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: Part) -> Part {
        let name = match function {
            Function::Negative => {
                let of = a.at_least(Tie::Product, BRACKETS);
                return Part::new(format!("<mo>−</mo>{of}"), Tie::Sum);
            }
            Function::Exp => {
                let power = format!("<msup><mi>e</mi><mrow>{}</mrow></msup>", a.text);
                return Part::new(power, Tie::Power);
            }
            Function::Relu => "ReLU",
            Function::Sigmoid => "σ",
            Function::Tanh => "tanh",
            Function::Softplus => "softplus",
            Function::Gelu => "GELU",
            Function::NormalCdf => "Φ",
            Function::NormalDensity => "φ",
        };
        let [open, close] = BRACKETS;
        Part::new(
            format!("<mi>{name}</mi>{open}{}{close}", a.text),
            Tie::Power,
        )
    }

    fn combine(&self, operator: Operator, a: Part, b: Part) -> Part {
        let of = |part: &Part, least| part.at_least(least, BRACKETS);
        let either = |name| {
            let [open, close] = BRACKETS;
            let pair = format!("{open}{}<mo>,</mo>{}{close}", a.text, b.text);
            Part::new(format!("<mi>{name}</mi>{pair}"), Tie::Power)
        };
        match operator {
            Operator::Sum => Part::new(format!("{}<mo>+</mo>{}", a.text, b.text), Tie::Sum),
            Operator::Difference => {
                let right = of(&b, Tie::Product);
                Part::new(format!("{}<mo>−</mo>{right}", a.text), Tie::Sum)
            }
            Operator::Product => {
                let (a, b) = (of(&a, Tie::Product), of(&b, Tie::Product));
                Part::new(format!("{a}<mo>&#x2062;</mo>{b}"), Tie::Product)
            }
            Operator::Quotient => {
                let (a, b) = (a.text, b.text);
                let markup = format!("<mfrac><mrow>{a}</mrow><mrow>{b}</mrow></mfrac>");
                Part::new(markup, Tie::Power)
            }
            Operator::Power => {
                let (a, b) = (of(&a, Tie::Power), b.text);
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
