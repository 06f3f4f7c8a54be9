//! Formulas read as tensors. Autodiff takes their slopes.

pub(crate) mod wgsl;

use burn::tensor::{Tensor, activation};
use playground_experiment::expression::{Algebra, Function, Operator};
use std::f64::consts::PI;

/// What comes of a formula: `[rows, columns]`, or the same number everywhere.
#[allow(clippy::large_enum_variant)] // One lives as long as it takes to read a formula.
pub(crate) enum Term {
    Tensor(Tensor<2>),
    Number(f64),
}

impl Term {
    /// Returns a tensor of the shape of `like`.
    pub(crate) fn tensor(self, like: &Tensor<2>) -> Tensor<2> {
        match self {
            Self::Tensor(tensor) => tensor,
            Self::Number(same) => like.zeros_like() + same,
        }
    }
}

/// Reads formulas, by what their quantities are.
pub(crate) struct Tensors<F>(pub(crate) F);

impl<L, F: Fn(L) -> Term> Algebra<L> for Tensors<F> {
    type Value = Term;

    fn number(&self, value: f64) -> Term {
        Term::Number(value)
    }

    fn leaf(&self, leaf: L) -> Term {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: Term) -> Term {
        let x = match a {
            Term::Number(x) => return Term::Number(function.value(x)),
            Term::Tensor(x) => x,
        };
        Term::Tensor(match function {
            Function::Negative => x.neg(),
            Function::Exp => x.exp(),
            Function::Relu => activation::relu(x),
            Function::Sigmoid => activation::sigmoid(x),
            Function::Tanh => x.tanh(),
            Function::Softplus => activation::log_sigmoid(x.neg()).neg(),
            Function::Gelu => activation::gelu(x),
            Function::NormalCdf => (x / 2f64.sqrt()).erf() * 0.5 + 0.5,
            Function::NormalDensity => (x.square() * -0.5).exp() / (2.0 * PI).sqrt(),
        })
    }

    fn combine(&self, operator: Operator, a: Term, b: Term) -> Term {
        use Term::{Number, Tensor};
        if let (Number(a), Number(b)) = (&a, &b) {
            return Number(operator.value(*a, *b));
        }
        Tensor(match (operator, a, b) {
            (Operator::Sum, Tensor(a), Tensor(b)) => a + b,
            (Operator::Sum, Tensor(a), Number(b)) | (Operator::Sum, Number(b), Tensor(a)) => a + b,
            (Operator::Difference, Tensor(a), Tensor(b)) => a - b,
            (Operator::Difference, Tensor(a), Number(b)) => a - b,
            (Operator::Difference, Number(a), Tensor(b)) => b.neg() + a,
            (Operator::Product, Tensor(a), Tensor(b)) => a * b,
            (Operator::Product, Tensor(a), Number(b))
            | (Operator::Product, Number(b), Tensor(a)) => a * b,
            (Operator::Quotient, Tensor(a), Tensor(b)) => a / b,
            (Operator::Quotient, Tensor(a), Number(b)) => a / b,
            (Operator::Quotient, Number(a), Tensor(b)) => b.recip() * a,
            (Operator::Power, Tensor(a), Number(2.0)) => a.square(),
            (Operator::Power, Tensor(a), Number(b)) => a.powf_scalar(b),
            (Operator::Power, Tensor(a), Tensor(b)) => a.powf(b),
            (Operator::Power, Number(a), Tensor(b)) => (b * a.ln()).exp(),
            (Operator::Minimum, Tensor(a), Tensor(b)) => a.min_pair(b),
            (Operator::Minimum, Tensor(a), Number(b))
            | (Operator::Minimum, Number(b), Tensor(a)) => a.clamp_max(b),
            (Operator::Maximum, Tensor(a), Tensor(b)) => a.max_pair(b),
            (Operator::Maximum, Tensor(a), Number(b))
            | (Operator::Maximum, Number(b), Tensor(a)) => a.clamp_min(b),
            (_, Number(a), Number(b)) => return Number(operator.value(a, b)),
        })
    }

    fn positive(&self, of: Term, then: Term, otherwise: Term) -> Term {
        match of {
            Term::Number(of) if of > 0.0 => then,
            Term::Number(_) => otherwise,
            Term::Tensor(of) => {
                let elsewhere = of.clone().lower_equal_elem(0.0);
                let (then, otherwise) = (then.tensor(&of), otherwise.tensor(&of));
                Term::Tensor(then.mask_where(elsewhere, otherwise))
            }
        }
    }
}
