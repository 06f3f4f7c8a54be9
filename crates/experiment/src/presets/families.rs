//! The networks of the textbooks at their full width, and how they are made narrower: a laptop's processor trains the
//! narrow ones, a graphics card the full ones.

use super::settings::on_mnist;
use crate::experiment::{Experiment, Stop};
use crate::model::block::{
    BatchNorm, Conv, Dropout, Extent, Flatten, GlobalPool, Padding, Pool, Residual,
};
use crate::model::{Activation, Block, Init, Pooling};
use crate::schedule::Schedule;
use playground_data::rows;

/// A row of [`FAMILIES`].
pub struct Family {
    /// The preset that shows it.
    pub preset: &'static str,
    /// Its blocks at full width.
    pub full: fn() -> Vec<Block>,
    /// The width of the preset, as a share of the full one.
    pub usual: f64,
    /// How its weights begin.
    pub init: Init,
}

/// Shares of the full width to choose from, with the words for them.
pub const WIDTHS: &[(f64, &str)] = rows![
    [0.0625, "1/16"]
    [0.125, "1/8"]
    [0.25, "1/4"]
    [0.5, "1/2"]
    [1.0, "full"]
];

/// Every family, in menu order.
pub(crate) const FAMILIES: &[Family] = rows![
    Family (preset, full, usual, init)
    ["alexnet", alexnet, 0.125, Init::KaimingNormal]
    ["vgg-11", vgg_11, 0.125, Init::KaimingNormal]
    ["vgg-16", vgg_16, 0.125, Init::KaimingNormal]
    ["resnet-18", resnet_18, 0.125, Init::KaimingNormal]
    ["teacher-12", teacher, 0.25, Init::XavierNormal]
    ["student-4", student, 0.25, Init::XavierNormal]
];

/// The family of a preset.
pub fn family(preset: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|row| row.preset == preset)
}

impl Family {
    /// Its blocks at a share of the full width.
    pub fn at(&self, width: f64) -> Vec<Block> {
        let full = (self.full)();
        full.into_iter().map(|block| block.widened(width)).collect()
    }

    /// The share of the full width that `blocks` have, if they are of this family.
    pub fn width_of(&self, blocks: &[Block]) -> Option<f64> {
        let mut widths = WIDTHS.iter().map(|(width, _)| *width);
        widths.find(|&width| self.at(width) == blocks)
    }
}

/// A family's preset on MNIST.
pub(super) fn on_digits(preset: &str) -> Experiment {
    let base = Experiment {
        stop: Stop::Epochs(3),
        // At a constant rate the networks with batch normalisation swing by a per cent from epoch to epoch.
        schedule: Schedule::Cosine,
        ..on_mnist(&[])
    };
    match family(preset) {
        Some(row) => Experiment {
            blocks: row.at(row.usual),
            init: row.init,
            ..base
        },
        None => base,
    }
}

const RELU: Activation = Activation::Relu;

fn conv(channels: u32, kernel: u32, activation: Activation) -> Block {
    Block::Conv(Conv {
        extent: Extent::Square,
        channels,
        kernel,
        stride: 1,
        padding: Padding::Same,
        activation,
    })
}

fn pool(kind: Pooling, size: u32) -> Block {
    Block::Pool(Pool { kind, size })
}

fn dense(units: u32) -> Block {
    Block::dense(units, RELU)
}

const HALF_LEFT_OUT: Block = Block::Dropout(Dropout { percent: 50 });

/// Channels of torchvision's AlexNet.
fn alexnet() -> Vec<Block> {
    let mut blocks = vec![conv(64, 5, RELU), pool(Pooling::Max, 2)];
    blocks.extend([conv(192, 5, RELU), pool(Pooling::Max, 2)]);
    blocks.extend([384, 256, 256].map(|channels| conv(channels, 3, RELU)));
    blocks.extend([pool(Pooling::Max, 2), Block::Flatten(Flatten)]);
    blocks.extend([HALF_LEFT_OUT, dense(4096), HALF_LEFT_OUT, dense(4096)]);
    blocks
}

