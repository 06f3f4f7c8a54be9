//! Formulas as expressions of PyTorch and of Keras.

use super::parts::number;
use crate::formula::{Part, Tie};
use playground_experiment::expression::{Algebra, Function, Operator};
use playground_experiment::model::activation::Formula;

const BRACKETS: [&str; 2] = ["(", ")"];

/// How a library calls its functions. `{x}` stands for what one is of.
pub(super) struct Dialect {
    exp: &'static str,
    relu: &'static str,
    pub(super) sigmoid: &'static str,
    tanh: &'static str,
    softplus: &'static str,
    gelu: &'static str,
    /// ln x.
    pub(super) log: &'static str,
    /// ln σ(x).
    pub(super) log_sigmoid: &'static str,
    /// Over the classes.
    pub(super) softmax: &'static str,
    /// Its logarithm.
    pub(super) log_softmax: &'static str,
    /// Φ of `{x}`.
    normal_cdf: &'static str,
    /// `{x}` squared.
    square: &'static str,
    choose: &'static str,
    /// The smaller, and the larger, of `{a}` and `{b}`.
    extremes: [&'static str; 2],
    /// The smaller of two numbers in a schedule, and the cosine of one.
    pub(super) minimum: &'static str,
    pub(super) cosine: &'static str,
}

pub(super) const PYTORCH: Dialect = Dialect {
    exp: "torch.exp",
    relu: "F.relu",
    sigmoid: "torch.sigmoid",
    tanh: "torch.tanh",
    softplus: "F.softplus",
    gelu: "F.gelu",
    log: "torch.log",
    log_sigmoid: "F.logsigmoid",
    softmax: "F.softmax({x}, dim=1)",
    log_softmax: "F.log_softmax({x}, dim=1)",
    normal_cdf: "torch.special.ndtr({x})",
    square: "{x}.square()",
    choose: "torch.where",
    extremes: ["torch.clamp({a}, max={b})", "torch.clamp({a}, min={b})"],
    minimum: "min",
    cosine: "math.cos",
};

pub(super) const KERAS: Dialect = Dialect {
    exp: "ops.exp",
    relu: "ops.relu",
    sigmoid: "ops.sigmoid",
    tanh: "ops.tanh",
    softplus: "ops.softplus",
    gelu: "ops.gelu",
    log: "ops.log",
    log_sigmoid: "ops.log_sigmoid",
    softmax: "ops.softmax({x})",
    log_softmax: "ops.log_softmax({x})",
    normal_cdf: "0.5 * (1 + ops.erf(({x}) / 2**0.5))",
    square: "ops.square({x})",
    choose: "ops.where",
    extremes: ["ops.minimum({a}, {b})", "ops.maximum({a}, {b})"],
    minimum: "ops.minimum",
    cosine: "ops.cos",
};

/// Reads formulas in a dialect, by what their quantities are called.
pub(super) struct Python<'a, F> {
    pub(super) dialect: &'a Dialect,
    pub(super) named: F,
}

/// Returns an activation as a function of one argument.
pub(super) fn lambda(dialect: &Dialect, formula: &Formula) -> String {
    let named = |()| Part::new("x", Tie::Power);
    format!(
        "lambda x: {}",
        formula.read(&Python { dialect, named }).text
    )
}

impl<L, F: Fn(L) -> Part> Algebra<L> for Python<'_, F> {
    type Value = Part;

    fn number(&self, value: f64) -> Part {
        let text = match value.fract() {
            0.0 => format!("{value}"),
            _ => number(value),
        };
        Part::new(text, Tie::Power)
    }

    fn leaf(&self, leaf: L) -> Part {
        (self.named)(leaf)
    }

    fn apply(&self, function: Function, a: Part) -> Part {
        let dialect = self.dialect;
        let name = match function {
            Function::Negative => {
                return Part::new(format!("-{}", a.at_least(Tie::Power, BRACKETS)), Tie::Sum);
            }
            Function::NormalCdf => {
                return Part::new(dialect.normal_cdf.replace("{x}", &a.text), Tie::Product);
            }
            Function::NormalDensity => {
                let square = a.at_least(Tie::Power, BRACKETS);
                let density = format!("{}(-{square}**2 / 2) / (2 * math.pi) ** 0.5", dialect.exp);
                return Part::new(density, Tie::Product);
            }
            Function::Exp => dialect.exp,
            Function::Relu => dialect.relu,
            Function::Sigmoid => dialect.sigmoid,
            Function::Tanh => dialect.tanh,
            Function::Softplus => dialect.softplus,
            Function::Gelu => dialect.gelu,
        };
        Part::new(format!("{name}({})", a.text), Tie::Power)
    }

    fn combine(&self, operator: Operator, a: Part, b: Part) -> Part {
        let infix = |sign| Part::infix(operator, [&a, &b], sign, BRACKETS);
        let of = |part: &Part| part.at_least(Tie::Power, BRACKETS);
        match operator {
            Operator::Sum => infix(" + "),
            Operator::Difference => infix(" - "),
            Operator::Product => infix(" * "),
            Operator::Quotient => infix(" / "),
            Operator::Power if b.text == "2" => {
                let inside = match self.dialect.square.starts_with("{x}") {
                    true => of(&a),
                    false => a.text,
                };
                Part::new(self.dialect.square.replace("{x}", &inside), Tie::Power)
            }
            Operator::Power => Part::new(format!("{} ** {}", of(&a), of(&b)), Tie::Product),
            Operator::Minimum | Operator::Maximum => {
                let template = self.dialect.extremes[usize::from(operator == Operator::Maximum)];
                let text = template.replace("{a}", &a.text).replace("{b}", &b.text);
                Part::new(text, Tie::Power)
            }
        }
    }

    fn positive(&self, of: Part, then: Part, otherwise: Part) -> Part {
        let (name, of) = (self.dialect.choose, of.text);
        let (then, otherwise) = (then.text, otherwise.text);
        Part::new(format!("{name}({of} > 0, {then}, {otherwise})"), Tie::Power)
    }
}
