//! The networks of the textbooks at their full width, and how they are made narrower: a laptop's processor trains the
//! narrow ones, a graphics card the full ones.

use super::settings::{blocks, on_mnist};
use crate::experiment::{Experiment, Stop};
use crate::model::{Block, Init};
use crate::schedule::Schedule;
use playground_data::rows;

/// A row of [`FAMILIES`].
pub struct Family {
    /// The preset that shows it.
    pub preset: &'static str,
    /// The width of the preset, as a share of the full one.
    pub usual: f64,
    /// How its weights begin.
    pub init: Init,
    /// Its blocks at full width, in text form.
    full: &'static str,
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
    Family (preset, usual, init, full)
    // Channels of torchvision's AlexNet.
    ["alexnet", 0.125, Init::KaimingNormal,
     "conv-64-5-same-relu max-2 conv-192-5-same-relu max-2 \
      conv-384-3-same-relu conv-256-3-same-relu conv-256-3-same-relu max-2 \
      flatten drop-50 4096-relu drop-50 4096-relu"]
    // Configuration A of the paper, the first three stages of which end with a pooling. Three by three pixels are left.
    ["vgg-11", 0.125, Init::KaimingNormal,
     "conv-64-3-same-relu max-2 conv-128-3-same-relu max-2 \
      conv-256-3-same-relu conv-256-3-same-relu max-2 \
      conv-512-3-same-relu conv-512-3-same-relu \
      conv-512-3-same-relu conv-512-3-same-relu max-3 \
      flatten 512-relu drop-50 512-relu drop-50"]
    // Configuration D of the paper, normalised.
    ["vgg-16", 0.125, Init::KaimingNormal,
     "conv-64-3-same-linear bn-relu conv-64-3-same-linear bn-relu max-2 \
      conv-128-3-same-linear bn-relu conv-128-3-same-linear bn-relu max-2 \
      conv-256-3-same-linear bn-relu conv-256-3-same-linear bn-relu conv-256-3-same-linear bn-relu max-2 \
      conv-512-3-same-linear bn-relu conv-512-3-same-linear bn-relu conv-512-3-same-linear bn-relu \
      conv-512-3-same-linear bn-relu conv-512-3-same-linear bn-relu conv-512-3-same-linear bn-relu max-3 \
      flatten 512-relu drop-50 512-relu drop-50"]
    ["resnet-18", 0.125, Init::KaimingNormal,
     "conv-64-3-same-linear bn-relu res-64-relu res-64-relu res-128-s2-relu res-128-relu \
      res-256-s2-relu res-256-relu res-512-s2-relu res-512-relu gap"]
    ["teacher-12", 0.25, Init::XavierNormal,
     "conv-32-3-same-relu conv-32-3-same-relu conv-32-3-same-relu avg-2 \
      conv-64-3-same-relu conv-64-3-same-relu conv-64-3-same-relu avg-2 \
      conv-128-3-same-relu conv-128-3-same-relu conv-128-3-same-relu avg-2 \
      conv-256-3-same-relu conv-256-3-same-relu conv-256-3-same-relu gap"]
    ["student-4", 0.25, Init::XavierNormal,
     "conv-32-3-same-relu avg-2 conv-64-3-same-relu avg-2 conv-128-3-same-relu avg-2 conv-256-3-same-relu gap"]
];

/// Finds the family of a preset.
pub fn family(preset: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|row| row.preset == preset)
}

impl Family {
    /// Returns its blocks at a share of the full width.
    pub fn at(&self, width: f64) -> Vec<Block> {
        let full = blocks(self.full).into_iter();
        full.map(|block| block.widened(width)).collect()
    }

    /// Finds the share of the full width that `blocks` have, if they are of this family.
    pub fn width_of(&self, blocks: &[Block]) -> Option<f64> {
        let mut widths = WIDTHS.iter().map(|(width, _)| *width);
        widths.find(|&width| self.at(width) == blocks)
    }
}

/// Returns a family's preset on MNIST.
pub(super) fn on_digits(preset: &str) -> Experiment {
    let base = Experiment {
        stop: Stop::Epochs(3),
        // At a constant rate the networks with batch normalisation swing by a per cent from epoch to epoch.
        schedule: Schedule::Cosine,
        ..on_mnist("")
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
        let network = full_width("resnet-18");
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
        let weights = |preset: &str| -> usize {
            let network = full_width(preset);
            let convolutions = network.parameters.iter().filter(|p| p.kernel.is_some());
            convolutions.map(|p| p.len()).sum()
        };
        // Without biases, and with one channel coming in instead of three.
        assert_eq!(weights("vgg-11"), 9_217_728 - 2 * 9 * 64);
        assert_eq!(weights("vgg-16"), 14_710_464 - 2 * 9 * 64);
    }

    fn full_width(preset: &str) -> Architecture {
        Architecture::new(&family(preset).unwrap().at(1.0), DIGIT, 10).unwrap()
    }

    const DIGIT: crate::model::Shape = crate::model::Shape::Map {
        channels: 1,
        height: 28,
        width: 28,
    };
}
