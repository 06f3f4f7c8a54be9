//! The layers and stages of each kind of block.

use super::build::Builder;
use super::check::{count, halves, shrunk};
use super::parameters::Matrix;
use super::{Layer, LayerKind, Norm, Op};
use crate::model::block::{Cell, Extent, MAX_CHANNELS, MAX_SIDE, Padding};
use crate::model::{Activation, Block, Owner, ParameterKind, Shape};

/// A convolution, its numbers checked.
pub(super) struct Conv {
    name: String,
    /// Says which it is among those of one block; empty where it is the only one.
    place: &'static str,
    units: usize,
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
    activation: Activation,
}

impl Builder {
    pub(super) fn push_dense(&mut self, name: String, units: usize, activation: Activation) {
        let input = self.shape();
        let fan_in = input.len();
        let matrix = self.matrix(None, fan_in, units);
        let mut parameters = self.push_weights(&matrix, ["weight", "bias"], units);
        parameters.extend(self.push_shapes(&matrix, units, activation));
        let output = Shape::Flat(activation.width_after(units));
        self.push_layer(Layer {
            name,
            kind: LayerKind::Dense,
            inputs: fan_in,
            units,
            activation,
            shown: activation,
            parameters,
            input,
            output,
        });
    }

    pub(super) fn push_layer(&mut self, layer: Layer) {
        let output = layer.output;
        self.built.layers.push(layer);
        self.stage(Op::Layer(self.built.layers.len() - 1), output);
    }

    pub(super) fn conv_of(&mut self, block: Block) -> Result<Conv, String> {
        let Block::Conv {
            extent,
            channels,
            kernel,
            stride,
            padding,
            activation,
        } = block
        else {
            return Err("is not a convolution.".to_owned());
        };
        halves(channels, activation)?;
        let units = count(channels, MAX_CHANNELS, "channels")?;
        let kernel = count(kernel, MAX_SIDE, "pixels along a kernel")?;
        let stride = count(stride, MAX_SIDE, "pixels from place to place")?;
        let around = match padding {
            Padding::Valid => 0,
            Padding::Same => kernel / 2,
        };
        let (_, _, width) = self.map("convolves")?;
        let (kernel, stride, padding) = match extent {
            Extent::Square => ([kernel; 2], [stride; 2], [around; 2]),
            Extent::Rows => ([kernel, width], [stride, 1], [around, 0]),
        };
        Ok(Conv {
            name: self.next_name(),
            place: "",
            units,
            kernel,
            stride,
            padding,
            activation,
        })
    }

    pub(super) fn push_conv(&mut self, conv: Conv) -> Result<(), String> {
        let (channels, height, width) = self.map("convolves")?;
        let output = shrunk(
            conv.activation.width_after(conv.units),
            [height, width],
            conv.kernel,
            conv.stride,
            conv.padding,
        )?;
        let reach = conv.kernel[0] * conv.kernel[1];
        let (fan_in, input) = (channels * reach, self.shape());
        let matrix = Matrix {
            place: conv.place,
            ..self.matrix(Some(conv.kernel), fan_in, conv.units * reach)
        };
        let mut parameters = self.push_weights(&matrix, ["weight", "bias"], conv.units);
        parameters.extend(self.push_shapes(&matrix, conv.units, conv.activation));
        self.push_layer(Layer {
            name: conv.name,
            kind: LayerKind::Conv {
                kernel: conv.kernel,
                stride: conv.stride,
                padding: conv.padding,
            },
            inputs: fan_in,
            units: conv.units,
            activation: conv.activation,
            shown: conv.activation,
            parameters,
            input,
            output,
        });
        Ok(())
    }

