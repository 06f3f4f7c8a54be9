//! One block of the network, as a person chooses it. A new kind is a variant with a row in [`BLOCKS`] and
//! its shapes and parameters in `architecture/`.
//!
//! | file | |
//! | --- | --- |
//! | `table.rs` | the rows: name, explanation, how to read it |
//! | `text.rs` | the text form |

mod table;
#[cfg(test)]
mod tests;
mod text;

pub use table::{BLOCKS, BlockInfo};

use super::Activation;
use serde::{Deserialize, Serialize};

/// One block of the network.
///
/// Links and scripts write it as a word, which is read back by [`str::parse`]:
///
/// ```
/// use playground_experiment::model::{Activation, Block};
///
/// let block: Block = "128-relu".parse()?;
/// assert_eq!(block, Block::Dense { units: 128, activation: Activation::Relu });
/// assert_eq!(block.to_string(), "128-relu");
///
/// let convolution: Block = "conv-6-5-same-tanh".parse()?;
/// assert_eq!(convolution.activation(), Some(Activation::Tanh));
///
/// // What cannot be read is told in a sentence.
/// assert!("128-rely".parse::<Block>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Block {
    /// A fully connected layer and its activation. Takes maps as they lie in memory.
    Dense {
        /// Units before the activation.
        units: u32,
        /// Applied to the pre-activations.
        activation: Activation,
    },
    /// A convolution with biases and its activation.
    Conv {
        /// How far a kernel reaches.
        extent: Extent,
        /// Kernels, that is channels that leave it.
        channels: u32,
        /// Side of a kernel in pixels, or its rows.
        kernel: u32,
        /// Pixels, or rows, from one place of the kernel to the next.
        stride: u32,
        /// What lies beyond the edge.
        padding: Padding,
        /// Applied to the pre-activations.
        activation: Activation,
    },
    /// The largest or the mean value of each square.
    Pool {
        /// Which of them.
        kind: Pooling,
        /// Side of a square, and pixels from one to the next.
        size: u32,
    },
    /// The mean of each channel.
    GlobalPool,
    /// Channels one after the other, without an order.
    Flatten,
    /// The way back: values become channels of an image.
    Map {
        /// Channels.
        channels: u32,
        /// Rows.
        height: u32,
        /// Columns.
        width: u32,
    },
    /// Each pixel becomes a square of pixels of its value.
    Upsample {
        /// Side of the square.
        size: u32,
    },
    /// In training, each value is left out with this probability and the others grow to make up for it; in
    /// evaluation nothing happens (Srivastava et al. 2014, in the inverted form of PyTorch).
    Dropout {
        /// Probability in per cent.
        percent: u8,
    },
    /// Values of each channel brought to mean 0 and variance 1, then scaled and shifted by trained numbers; over the
    /// batch in training, by running averages in evaluation (Ioffe & Szegedy 2015).
    BatchNorm {
        /// Applied afterwards.
        activation: Activation,
    },
    /// Two normalised 3×3 convolutions whose outcome is added to what came in (He et al. 2016, fig. 2 and §3.3). What
    /// came in passes a normalised 1×1 convolution where its shape is another.
    Residual {
        /// Channels that leave it.
        channels: u32,
        /// Stride of the first convolution.
        stride: u32,
        /// Applied after the first convolution and after the sum.
        activation: Activation,
    },
    /// Cells that read an image or a series row by row and remember.
    Recurrent {
        /// Which cells.
        cell: Cell,
        /// How many.
        units: u32,
        /// Whether the state after every row leaves the block, or the last one alone.
        every: bool,
    },
}

/// How far the kernels of a convolution reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Extent {
    /// A square of pixels.
    Square,
    /// Whole rows: they move along the rows alone, as over the steps of a series.
    Rows,
}

/// Which cells remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cell {
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000).
    Lstm,
    /// Gated recurrent unit (Cho et al. 2014), in PyTorch's form.
    Gru,
}

impl Cell {
    /// Gates, the candidate included: each has weights of its own.
    pub fn gates(self) -> usize {
        match self {
            Self::Lstm => 4,
            Self::Gru => 3,
        }
    }
}

/// What lies beyond the edge of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Padding {
    /// Nothing: kernels stay inside, and the map shrinks.
    Valid,
    /// Zeros, ⌊kernel / 2⌋ on each side: with stride 1 and an odd kernel the map keeps its size.
    Same,
}

/// Which value stands for a square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pooling {
    /// The largest.
    Max,
    /// The mean.
    Average,
}

/// Most units in a dense block, so that a slip of the finger does not ask for gigabytes.
pub const MAX_UNITS: u32 = 4096;
/// Most channels of a convolution.
pub(crate) const MAX_CHANNELS: u32 = 1024;
/// Largest kernel, stride, square or side of a map.
pub(crate) const MAX_SIDE: u32 = 28;

/// A number of a block that a person sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// What it is: "units".
    pub name: &'static str,
    /// Now.
    pub value: u32,
    /// At most.
    pub most: u32,
}

