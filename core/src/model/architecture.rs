//! The network that a list of blocks becomes: shapes from block to block, layers with their parameters, and
//! what is wrong with a list that fits no data.

use super::block::{MAX_CHANNELS, MAX_SIDE, MAX_UNITS, Padding, Pooling};
use super::{Activation, Block, Init, Parameter, ParameterKind, Shape, activation, init};
use crate::error::ExperimentError;

/// Most blocks.
pub const MAX_BLOCKS: usize = 40;
/// Most trainable values: with Adam and a gradient 1.6 GB, and a browser gives a page 4.
pub const MAX_PARAMETERS: usize = 100_000_000;

/// A layer with weights as it will be computed, the output layer included.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name for charts: `hidden 1`, …, `output`.
    pub name: String,
    /// How its weights meet the values before it.
    pub kind: LayerKind,
    /// Weights of a unit: the values that it sees at once.
    pub inputs: usize,
    /// Units, that is pre-activations (dense) or channels (convolution), for each example.
    pub units: usize,
    /// Applied to the pre-activations; the identity on the output layer, whose logits go to the loss.
    pub activation: Activation,
    /// Indices into [`Architecture::parameters`].
    pub parameters: Vec<usize>,
    /// What comes in.
    pub input: Shape,
    /// What leaves it, after the activation.
    pub output: Shape,
}

impl Layer {
    /// Values that leave it.
    pub fn width(&self) -> usize {
        self.output.len()
    }

    /// Units or channels that leave it: half of its units after a gate.
    pub fn units_after(&self) -> usize {
        self.activation.width_after(self.units)
    }

    /// Places at which each unit is computed: 1 for a dense layer.
    pub fn places(&self) -> usize {
        match self.output {
            Shape::Flat(_) => 1,
            Shape::Map { height, width, .. } => height * width,
        }
    }
}

/// How the weights of a layer meet the values before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// Every unit sees every value.
    Dense,
    /// A kernel of `kernel` · `kernel` moves by `stride` over a map with `padding` zeros on each side.
    Conv {
        /// Side in pixels.
        kernel: usize,
        /// Pixels from one place to the next.
        stride: usize,
        /// Zeros on each side.
        padding: usize,
    },
}

/// What one stage of the forward pass does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    /// The layer with this index.
    Layer(usize),
    /// One value for each square.
    Pool {
        /// Which.
        kind: Pooling,
        /// Side of a square.
        size: usize,
    },
    /// The mean of each channel.
    GlobalPool,
    /// Another name for the same numbers: flat from a map, or a map from flat ones.
    Flatten,
    /// A square of pixels for each pixel.
    Upsample {
        /// Side of the square.
        size: usize,
    },
    /// Values left out in training.
    Dropout {
        /// Probability, 0 to less than 1.
        probability: f64,
    },
}

/// One stage of the forward pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    /// Index of its block, the output layer being the last.
    pub block: usize,
    /// What it does.
    pub work: Work,
    /// What comes in.
    pub input: Shape,
    /// What leaves it.
    pub output: Shape,
}

/// The network that a list of blocks becomes on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    /// Shape of one example.
    pub input: Shape,
    /// From input to output.
    pub stages: Vec<Stage>,
    /// Those with weights, from input to output.
    pub layers: Vec<Layer>,
    /// In the order of the flat vector.
    pub parameters: Vec<Parameter>,
}

fn refuse(message: String) -> ExperimentError {
    ExperimentError::new("model", message)
}

impl Architecture {
    /// The stages and parameters for samples of the shape `input` and `classes` classes.
    ///
    /// # Errors
    /// When a block is empty, too large, or does not fit what comes before it.
    pub fn new(
        blocks: &[Block],
        input: impl Into<Shape>,
        classes: usize,
    ) -> Result<Self, ExperimentError> {
        if blocks.len() > MAX_BLOCKS {
            return Err(refuse(format!(
                "{} blocks are more than the {MAX_BLOCKS} that fit; remove some.",
                blocks.len()
            )));
        }
        let mut architecture = Self {
            input: input.into(),
            stages: Vec::new(),
            layers: Vec::new(),
            parameters: Vec::new(),
        };
        for (index, &block) in blocks.iter().enumerate() {
            architecture
                .push(index, block)
                .map_err(|why| refuse(format!("Block {} ({block}) {why}", index + 1)))?;
            if architecture.parameter_count() > MAX_PARAMETERS {
                return Err(refuse(format!(
                    "With block {} ({block}) there are {} parameters, more than the {MAX_PARAMETERS} that fit; make \
                     some blocks smaller.",
                    index + 1,
                    architecture.parameter_count()
                )));
            }
        }
        let output = Dense {
            units: classes,
            activation: Activation::Identity,
        };
        architecture.push_dense(blocks.len(), "output".to_owned(), output);
        Ok(architecture)
    }

