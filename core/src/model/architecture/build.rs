//! From blocks to stages, layers and parameters, one block after the other.

use super::check::{count, elementwise, enlarged, halves, same_number, shrunk};
use super::{Architecture, Layer, LayerKind, MAX_PARAMETERS, Norm, Stage, Work};
use crate::model::activation::Form;
use crate::model::block::{Cell, Extent, MAX_CHANNELS, MAX_SIDE, MAX_UNITS, Padding};
use crate::model::{Activation, Block, Owner, Parameter, ParameterKind, Shape};

/// The network of `blocks` with a dense output layer of `classes` units. The error is a sentence.
pub(super) fn build(
    blocks: &[Block],
    input: Shape,
    classes: usize,
) -> Result<Architecture, String> {
    let mut builder = Builder {
        built: Architecture {
            input,
            stages: Vec::new(),
            layers: Vec::new(),
            norms: Vec::new(),
            parameters: Vec::new(),
        },
        block: 0,
        hidden: 0,
        kept: None,
    };
    for (index, &block) in blocks.iter().enumerate() {
        builder.block = index;
        builder
            .push(block)
            .map_err(|why| format!("Block {} ({block}) {why}", index + 1))?;
        let parameters = builder.built.parameter_count();
        if parameters > MAX_PARAMETERS {
            return Err(format!(
                "With block {} ({block}) there are {parameters} parameters, more than the {MAX_PARAMETERS} that fit; \
                 make some blocks smaller.",
                index + 1
            ));
        }
    }
    builder.block = blocks.len();
    builder.push_dense("output".to_owned(), classes, Activation::Identity);
    builder.push_running_statistics();
    Ok(builder.built)
}

struct Builder {
    built: Architecture,
    /// Index of the block in work.
    block: usize,
    /// Hidden layers named so far.
    hidden: usize,
    /// Shape of what was kept for a sum.
    kept: Option<Shape>,
}

/// A convolution, its numbers checked.
struct Conv {
    name: String,
    /// Says which it is among those of one block; empty where it is the only one.
    place: &'static str,
    units: usize,
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
    activation: Activation,
}

/// What the parameters of one matrix have in common.
struct Matrix {
    owner: Owner,
    place: &'static str,
    kernel: Option<[usize; 2]>,
    fan_in: usize,
    fan_out: usize,
}

impl Builder {
    /// Adds a block. The error is the second half of a sentence.
    fn push(&mut self, block: Block) -> Result<(), String> {
        match block {
            Block::Dense { units, activation } => {
                halves(units, activation)?;
                let units = count(units, MAX_UNITS, "units")?;
                let name = self.next_name();
                self.push_dense(name, units, activation);
            }
            Block::Conv { .. } => {
                let conv = self.conv_of(block)?;
                self.push_conv(conv)?;
            }
            Block::Pool { kind, size } => {
                let size = count(size, MAX_SIDE, "pixels along a square")?;
                let (channels, height, width) = self.map("pools")?;
                // A series has one column, along which there is nothing to pool.
                let extent = [size, if width == 1 { 1 } else { size }];
                let output = shrunk(channels, [height, width], extent, extent, [0; 2])?;
                self.stage(Work::Pool { kind, size: extent }, output);
            }
            Block::GlobalPool => {
                let (channels, _, _) = self.map("averages")?;
                self.stage(Work::GlobalPool, Shape::Flat(channels));
            }
            Block::Flatten => self.stage(Work::Flatten, Shape::Flat(self.shape().len())),
            Block::Map {
                channels,
                height,
                width,
            } => {
                let map = Shape::Map {
                    channels: count(channels, MAX_CHANNELS, "channels")?,
                    height: count(height, MAX_SIDE, "rows")?,
                    width: count(width, MAX_SIDE, "columns")?,
                };
                same_number(map, self.shape())?;
                self.stage(Work::Flatten, map);
            }
            Block::Upsample { size } => {
                let size = count(size, MAX_SIDE, "pixels along a square")?;
                let (channels, height, width) = self.map("enlarges")?;
                let output = enlarged(channels, [height, width], size)?;
                self.stage(Work::Upsample { size }, output);
            }
            Block::Dropout { percent } => {
                if percent >= 100 {
                    return Err("would leave nothing; choose less than 100 per cent.".to_owned());
                }
                let probability = f64::from(percent) / 100.0;
                self.stage(Work::Dropout { probability }, self.shape());
            }
            Block::BatchNorm { activation } => {
                elementwise(activation)?;
                self.push_norm(activation);
            }
            Block::Residual {
                channels,
                stride,
                activation,
            } => {
                elementwise(activation)?;
                let channels = count(channels, MAX_CHANNELS, "channels")?;
                let stride = count(stride, MAX_SIDE, "pixels from place to place")?;
                self.push_residual(channels, stride, activation)?;
            }
            Block::Recurrent { cell, units, every } => {
                let units = count(units, MAX_UNITS, "units")?;
                self.push_recurrent(cell, units, every)?;
            }
        }
        Ok(())
    }

