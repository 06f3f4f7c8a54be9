//! Losses and their gradients in double precision, for one example: the definitions read as numbers.

use super::output::{Output, log_softmax, softmax};
use super::{Derivative, Leaf, LossSettings, Objective, Parameters, Term};
use crate::expression::{sigmoid, softplus};

/// A loss and its gradient at the logits, ∂L/∂z, `[K]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAndGradient {
    /// The loss of the example.
    pub value: f64,
    /// Its gradient at the logits, `[K]`.
    pub gradient: Vec<f64>,
}

/// Returns the target `[classes]` of an example of a class; zeros for a class beyond them.
pub fn one_hot(class: usize, classes: usize) -> Vec<f64> {
    let at = |k| f64::from(u8::from(k == class));
    (0..classes).map(at).collect()
}

/// What is known at one class of one example.
#[derive(Clone, Copy, Debug)]
pub struct AtClass {
    /// y.
    pub target: f64,
    /// z; whatever it is, where a term does not ask for it.
    pub logit: f64,
    /// p.
    pub answer: f64,
    /// 1 − p.
    pub rest: f64,
    /// p − y.
    pub error: f64,
    /// ln p.
    pub log_answer: f64,
    /// ln(1 − p).
    pub log_rest: f64,
    /// K.
    pub classes: f64,
    /// The numbers that losses take.
    pub parameters: Parameters,
}

impl AtClass {
    fn leaf(&self, leaf: Leaf) -> f64 {
        match leaf {
            Leaf::Target => self.target,
            Leaf::Logit => self.logit,
            Leaf::Answer => self.answer,
            Leaf::Rest => self.rest,
            Leaf::Error => self.error,
            Leaf::LogAnswer => self.log_answer,
            Leaf::LogRest => self.log_rest,
            Leaf::Classes => self.classes,
            Leaf::Parameter(key) => self.parameters.get(key),
        }
    }

    /// Returns the value of a term here.
    pub fn value(&self, term: &Term) -> f64 {
        term.value(|leaf| self.leaf(leaf))
    }

    /// Returns ∂term/∂p, the logit being left out of it.
    pub fn slope_at_answer(&self, term: &Term) -> f64 {
        self.slope(term, 1.0, 0.0)
    }

    /// Returns the slope of a term where the answer and the logit have these slopes.
    pub(super) fn slope(&self, term: &Term, answer: f64, logit: f64) -> f64 {
        term.slope(|leaf| {
            let slope = match leaf {
                Leaf::Answer | Leaf::Error => answer,
                Leaf::Rest => -answer,
                Leaf::LogAnswer => answer / self.answer,
                Leaf::LogRest => -answer / self.rest,
                Leaf::Logit => logit,
                Leaf::Target | Leaf::Classes | Leaf::Parameter(_) => 0.0,
            };
            (self.leaf(leaf), slope)
        })
    }
}

/// Evaluates a loss for the logits `z` and the target `y`, `[K]` both.
pub(super) fn evaluate(
    objective: &Objective,
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
    let output = objective.output;
    let classes = at_classes(output, z, y, settings.parameters);
    let weight = objective.class_weight(settings.reduction, z.len());
    let all = |e: &Term| -> Vec<f64> {
        let values = classes.iter().map(|class| weight * class.value(e));
        values.collect()
    };
    let gradient = match &objective.derivative {
        Derivative::AtLogit(e) => all(e),
        Derivative::AtAnswer(e) => through_softmax(output, z, |p| jacobian(p, &all(e))),
        Derivative::AtLogAnswer(e) => through_softmax(output, z, |p| {
            let h = all(e);
            let total: f64 = h.iter().sum();
            // h − p·Σ h, of which h·p is left out on both sides.
            let rests = classes.iter().map(|class| class.rest);
            let each = h.iter().zip(p).zip(rests);
            each.map(|((h, p), rest)| h * rest - p * (total - h))
                .collect()
        }),
    };
    ValueAndGradient {
        value: all(&objective.term).iter().sum(),
        gradient,
    }
}

/// Returns what is known at each class for the logits `z` and the target `y`, `[K]` both.
pub fn at_classes(output: Output, z: &[f64], y: &[f64], parameters: Parameters) -> Vec<AtClass> {
    let of = |(logit, target): (f64, f64), [answer, rest, log_answer, log_rest]: [f64; 4]| {
        let nearly_one = answer > 0.5 && answer <= 1.0;
        AtClass {
            target,
            logit,
            answer,
            rest,
            error: match nearly_one {
                true => (1.0 - target) - rest,
                false => answer - target,
            },
            log_answer,
            log_rest,
            classes: z.len() as f64,
            parameters,
        }
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
            let known = |z: f64| [z, 1.0 - z, z.ln(), (-z).ln_1p()];
            pairs().map(|pair| of(pair, known(pair.0))).collect()
        }
    }
}

/// Carries a gradient back to the logits `z`. `before_softmax` gives it at what goes into the last softmax, from the
/// probabilities that come out.
fn through_softmax(
    output: Output,
    z: &[f64],
    before_softmax: impl Fn(&[f64]) -> Vec<f64>,
) -> Vec<f64> {
    let p = softmax(z);
    match output {
        Output::SoftmaxTwice => jacobian(&p, &before_softmax(&softmax(&p))),
        _ => before_softmax(&p),
    }
}

/// Computes Jᵀg with J = diag(p) − p pᵀ: the gradient `g` at softmax probabilities, carried back to the logits.
///
/// J does not see what all of g have in common, so the gradient at the most probable class is taken off first: where
/// that class has nearly all of the probability, the mean of g is nearly its own.
fn jacobian(p: &[f64], g: &[f64]) -> Vec<f64> {
    let pairs = || p.iter().zip(g);
    let most = pairs().max_by(|(a, _), (b, _)| a.total_cmp(b));
    let common = most.map_or(0.0, |(_, g)| *g);
    let mean: f64 = pairs().map(|(p, g)| p * (g - common)).sum();
    pairs().map(|(p, g)| p * (g - common - mean)).collect()
}
