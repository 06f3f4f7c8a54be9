//! The losses as tensors: `z` and `y` are `[batch, K]`, the answer is `[batch, 1]`, one value for
//! each example. Autodiff takes the gradient; the tests hold it against the closed forms of
//! [`playground_experiment::loss`].

use burn::tensor::{Tensor, activation};
use playground_experiment::loss::expression::{Algebra, Leaf};
use playground_experiment::loss::{Distillation, LossSettings, Objective, Output, Reduction};

/// Returns what the network answers for the logits `z` `[batch, K]`: [`Output::answer`], row by row.
pub fn answers(output: Output, z: Tensor<2>) -> Tensor<2> {
    match output {
        Output::Softmax => activation::softmax(z, 1),
        Output::SoftmaxTwice => activation::softmax(activation::softmax(z, 1), 1),
        Output::Sigmoid | Output::Image => activation::sigmoid(z),
        Output::Linear | Output::ImageLinear => z,
    }
}

/// Returns the squared difference between answers and `y`, `[batch, K]` both, as the mean over K: `[batch, 1]`.
/// Reconstructions of an autoencoder are compared by it, whatever the loss in use.
pub fn squared_differences(output: Output, z: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
    (answers(output, z) - y).square().mean_dim(1)
}

/// Returns the loss of each example, `[batch, 1]`, for logits `z` and targets `y`, `[batch, K]` both.
pub fn per_example(
    objective: &Objective,
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    let terms = Terms {
        output: objective.output,
        classes: y.dims()[1] as f64,
        settings,
        z,
        y,
    };
    let term = match objective.form().term.read(&terms) {
        Term::Tensor(term) => term,
        Term::Number(same) => terms.y.zeros_like() + same,
    };
    match (objective.loss.info().has_reduction, settings.reduction) {
        (true, Reduction::Mean) => term.mean_dim(1),
        (true, Reduction::Sum) | (false, _) => term.sum_dim(1),
    }
}

/// The definitions of losses, read as tensors.
struct Terms {
    output: Output,
    classes: f64,
    settings: LossSettings,
    /// Logits, `[batch, K]`.
    z: Tensor<2>,
    /// Targets, `[batch, K]`.
    y: Tensor<2>,
}

/// `[batch, K]`, or the same number everywhere.
enum Term {
    Tensor(Tensor<2>),
    Number(f64),
}

impl Terms {
    fn log_answer(&self) -> Tensor<2> {
        let z = self.z.clone();
        match self.output {
            Output::Softmax => activation::log_softmax(z, 1),
            Output::SoftmaxTwice => activation::log_softmax(activation::softmax(z, 1), 1),
            Output::Sigmoid | Output::Image => activation::log_sigmoid(z),
            Output::Linear | Output::ImageLinear => z.log(),
        }
    }

    /// ln σ(−z) never overflows and, unlike a form with max and |z|, has the right gradient at exactly 0, where a zero
    /// initialisation starts.
    fn log_rest(&self) -> Tensor<2> {
        match self.output {
            Output::Sigmoid | Output::Image => activation::log_sigmoid(self.z.clone().neg()),
            output => (answers(output, self.z.clone()).neg() + 1.0).log(),
        }
    }
}

impl Algebra for Terms {
    type Value = Term;

    fn leaf(&self, leaf: Leaf) -> Term {
        Term::Tensor(match leaf {
            Leaf::Number(value) => return Term::Number(value),
            Leaf::Classes => return Term::Number(self.classes),
            Leaf::Parameter(key) => return Term::Number(self.settings.parameter(key)),
            Leaf::Target => self.y.clone(),
            Leaf::Logit => self.z.clone(),
            Leaf::Answer => answers(self.output, self.z.clone()),
            Leaf::Rest => answers(self.output, self.z.clone()).neg() + 1.0,
            Leaf::LogAnswer => self.log_answer(),
            Leaf::LogRest => self.log_rest(),
        })
    }

    fn negative(&self, a: Term) -> Term {
        match a {
            Term::Tensor(a) => Term::Tensor(a.neg()),
            Term::Number(a) => Term::Number(-a),
        }
    }

    fn sum(&self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Tensor(a), Term::Tensor(b)) => Term::Tensor(a + b),
            (Term::Tensor(a), Term::Number(b)) | (Term::Number(b), Term::Tensor(a)) => {
                Term::Tensor(a + b)
            }
            (Term::Number(a), Term::Number(b)) => Term::Number(a + b),
        }
    }

    fn difference(&self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Tensor(a), Term::Tensor(b)) => Term::Tensor(a - b),
            (Term::Tensor(a), Term::Number(b)) => Term::Tensor(a - b),
            (Term::Number(a), Term::Tensor(b)) => Term::Tensor(b.neg() + a),
            (Term::Number(a), Term::Number(b)) => Term::Number(a - b),
        }
    }

    fn product(&self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Tensor(a), Term::Tensor(b)) => Term::Tensor(a * b),
            (Term::Tensor(a), Term::Number(b)) | (Term::Number(b), Term::Tensor(a)) => {
                Term::Tensor(a * b)
            }
            (Term::Number(a), Term::Number(b)) => Term::Number(a * b),
        }
    }

    fn quotient(&self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Tensor(a), Term::Tensor(b)) => Term::Tensor(a / b),
            (Term::Tensor(a), Term::Number(b)) => Term::Tensor(a / b),
            (Term::Number(a), Term::Tensor(b)) => Term::Tensor(b.recip() * a),
            (Term::Number(a), Term::Number(b)) => Term::Number(a / b),
        }
    }

    fn power(&self, a: Term, b: Term) -> Term {
        match (a, b) {
            (Term::Tensor(a), Term::Number(2.0)) => Term::Tensor(a.square()),
            (Term::Tensor(a), Term::Number(b)) => Term::Tensor(a.powf_scalar(b)),
            (Term::Tensor(a), Term::Tensor(b)) => Term::Tensor(a.powf(b)),
            (Term::Number(a), Term::Number(b)) => Term::Number(a.powf(b)),
            (Term::Number(a), Term::Tensor(b)) => Term::Tensor((b * a.ln()).exp()),
        }
    }
}

/// Mixes `own` `[batch, 1]` with the teacher's part, as [`Distillation::closed_form`] does: the logits `z` and
/// `teacher` are `[batch, K]`. Autodiff goes through `own` and `z`.
fn distilled(how: Distillation, own: Tensor<2>, z: Tensor<2>, teacher: Tensor<2>) -> Tensor<2> {
    let (w, t) = (how.weight, how.temperature);
    let log_p = activation::log_softmax(z / t, 1);
    let log_q = activation::log_softmax(teacher / t, 1);
    let divergence = (log_q.clone().exp() * (log_q - log_p)).sum_dim(1);
    own * (1.0 - w) + divergence * (w * t * t)
}

/// What a teacher answers to a batch.
#[derive(Clone)]
pub struct TeacherTargets {
    /// Its logits, `[batch, classes]`, without autodiff.
    pub logits: Tensor<2>,
    /// How much they count.
    pub how: Distillation,
}

impl TeacherTargets {
    /// Mixes `own` `[batch, 1]`, the loss of a student with the logits `z`, with the teacher's part.
    pub fn mix(&self, own: Tensor<2>, z: Tensor<2>) -> Tensor<2> {
        distilled(self.how, own, z, self.logits.clone())
    }
}

#[cfg(test)]
mod tests;