    /// Number of trainable values.
    pub fn parameter_count(&self) -> usize {
        self.parameters.last().map_or(0, |p| p.range().end)
    }

    /// The initial parameters, flat.
    pub fn initial(&self, init: Init, scale: f64, seed: u64) -> Vec<f32> {
        let mut flat = Vec::with_capacity(self.parameter_count());
        for parameter in &self.parameters {
            flat.extend(init::draw(init, scale, seed, parameter));
        }
        flat
    }

    /// Where the bias of class 0 on the output layer lies in the flat vector.
    pub fn output_bias(&self) -> Option<usize> {
        let &bias = self.layers.last()?.parameters.get(1)?;
        self.parameters.get(bias).map(|parameter| parameter.offset)
    }

    /// The hidden layer that the fewest values leave, the first of equals: what an autoencoder squeezes an
    /// image through. None without a hidden layer.
    pub fn bottleneck(&self) -> Option<usize> {
        let (_, hidden) = self.layers.split_last()?;
        (0..hidden.len()).min_by_key(|&index| hidden[index].width())
    }

    /// Shape of what has been built so far.
    fn shape(&self) -> Shape {
        self.stages.last().map_or(self.input, |stage| stage.output)
    }

    /// Adds a block. The error is the second half of a sentence.
    fn push(&mut self, index: usize, block: Block) -> Result<(), String> {
        match block {
            Block::Dense { units, activation } => {
                check_count(units, MAX_UNITS, "units")?;
                check_halves(units, activation)?;
                let name = self.layer_name();
                let units = units as usize;
                self.push_dense(index, name, Dense { units, activation });
            }
            Block::Conv {
                channels,
                kernel,
                stride,
                padding,
                activation,
            } => {
                check_count(channels, MAX_CHANNELS, "channels")?;
                check_halves(channels, activation)?;
                check_count(kernel, MAX_SIDE, "pixels along a kernel")?;
                check_count(stride, MAX_SIDE, "pixels from place to place")?;
                let (kernel, stride) = (kernel as usize, stride as usize);
                let padding = match padding {
                    Padding::Valid => 0,
                    Padding::Same => kernel / 2,
                };
                let conv = Conv {
                    units: channels as usize,
                    kernel,
                    stride,
                    padding,
                    activation,
                };
                self.push_conv(index, conv)?;
            }
            Block::Pool { kind, size } => {
                check_count(size, MAX_SIDE, "pixels along a square")?;
                let size = size as usize;
                let (channels, height, width) = self.map("pools")?;
                let output = shrunk(channels, [height, width], size, size, 0)?;
                self.stage(index, Work::Pool { kind, size }, output);
            }
            Block::GlobalPool => {
                let (channels, _, _) = self.map("averages")?;
                self.stage(index, Work::GlobalPool, Shape::Flat(channels));
            }
            Block::Flatten => self.stage(index, Work::Flatten, Shape::Flat(self.shape().len())),
            Block::Map {
                channels,
                height,
                width,
            } => {
                check_count(channels, MAX_CHANNELS, "channels")?;
                check_count(height, MAX_SIDE, "rows")?;
                check_count(width, MAX_SIDE, "columns")?;
                let [channels, height, width] = [channels, height, width].map(|n| n as usize);
                let map = Shape::Map {
                    channels,
                    height,
                    width,
                };
                check_same_number(map, self.shape())?;
                self.stage(index, Work::Flatten, map);
            }
            Block::Upsample { size } => {
                check_count(size, MAX_SIDE, "pixels along a square")?;
                let size = size as usize;
                let (channels, height, width) = self.map("enlarges")?;
                let output = Shape::Map {
                    channels,
                    height: height * size,
                    width: width * size,
                };
                check_enlarged(output)?;
                self.stage(index, Work::Upsample { size }, output);
            }
            Block::Dropout { percent } => {
                if percent >= 100 {
                    return Err("would leave nothing; choose less than 100 per cent.".to_owned());
                }
                let probability = f64::from(percent) / 100.0;
                self.stage(index, Work::Dropout { probability }, self.shape());
            }
        }
        Ok(())
    }

    fn layer_name(&self) -> String {
        format!("hidden {}", self.layers.len() + 1)
    }

