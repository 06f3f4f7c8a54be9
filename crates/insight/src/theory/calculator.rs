//! Every loss of one example and its gradients, with the steps between: from logits or from
//! probabilities to the value, to ∂L/∂q at the output q and to ∂L/∂z at the logits z.
//!
//! Everything comes from the definitions in [`playground_experiment::loss`]; values and gradients at the output from what
//! a class adds, read at the output and its logarithm.

mod rows;

pub use rows::{CalculatorRow, EXAMPLES, Example, ROWS};

use super::numbers::{complaints, is_distribution, numbers};
use playground_experiment::expression::softplus;
use playground_experiment::loss::{AtClass, LossSettings, Output, log_softmax, one_hot, sigmoid};

/// What the typed vector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VectorKind {
    /// Scores before softmax or sigmoid.
    Logits,
    /// The output itself.
    Probabilities,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What `values` are.
    pub given: VectorKind,
    /// The vector, `[K]`.
    pub values: Vec<f64>,
    /// The target y, `[K]`; one-hot for a class.
    pub target: Vec<f64>,
    /// How many classes there should be.
    pub classes: usize,
}

/// One loss, worked out. Vectors are `[K]`.
#[derive(Clone, Debug, PartialEq)]
pub struct RowFigures {
    /// The output q: probabilities, sigmoids or the logits.
    pub output: Vec<f64>,
    /// What each class adds to the loss.
    pub terms: Vec<f64>,
    /// The loss: the sum of the terms.
    pub value: f64,
    /// ∂L/∂q.
    pub at_output: Vec<f64>,
    /// ∂L/∂z, or why there is none.
    pub at_logits: Result<Vec<f64>, String>,
}

/// How far the answer p is from the target y, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Information {
    /// H(y) = −Σ y ln y.
    pub entropy: f64,
    /// CE(y, p) = −Σ y ln p.
    pub cross_entropy: f64,
    /// KL(y‖p) = Σ y ln(y/p).
    pub divergence: f64,
}

/// All that is worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What is wrong with the vector, a sentence each; empty where nothing is.
    pub about_values: Vec<String>,
    /// What is wrong with the target.
    pub about_target: Vec<String>,
    /// e^(z − max z), where logits were given: what softmax divides by its sum.
    pub exponentials: Option<Vec<f64>>,
    /// Each of [`ROWS`], or why it cannot be worked out.
    pub worked: Vec<Result<RowFigures, String>>,
    /// Entropy, cross-entropy and divergence; none where the target has negative entries.
    pub information: Option<Information>,
}

/// Reads a target for `classes` entries: one number is a class counted from 0, several are a vector.
///
/// # Errors
/// A sentence that says what does not fit.
pub fn target(text: &str, classes: usize) -> Result<Vec<f64>, String> {
    let typed = numbers(text)?;
    if typed.len() > 1 || classes == 1 {
        return match typed.len() == classes {
            true => Ok(typed),
            false => Err(format!(
                "The target has {} entries and the vector {classes}; give as many, or the number of one class.",
                typed.len()
            )),
        };
    }
    let class = typed[0];
    if class.fract() != 0.0 || !(0.0..classes as f64).contains(&class) {
        return Err(format!(
            "There is no class {class}; with {classes} entries choose 0 to {}.",
            classes - 1
        ));
    }
    Ok(one_hot(class as usize, classes))
}

/// Works out every row for `question`, whose vectors are of the same length and not empty.
pub fn work(question: &Question) -> Sheet {
    let logits = question.given == VectorKind::Logits;
    let z = question.values.iter().copied();
    let largest = z.clone().fold(f64::NEG_INFINITY, f64::max);
    let mut about_values = complaints(&question.values, question.classes);
    if logits {
        // Of logits only their number can be wrong.
        about_values.retain(|_| question.values.len() != question.classes);
        about_values.truncate(1);
    }
    Sheet {
        about_values,
        about_target: complaints(&question.target, question.values.len()),
        exponentials: logits.then(|| z.map(|z| (z - largest).exp()).collect()),
        worked: ROWS.iter().map(|row| row.work(question)).collect(),
        information: information(question),
    }
}

