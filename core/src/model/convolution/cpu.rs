//! Weighted sums on the CPU.

use crate::operation::Operation;
use crate::operation::cpu::{dims, in_order, tensor, values};
use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps;
use playground_kernels::convolution::{self, Convolution};

impl Operation<Flex, 3> for Convolution {
    type Saved = ();

    fn forward(&self, inputs: [FlexTensor; 3]) -> (FlexTensor, ()) {
        if self.is_dense() {
            let [x, weight, bias] = inputs;
            return (Flex::float_add(Flex::float_matmul(x, weight), bias), ());
        }
        let inputs = in_order(inputs);
        let [batch, _] = dims(&inputs[0]);
        let [x, weight, bias] = inputs.each_ref().map(values);
        let [height, width] = self.output();
        let out = convolution::forward(self, x, weight, bias);
        (tensor(out, [batch, self.units * height * width]), ())
    }

    fn backward(
        &self,
        [x, weight, bias]: [FlexTensor; 3],
        (): (),
        signal: FlexTensor,
        [below, of_weight, of_bias]: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        if self.is_dense() {
            let product = Flex::float_matmul;
            return [
                below.then(|| product(signal.clone(), weight.transpose(0, 1))),
                of_weight.then(|| product(x.transpose(0, 1), signal.clone())),
                of_bias.then(|| Flex::float_sum_dim(signal, 0)),
            ];
        }
        let all = in_order([x, weight, signal]);
        let shapes = [dims(&all[0]), dims(&all[1]), dims(&bias)];
        let [x, weight, signal] = all.each_ref().map(values);
        let found = convolution::gradients(self, x, weight, signal, below);
        [
            found.values.map(|values| tensor(values, shapes[0])),
            Some(tensor(found.weight, shapes[1])),
            Some(tensor(found.bias, shapes[2])),
        ]
    }
}
