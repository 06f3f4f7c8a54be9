//! Weighted sums on a GPU. A dense layer is a convolution of maps of one pixel.

use super::FlatLayer;
use super::wgsl::{Pass, Storage, TILE, WeightedSums};
use crate::operation::Operation;
use crate::operation::gpu::{GROUP, dims, empty, in_order, launch};
use burn_wgpu::{CubeTensor, Wgpu};
use playground_experiment::model::Activation;
use playground_kernels::convolution::Convolution;

impl Operation<Wgpu, 3> for Convolution {
    type Saved = ();

    fn forward(&self, inputs: [CubeTensor; 3]) -> (CubeTensor, ()) {
        let [values, weight, bias] = in_order(inputs);
        let ([batch, _], [height, width]) = (dims(&values), self.output());
        let out = empty(&values, [batch, self.units * height * width]);
        let tensors = [&values, &weight, &bias, &out];
        forward(self, Storage::Apart, None, batch, &tensors, [0, 0]);
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
        let of_values = below.then(|| {
            let out = empty(&signal, dims(&values));
            let [batch, _] = dims(&values);
            let tensors = [&signal, &weight, &out];
            to_values(self, Storage::Apart, None, batch, &tensors, [0, 0]);
            out
        });
        let [of_weights, of_biases] = match of_weight || of_bias {
            true => {
                let taps = self.channels * self.kernel[0] * self.kernel[1];
                let both = [[taps, self.units], [1, self.units]].map(|dims| empty(&signal, dims));
                let [batch, _] = dims(&values);
                let tensors = [&values, &signal, &both[0], &both[1]];
                to_weights(self, Storage::Apart, batch, &tensors, [0, 0]);
                both.map(Some)
            }
            false => [None, None],
        };
        [of_values, of_weights, of_biases]
    }
}

impl FlatLayer {
    /// Computes the weighted sums, `[batch, units · places]`, and what the activation makes of them; without one they are
    /// the same.
    pub(in crate::model) fn forward(
        &self,
        values: &CubeTensor,
        parameters: &CubeTensor,
        activation: Option<Activation>,
    ) -> [CubeTensor; 2] {
        let ([batch, _], [height, width]) = (dims(values), self.shape.output());
        let sums = empty(values, [batch, self.shape.units * height * width]);
        let out = activation.map(|_| empty(values, dims(&sums)));
        let mut tensors = vec![values, parameters, &sums];
        tensors.extend(&out);
        let (shape, at) = (&self.shape, self.at);
        forward(shape, Storage::Flat, activation, batch, &tensors, at);
        let out = out.unwrap_or_else(|| sums.clone());
        [sums, out]
    }

    /// Computes ∂L/∂x, `[batch, channels · height · width]`, from the signal at the weighted sums; further back, at what x
    /// was made of by an activation, where that is given.
    pub(in crate::model) fn to_values(
        &self,
        signal: &CubeTensor,
        parameters: &CubeTensor,
        made_of: Option<(Activation, &CubeTensor)>,
    ) -> CubeTensor {
        let [batch, _] = dims(signal);
        let [height, width] = self.shape.input;
        let out = empty(signal, [batch, self.shape.channels * height * width]);
        let mut tensors = vec![signal, parameters];
        tensors.extend(made_of.map(|(_, before)| before));
        tensors.push(&out);
        let activation = made_of.map(|(activation, _)| activation);
        to_values(
            &self.shape,
            Storage::Flat,
            activation,
            batch,
            &tensors,
            self.at,
        );
        out
    }

    /// Writes ∂L/∂W and ∂L/∂b to their places in `gradient`.
    pub(in crate::model) fn to_weights(
        &self,
        values: &CubeTensor,
        signal: &CubeTensor,
        gradient: &CubeTensor,
    ) {
        let [batch, _] = dims(values);
        let tensors = [values, signal, gradient];
        to_weights(&self.shape, Storage::Flat, batch, &tensors, self.at);
    }
}

fn forward(
    shape: &Convolution,
    storage: Storage,
    activation: Option<Activation>,
    batch: usize,
    tensors: &[&CubeTensor],
    at: [usize; 2],
) {
    let [height, width] = shape.output();
    launch(
        WeightedSums::new(Pass::Forward, shape, storage, activation, 1),
        tiles(batch * height * width) * tiles(shape.units),
        tensors,
        &numbers(shape, batch, 1, at),
    );
}

fn to_values(
    shape: &Convolution,
    storage: Storage,
    activation: Option<Activation>,
    batch: usize,
    tensors: &[&CubeTensor],
    at: [usize; 2],
) {
    let pixels = batch * shape.input[0] * shape.input[1];
    launch(
        WeightedSums::new(Pass::ToValues, shape, storage, activation, 1),
        tiles(pixels) * tiles(shape.channels),
        tensors,
        &numbers(shape, batch, 1, at),
    );
}

fn to_weights(
    shape: &Convolution,
    storage: Storage,
    batch: usize,
    tensors: &[&CubeTensor],
    at: [usize; 2],
) {
    let taps = shape.channels * shape.kernel[0] * shape.kernel[1];
    let work = tiles(taps) * tiles(shape.units);
    let parts = parts(work, batch);
    launch(
        WeightedSums::new(Pass::ToWeights, shape, storage, None, parts),
        work * parts,
        tensors,
        &numbers(shape, batch, parts, at),
    );
}

/// Invocations that keep a GPU busy: with fewer, long sums are cut into parts.
const FULL: usize = 256;

/// Decides into how many parts of the batch the sums of `tiles` tiles are cut: a power of two, so that a group has whole
/// tiles.
fn parts(tiles: usize, batch: usize) -> usize {
    let wanted = (FULL / tiles.max(1)).clamp(1, batch.clamp(1, GROUP as usize));
    1 << wanted.ilog2()
}

/// Returns how many tiles cover `count`.
fn tiles(count: usize) -> usize {
    count.div_ceil(TILE)
}

/// Lists what the programs are told, in the order of their `Numbers`.
fn numbers(shape: &Convolution, batch: usize, parts: usize, at: [usize; 2]) -> Vec<usize> {
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
        at[0],
        at[1],
    ]
}
