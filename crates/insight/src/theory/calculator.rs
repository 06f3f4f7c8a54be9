//! Every loss of one example and its gradients, with the steps between: from logits or from
//! probabilities to the value, to ∂L/∂q at the output q and to ∂L/∂z at the logits z.
//!
//! Everything comes from the definitions in [`playground_experiment::loss`]; values and gradients at the output from what
//! a class adds, read at the output and its logarithm.

mod rows;

pub use rows::{CalculatorRow, EXAMPLES, Example, ROWS};

use super::numbers::{complaints, is_distribution, numbers};
use playground_experiment::loss::{AtClass, LossSettings, Output, Parameters, at_classes, one_hot};

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
    let p = known(Output::Softmax, question, Parameters::USUAL).ok()?;
    let entropy: f64 = y.iter().map(|y| -y_times(*y, y.ln())).sum();
    let cross_entropy: f64 = (p.iter())
        .map(|class| -y_times(class.target, class.log_answer))
        .sum();
    let apart = |class: &AtClass| y_times(class.target, class.target.ln() - class.log_answer);
    let divergence = p.iter().map(apart);
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

/// Returns what is known at each class under an output: from the logits, or from what was typed as the output itself.
fn known(
    output: Output,
    question: &Question,
    parameters: Parameters,
) -> Result<Vec<AtClass>, String> {
    let as_it_is = match (question.given, output) {
        (VectorKind::Probabilities, Output::Linear) => {
            return Err("This needs the logits, which probabilities do not tell.".to_owned());
        }
        (VectorKind::Probabilities, _) => Output::Linear,
        (VectorKind::Logits, output) => output,
    };
    Ok(at_classes(
        as_it_is,
        &question.values,
        &question.target,
        parameters,
    ))
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
        let y = &question.target;
        let settings = LossSettings::usual(self.shown.reduction);
        let classes = known(objective.output, question, settings.parameters)?;
        let logits = match question.given {
            VectorKind::Logits => Ok(question.values.clone()),
            VectorKind::Probabilities => logits_of(objective.output, &question.values),
        };
        let weight = objective.class_weight(settings.reduction, y.len());
        let term = objective.textbook();
        let at = |class: &AtClass| {
            let (value, slope) = (class.value(term), class.slope_at_answer(term));
            (weight * value, weight * slope)
        };
        let (terms, at_output): (Vec<f64>, Vec<f64>) = classes.iter().map(at).unzip();
        let gradient = |z: Vec<f64>| objective.closed_form(&z, y, settings).gradient;
        Ok(RowFigures {
            value: terms.iter().sum(),
            at_logits: logits.map(gradient),
            output: classes.iter().map(|class| class.answer).collect(),
            terms,
            at_output,
        })
    }
}

#[cfg(test)]
mod tests;