    /// Shape of what has been built so far.
    fn shape(&self) -> Shape {
        let last = self.built.stages.last();
        last.map_or(self.built.input, |stage| stage.output)
    }

    fn next_name(&mut self) -> String {
        self.hidden += 1;
        format!("hidden {}", self.hidden)
    }

    fn stage(&mut self, work: Work, output: Shape) {
        let input = self.shape();
        let shows = self.shown_by(work, input == output);
        self.built.stages.push(Stage {
            block: self.block,
            work,
            input,
            output,
            shows,
        });
    }

    /// The layer whose units are looked at after `work`. A normalisation or a sum right behind a layer without an
    /// activation takes its place.
    fn shown_by(&mut self, work: Work, same_shape: bool) -> Option<usize> {
        let activation = match work {
            Work::Layer(index) => return Some(index),
            Work::Norm(index) => self.built.norms.get(index)?.activation,
            Work::Sum(activation) => activation,
            _ => return None,
        };
        let index = self.built.stages.last()?.shows?;
        let layer = self.built.layers.get_mut(index)?;
        if !same_shape || layer.shown != Activation::Identity {
            return None;
        }
        layer.shown = activation;
        Some(index)
    }

    /// Channels, height and width of what has been built so far.
    fn map(&self, does: &str) -> Result<(usize, usize, usize), String> {
        match self.shape() {
            Shape::Map {
                channels,
                height,
                width,
            } => Ok((channels, height, width)),
            Shape::Flat(values) => Err(format!(
                "{does} images, but {values} values without an order come in; put it before the first dense, flatten \
                 or global pooling block, or a map block before it."
            )),
        }
    }

    fn push_dense(&mut self, name: String, units: usize, activation: Activation) {
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

    fn push_layer(&mut self, layer: Layer) {
        let output = layer.output;
        self.built.layers.push(layer);
        self.stage(Work::Layer(self.built.layers.len() - 1), output);
    }

    fn conv_of(&mut self, block: Block) -> Result<Conv, String> {
        let Block::Conv {
            extent,
            channels,
            kernel,
            stride,
            padding,
            activation,
        } = block
        else {
            return Err("is no convolution.".to_owned());
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

    fn push_conv(&mut self, conv: Conv) -> Result<(), String> {
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

    fn push_norm(&mut self, activation: Activation) {
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
        self.stage(Work::Norm(self.built.norms.len() - 1), shape);
    }

    /// Running mean and variance of every normalisation, behind all that is trained.
    fn push_running_statistics(&mut self) {
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

    fn push_residual(
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
        self.stage(Work::Keep, input);
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
        self.stage(Work::Sum(activation), self.shape());
        self.kept = None;
        Ok(())
    }

    fn exchange(&mut self) {
        let here = self.shape();
        let output = self.kept.replace(here).unwrap_or(here);
        self.stage(Work::Exchange, output);
    }

    fn push_recurrent(&mut self, cell: Cell, cells: usize, every: bool) -> Result<(), String> {
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

    /// Of the layer to come.
    fn matrix(&self, kernel: Option<[usize; 2]>, fan_in: usize, fan_out: usize) -> Matrix {
        Matrix {
            owner: Owner::Layer(self.built.layers.len()),
            place: "",
            kernel,
            fan_in,
            fan_out,
        }
    }

    /// Weights `[fan_in, units]` and biases of these names; gives their indices.
    fn push_weights(
        &mut self,
        matrix: &Matrix,
        [weight, bias]: [&'static str; 2],
        units: usize,
    ) -> Vec<usize> {
        let shape = [matrix.fan_in, units];
        vec![
            self.push_parameter(matrix, weight, ParameterKind::Weight, shape),
            self.push_parameter(matrix, bias, ParameterKind::Bias, [1, units]),
        ]
    }

    /// What the activation adds.
    fn push_shapes(&mut self, matrix: &Matrix, units: usize, activation: Activation) -> Vec<usize> {
        if !matches!(activation.info().form, Form::Adaptive) {
            return Vec::new();
        }
        ["gamma", "beta"]
            .map(|name| self.push_parameter(matrix, name, ParameterKind::Shape, [1, units]))
            .to_vec()
    }

    fn push_parameter(
        &mut self,
        matrix: &Matrix,
        name: &'static str,
        kind: ParameterKind,
        shape: [usize; 2],
    ) -> usize {
        let parameters = &mut self.built.parameters;
        parameters.push(Parameter {
            block: self.block,
            owner: matrix.owner,
            place: matrix.place,
            kernel: matrix.kernel.filter(|_| kind == ParameterKind::Weight),
            name,
            kind,
            shape,
            fan_in: matrix.fan_in,
            fan_out: matrix.fan_out,
            offset: parameters.last().map_or(0, |p| p.range().end),
        });
        parameters.len() - 1
    }
}
