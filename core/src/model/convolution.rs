//! The weighted sums of a layer: dense ones and convolutions, by the loops of `playground_kernels` on the CPU and by
//! programs of our own on a GPU. (Burn's general products and convolutions would come with kernels for every kind of
//! GPU core, a third of the trainer's bytes, and are made for larger shapes.)

mod cpu;
mod gpu;
mod wgsl;

use crate::operation::run;
use burn::tensor::Tensor;
use playground_kernels::convolution::Convolution;

/// Computes x · W + b, `[rows, units]`, of `values` `[rows, inputs]`, `weight` `[inputs, units]` and `bias`
/// `[1, units]`.
pub(crate) fn dense(values: Tensor<2>, weight: Tensor<2>, bias: Tensor<2>) -> Tensor<2> {
    let [inputs, units] = weight.dims();
    run(&Convolution::dense(inputs, units), [values, weight, bias])
}

/// Computes a convolution, `[batch, units · places]`, of `values` `[batch, channels · height · width]`, with `weight`
/// `[inputs, units]`, channel by channel and row by row of a kernel, and `bias` `[1, units]`.
pub(super) fn convolution(
    shape: Convolution,
    values: Tensor<2>,
    weight: Tensor<2>,
    bias: Tensor<2>,
) -> Tensor<2> {
    run(&shape, [values, weight, bias])
}

/// A layer of a network whose parameters lie in one vector `[parameters]`, and their gradients in another.
#[derive(Clone, Debug)]
pub(super) struct FlatLayer {
    pub(super) shape: Convolution,
    /// Where its weights begin, and where its biases do.
    pub(super) at: [usize; 2],
}

#[cfg(test)]
mod tests;