impl Block {
    /// Its numbers, in the order of its text form.
    pub fn numbers(&self) -> Vec<Number> {
        let number = |name, value, most| Number { name, value, most };
        match *self {
            Self::Dense { units, .. } => vec![number("units", units, MAX_UNITS)],
            Self::Conv {
                channels,
                kernel,
                stride,
                ..
            } => vec![
                number("channels", channels, MAX_CHANNELS),
                number("kernel", kernel, MAX_SIDE),
                number("stride", stride, MAX_SIDE),
            ],
            Self::Pool { size, .. } | Self::Upsample { size } => {
                vec![number("size", size, MAX_SIDE)]
            }
            Self::Map {
                channels,
                height,
                width,
            } => vec![
                number("channels", channels, MAX_CHANNELS),
                number("rows", height, MAX_SIDE),
                number("columns", width, MAX_SIDE),
            ],
            Self::Dropout { percent } => vec![number("per cent", u32::from(percent), 99)],
            Self::Residual {
                channels, stride, ..
            } => vec![
                number("channels", channels, MAX_CHANNELS),
                number("stride", stride, MAX_SIDE),
            ],
            Self::Recurrent { units, .. } => vec![number("units", units, MAX_UNITS)],
            Self::GlobalPool | Self::Flatten | Self::BatchNorm { .. } => Vec::new(),
        }
    }

    /// The same block with another value for one of its numbers; itself where it has no such number.
    pub fn with_number(mut self, index: usize, value: u32) -> Self {
        match (&mut self, index) {
            (Self::Dense { units: own, .. }, 0)
            | (Self::Conv { channels: own, .. }, 0)
            | (Self::Conv { kernel: own, .. }, 1)
            | (Self::Conv { stride: own, .. }, 2)
            | (Self::Pool { size: own, .. }, 0)
            | (Self::Upsample { size: own }, 0)
            | (Self::Map { channels: own, .. }, 0)
            | (Self::Map { height: own, .. }, 1)
            | (Self::Map { width: own, .. }, 2)
            | (Self::Residual { channels: own, .. }, 0)
            | (Self::Residual { stride: own, .. }, 1)
            | (Self::Recurrent { units: own, .. }, 0) => *own = value,
            (Self::Dropout { percent }, 0) => *percent = value.min(u32::from(u8::MAX)) as u8,
            _ => {}
        }
        self
    }

    /// Its row.
    pub fn info(&self) -> &'static BlockInfo {
        let same = |row: &&BlockInfo| match (row.usual, self) {
            (Self::Pool { kind, .. }, Self::Pool { kind: own, .. }) => kind == *own,
            (Self::Conv { extent, .. }, Self::Conv { extent: own, .. }) => extent == *own,
            (Self::Recurrent { cell, .. }, Self::Recurrent { cell: own, .. }) => cell == *own,
            (usual, own) => std::mem::discriminant(&usual) == std::mem::discriminant(own),
        };
        // Every kind has a row, which a test sees to.
        BLOCKS.iter().find(same).unwrap_or(&BLOCKS[0])
    }

    /// Its activation, if it has one to choose.
    pub fn activation(&self) -> Option<Activation> {
        match *self {
            Self::Dense { activation, .. }
            | Self::Conv { activation, .. }
            | Self::BatchNorm { activation }
            | Self::Residual { activation, .. } => Some(activation),
            _ => None,
        }
    }

    /// The same block with another activation, if it has one.
    pub fn with_activation(mut self, chosen: Activation) -> Self {
        match &mut self {
            Self::Dense { activation, .. }
            | Self::Conv { activation, .. }
            | Self::BatchNorm { activation }
            | Self::Residual { activation, .. } => *activation = chosen,
            _ => {}
        }
        self
    }

    /// The same block `by` times as wide: its units or channels, at least one, an even number before a gate. Itself
    /// where it has neither.
    pub(crate) fn widened(self, by: f64) -> Self {
        let wide = |number: &&Number| matches!(number.name, "units" | "channels");
        let Some(number) = self.numbers().first().filter(wide).copied() else {
            return self;
        };
        let step = match self.activation() {
            Some(Activation::Glu) => 2.0,
            _ => 1.0,
        };
        let width = (f64::from(number.value) * by / step).round() * step;
        self.with_number(0, width.clamp(step, f64::from(number.most)) as u32)
    }

    /// Whether it counts as a hidden layer: it has weights that mix values.
    pub fn is_layer(&self) -> bool {
        matches!(
            self,
            Self::Dense { .. } | Self::Conv { .. } | Self::Residual { .. } | Self::Recurrent { .. }
        )
    }

    /// Whether the weights of a network can stay when this block becomes `next`.
    pub(crate) fn keeps_parameters(&self, next: &Self) -> bool {
        match (self, next) {
            (Self::Dropout { .. }, Self::Dropout { .. }) => true,
            (a, b) => match (a.activation(), b.activation()) {
                (Some(from), Some(to)) => a.with_activation(to) == *b && from.swaps_freely_with(to),
                _ => a == b,
            },
        }
    }

    /// As people read it: `128 ReLU`.
    pub(crate) fn description(&self) -> String {
        let kind = self.info().name;
        let active = self.activation().map_or("", |a| a.info().name);
        match self {
            Self::Dense { units, .. } => format!("{units} {active}"),
            Self::Conv {
                extent: Extent::Square,
                channels,
                kernel,
                ..
            } => format!("{kind} {channels} × {kernel}×{kernel} {active}"),
            Self::Conv {
                channels, kernel, ..
            } => format!("{kind} {channels} × {kernel} {active}"),
            Self::Pool { size, .. } | Self::Upsample { size } => format!("{kind} {size}×{size}"),
            Self::Map {
                channels,
                height,
                width,
            } => format!("map {channels}×{height}×{width}"),
            Self::Dropout { percent } => format!("{kind} {percent} %"),
            Self::Residual { channels, .. } => format!("{kind} {channels} {active}"),
            Self::Recurrent { units, .. } => format!("{kind} {units}"),
            Self::BatchNorm { .. } => format!("{kind} {active}"),
            Self::GlobalPool | Self::Flatten => kind.to_owned(),
        }
    }
}
