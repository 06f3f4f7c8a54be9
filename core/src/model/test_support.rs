//! What tests of operations share.

use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_experiment::model::Shape;

/// A map of 126 values.
pub const IMAGE: Shape = Shape::Map {
    channels: 3,
    height: 7,
    width: 6,
};

/// Numbers without a pattern, some of them equal.
pub fn numbers(shape: [usize; 2], salt: usize) -> Tensor<2> {
    let of = |at: usize| ((at * 37 + salt * 11) % 23) as f32 / 11.0 - 1.0;
    let all = (0..shape[0] * shape[1]).map(of).collect();
    matrix(all, shape, &Device::flex())
}

/// The values, row by row.
pub fn read(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().try_to_vec().unwrap()
}

/// The output of `run`, then the gradients of its inputs under a loss that weighs every output differently.
pub fn outputs_and_gradients<const N: usize>(
    inputs: &[Tensor<2>; N],
    run: impl Fn([Tensor<2>; N]) -> Tensor<2>,
) -> Vec<Vec<f32>> {
    let leaves = inputs
        .each_ref()
        .map(|t| t.clone().autodiff().require_grad());
    let out = run(leaves.each_ref().map(Tensor::clone));
    let weights = numbers(out.dims(), 5).to_device(&inputs[0].device());
    let mut all = (out.clone() * weights).sum().backward();
    let gradients = leaves
        .iter()
        .map(|leaf| leaf.grad_remove(&mut all).unwrap());
    std::iter::once(out.without_autodiff())
        .chain(gradients)
        .map(read)
        .collect()
}

/// Equal up to rounding, and not all zero.
pub fn close(ours: &[Vec<f32>], others: &[Vec<f32>]) {
    assert_eq!(ours.len(), others.len());
    for (ours, others) in ours.iter().zip(others) {
        assert_eq!(ours.len(), others.len());
        assert!(others.iter().any(|v| v.abs() > 0.1));
        for (a, b) in ours.iter().zip(others) {
            assert!((a - b).abs() < 1e-4 * (1.0 + b.abs()), "{a} {b}");
        }
    }
}
