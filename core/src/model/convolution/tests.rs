use super::*;
use crate::model::spatial::map;
use crate::model::test_support::{IMAGE, close, numbers, outputs_and_gradients, read};
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;

fn shape(kernel: [usize; 2], stride: [usize; 2], padding: [usize; 2]) -> Convolution {
    Convolution {
        channels: 3,
        input: [7, 6],
        units: 5,
        kernel,
        stride,
        padding,
    }
}

/// The same by Burn's operation.
fn by_burn(shape: Convolution, [values, weight, bias]: [Tensor<2>; 3]) -> Tensor<2> {
    let [rows, columns] = shape.kernel;
    let kernels = weight
        .transpose()
        .reshape([shape.units, shape.channels, rows, columns]);
    let options = ConvOptions::new(shape.stride, shape.padding, [1; 2], 1);
    let bias = Some(bias.flatten(0, 1));
    conv2d(map(values, IMAGE), kernels, bias, options).flatten(1, 3)
}

#[test]
fn a_convolution_and_its_gradients_are_those_of_burn() {
    for (stride, padding) in [([1, 1], [0, 0]), ([1, 1], [2, 1]), ([2, 3], [1, 0])] {
        let shape = shape([5, 3], stride, padding);
        let inputs = [
            numbers([9, 126], 1),
            numbers([45, 5], 2),
            numbers([1, 5], 3),
        ];
        let run = |[values, weight, bias]: [Tensor<2>; 3]| convolution(shape, values, weight, bias);
        let ours = outputs_and_gradients(&inputs, run);
        close(
            &ours,
            &outputs_and_gradients(&inputs, |inputs| by_burn(shape, inputs)),
        );
        // Without a graph the same numbers come out.
        assert_eq!(read(run(inputs)), ours[0]);
    }
}

#[test]
fn dense_sums_and_their_gradients_are_those_of_burn() {
    let inputs = [
        numbers([9, 21], 1),
        numbers([21, 10], 2),
        numbers([1, 10], 3),
    ];
    let ours = outputs_and_gradients(&inputs, |[x, weight, bias]| dense(x, weight, bias));
    let theirs = outputs_and_gradients(&inputs, |[x, weight, bias]| x.matmul(weight) + bias);
    close(&ours, &theirs);
}

#[test]
fn what_does_not_learn_gets_no_gradient() {
    let shape = shape([3, 3], [1, 1], [0, 0]);
    let values = numbers([2, 126], 1);
    let weight = numbers([27, 5], 2).autodiff().require_grad();
    let out = convolution(shape, values.clone(), weight.clone(), numbers([1, 5], 3));
    let gradients = out.sum().backward();
    assert!(weight.grad(&gradients).is_some());
    assert!(values.autodiff().grad(&gradients).is_none());
}
