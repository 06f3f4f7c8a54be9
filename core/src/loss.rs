//! The losses as tensors: `z` and `y` are `[batch, K]`, the answer is `[batch, 1]`, one value for
//! each example. Autodiff takes the gradient; the tests hold it against the closed forms of
//! [`playground_experiment::loss`].

use crate::expression::{Tensors, Term};
use burn::tensor::{Tensor, activation};
use playground_experiment::loss::{Distillation, Leaf, LossSettings, Objective, Output, Reduction};

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
    let (output, classes) = (objective.output, y.dims()[1] as f64);
    let leaf = |leaf| {
        Term::Tensor(match leaf {
            Leaf::Classes => return Term::Number(classes),
            Leaf::Parameter(key) => return Term::Number(settings.parameters.get(key)),
            Leaf::Target => y.clone(),
            Leaf::Logit => z.clone(),
            Leaf::Answer => answers(output, z.clone()),
            Leaf::Rest => rests(output, z.clone()),
            Leaf::LogAnswer => log_answers(output, z.clone()),
            Leaf::LogRest => log_rests(output, z.clone()),
        })
    };
    let term = objective.term.read(&Tensors(leaf)).tensor(&y);
    match (objective.loss.info().has_reduction, settings.reduction) {
        (true, Reduction::Mean) => term.mean_dim(1),
        (true, Reduction::Sum) | (false, _) => term.sum_dim(1),
    }
}

fn log_answers(output: Output, z: Tensor<2>) -> Tensor<2> {
    match output {
        Output::Softmax => activation::log_softmax(z, 1),
        Output::SoftmaxTwice => activation::log_softmax(activation::softmax(z, 1), 1),
        Output::Sigmoid | Output::Image => activation::log_sigmoid(z),
        Output::Linear | Output::ImageLinear => z.log(),
    }
}

/// Computes ln(1 − answer). For a sigmoid that is ln σ(−z), which never overflows and, unlike a form with max and |z|,
/// has the right gradient at exactly 0, where a zero initialisation starts.
fn log_rests(output: Output, z: Tensor<2>) -> Tensor<2> {
    match output {
        Output::Sigmoid | Output::Image => activation::log_sigmoid(z.neg()),
        output => rests(output, z).log(),
    }
}

/// Computes 1 − answer. Where the answer is a probability that rounds to 1, a little is left, so that no power of the
/// rest has a slope without bound.
fn rests(output: Output, z: Tensor<2>) -> Tensor<2> {
    let rest = answers(output, z).neg() + 1.0;
    match output {
        Output::Linear | Output::ImageLinear => rest,
        _ => rest.clamp_min(f32::MIN_POSITIVE),
    }
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
    /// Mixes `own` `[batch, 1]`, the loss of a student with the logits `z` `[batch, classes]`, with the teacher's part,
    /// as [`Distillation::closed_form`] does. Autodiff goes through `own` and `z`.
    pub fn mix(&self, own: Tensor<2>, z: Tensor<2>) -> Tensor<2> {
        let (w, t) = (self.how.weight, self.how.temperature);
        let log_p = activation::log_softmax(z / t, 1);
        let log_q = activation::log_softmax(self.logits.clone() / t, 1);
        let divergence = (log_q.clone().exp() * (log_q - log_p)).sum_dim(1);
        own * (1.0 - w) + divergence * (w * t * t)
    }
}

#[cfg(test)]
mod tests;
