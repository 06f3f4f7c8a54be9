//! What comes of a forward and a backward pass, whichever way it is found.

use burn::tensor::Tensor;

/// What has been found on the way forward and back.
pub(super) struct Found {
    /// ∂L/∂w, flat, `[parameters]`.
    pub(super) gradient: Tensor<1>,
    /// `[batch, classes]`.
    pub(super) logits: Tensor<2>,
    /// What the loss is the mean of.
    pub(super) losses: Tensor<2>,
    /// ∂L/∂a at the pre-activations of each layer, `[batch, units · places]`; empty where nobody looks at them.
    pub(super) signals: Vec<Tensor<2>>,
    /// What left each layer, `[batch, width]`; empty where nobody looks at them.
    pub(super) activations: Vec<Tensor<2>>,
    /// Of the batch normalisations.
    pub(super) statistics: Vec<Tensor<1>>,
}
