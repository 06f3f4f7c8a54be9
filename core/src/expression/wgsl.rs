//! Formulas as expressions of WGSL.

use playground_experiment::expression::{Algebra, Expression, Function, Operator};

/// Functions that [`written`] calls and WGSL lacks. WGSL's `exp` overflows, so these call it on what is not positive.
pub(crate) const FUNCTIONS: &str = "
fn sigmoid(x: f32) -> f32 {
    let e = exp(-abs(x));
    return select(e, 1.0, x >= 0.0) / (1.0 + e);
}
// ln(1 + x) for x > -1, where 1 + x would round to 1 too: ln((1 + t)/(1 - t)) = 2t(1 + t²/3 + t⁴/5 + ...).
fn log_1p(x: f32) -> f32 {
    let t = x / (2.0 + x);
    let s = t * t;
    let series = 1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s * (1.0 / 9.0 + s * (1.0 / 11.0 + s * (1.0 / 13.0))))));
    return select(log(1.0 + x), 2.0 * t * series, abs(x) <= 0.5);
}
fn softplus(x: f32) -> f32 {
    return max(x, 0.0) + log_1p(exp(-abs(x)));
}
// tanh itself overflows on some devices.
fn bounded_tanh(x: f32) -> f32 {
    return tanh(clamp(x, -15.0, 15.0));
}
fn normal_density(x: f32) -> f32 {
    return exp(-0.5 * x * x) * 0.3989422804;
}
// Abramowitz & Stegun 7.1.26, off by at most 1.5e-7.
fn normal_cdf(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.3275911 * abs(x) * 0.7071067812);
    let series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    let upper = 0.5 * series * exp(-0.5 * x * x);
    return select(upper, 1.0 - upper, x >= 0.0);
}
";

/// Returns a formula of the variable `x`.
pub(crate) fn written(formula: &Expression<()>) -> String {
    formula.read(&Wgsl(|()| "x".to_owned()))
}

/// Returns a formula as a function of that name, with those that it calls.
pub(crate) fn function(name: &str, formula: &Expression<()>) -> String {
    let formula = written(formula);
    format!("{FUNCTIONS}\nfn {name}(x: f32) -> f32 {{ return {formula}; }}\n")
}

/// Writes formulas, by how their quantities are written.
pub(crate) struct Wgsl<F>(pub(crate) F);

impl<L, F: Fn(L) -> String> Algebra<L> for Wgsl<F> {
    type Value = String;

    fn number(&self, value: f64) -> String {
        format!("f32({:?})", value as f32)
    }

    fn leaf(&self, leaf: L) -> String {
        (self.0)(leaf)
    }

    fn apply(&self, function: Function, a: String) -> String {
        match function {
            Function::Negative => format!("(-{a})"),
            Function::Exp => format!("exp({a})"),
            Function::Relu => format!("max({a}, 0.0)"),
            Function::Sigmoid => format!("sigmoid({a})"),
            Function::Tanh => format!("bounded_tanh({a})"),
            Function::Softplus => format!("softplus({a})"),
            Function::Gelu => format!("({a} * normal_cdf({a}))"),
            Function::NormalCdf => format!("normal_cdf({a})"),
            Function::NormalDensity => format!("normal_density({a})"),
        }
    }

    fn combine(&self, operator: Operator, a: String, b: String) -> String {
        match operator {
            Operator::Sum => format!("({a} + {b})"),
            Operator::Difference => format!("({a} - {b})"),
            Operator::Product => format!("({a} * {b})"),
            Operator::Quotient => format!("({a} / {b})"),
            // `pow` takes no negative base.
            Operator::Power if b == "f32(2.0)" => format!("({a} * {a})"),
            Operator::Power if b == "f32(3.0)" => format!("({a} * {a} * {a})"),
            Operator::Power => format!("pow({a}, {b})"),
            Operator::Minimum => format!("min({a}, {b})"),
            Operator::Maximum => format!("max({a}, {b})"),
        }
    }

    fn positive(&self, of: String, then: String, otherwise: String) -> String {
        format!("select({otherwise}, {then}, {of} > 0.0)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::model::Activation;
    use playground_experiment::model::activation::Form;

    #[test]
    fn formulas_are_written_as_expressions() {
        let of = |activation: Activation| match &activation.info().form {
            Form::Elementwise(f) => [written(&f.value), written(&f.derivative)],
            Form::Gated | Form::Adaptive => Default::default(),
        };
        assert_eq!(
            of(Activation::Relu),
            ["max(x, 0.0)", "select(f32(0.0), f32(1.0), x > 0.0)"]
        );
        assert_eq!(
            of(Activation::Tanh),
            [
                "bounded_tanh(x)",
                "(f32(1.0) - (bounded_tanh(x) * bounded_tanh(x)))"
            ]
        );
    }
}
