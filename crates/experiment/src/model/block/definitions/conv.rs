//! The same small kernels at every place.

use super::super::check::{check_gate, conv_output_shape};
use super::super::definition::{
    BlockDefinition, BlockInfo, ChoiceInfo, Hyperparameter, NumberInfo, Value, number,
};
use super::Block;
use crate::model::architecture::{Builder, Layer, Matrix};
use crate::model::{Activation, LayerKind};
use serde::{Deserialize, Serialize};

pub const SQUARE: BlockInfo = BlockInfo {
    key: "conv",
    name: "convolution",
    doc: "The same small kernels at every place of the image.",
    form: "conv-16-5-relu, conv-16-3-same-relu or conv-16-3-same-s2-relu (channels, kernel, padding, stride)",
    is_layer: true,
    usual: usual(Extent::Square),
};

pub const ROWS: BlockInfo = BlockInfo {
    key: "conv1d",
    name: "1-D convolution",
    doc: "The same small kernels at every step of a series, or at every row of an image.",
    form: "conv1d-16-5-relu, with the options of conv",
    is_layer: true,
    usual: usual(Extent::Rows),
};

const fn usual(extent: Extent) -> Block {
    Block::Conv(Conv {
        extent,
        channels: 8,
        kernel: 3,
        stride: 1,
        padding: Padding::Same,
        activation: Activation::Relu,
    })
}

/// A convolution with biases and its activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Conv {
    /// How far a kernel reaches.
    pub extent: Extent,
    /// Kernels, that is channels that leave it.
    pub channels: u32,
    /// Side of a kernel in pixels, or its rows.
    pub kernel: u32,
    /// Pixels, or rows, from one place of the kernel to the next.
    pub stride: u32,
    /// What lies beyond the edge.
    pub padding: Padding,
    /// Applied to the pre-activations.
    pub activation: Activation,
}

/// How far the kernels of a convolution reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Extent {
    /// A square of pixels.
    Square,
    /// Whole rows: they move along the rows alone, as over the steps of a series.
    Rows,
}

/// What lies beyond the edge of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Padding {
    /// Nothing: kernels stay inside, and the map shrinks.
    Valid,
    /// Zeros, ⌊kernel / 2⌋ on each side: with stride 1 and an odd kernel the map keeps its size.
    Same,
}

impl Value for Padding {
    fn get(&self) -> u32 {
        *self as u32
    }

    fn set(&mut self, value: u32) {
        *self = match value {
            0 => Self::Valid,
            _ => Self::Same,
        };
    }
}

/// Largest kernel, stride, square or side of a map.
pub const MAX_SIDE: u32 = 28;

pub(super) const CHANNELS: NumberInfo = number("channels", "channels", 1024);

const KERNEL: NumberInfo = number("kernel", "pixels along a kernel", MAX_SIDE);

pub(super) const STRIDE: NumberInfo = NumberInfo {
    letter: Some('s'),
    ..number("stride", "pixels from place to place", MAX_SIDE)
};

const PADDING: ChoiceInfo = ChoiceInfo {
    name: "Padding",
    doc: None,
    options: &[("valid", "valid"), ("same", "same")],
};

impl BlockDefinition for Conv {
    fn info(&self) -> &'static BlockInfo {
        match self.extent {
            Extent::Square => &SQUARE,
            Extent::Rows => &ROWS,
        }
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![
            Hyperparameter::Number(&CHANNELS, &mut self.channels),
            Hyperparameter::Number(&KERNEL, &mut self.kernel),
            Hyperparameter::Choice(&PADDING, &mut self.padding),
            Hyperparameter::Number(&STRIDE, &mut self.stride),
            Hyperparameter::Activation(&mut self.activation),
        ]
    }

    fn check(&self) -> Result<(), String> {
        check_gate(self.channels, self.activation)
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let [kernel, stride] = [self.kernel, self.stride].map(|n| n as usize);
        let around = match self.padding {
            Padding::Valid => 0,
            Padding::Same => kernel / 2,
        };
        let (_, _, width) = builder.map("convolves")?;
        let (kernel, stride, padding) = match self.extent {
            Extent::Square => ([kernel; 2], [stride; 2], [around; 2]),
            Extent::Rows => ([kernel, width], [stride, 1], [around, 0]),
        };
        let kernels = Kernels {
            name: builder.next_name(),
            place: "",
            units: self.channels as usize,
            kernel,
            stride,
            padding,
            activation: self.activation,
        };
        kernels.push(builder)
    }

    fn description(&self) -> Option<String> {
        let (name, channels, kernel) = (self.info().name, self.channels, self.kernel);
        Some(match self.extent {
            Extent::Square => format!("{name} {channels} × {kernel}×{kernel}"),
            Extent::Rows => format!("{name} {channels} × {kernel}"),
        })
    }

    fn short(&self) -> Option<String> {
        let (channels, kernel) = (self.channels, self.kernel);
        Some(match self.extent {
            Extent::Square => format!("{channels}@{kernel}×{kernel}"),
            Extent::Rows => format!("{channels}@{kernel}"),
        })
    }
}

/// A layer of kernels, their extents as \[rows, columns\].
pub(super) struct Kernels {
    pub(super) name: String,
    /// Says which it is among those of one block; empty where it is the only one.
    pub(super) place: &'static str,
    pub(super) units: usize,
    pub(super) kernel: [usize; 2],
    pub(super) stride: [usize; 2],
    pub(super) padding: [usize; 2],
    pub(super) activation: Activation,
}

impl Kernels {
    pub(super) fn push(self, builder: &mut Builder) -> Result<(), String> {
        let (units, activation) = (self.units, self.activation);
        let (kernel, stride, padding) = (self.kernel, self.stride, self.padding);
        let (channels, height, width) = builder.map("convolves")?;
        let leave = activation.width_after(units);
        let output = conv_output_shape(leave, [height, width], kernel, stride, padding)?;
        let reach = kernel[0] * kernel[1];
        let (fan_in, input) = (channels * reach, builder.shape());
        let matrix = Matrix {
            place: self.place,
            ..builder.matrix(Some(kernel), fan_in, units * reach)
        };
        let parameters = builder.push_units(&matrix, units, activation);
        let layer = Layer {
            name: self.name,
            kind: LayerKind::Conv {
                kernel,
                stride,
                padding,
            },
            inputs: fan_in,
            units,
            activation,
            shown: activation,
            parameters,
            input,
            output,
        };
        let [rows, columns] = kernel;
        let but = |what: &str, extent: [usize; 2], usual: usize| match extent {
            extent if extent == [usual; 2] => String::new(),
            [rows, columns] if rows == columns => format!(", {what} {rows}"),
            [rows, columns] => format!(", {what} {rows}×{columns}"),
        };
        let (stride, padding) = (but("stride", stride, 1), but("padding", padding, 0));
        let label = format!("Conv {rows}×{columns}, {channels} → {units}{stride}{padding}");
        builder.push_layer(layer, label);
        Ok(())
    }
}
