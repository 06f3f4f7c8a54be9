//! Losses and their gradients in double precision, for one example: the definitions read as numbers.

use super::expression::{Algebra, Derivative, Expression, Form, Leaf};
use super::{LossSettings, Output, Reduction};

/// A loss and its gradient at the logits, ∂L/∂z, `[K]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAndGradient {
    /// The loss of the example.
    pub value: f64,
    /// Its gradient at the logits, `[K]`.
    pub gradient: Vec<f64>,
}

/// σ(x) = 1 / (1 + e^−x).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// ln softmax(z), shifted by the largest logit so that nothing overflows.
pub fn log_softmax(z: &[f64]) -> Vec<f64> {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = z.iter().map(|&v| (v - largest).exp()).sum::<f64>().ln();
    z.iter().map(|&v| v - largest - log_sum).collect()
}

/// softmax(z).
pub fn softmax(z: &[f64]) -> Vec<f64> {
    log_softmax(z).into_iter().map(f64::exp).collect()
}

/// ln(1 + e^x) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// What is known at one class of one example.
#[derive(Clone, Copy)]
struct AtClass {
    target: f64,
    logit: f64,
    answer: f64,
    rest: f64,
    log_answer: f64,
    log_rest: f64,
    classes: f64,
    settings: LossSettings,
}

impl Algebra for AtClass {
    type Value = f64;

    fn leaf(&self, leaf: Leaf) -> f64 {
        match leaf {
            Leaf::Number(value) => value,
            Leaf::Target => self.target,
            Leaf::Logit => self.logit,
            Leaf::Answer => self.answer,
            Leaf::Rest => self.rest,
            Leaf::LogAnswer => self.log_answer,
            Leaf::LogRest => self.log_rest,
            Leaf::Classes => self.classes,
            Leaf::Parameter(key) => self.settings.parameter(key),
        }
    }

    fn negative(&self, a: f64) -> f64 {
        -a
    }

    fn sum(&self, a: f64, b: f64) -> f64 {
        a + b
    }

    fn difference(&self, a: f64, b: f64) -> f64 {
        a - b
    }

    fn product(&self, a: f64, b: f64) -> f64 {
        // Nothing of something without bound is nothing: 0·ln 0.
        if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
    }

    fn quotient(&self, a: f64, b: f64) -> f64 {
        a / b
    }

    fn power(&self, a: f64, b: f64) -> f64 {
        a.powf(b)
    }
}

/// Evaluates a form for the logits `z` and the target `y`, `[K]` both.
pub(super) fn evaluate(
    form: &Form,
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
    reduces: bool,
) -> ValueAndGradient {
    let classes = at_classes(form.output, z, y, settings);
    let weight = match (reduces, settings.reduction) {
        (true, Reduction::Mean) => 1.0 / z.len() as f64,
        (true, Reduction::Sum) | (false, _) => 1.0,
    };
    let all = |e: &Expression| classes.iter().map(|class| weight * e.read(class)).collect();
    let gradient: Vec<f64> = match &form.derivative {
        Derivative::AtLogit(e) => all(e),
        Derivative::AtAnswer(e) => through_softmax(form.output, z, |p| {
            let g: Vec<f64> = all(e);
            jacobian(p, &g)
        }),
        Derivative::AtLogAnswer(e) => through_softmax(form.output, z, |p| {
            let h: Vec<f64> = all(e);
            let total: f64 = h.iter().sum();
            h.iter().zip(p).map(|(h, p)| h - p * total).collect()
        }),
    };
    ValueAndGradient {
        value: classes
            .iter()
            .map(|class| weight * form.term.read(class))
            .sum(),
        gradient,
    }
}

fn at_classes(output: Output, z: &[f64], y: &[f64], settings: LossSettings) -> Vec<AtClass> {
    let of =
        |(logit, target): (f64, f64), [answer, rest, log_answer, log_rest]: [f64; 4]| AtClass {
            target,
            logit,
            answer,
            rest,
            log_answer,
            log_rest,
            classes: z.len() as f64,
            settings,
        };
    let pairs = || z.iter().copied().zip(y.iter().copied());
    let under_softmax = |logits: &[f64]| {
        let log_p = log_softmax(logits).into_iter();
        let known = log_p.map(|l| [l.exp(), -l.exp_m1(), l, (-l.exp_m1()).ln()]);
        pairs()
            .zip(known)
            .map(|(pair, known)| of(pair, known))
            .collect()
    };
    match output {
        Output::Softmax => under_softmax(z),
        Output::SoftmaxTwice => under_softmax(&softmax(z)),
        Output::Sigmoid | Output::Image => {
            let known = |z: f64| [sigmoid(z), sigmoid(-z), -softplus(-z), -softplus(z)];
            pairs().map(|pair| of(pair, known(pair.0))).collect()
        }
        Output::Linear | Output::ImageLinear => {
            let known = |z: f64| [z, 1.0 - z, z.ln(), (1.0 - z).ln()];
            pairs().map(|pair| of(pair, known(pair.0))).collect()
        }
    }
}

/// Carries a gradient that `at_logits` gives for the probabilities of the last softmax back to the logits `z`.
fn through_softmax(output: Output, z: &[f64], at_logits: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let p = softmax(z);
    match output {
        Output::SoftmaxTwice => jacobian(&p, &at_logits(&softmax(&p))),
        _ => at_logits(&p),
    }
}

/// Jᵀg with J = diag(p) − p pᵀ: a gradient at softmax probabilities carried back to the logits.
fn jacobian(p: &[f64], g: &[f64]) -> Vec<f64> {
    let mean: f64 = p.iter().zip(g).map(|(p, g)| p * g).sum();
    p.iter().zip(g).map(|(p, g)| p * (g - mean)).collect()
}
