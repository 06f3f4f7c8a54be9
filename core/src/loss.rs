//! The losses as tensors: `z` and `y` are `[batch, K]`, the answer is `[batch, 1]`, one value for
//! each example. Autodiff takes the gradient; the tests hold it against the closed forms of
//! [`playground_experiment::loss`].

use burn::tensor::{Tensor, activation};
use playground_experiment::loss::{Distillation, Loss, LossSettings, Objective, Output, Reduction};

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
    match (objective.loss, objective.output) {
        (Loss::CrossEntropy, Output::SoftmaxTwice) => cross_entropy(activation::softmax(z, 1), y),
        (Loss::CrossEntropy, _) => cross_entropy(z, y),
        (Loss::SmoothedCrossEntropy, _) => {
            let classes = y.dims()[1] as f64;
            let smooth = y * (1.0 - settings.smoothing) + settings.smoothing / classes;
            cross_entropy(z, smooth)
        }
        (Loss::MeanSquaredError, output) => reduce((answers(output, z) - y).square(), settings),
        (Loss::BinaryCrossEntropy, _) => reduce(binary_cross_entropy(z, y), settings),
    }
}

/// −Σ y·ln softmax(z) over the classes.
fn cross_entropy(z: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
    (activation::log_softmax(z, 1) * y).sum_dim(1).neg()
}

/// softplus(z) − yz with softplus(z) = −ln σ(−z), which never overflows and, unlike the form with
/// max and |z|, has the right gradient at exactly 0, where a zero initialisation starts.
fn binary_cross_entropy(z: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
    let softplus = activation::log_sigmoid(z.clone().neg()).neg();
    softplus - y * z
}

/// Σ over the classes, or their mean: `[batch, K]` → `[batch, 1]`.
fn reduce(terms: Tensor<2>, settings: LossSettings) -> Tensor<2> {
    match settings.reduction {
        Reduction::Mean => terms.mean_dim(1),
        Reduction::Sum => terms.sum_dim(1),
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
