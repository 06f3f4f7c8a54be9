//! Convolution and pooling on the CPU, by the loops of `playground_kernels`. Every function gives `None` for tensors
//! that live elsewhere.

use super::Shape;
use crate::memory::operation::{Operation, run};
use crate::model::Pooling;
use burn::tensor::Tensor;
use playground_kernels::convolution::{self, Convolution};
use playground_kernels::pooling::{self, Windows};
use std::sync::Arc;

/// `inputs` are values `[batch, channels · height · width]`, weights `[inputs, units]` and biases `[1, units]`; gives
/// `[batch, units · places]`.
pub(super) fn convolution(shape: Convolution, inputs: [Tensor<2>; 3]) -> Option<Tensor<2>> {
    let batch = inputs[0].dims()[0];
    let [height, width] = shape.output();
    run(shape, inputs, [batch, shape.units * height * width])
}

impl Operation<3> for Convolution {
    type Kept = ();

    fn forward(&self, [values, weight, bias]: [&[f32]; 3]) -> (Vec<f32>, ()) {
        (convolution::forward(self, values, weight, bias), ())
    }

    fn backward(
        &self,
        [values, weight, _]: [&[f32]; 3],
        (): &(),
        signal: &[f32],
        [below, ..]: [bool; 3],
    ) -> [Option<Vec<f32>>; 3] {
        let found = convolution::gradients(self, values, weight, signal, below);
        [found.values, Some(found.weight), Some(found.bias)]
    }
}

/// `[batch, channels · height · width]` → `[batch, channels · windows]`.
pub(super) fn pool(
    kind: Pooling,
    size: [usize; 2],
    input: Shape,
    values: Tensor<2>,
) -> Option<Tensor<2>> {
    let Shape::Map {
        channels,
        height,
        width,
    } = input
    else {
        return None;
    };
    let windows = Windows {
        input: [height, width],
        size,
    };
    let [down, across] = windows.output();
    let shape = [values.dims()[0], channels * down * across];
    match kind {
        Pooling::Max => run(Largest(windows), [values], shape),
        Pooling::Average => run(Means(windows), [values], shape),
    }
}

#[derive(Clone, Copy, Debug)]
struct Largest(Windows);

impl Operation<1> for Largest {
    /// Where in each window its largest value lies.
    type Kept = Arc<[u32]>;

    fn forward(&self, [values]: [&[f32]; 1]) -> (Vec<f32>, Self::Kept) {
        let (out, places) = pooling::largest(&self.0, values);
        (out, places.into())
    }

    fn backward(
        &self,
        _: [&[f32]; 1],
        places: &Self::Kept,
        signal: &[f32],
        _: [bool; 1],
    ) -> [Option<Vec<f32>>; 1] {
        [Some(pooling::to_largest(&self.0, places, signal))]
    }
}

#[derive(Clone, Copy, Debug)]
struct Means(Windows);

impl Operation<1> for Means {
    type Kept = ();

    fn forward(&self, [values]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        (pooling::means(&self.0, values), ())
    }

    fn backward(
        &self,
        _: [&[f32]; 1],
        (): &(),
        signal: &[f32],
        _: [bool; 1],
    ) -> [Option<Vec<f32>>; 1] {
        [Some(pooling::to_means(&self.0, signal))]
    }
}

#[cfg(test)]
mod tests {
    use super::super::{general_convolution, general_pool, map};
    use super::*;
    use crate::train::supply::matrix;
    use burn::tensor::Device;

    const IMAGE: Shape = Shape::Map {
        channels: 3,
        height: 7,
        width: 6,
    };

    /// Numbers without a pattern, some of them equal.
    fn numbers(shape: [usize; 2], salt: usize) -> Tensor<2> {
        let of = |at: usize| ((at * 37 + salt * 11) % 23) as f32 / 11.0 - 1.0;
        let all = (0..shape[0] * shape[1]).map(of).collect();
        matrix(all, shape, &Device::flex())
    }

    fn read(tensor: Tensor<2>) -> Vec<f32> {
        tensor.into_data().try_to_vec().unwrap()
    }

    /// The outputs of `run` and its gradients under a loss that weighs every output differently.
    fn both<const N: usize>(
        inputs: &[Tensor<2>; N],
        run: impl Fn([Tensor<2>; N]) -> Tensor<2>,
    ) -> Vec<Vec<f32>> {
        let leaves = inputs
            .each_ref()
            .map(|t| t.clone().autodiff().require_grad());
        let out = run(leaves.each_ref().map(Tensor::clone));
        let weights = numbers(out.dims(), 5);
        let mut all = (out.clone() * weights).sum().backward();
        let gradients = leaves
            .iter()
            .map(|leaf| leaf.grad_remove(&mut all).unwrap());
        std::iter::once(out.without_autodiff())
            .chain(gradients)
            .map(read)
            .collect()
    }

    fn close(ours: &[Vec<f32>], general: &[Vec<f32>]) {
        assert_eq!(ours.len(), general.len());
        for (ours, general) in ours.iter().zip(general) {
            assert_eq!(ours.len(), general.len());
            assert!(general.iter().any(|v| v.abs() > 0.1));
            for (a, b) in ours.iter().zip(general) {
                assert!((a - b).abs() < 1e-4 * (1.0 + b.abs()), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_convolution_and_its_gradients_are_those_of_burn() {
        for (stride, padding) in [([1, 1], [0, 0]), ([1, 1], [2, 1]), ([2, 3], [1, 0])] {
            let shape = Convolution {
                channels: 3,
                input: [7, 6],
                units: 5,
                kernel: [5, 3],
                stride,
                padding,
            };
            let inputs = [
                numbers([9, 126], 1),
                numbers([45, 5], 2),
                numbers([1, 5], 3),
            ];
            let ours = both(&inputs, |inputs| convolution(shape, inputs).unwrap());
            let general = both(&inputs, |[values, weight, bias]| {
                general_convolution(shape, map(values, IMAGE), weight, bias)
            });
            close(&ours, &general);
            // Without a graph the same numbers come out.
            assert_eq!(read(convolution(shape, inputs).unwrap()), ours[0]);
        }
    }

    #[test]
    fn pools_and_their_gradients_are_those_of_burn() {
        for kind in [Pooling::Max, Pooling::Average] {
            for size in [[2, 2], [3, 2], [1, 5]] {
                let inputs = [numbers([4, 126], 4)];
                let ours = both(&inputs, |[values]| pool(kind, size, IMAGE, values).unwrap());
                let general = both(&inputs, |[values]| {
                    general_pool(kind, size, map(values, IMAGE))
                });
                close(&ours, &general);
            }
        }
    }

    #[test]
    fn what_does_not_learn_gets_no_gradient() {
        let shape = Convolution {
            channels: 3,
            input: [7, 6],
            units: 2,
            kernel: [3, 3],
            stride: [1, 1],
            padding: [0, 0],
        };
        let values = numbers([2, 126], 1);
        let weight = numbers([27, 2], 2).autodiff().require_grad();
        let bias = numbers([1, 2], 3);
        let out = convolution(shape, [values.clone(), weight.clone(), bias]).unwrap();
        let gradients = out.sum().backward();
        assert!(weight.grad(&gradients).is_some());
        assert!(values.autodiff().grad(&gradients).is_none());
    }
}
