//! The panel of a run: training images that the network answers with every report, in one forward pass beside the step.

use super::readback::{Key, Readback, Values};
use super::snapshot::Snapshot;
use crate::model::batch::Inputs;
use playground_data::dataset::Images;
use playground_data::panel::choose;
use playground_experiment::protocol::Panel as Head;
use playground_experiment::protocol::examination::Answers;

/// Images at the front of the training part that a panel is chosen from: they arrive early.
pub(super) const POOL: usize = 1000;

/// Training images that are followed.
pub(super) struct Panel {
    /// Their places in the training file.
    indices: Vec<u32>,
    /// Those that training goes by.
    labels: Vec<u8>,
    inputs: Inputs,
}

/// Chooses `count` of the images at these places of a file, by its own labels, so that a run that goes by others has the
/// same images.
pub(super) fn chosen(images: &Images, pool: &[u32], count: usize) -> Vec<u32> {
    let labels = pool.iter().map(|&index| images.label(index as usize));
    let labels: Vec<u8> = labels.collect();
    let places = choose(&labels, count).into_iter();
    places.map(|place| pool[place]).collect()
}

impl Panel {
    /// Follows the images at `indices`, whose `labels` are those that training goes by.
    pub(super) fn new(indices: Vec<u32>, labels: Vec<u8>, inputs: Inputs) -> Self {
        Self {
            indices,
            labels,
            inputs,
        }
    }

    /// Asks `network`, and adds its logits to what is read.
    pub(super) fn ask(&self, network: &Snapshot, readback: &mut Readback) -> PendingPanel {
        let logits = network.logits(self.inputs.clone(), &self.indices);
        PendingPanel {
            step: network.step,
            labels: self.labels.clone(),
            indices: self.indices.clone(),
            logits: readback.add(logits.flatten(0, 1)),
        }
    }
}

/// Answers to a panel that are still on the device.
pub(super) struct PendingPanel {
    step: u64,
    labels: Vec<u8>,
    indices: Vec<u32>,
    logits: Key,
}

impl PendingPanel {
    /// Finds the answers in what was read.
    pub(super) fn found(self, values: &Values) -> (Head, Answers) {
        let logits = values[&self.logits].to_vec();
        let images = self.labels.len();
        let classes = logits.len() / images.max(1);
        let head = Head {
            step: self.step,
            images,
            classes,
        };
        let answers = Answers {
            classes,
            labels: self.labels,
            indices: self.indices,
            logits,
        };
        (head, answers)
    }
}
