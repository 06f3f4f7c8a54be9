//! Weighted sums on a GPU. A dense layer is a convolution of maps of one pixel.

use super::wgsl::{Pass, SumOfParts, TILE, WeightedSums};
use crate::operation::Operation;
use crate::operation::gpu::{dims, empty, in_order, launch, reshaped};
use burn_wgpu::{CubeTensor, Wgpu};
use playground_kernels::convolution::Convolution;

impl Operation<Wgpu, 3> for Convolution {
    type Saved = ();

    fn forward(&self, inputs: [CubeTensor; 3]) -> (CubeTensor, ()) {
        let [values, weight, bias] = in_order(inputs);
        let ([batch, _], [height, width]) = (dims(&values), self.output());
        let places = height * width;
        let out = empty(&values, [batch, self.units * places]);
        launch(
            WeightedSums::new(Pass::Forward, self),
            tiles(batch * places) * tiles(self.units),
            &[&values, &weight, &bias, &out],
            &numbers(self, batch, 1),
        );
        (out, ())
    }

    fn backward(
        &self,
        [values, weight, _]: [CubeTensor; 3],
        (): (),
        signal: CubeTensor,
        [below, of_weight, of_bias]: [bool; 3],
    ) -> [Option<CubeTensor>; 3] {
        let [values, weight, signal] = in_order([values, weight, signal]);
        let of_values = below.then(|| to_values(self, &weight, &signal, dims(&values)));
        let [of_weights, of_biases] = match of_weight || of_bias {
            true => to_weights(self, &values, &signal).map(Some),
            false => [None, None],
        };
        [of_values, of_weights, of_biases]
    }
}

/// Computes ∂L/∂x, `[batch, channels · height · width]`.
fn to_values(
    shape: &Convolution,
    weight: &CubeTensor,
    signal: &CubeTensor,
    dims: [usize; 2],
) -> CubeTensor {
    let out = empty(signal, dims);
    let pixels = dims[0] * shape.input[0] * shape.input[1];
    launch(
        WeightedSums::new(Pass::ToValues, shape),
        tiles(pixels) * tiles(shape.channels),
        &[signal, weight, &out],
        &numbers(shape, dims[0], 1),
    );
    out
}

/// Computes ∂L/∂W `[inputs, units]` and ∂L/∂b `[1, units]`.
fn to_weights(shape: &Convolution, values: &CubeTensor, signal: &CubeTensor) -> [CubeTensor; 2] {
    let ([batch, _], units) = (dims(values), shape.units);
    let taps = shape.channels * shape.kernel[0] * shape.kernel[1];
    let work = tiles(taps) * tiles(units);
    let parts = (FULL / work.max(1)).clamp(1, batch.max(1));
    let of_weight = empty(signal, [parts, taps * units]);
    let of_bias = empty(signal, [parts, units]);
    launch(
        WeightedSums::new(Pass::ToWeights, shape),
        work * parts,
        &[values, signal, &of_weight, &of_bias],
        &numbers(shape, batch, parts),
    );
    [
        sum_of_parts(of_weight, [taps, units]),
        sum_of_parts(of_bias, [1, units]),
    ]
}

/// Invocations that keep a GPU busy: with fewer, long sums are cut into parts.
const FULL: usize = 256;

/// Adds up the rows of `partial` `[parts, rows · columns]` to `[rows, columns]`.
fn sum_of_parts(partial: CubeTensor, shape: [usize; 2]) -> CubeTensor {
    let [parts, count] = dims(&partial);
    if parts == 1 {
        return reshaped(partial, shape);
    }
    let out = empty(&partial, shape);
    launch(SumOfParts, count, &[&partial, &out], &[parts, count]);
    out
}

/// Returns how many tiles cover `count`.
fn tiles(count: usize) -> usize {
    count.div_ceil(TILE)
}

/// Lists what the programs are told, in the order of their `Numbers`.
fn numbers(shape: &Convolution, batch: usize, parts: usize) -> Vec<usize> {
    let [[height, width], [down, across]] = [shape.input, shape.kernel];
    let [out_height, out_width] = shape.output();
    vec![
        batch,
        shape.channels,
        height,
        width,
        shape.units,
        down,
        across,
        parts,
        out_height,
        out_width,
        shape.stride[0],
        shape.stride[1],
        shape.padding[0],
        shape.padding[1],
    ]
}
