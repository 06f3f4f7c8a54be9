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

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};
    use playground_experiment::expression::{self as e, Expression};
    use playground_experiment::model::activation::{ACTIVATIONS, Form};

    /// Quantities that are tensors.
    #[derive(Clone, Copy, Debug)]
    enum Quantity {
        X,
        Y,
    }

    const X: Expression<Quantity> = Expression::Leaf(Quantity::X);
    const Y: Expression<Quantity> = Expression::Leaf(Quantity::Y);
    const TWO: Expression<Quantity> = e::number(2.0);
    const FIVE: Expression<Quantity> = e::number(5.0);

    const POINTS: [f64; 6] = [0.25, 0.5, 1.5, 2.0, 2.5, 6.0];

    fn tensor(values: &[f64]) -> Tensor<2> {
        let values: Vec<f32> = values.iter().map(|&v| v as f32).collect();
        let shape = [2, values.len() / 2];
        Tensor::from_data(TensorData::new(values, shape), &Device::flex())
    }

    fn same<L: Copy>(formula: &Expression<L>, what: &str, as_tensor: impl Fn(L) -> Vec<f64>) {
        let like = tensor(&POINTS);
        let found = formula.read(&Tensors(|leaf| Term::Tensor(tensor(&as_tensor(leaf)))));
        let found = found.tensor(&like).into_data().try_to_vec::<f32>().unwrap();
        assert_eq!(found.len(), POINTS.len());
        for (place, found) in found.into_iter().enumerate() {
            let exact = formula.value(|leaf| as_tensor(leaf)[place]);
            assert!(
                (f64::from(found) - exact).abs() <= 2e-6 * (1.0 + exact.abs()),
                "{what} at {place}: {found}, not {exact}"
            );
        }
    }

    #[test]
    fn operators_give_the_same_of_tensors_and_numbers_as_in_double_precision() {
        const FORMULAS: [Expression<Quantity>; 31] = [
            TWO,
            e::sum(&X, &Y),
            e::sum(&X, &TWO),
            e::sum(&TWO, &X),
            e::sum(&FIVE, &TWO),
            e::difference(&X, &Y),
            e::difference(&X, &TWO),
            e::difference(&TWO, &X),
            e::difference(&FIVE, &TWO),
            e::product(&X, &Y),
            e::product(&X, &FIVE),
            e::product(&FIVE, &X),
            e::product(&FIVE, &TWO),
            e::quotient(&X, &Y),
            e::quotient(&X, &TWO),
            e::quotient(&TWO, &X),
            e::quotient(&FIVE, &TWO),
            e::power(&X, &Y),
            e::power(&X, &TWO),
            e::power(&X, &e::number(1.5)),
            e::power(&FIVE, &X),
            e::minimum(&X, &Y),
            e::minimum(&X, &TWO),
            e::minimum(&TWO, &X),
            e::maximum(&X, &Y),
            e::maximum(&X, &TWO),
            e::maximum(&TWO, &X),
            e::positive(&e::difference(&X, &Y), &X, &TWO),
            e::positive(&e::difference(&X, &TWO), &TWO, &Y),
            e::positive(&TWO, &X, &Y),
            e::positive(&e::number(0.0), &X, &Y),
        ];
        for formula in &FORMULAS {
            same(
                formula,
                &format!("{formula:?}"),
                |quantity| match quantity {
                    Quantity::X => POINTS.to_vec(),
                    Quantity::Y => POINTS.map(|x| 3.5 - x / 2.0).to_vec(),
                },
            );
        }
    }

    #[test]
    fn activations_and_their_derivatives_are_those_of_double_precision() {
        for row in ACTIVATIONS {
            let Form::Elementwise(form) = &row.form else {
                continue;
            };
            for sign in [1.0, -1.0] {
                let at = |()| POINTS.map(|x| sign * x).to_vec();
                same(&form.value, row.key, at);
                same(&form.derivative, row.key, at);
            }
        }
    }

    #[test]
    fn functions_of_a_number_are_numbers() {
        let formula = e::apply(Function::Exp, &TWO);
        match formula.read(&Tensors(|_: Quantity| Term::Number(0.0))) {
            Term::Number(found) => assert!((found - 2f64.exp()).abs() < 1e-12),
            Term::Tensor(_) => panic!("no tensor went in"),
        }
    }
}
