//! From blocks to stages, layers and parameters, one block after the other.

use super::check::{count, elementwise, enlarged, halves, same_number, shrunk};
use super::{Architecture, MAX_PARAMETERS, Op, Stage};
use crate::model::block::{MAX_CHANNELS, MAX_SIDE, MAX_UNITS};
use crate::model::{Activation, Block, Shape};

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

pub(super) struct Builder {
    pub(super) built: Architecture,
    /// Index of the block in work.
    pub(super) block: usize,
    /// Hidden layers named so far.
    hidden: usize,
    /// Shape of what was kept for a sum.
    pub(super) kept: Option<Shape>,
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
                self.stage(Op::Pool { kind, size: extent }, output);
            }
            Block::GlobalPool => {
                let (channels, _, _) = self.map("averages")?;
                self.stage(Op::GlobalPool, Shape::Flat(channels));
            }
            Block::Flatten => self.stage(Op::Flatten, Shape::Flat(self.shape().len())),
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
                self.stage(Op::Flatten, map);
            }
            Block::Upsample { size } => {
                let size = count(size, MAX_SIDE, "pixels along a square")?;
                let (channels, height, width) = self.map("enlarges")?;
                let output = enlarged(channels, [height, width], size)?;
                self.stage(Op::Upsample { size }, output);
            }
            Block::Dropout { percent } => {
                if percent >= 100 {
                    return Err("would leave nothing; choose less than 100 per cent.".to_owned());
                }
                let probability = f64::from(percent) / 100.0;
                self.stage(Op::Dropout { probability }, self.shape());
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
    pub(super) fn shape(&self) -> Shape {
        let last = self.built.stages.last();
        last.map_or(self.built.input, |stage| stage.output)
    }

    pub(super) fn next_name(&mut self) -> String {
        self.hidden += 1;
        format!("hidden {}", self.hidden)
    }

    pub(super) fn stage(&mut self, work: Op, output: Shape) {
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
    fn shown_by(&mut self, work: Op, same_shape: bool) -> Option<usize> {
        let activation = match work {
            Op::Layer(index) => return Some(index),
            Op::Norm(index) => self.built.norms.get(index)?.activation,
            Op::Sum(activation) => activation,
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
    pub(super) fn map(&self, does: &str) -> Result<(usize, usize, usize), String> {
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
}
