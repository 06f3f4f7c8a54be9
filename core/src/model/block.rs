//! One block of the network, as a person chooses it. A new kind is a variant with a row in [`BLOCKS`] and
//! its shapes and parameters in `architecture.rs`.

use super::Activation;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One block of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Block {
    /// A fully connected layer and its activation. Takes maps as they lie in memory.
    Dense {
        /// Units before the activation.
        units: u32,
        /// Applied to the pre-activations.
        activation: Activation,
    },
    /// A convolution with square kernels, biases and its activation.
    Conv {
        /// Kernels, that is channels that leave it.
        channels: u32,
        /// Side of a kernel in pixels.
        kernel: u32,
        /// Pixels from one place of the kernel to the next.
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
pub const MAX_CHANNELS: u32 = 1024;
/// Largest kernel, stride, square or side of a map.
pub const MAX_SIDE: u32 = 28;

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
    read: fn(&[&str]) -> Option<Block>,
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
        usual: Block::Conv {
            channels: 8,
            kernel: 3,
            stride: 1,
            padding: Padding::Same,
            activation: Activation::Relu,
        },
        read: |words| {
            let (numbers, rest) = words.split_at_checked(2)?;
            let (activation, options) = rest.split_last()?;
            let (padding, options) = match options {
                ["same", options @ ..] => (Padding::Same, options),
                options => (Padding::Valid, options),
            };
            let stride = match options {
                [] => 1,
                [stride] => stride.strip_prefix('s')?.parse().ok()?,
                _ => return None,
            };
            Some(Block::Conv {
                channels: numbers[0].parse().ok()?,
                kernel: numbers[1].parse().ok()?,
                stride,
                padding,
                activation: Activation::from_key(activation)?,
            })
        },
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
];

fn pool(kind: Pooling, words: &[&str]) -> Option<Block> {
    let [size] = words else { return None };
    Some(Block::Pool {
        kind,
        size: size.parse().ok()?,
    })
}

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
            Self::GlobalPool | Self::Flatten => Vec::new(),
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
            | (Self::Map { width: own, .. }, 2) => *own = value,
            (Self::Dropout { percent }, 0) => *percent = value.min(u32::from(u8::MAX)) as u8,
            _ => {}
        }
        self
    }

    /// Its row.
    pub fn info(&self) -> &'static BlockInfo {
        let same = |row: &&BlockInfo| match (row.usual, self) {
            (Self::Pool { kind, .. }, Self::Pool { kind: own, .. }) => kind == *own,
            (usual, own) => std::mem::discriminant(&usual) == std::mem::discriminant(own),
        };
        // Every kind has a row, which a test sees to.
        BLOCKS.iter().find(same).unwrap_or(&BLOCKS[0])
    }

    /// Its activation, if it has one.
    pub fn activation(&self) -> Option<Activation> {
        match *self {
            Self::Dense { activation, .. } | Self::Conv { activation, .. } => Some(activation),
            _ => None,
        }
    }

    /// The same block with another activation, if it has one.
    pub fn with_activation(self, activation: Activation) -> Self {
        match self {
            Self::Dense { units, .. } => Self::Dense { units, activation },
            Self::Conv {
                channels,
                kernel,
                stride,
                padding,
                ..
            } => Self::Conv {
                channels,
                kernel,
                stride,
                padding,
                activation,
            },
            other => other,
        }
    }

    /// Whether the weights of a network can stay when this block becomes `next`.
    pub fn keeps_parameters(&self, next: &Self) -> bool {
        match (self, next) {
            (Self::Dropout { .. }, Self::Dropout { .. }) => true,
            (a, b) => match (a.activation(), b.activation()) {
                (Some(from), Some(to)) => a.with_activation(to) == *b && from.swaps_freely_with(to),
                _ => a == b,
            },
        }
    }

    /// As people read it: `128 ReLU`.
    pub fn description(&self) -> String {
        match self {
            Self::Dense { units, activation } => format!("{units} {}", activation.info().name),
            Self::Conv {
                channels,
                kernel,
                activation,
                ..
            } => format!(
                "convolution {channels} × {kernel}×{kernel} {}",
                activation.info().name
            ),
            Self::Pool { size, .. } | Self::Upsample { size } => {
                format!("{} {size}×{size}", self.info().name)
            }
            Self::Map {
                channels,
                height,
                width,
            } => format!("map {channels}×{height}×{width}"),
            Self::GlobalPool | Self::Flatten => self.info().name.to_owned(),
            Self::Dropout { percent } => format!("dropout {percent} %"),
        }
    }
}

