//! The losses as tensors: `z` and `y` are `[batch, K]`, the answer is `[batch, 1]`, one value for
//! each example. Autodiff takes the gradient; the tests hold it against the closed forms.

use super::{LossSettings, Output, Reduction};
use burn::tensor::{Tensor, activation};

impl Output {
    /// [`answer`](Self::answer) for `z` `[batch, K]`.
    pub fn answers(self, z: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Softmax => activation::softmax(z, 1),
            Self::SoftmaxTwice => activation::softmax(activation::softmax(z, 1), 1),
            Self::Sigmoid | Self::Image => activation::sigmoid(z),
            Self::Linear | Self::ImageLinear => z,
        }
    }

    /// Squared difference between answers and `y`, `[batch, K]` both, as the mean over K: `[batch, 1]`. What
    /// an autoencoder's reconstructions are compared by, whatever the loss in use.
    pub fn squared_differences(self, z: Tensor<2>, y: Tensor<2>) -> Tensor<2> {
        (self.answers(z) - y).square().mean_dim(1)
    }
}

/// Σ over the classes, or their mean: `[batch, K]` → `[batch, 1]`.
fn reduce(terms: Tensor<2>, settings: LossSettings) -> Tensor<2> {
    match settings.reduction {
        Reduction::Mean => terms.mean_dim(1),
        Reduction::Sum => terms.sum_dim(1),
    }
}

pub(super) fn softmax_cross_entropy(z: Tensor<2>, y: Tensor<2>, _: LossSettings) -> Tensor<2> {
    (activation::log_softmax(z, 1) * y).sum_dim(1).neg()
}

pub(super) fn softmax_smoothed_cross_entropy(
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    let classes = y.dims()[1] as f64;
    let smooth = y * (1.0 - settings.smoothing) + settings.smoothing / classes;
    softmax_cross_entropy(z, smooth, settings)
}

pub(super) fn softmax_squared_error(
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    reduce((activation::softmax(z, 1) - y).square(), settings)
}

pub(super) fn softmax_twice_cross_entropy(
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    softmax_cross_entropy(activation::softmax(z, 1), y, settings)
}

/// softplus(z) − yz with softplus(z) = −ln σ(−z), which never overflows and, unlike the form with
/// max and |z|, has the right gradient at exactly 0, where a zero initialisation starts.
pub(super) fn sigmoid_binary_cross_entropy(
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    let softplus = activation::log_sigmoid(z.clone().neg()).neg();
    reduce(softplus - y * z, settings)
}

pub(super) fn sigmoid_squared_error(
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    reduce((activation::sigmoid(z) - y).square(), settings)
}

pub(super) fn linear_squared_error(
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    reduce((z - y).square(), settings)
}