    fn stage(&mut self, block: usize, work: Work, output: Shape) {
        let input = self.shape();
        self.stages.push(Stage {
            block,
            work,
            input,
            output,
        });
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

    fn push_dense(&mut self, block: usize, name: String, dense: Dense) {
        let input = self.shape();
        let fan_in = input.len();
        let parameters = self.push_parameters(block, [fan_in, dense.units], None, dense.activation);
        let output = Shape::Flat(dense.activation.width_after(dense.units));
        self.layers.push(Layer {
            name,
            kind: LayerKind::Dense,
            inputs: fan_in,
            units: dense.units,
            activation: dense.activation,
            parameters,
            input,
            output,
        });
        self.stage(block, Work::Layer(self.layers.len() - 1), output);
    }

    fn push_conv(&mut self, block: usize, conv: Conv) -> Result<(), String> {
        let (channels, height, width) = self.map("convolves")?;
        let units = conv.activation.width_after(conv.units);
        let output = shrunk(
            units,
            [height, width],
            conv.kernel,
            conv.stride,
            conv.padding,
        )?;
        let fan_in = channels * conv.kernel * conv.kernel;
        let (name, input) = (self.layer_name(), self.shape());
        let kernel = Some(conv.kernel);
        let parameters = self.push_parameters(block, [fan_in, conv.units], kernel, conv.activation);
        self.layers.push(Layer {
            name,
            kind: LayerKind::Conv {
                kernel: conv.kernel,
                stride: conv.stride,
                padding: conv.padding,
            },
            inputs: fan_in,
            units: conv.units,
            activation: conv.activation,
            parameters,
            input,
            output,
        });
        self.stage(block, Work::Layer(self.layers.len() - 1), output);
        Ok(())
    }

    /// Weights `[inputs, units]`, biases and what the activation adds; gives their indices.
    fn push_parameters(
        &mut self,
        block: usize,
        [inputs, units]: [usize; 2],
        kernel: Option<usize>,
        activation: Activation,
    ) -> Vec<usize> {
        let layer = self.layers.len();
        let fan_out = units * kernel.map_or(1, |side| side * side);
        let mut indices = Vec::new();
        let mut push = |name, kind, rows| {
            indices.push(self.parameters.len());
            self.parameters.push(Parameter {
                block,
                layer,
                kernel: kernel.filter(|_| kind == ParameterKind::Weight),
                name,
                kind,
                shape: [rows, units],
                fan_in: inputs,
                fan_out,
                offset: self.parameters.last().map_or(0, |p| p.range().end),
            });
        };
        push("weight", ParameterKind::Weight, inputs);
        push("bias", ParameterKind::Bias, 1);
        if matches!(activation.info().form, activation::Form::Adaptive) {
            push("gamma", ParameterKind::Shape, 1);
            push("beta", ParameterKind::Shape, 1);
        }
        indices
    }
}

struct Dense {
    units: usize,
    activation: Activation,
}

struct Conv {
    units: usize,
    kernel: usize,
    stride: usize,
    padding: usize,
    activation: Activation,
}

/// Map of `channels` that a square of `size` leaves when it moves by `stride` over `[height, width]` with
/// `padding` zeros on each side: ⌊(side + 2·padding − size) / stride⌋ + 1.
fn shrunk(
    channels: usize,
    [height, width]: [usize; 2],
    size: usize,
    stride: usize,
    padding: usize,
) -> Result<Shape, String> {
    let side = |side: usize| Some((side + 2 * padding).checked_sub(size)? / stride + 1);
    match (side(height), side(width)) {
        (Some(height), Some(width)) => Ok(Shape::Map {
            channels,
            height,
            width,
        }),
        _ => Err(format!(
            "looks at {size}×{size} pixels, but {height}×{width} come in; make it smaller, or take out a block that \
             shrinks the image."
        )),
    }
}

/// A map takes all values that come in, and no others.
fn check_same_number(map: Shape, before: Shape) -> Result<(), String> {
    match (map.len(), before.len()) {
        (holds, come) if holds != come => Err(format!(
            "holds {holds} values, but {come} come in; put a dense block of {holds} units before it, or choose other sizes."
        )),
        _ => Ok(()),
    }
}

/// An enlarged map is at most as large as anything else can be.
fn check_enlarged(map: Shape) -> Result<(), String> {
    let most = (MAX_CHANNELS * MAX_SIDE * MAX_SIDE) as usize;
    match map.len() {
        values if values > most => Err(format!(
            "leaves {values} values, more than the {most} that fit; choose a smaller size."
        )),
        _ => Ok(()),
    }
}

fn check_count(count: u32, most: u32, what: &str) -> Result<(), String> {
    match count {
        0 => Err(format!("has no {what}; choose 1 to {most}.")),
        n if n > most => Err(format!("has {n} {what}; choose 1 to {most}.")),
        _ => Ok(()),
    }
}

fn check_halves(units: u32, activation: Activation) -> Result<(), String> {
    if matches!(activation.info().form, activation::Form::Gated) && units % 2 == 1 {
        return Err(format!(
            "has {units} units, but GLU splits them in two halves; choose an even number."
        ));
    }
    Ok(())
}