/// The text form used in links and scripts: `128-relu`.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.info().key;
        match self {
            Self::Dense { units, activation } => write!(f, "{units}-{}", activation.info().key),
            Self::Conv {
                channels,
                kernel,
                stride,
                padding,
                activation,
            } => {
                write!(f, "{key}-{channels}-{kernel}")?;
                if *padding == Padding::Same {
                    f.write_str("-same")?;
                }
                if *stride != 1 {
                    write!(f, "-s{stride}")?;
                }
                write!(f, "-{}", activation.info().key)
            }
            Self::Pool { size, .. } | Self::Upsample { size } => write!(f, "{key}-{size}"),
            Self::Map {
                channels,
                height,
                width,
            } => write!(f, "{key}-{channels}-{height}-{width}"),
            Self::GlobalPool | Self::Flatten => f.write_str(key),
            Self::Dropout { percent } => write!(f, "{key}-{percent}"),
        }
    }
}

impl FromStr for Block {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split('-').collect();
        let row = BLOCKS.iter().find(|row| row.key == words[0]);
        if let Some(row) = row.filter(|row| !row.key.is_empty()) {
            return (row.read)(&words[1..])
                .ok_or_else(|| format!("“{text}” cannot be read; write {}", row.form));
        }
        let [units, key] = words[..] else {
            return Err(format!(
                "“{text}” is no layer; write units and activation, such as 128-relu, or one of {}",
                forms()
            ));
        };
        let units = units
            .parse()
            .map_err(|_| format!("“{units}” in “{text}” is no number of units"))?;
        let activation = Activation::from_key(key).ok_or_else(|| {
            format!(
                "“{key}” is no activation; choose one of {}",
                Activation::keys().join(", ")
            )
        })?;
        Ok(Self::Dense { units, activation })
    }
}

fn forms() -> String {
    let others = BLOCKS.iter().filter(|row| !row.key.is_empty());
    others.map(|row| row.form).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_row_and_comes_back_from_its_text() {
        for row in BLOCKS {
            assert_eq!(row.usual.info().name, row.name);
            assert_eq!(row.usual.to_string().parse(), Ok(row.usual), "{}", row.name);
        }
        for text in [
            "conv-6-5-tanh",
            "conv-16-3-same-s2-relu",
            "conv-4-2-s2-gelu",
            "avg-3",
            "drop-5",
        ] {
            let block: Block = text.parse().unwrap();
            assert_eq!(block.to_string(), text);
        }
    }

    #[test]
    fn numbers_can_be_set_one_by_one() {
        for row in BLOCKS {
            let mut block = row.usual;
            for (index, number) in row.usual.numbers().iter().enumerate() {
                assert!((1..=number.most).contains(&number.value), "{}", row.name);
                block = block.with_number(index, 7);
            }
            assert!(block.numbers().iter().all(|n| n.value == 7), "{}", row.name);
            assert_eq!(block.info().name, row.name);
        }
        assert_eq!(Block::Flatten.with_number(0, 3), Block::Flatten);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_the_right_form() {
        let refused = |text: &str| text.parse::<Block>().unwrap_err();
        assert!(refused("conv-6-relu").contains("conv-16-5-relu"));
        assert!(refused("max-two").contains("write max-2"));
        assert!(refused("gap-3").contains("write gap"));
        assert!(refused("128-reluu").contains("no activation"));
        assert!(refused("relu").contains("no layer"));
        assert!(refused("many-relu").contains("no number of units"));
    }

    #[test]
    fn weights_stay_while_only_what_has_none_changes() {
        let block = |text: &str| text.parse::<Block>().unwrap();
        assert!(block("128-relu").keeps_parameters(&block("128-tanh")));
        assert!(!block("128-relu").keeps_parameters(&block("64-relu")));
        assert!(!block("128-relu").keeps_parameters(&block("128-glu")));
        assert!(block("conv-6-5-relu").keeps_parameters(&block("conv-6-5-tanh")));
        assert!(!block("conv-6-5-relu").keeps_parameters(&block("conv-6-3-relu")));
        assert!(block("drop-50").keeps_parameters(&block("drop-20")));
        assert!(!block("max-2").keeps_parameters(&block("avg-2")));
    }
}
