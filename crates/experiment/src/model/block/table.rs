//! The rows: how each kind of block is called, explained and read.

use super::{Block, Cell, Extent, Padding, Pooling};
use crate::model::Activation;

/// A row of [`BLOCKS`].
pub struct BlockInfo {
    /// First word in links and scripts; empty for the dense block, which begins with its number of units.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// How it is written, for sentences about what could not be read.
    pub form: &'static str,
    /// A usual one, which the page adds.
    pub usual: Block,
    /// From the words after the key; none when they are not of the form.
    pub(super) read: fn(&[&str]) -> Option<Block>,
}

/// Every kind, in menu order.
pub const BLOCKS: &[BlockInfo] = &[
    BlockInfo {
        key: "",
        name: "dense",
        doc: "Every unit is connected to every value before it.",
        form: "128-relu",
        usual: Block::Dense {
            units: 64,
            activation: Activation::Relu,
        },
        read: |words| {
            let [units, activation] = words else {
                return None;
            };
            Some(Block::Dense {
                units: units.parse().ok()?,
                activation: Activation::from_key(activation)?,
            })
        },
    },
    BlockInfo {
        key: "conv",
        name: "convolution",
        doc: "The same small kernels at every place of the image.",
        form: "conv-16-5-relu, conv-16-3-same-relu or conv-16-3-same-s2-relu (channels, kernel, padding, stride)",
        usual: usual_conv(Extent::Square),
        read: |words| conv(Extent::Square, words),
    },
    BlockInfo {
        key: "conv1d",
        name: "1-D convolution",
        doc: "The same small kernels at every step of a series, or at every row of an image.",
        form: "conv1d-16-5-relu, with the options of conv",
        usual: usual_conv(Extent::Rows),
        read: |words| conv(Extent::Rows, words),
    },
    BlockInfo {
        key: "max",
        name: "max pooling",
        doc: "The largest value of each square.",
        form: "max-2",
        usual: Block::Pool {
            kind: Pooling::Max,
            size: 2,
        },
        read: |words| pool(Pooling::Max, words),
    },
    BlockInfo {
        key: "avg",
        name: "average pooling",
        doc: "The mean of each square.",
        form: "avg-2",
        usual: Block::Pool {
            kind: Pooling::Average,
            size: 2,
        },
        read: |words| pool(Pooling::Average, words),
    },
    BlockInfo {
        key: "gap",
        name: "global average pooling",
        doc: "The mean of each channel.",
        form: "gap",
        usual: Block::GlobalPool,
        read: |words| words.is_empty().then_some(Block::GlobalPool),
    },
    BlockInfo {
        key: "flatten",
        name: "flatten",
        doc: "Channels one after the other, as a dense block takes them in any case.",
        form: "flatten",
        usual: Block::Flatten,
        read: |words| words.is_empty().then_some(Block::Flatten),
    },
    BlockInfo {
        key: "map",
        name: "reshape to a map",
        doc: "Values without an order become channels of an image again: the way back from flatten.",
        form: "map-16-7-7 (channels, rows, columns)",
        usual: Block::Map {
            channels: 16,
            height: 7,
            width: 7,
        },
        read: |words| {
            let [channels, height, width] = words else {
                return None;
            };
            Some(Block::Map {
                channels: channels.parse().ok()?,
                height: height.parse().ok()?,
                width: width.parse().ok()?,
            })
        },
    },
    BlockInfo {
        key: "up",
        name: "upsampling",
        doc: "Each pixel becomes a square of its value; a convolution after it smooths the steps.",
        form: "up-2",
        usual: Block::Upsample { size: 2 },
        read: |words| {
            let [size] = words else { return None };
            Some(Block::Upsample {
                size: size.parse().ok()?,
            })
        },
    },
    BlockInfo {
        key: "drop",
        name: "dropout",
        doc: "Leaves values out at random while it trains, so that none is relied on.",
        form: "drop-50 (per cent)",
        usual: Block::Dropout { percent: 50 },
        read: |words| {
            let [percent] = words else { return None };
            Some(Block::Dropout {
                percent: percent.parse().ok()?,
            })
        },
    },
    BlockInfo {
        key: "bn",
        name: "batch normalisation",
        doc: "Brings each channel to mean 0 and variance 1 over the batch; in evaluation by running averages.",
        form: "bn-relu",
        usual: Block::BatchNorm {
            activation: Activation::Relu,
        },
        read: |words| {
            let [activation] = words else { return None };
            Some(Block::BatchNorm {
                activation: Activation::from_key(activation)?,
            })
        },
    },
    BlockInfo {
        key: "res",
        name: "residual block",
        doc: "Two normalised 3×3 convolutions, added to what came in.",
        form: "res-16-relu or res-16-s2-relu (channels, stride)",
        usual: Block::Residual {
            channels: 16,
            stride: 1,
            activation: Activation::Relu,
        },
        read: |words| {
            let (channels, rest) = words.split_first()?;
            let (activation, options) = rest.split_last()?;
            Some(Block::Residual {
                channels: channels.parse().ok()?,
                stride: stride(options)?,
                activation: Activation::from_key(activation)?,
            })
        },
    },
    BlockInfo {
        key: "lstm",
        name: "LSTM",
        doc: "Long short-term memory: cells that read row by row and choose what to keep.",
        form: "lstm-32 (the last state) or lstm-32-all (the state after every row)",
        usual: usual_recurrent(Cell::Lstm),
        read: |words| recurrent(Cell::Lstm, words),
    },
    BlockInfo {
        key: "gru",
        name: "GRU",
        doc: "Gated recurrent units: like LSTM with one gate less and no cell of its own.",
        form: "gru-32 (the last state) or gru-32-all (the state after every row)",
        usual: usual_recurrent(Cell::Gru),
        read: |words| recurrent(Cell::Gru, words),
    },
];

const fn usual_conv(extent: Extent) -> Block {
    Block::Conv {
        extent,
        channels: 8,
        kernel: 3,
        stride: 1,
        padding: Padding::Same,
        activation: Activation::Relu,
    }
}

const fn usual_recurrent(cell: Cell) -> Block {
    Block::Recurrent {
        cell,
        units: 32,
        every: false,
    }
}

fn conv(extent: Extent, words: &[&str]) -> Option<Block> {
    let (numbers, rest) = words.split_at_checked(2)?;
    let (activation, options) = rest.split_last()?;
    let (padding, options) = match options {
        ["same", options @ ..] => (Padding::Same, options),
        options => (Padding::Valid, options),
    };
    Some(Block::Conv {
        extent,
        channels: numbers[0].parse().ok()?,
        kernel: numbers[1].parse().ok()?,
        stride: stride(options)?,
        padding,
        activation: Activation::from_key(activation)?,
    })
}

/// From `s2`, or nothing for 1.
fn stride(options: &[&str]) -> Option<u32> {
    match options {
        [] => Some(1),
        [stride] => stride.strip_prefix('s')?.parse().ok(),
        _ => None,
    }
}

fn recurrent(cell: Cell, words: &[&str]) -> Option<Block> {
    let (units, every) = match words {
        [units] => (units, false),
        [units, "all"] => (units, true),
        _ => return None,
    };
    Some(Block::Recurrent {
        cell,
        units: units.parse().ok()?,
        every,
    })
}

fn pool(kind: Pooling, words: &[&str]) -> Option<Block> {
    let [size] = words else { return None };
    Some(Block::Pool {
        kind,
        size: size.parse().ok()?,
    })
}