    pub(super) fn push_norm(&mut self, activation: Activation) {
        let shape = self.shape();
        let (channels, places) = match shape {
            Shape::Flat(values) => (values, 1),
            Shape::Map {
                channels,
                height,
                width,
            } => (channels, height * width),
        };
        let matrix = Matrix {
            owner: Owner::Norm(self.built.norms.len()),
            ..self.matrix(None, channels, channels)
        };
        let parameters = vec![
            self.push_parameter(&matrix, "weight", ParameterKind::Shape, [1, channels]),
            self.push_parameter(&matrix, "bias", ParameterKind::Shift, [1, channels]),
        ];
        self.built.norms.push(Norm {
            channels,
            places,
            activation,
            parameters,
        });
        self.stage(Op::Norm(self.built.norms.len() - 1), shape);
    }

    /// Running mean and variance of every normalisation, behind all that is trained.
    pub(super) fn push_running_statistics(&mut self) {
        for index in 0..self.built.norms.len() {
            let (channels, gamma) = (
                self.built.norms[index].channels,
                self.built.norms[index].parameters[0],
            );
            self.block = self.built.parameters[gamma].block;
            let matrix = Matrix {
                owner: Owner::Norm(index),
                ..self.matrix(None, channels, channels)
            };
            let shape = [1, channels];
            let mean = self.push_parameter(&matrix, "running_mean", ParameterKind::Mean, shape);
            let variance =
                self.push_parameter(&matrix, "running_var", ParameterKind::Variance, shape);
            self.built.norms[index].parameters.extend([mean, variance]);
        }
    }

    pub(super) fn push_residual(
        &mut self,
        channels: usize,
        stride: usize,
        activation: Activation,
    ) -> Result<(), String> {
        let (before, _, _) = self.map("convolves")?;
        let input = self.shape();
        let name = self.next_name();
        let conv = |place: &'static str, kernel: usize, stride: usize| Conv {
            name: format!("{name} {place}"),
            place,
            units: channels,
            kernel: [kernel; 2],
            stride: [stride; 2],
            padding: [kernel / 2; 2],
            activation: Activation::Identity,
        };
        self.stage(Op::Keep, input);
        self.kept = Some(input);
        if before != channels || stride != 1 {
            self.push_conv(conv("shortcut", 1, stride))?;
            self.push_norm(Activation::Identity);
            self.exchange();
        }
        self.push_conv(conv("a", 3, stride))?;
        self.push_norm(activation);
        self.push_conv(conv("b", 3, 1))?;
        self.push_norm(Activation::Identity);
        self.stage(Op::Sum(activation), self.shape());
        self.kept = None;
        Ok(())
    }

    pub(super) fn exchange(&mut self) {
        let here = self.shape();
        let output = self.kept.replace(here).unwrap_or(here);
        self.stage(Op::Exchange, output);
    }

    pub(super) fn push_recurrent(
        &mut self,
        cell: Cell,
        cells: usize,
        every: bool,
    ) -> Result<(), String> {
        let (channels, steps, width) = self.map("reads")?;
        let (input, features) = (self.shape(), channels * width);
        let gates = cells * cell.gates();
        let row = self.matrix(None, features, cells);
        let state = self.matrix(None, cells, cells);
        let biases = match cell {
            Cell::Lstm => ParameterKind::Gates,
            Cell::Gru => ParameterKind::Bias,
        };
        let mut parameters = vec![
            self.push_parameter(
                &row,
                "weight_ih_l0",
                ParameterKind::Weight,
                [features, gates],
            ),
            self.push_parameter(&row, "bias_ih_l0", biases, [1, gates]),
        ];
        parameters.extend(self.push_weights(&state, ["weight_hh_l0", "bias_hh_l0"], gates));
        let output = match every {
            true => Shape::Map {
                channels: cells,
                height: steps,
                width: 1,
            },
            false => Shape::Flat(cells),
        };
        let name = self.next_name();
        self.push_layer(Layer {
            name,
            kind: LayerKind::Recurrent { cell, steps, every },
            inputs: features,
            units: gates,
            activation: Activation::Identity,
            shown: Activation::Identity,
            parameters,
            input,
            output,
        });
        Ok(())
    }
}
