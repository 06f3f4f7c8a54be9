//! Formulas read in double precision: their values, and their slopes with the values.

use super::{Algebra, Expression, Function, Operator};

impl Function {
    /// Returns f(x).
    pub fn value(self, x: f64) -> f64 {
        match self {
            Self::Negative => -x,
            Self::Exp => x.exp(),
            Self::Relu => x.max(0.0),
            Self::Sigmoid => sigmoid(x),
            Self::Tanh => x.tanh(),
            Self::Softplus => softplus(x),
            Self::Gelu => x * normal_cdf(x),
            Self::NormalCdf => normal_cdf(x),
            Self::NormalDensity => normal_density(x),
        }
    }

    /// Returns f′(x); 0 at the kink of ReLU, as autodiff has it.
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Self::Negative => -1.0,
            Self::Exp => x.exp(),
            Self::Relu => f64::from(u8::from(x > 0.0)),
            Self::Sigmoid => sigmoid(x) * sigmoid(-x),
            Self::Tanh => 1.0 - x.tanh().powi(2),
            Self::Softplus => sigmoid(x),
            Self::Gelu => normal_cdf(x) + x * normal_density(x),
            Self::NormalCdf => normal_density(x),
            Self::NormalDensity => -x * normal_density(x),
        }
    }
}

impl Operator {
    /// Returns the operator's result for `a` and `b`.
    pub fn value(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Sum => a + b,
            Self::Difference => a - b,
            Self::Product => product(a, b),
            Self::Quotient => a / b,
            Self::Power => power(a, b),
            Self::Minimum => a.min(b),
            Self::Maximum => a.max(b),
        }
    }

    /// Returns the slope of the operator's result for `a` and `b`, each with its own slope. Where both are the same,
    /// the slope of a minimum or maximum is that of `a`, as autodiff has it.
    fn slope(self, a: Dual, b: Dual) -> f64 {
        let (da, db) = (a.slope, b.slope);
        match self {
            Self::Sum => da + db,
            Self::Difference => da - db,
            Self::Product => product(da, b.value) + product(a.value, db),
            Self::Quotient => {
                product(da, 1.0 / b.value)
                    - product(product(a.value, db), 1.0 / (b.value * b.value))
            }
            Self::Power => {
                let by_base = product(product(b.value, power(a.value, b.value - 1.0)), da);
                by_base + product(product(power(a.value, b.value), a.value.ln()), db)
            }
            Self::Minimum if a.value <= b.value => da,
            Self::Maximum if a.value >= b.value => da,
            Self::Minimum | Self::Maximum => db,
        }
    }
}

fn product(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}

/// Returns a to the power of b. A negative base has whole powers too: squares of differences.
fn power(a: f64, b: f64) -> f64 {
    if b == 2.0 { a * a } else { a.powf(b) }
}

impl<L: Copy> Expression<L> {
    /// Returns its value where `leaf` gives the quantities.
    pub fn value(&self, leaf: impl Fn(L) -> f64) -> f64 {
        self.read(&Values(leaf))
    }

    /// Returns its slope where `leaf` gives each quantity with a slope of its own: `(value, slope)`.
    pub fn slope(&self, leaf: impl Fn(L) -> (f64, f64)) -> f64 {
        let leaf = |l| {
            let (value, slope) = leaf(l);
            Dual { value, slope }
        };
        self.read(&Slopes(leaf)).slope
    }
}

/// Plain numbers.
struct Values<F>(F);

impl<L, F: Fn(L) -> f64> Algebra<L> for Values<F> {
    type Value = f64;

    fn number(&self, value: f64) -> f64 {
        value
    }

    fn leaf(&self, leaf: L) -> f64 {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: f64) -> f64 {
        function.value(a)
    }

    fn combine(&self, operator: Operator, a: f64, b: f64) -> f64 {
        operator.value(a, b)
    }

    fn positive(&self, of: f64, then: f64, otherwise: f64) -> f64 {
        if of > 0.0 { then } else { otherwise }
    }
}

/// A number and its slope along some direction: automatic differentiation, forwards.
#[derive(Clone, Copy)]
struct Dual {
    value: f64,
    slope: f64,
}

struct Slopes<F>(F);

impl<L, F: Fn(L) -> Dual> Algebra<L> for Slopes<F> {
    type Value = Dual;

    fn number(&self, value: f64) -> Dual {
        Dual { value, slope: 0.0 }
    }

    fn leaf(&self, leaf: L) -> Dual {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: Dual) -> Dual {
        Dual {
            value: function.value(a.value),
            slope: product(function.slope(a.value), a.slope),
        }
    }

    fn combine(&self, operator: Operator, a: Dual, b: Dual) -> Dual {
        Dual {
            value: operator.value(a.value, b.value),
            slope: operator.slope(a, b),
        }
    }

    fn positive(&self, of: Dual, then: Dual, otherwise: Dual) -> Dual {
        if of.value > 0.0 { then } else { otherwise }
    }
}