/// Stages of convolutions, the first three of which end with a pooling.
fn vgg(stages: [&[u32]; 5], of: impl Fn(u32) -> Vec<Block>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, stage) in stages.into_iter().enumerate() {
        blocks.extend(stage.iter().flat_map(|&channels| of(channels)));
        blocks.extend((index < 3).then(|| pool(Pooling::Max, 2)));
    }
    // Three by three pixels are left.
    blocks.extend([pool(Pooling::Max, 3), Block::Flatten(Flatten)]);
    blocks.extend([dense(512), HALF_LEFT_OUT, dense(512), HALF_LEFT_OUT]);
    blocks
}

/// Configuration A of the paper.
fn vgg_11() -> Vec<Block> {
    let stages: [&[u32]; 5] = [&[64], &[128], &[256, 256], &[512, 512], &[512, 512]];
    vgg(stages, |channels| vec![conv(channels, 3, RELU)])
}

/// Configuration D of the paper, normalised.
fn vgg_16() -> Vec<Block> {
    let stages: [&[u32]; 5] = [&[64; 2], &[128; 2], &[256; 3], &[512; 3], &[512; 3]];
    vgg(stages, |channels| {
        let convolution = conv(channels, 3, Activation::Identity);
        vec![
            convolution,
            Block::BatchNorm(BatchNorm { activation: RELU }),
        ]
    })
}

fn resnet_18() -> Vec<Block> {
    let residual = |channels, stride| {
        Block::Residual(Residual {
            channels,
            stride,
            activation: RELU,
        })
    };
    let mut blocks = vec![
        conv(64, 3, Activation::Identity),
        Block::BatchNorm(BatchNorm { activation: RELU }),
        residual(64, 1),
        residual(64, 1),
    ];
    for channels in [128, 256, 512] {
        blocks.extend([residual(channels, 2), residual(channels, 1)]);
    }
    blocks.push(Block::GlobalPool(GlobalPool));
    blocks
}

/// Four stages of so many convolutions, with average pooling between them.
fn averaged(convolutions: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, channels) in [32, 64, 128, 256].into_iter().enumerate() {
        blocks.extend((index > 0).then(|| pool(Pooling::Average, 2)));
        blocks.extend(vec![conv(channels, 3, RELU); convolutions]);
    }
    blocks.push(Block::GlobalPool(GlobalPool));
    blocks
}

fn teacher() -> Vec<Block> {
    averaged(3)
}

fn student() -> Vec<Block> {
    averaged(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Architecture;
    use crate::presets::preset;

    #[test]
    fn every_family_is_a_preset_that_fits_at_every_width() {
        for row in FAMILIES {
            let preset = preset(row.preset).unwrap();
            let experiment = (preset.experiment)();
            assert_eq!(row.width_of(&experiment.blocks), Some(row.usual));
            let mut before = 0;
            for (width, name) in WIDTHS {
                let narrow = Experiment {
                    blocks: row.at(*width),
                    ..experiment.clone()
                };
                let parameters = narrow.architecture().unwrap().trainable_count();
                assert!(parameters > before, "{} at {name}", row.preset);
                before = parameters;
            }
        }
    }

    /// With torchvision's sizes where the network is the same from there on: the published ResNet-18 has 11,181,642
    /// parameters with ten classes; here its first kernels see 9 pixels of one channel instead of 147 numbers, and
    /// every convolution keeps its biases, one a channel.
    #[test]
    fn resnet_18_at_full_width_has_the_published_size_but_for_what_was_adapted() {
        let network = Architecture::new(&resnet_18(), DIGIT, 10).unwrap();
        let channels: usize = network.norms.iter().map(|norm| norm.channels).sum();
        let published = 11_181_642;
        assert_eq!(
            network.trainable_count(),
            published - 64 * 147 + 64 * 9 + channels
        );
        assert_eq!(network.layers.len(), 18 + 3, "and three shortcuts");
    }

    #[test]
    fn the_convolutions_of_vgg_have_the_published_sizes() {
        let weights = |blocks: &[Block]| -> usize {
            let network = Architecture::new(blocks, DIGIT, 10).unwrap();
            let convolutions = network.parameters.iter().filter(|p| p.kernel.is_some());
            convolutions.map(|p| p.len()).sum()
        };
        // Without biases, and with one channel coming in instead of three.
        assert_eq!(weights(&vgg_11()), 9_217_728 - 2 * 9 * 64);
        assert_eq!(weights(&vgg_16()), 14_710_464 - 2 * 9 * 64);
    }

    const DIGIT: crate::model::Shape = crate::model::Shape::Map {
        channels: 1,
        height: 28,
        width: 28,
    };
}
