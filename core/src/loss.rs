//! The losses as tensors: `z` and `y` are `[batch, K]`, a loss is `[batch, 1]`, one value for each example. Values and
//! gradients come from the definitions in [`playground_experiment::loss`]; the tests hold them against the closed forms in
//! double precision, and autodiff of the values against the gradients.

pub(crate) mod gpu;
mod gradient;
mod leaves;

pub(crate) use gradient::{losses_and_gradient, tracked};

use burn::tensor::{Tensor, activation};
use leaves::Leaves;
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
    value(objective, &Leaves::new(objective.output, z, y, settings))
}

fn value(objective: &Objective, leaves: &Leaves) -> Tensor<2> {
    let term = leaves.read(&objective.term);
    match (
        objective.loss.info().has_reduction,
        leaves.settings.reduction,
    ) {
        (true, Reduction::Mean) => term.mean_dim(1),
        (true, Reduction::Sum) | (false, _) => term.sum_dim(1),
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