fn information(question: &Question) -> Option<Information> {
    let y = &question.target;
    let p = Outputs::of(Output::Softmax, question).ok()?;
    let entropy: f64 = y.iter().map(|y| -y_times(*y, y.ln())).sum();
    let cross_entropy: f64 = y.iter().zip(&p.log).map(|(y, l)| -y_times(*y, *l)).sum();
    let divergence = y.iter().zip(&p.log).map(|(y, l)| y_times(*y, y.ln() - l));
    y.iter().all(|y| *y >= 0.0).then(|| Information {
        entropy,
        cross_entropy,
        divergence: divergence.sum(),
    })
}

/// Computes y·x with 0·∞ = 0, as the limit of y ln y is.
fn y_times(y: f64, x: f64) -> f64 {
    if y == 0.0 { 0.0 } else { y * x }
}

/// An output, and its logarithms, which keep their precision where the output is 0 or 1 to a float.
struct Outputs {
    q: Vec<f64>,
    /// ln q.
    log: Vec<f64>,
    /// ln(1 − q).
    log_rest: Vec<f64>,
    /// Logits that give this output, ±∞ where the output is 0 or 1.
    logits: Result<Vec<f64>, String>,
}

impl Outputs {
    fn of(output: Output, question: &Question) -> Result<Self, String> {
        let v = &question.values;
        let each = |f: fn(f64) -> f64| v.iter().map(|x| f(*x)).collect::<Vec<_>>();
        let (q, log, log_rest) = match (question.given, output) {
            (VectorKind::Probabilities, Output::Linear) => {
                return Err("This needs the logits, which probabilities do not tell.".to_owned());
            }
            (VectorKind::Probabilities, _) | (VectorKind::Logits, Output::Linear) => {
                (v.clone(), each(f64::ln), each(|q| (-q).ln_1p()))
            }
            (VectorKind::Logits, Output::Sigmoid) => (
                each(sigmoid),
                each(|z| -softplus(-z)),
                each(|z| -softplus(z)),
            ),
            (VectorKind::Logits, _) => {
                let log = log_softmax(v);
                let q: Vec<f64> = log.iter().map(|l| l.exp()).collect();
                let log_rest = q.iter().map(|q| (-q).ln_1p()).collect();
                (q, log, log_rest)
            }
        };
        let logits = match question.given {
            VectorKind::Logits => Ok(v.clone()),
            VectorKind::Probabilities => logits_of(output, v),
        };
        Ok(Self {
            q,
            log,
            log_rest,
            logits,
        })
    }

    fn at_class(&self, k: usize, y: &[f64], settings: LossSettings) -> AtClass {
        AtClass {
            target: y[k],
            logit: f64::NAN,
            answer: self.q[k],
            rest: 1.0 - self.q[k],
            log_answer: self.log[k],
            log_rest: self.log_rest[k],
            classes: y.len() as f64,
            parameters: settings.parameters,
        }
    }
}

/// Returns logits that give the probabilities `p`.
fn logits_of(output: Output, p: &[f64]) -> Result<Vec<f64>, String> {
    if output == Output::Sigmoid {
        let inside = p.iter().all(|p| (0.0..=1.0).contains(p));
        return match inside {
            true => Ok(p.iter().map(|p| (p / (1.0 - p)).ln()).collect()),
            false => Err("No sigmoid gives a number outside 0 to 1.".to_owned()),
        };
    }
    match is_distribution(p) {
        true => Ok(p.iter().map(|p| p.ln()).collect()),
        false => Err(
            "No logits give this vector: a softmax is never negative and sums to 1. Correct the \
             entries, or divide them by their sum."
                .to_owned(),
        ),
    }
}

impl CalculatorRow {
    fn work(&self, question: &Question) -> Result<RowFigures, String> {
        let objective = self.objective;
        let outputs = Outputs::of(objective.output, question)?;
        let y = &question.target;
        let settings = LossSettings::usual(self.shown.reduction);
        let weight = objective.class_weight(settings.reduction, y.len());
        let at = |k: usize| {
            let (class, term) = (outputs.at_class(k, y, settings), objective.textbook());
            let (value, slope) = (class.value(term), class.slope_at_answer(term));
            (weight * value, weight * slope)
        };
        let (terms, at_output): (Vec<f64>, Vec<f64>) = (0..y.len()).map(at).unzip();
        let gradient = |z: Vec<f64>| objective.closed_form(&z, y, settings).gradient;
        Ok(RowFigures {
            value: terms.iter().sum(),
            at_logits: outputs.logits.map(gradient),
            output: outputs.q,
            terms,
            at_output,
        })
    }
}

#[cfg(test)]
mod tests;