/// Returns σ(x) = 1 / (1 + e⁻ˣ).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Returns ln(1 + eˣ), without overflow.
pub fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Returns φ(x), the standard normal density.
fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Returns Φ(x) = ½ erfc(−x/√2), by the series and the continued fraction of Abramowitz & Stegun 7.1.5, 7.1.14.
fn normal_cdf(x: f64) -> f64 {
    if x.abs() < 3.0 {
        let (mut term, mut sum, mut n) = (x, x, 1.0);
        while term.abs() > 1e-17 {
            term *= x * x / (2.0 * n + 1.0);
            sum += term;
            n += 1.0;
        }
        0.5 + normal_density(x) * sum
    } else {
        let tail = (1..=60)
            .rev()
            .fold(x.abs(), |t, k| x.abs() + f64::from(k) / t);
        let upper = normal_density(x) / tail;
        if x > 0.0 { 1.0 - upper } else { upper }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression as e;
    use crate::loss::{Derivative, objectives};
    use crate::model::activation::{ACTIVATIONS, Form};

    const X: Expression<()> = Expression::Leaf(());

    /// Reads a formula as the functions in it.
    struct Functions;

    impl<L> Algebra<L> for Functions {
        type Value = Vec<Function>;

        fn number(&self, _: f64) -> Vec<Function> {
            Vec::new()
        }

        fn leaf(&self, _: L) -> Vec<Function> {
            Vec::new()
        }

        fn apply(&self, function: Function, a: Vec<Function>) -> Vec<Function> {
            [a, vec![function]].concat()
        }

        fn combine(&self, _: Operator, a: Vec<Function>, b: Vec<Function>) -> Vec<Function> {
            [a, b].concat()
        }

        fn positive(
            &self,
            of: Vec<Function>,
            then: Vec<Function>,
            otherwise: Vec<Function>,
        ) -> Vec<Function> {
            [of, then, otherwise].concat()
        }
    }

    /// Returns every function that a loss or an activation is made of, more than once.
    fn functions() -> Vec<Function> {
        let of_losses = objectives().flat_map(|row| {
            let (Derivative::AtLogit(slope)
            | Derivative::AtAnswer(slope)
            | Derivative::AtLogAnswer(slope)) = &row.derivative;
            [row.term.read(&Functions), slope.read(&Functions)].concat()
        });
        let of_activations = ACTIVATIONS.iter().flat_map(|row| match &row.form {
            Form::Elementwise(form) => [
                form.value.read(&Functions),
                form.derivative.read(&Functions),
            ]
            .concat(),
            Form::Gated | Form::Adaptive => vec![],
        });
        of_losses.chain(of_activations).collect()
    }

    fn slope_is_right(expression: &Expression<()>, x: f64) {
        let at = |x: f64| expression.value(|()| x);
        let difference = (at(x + 1e-5) - at(x - 1e-5)) / 2e-5;
        let exact = expression.slope(|()| (x, 1.0));
        assert!(
            (difference - exact).abs() < 1e-8,
            "{expression:?} at {x}: {exact}, not {difference}"
        );
    }

    #[test]
    fn slopes_of_functions_agree_with_central_differences() {
        let functions = functions();
        assert!(functions.contains(&Function::NormalCdf));
        for function in functions {
            for x in [-6.0, -3.1, -1.0, -0.3, 0.2, 0.9, 2.0, 3.2, 7.0] {
                let difference = (function.value(x + 1e-5) - function.value(x - 1e-5)) / 2e-5;
                let scale = 1.0 + function.value(x).abs();
                assert!(
                    (difference - function.slope(x)).abs() < 1e-8 * scale,
                    "{function:?}({x})"
                );
            }
        }
    }

    #[test]
    fn slopes_of_what_is_made_of_two_agree_with_central_differences() {
        const TWO: Expression<()> = e::number(2.0);
        const SQUARE: Expression<()> = e::product(&X, &X);
        const FORMULAS: [Expression<()>; 9] = [
            e::sum(&SQUARE, &X),
            e::difference(&TWO, &SQUARE),
            e::product(&SQUARE, &X),
            e::quotient(&X, &e::sum(&TWO, &SQUARE)),
            e::power(&SQUARE, &e::number(1.5)),
            e::power(&TWO, &X),
            e::minimum(&X, &TWO),
            e::maximum(&SQUARE, &X),
            e::positive(&e::difference(&X, &TWO), &SQUARE, &X),
        ];
        for formula in &FORMULAS {
            for x in [0.3, 1.5, 2.7] {
                slope_is_right(formula, x);
            }
        }
    }

    #[test]
    fn nothing_of_something_without_bound_is_nothing() {
        assert_eq!(Operator::Product.value(0.0, f64::NEG_INFINITY), 0.0);
        assert_eq!(Operator::Product.value(2.0, f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn values_checked_by_hand() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-8, "{a} {b}");
        close(Function::Sigmoid.value(0.0), 0.5);
        close(Function::Softplus.value(0.0), 2f64.ln());
        close(Function::Gelu.value(1.0), 0.841_344_746);
        close(Function::NormalCdf.value(-4.0), 3.167_124e-5);
        close(Function::NormalDensity.value(0.0), 0.398_942_280);
    }
}
