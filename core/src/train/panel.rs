//! The panel of a run: training images that the network answers with every report, in one forward pass beside the step.

use super::dataset::{self, Dataset};
use super::readback::{Key, Readback, Values};
use super::snapshot::Snapshot;
use super::trainer::Trainer;
use burn::tensor::Tensor;
use playground_data::panel::choose;
use playground_experiment::protocol::Panel as Head;
use playground_experiment::protocol::examination::Answers;

/// Images at the front of the training part that a panel is chosen from: they arrive early.
const POOL: usize = 1000;

/// Training images that are followed.
#[derive(Clone)]
pub(super) struct Panel {
    /// Their places in the training file.
    indices: Vec<u32>,
    /// Those that training goes by.
    labels: Vec<u8>,
    /// `[images, values]`.
    inputs: Tensor<2>,
}

impl Panel {
    /// Returns whether a panel can be chosen for a network: it classifies, and the images to choose from have arrived.
    pub(super) fn can_be_chosen(trainer: &Trainer, dataset: &Dataset) -> bool {
        let (_, needed) = trainer.first_of_training(POOL);
        needed <= dataset.train.available() && !trainer.experiment.is_autoencoder()
    }

    /// Chooses `count` images.
    pub(super) fn of(trainer: &Trainer, dataset: &Dataset, count: usize) -> Self {
        let (pool, _) = trainer.first_of_training(POOL);
        // By the labels of the file, so that a run that goes by others has the same images.
        let labels: Vec<u8> = pool
            .iter()
            .map(|&index| dataset.train.label(index as usize))
            .collect();
        let indices: Vec<u32> = choose(&labels, count)
            .into_iter()
            .map(|i| pool[i])
            .collect();
        Self {
            labels: trainer.labels(dataset, &indices),
            inputs: dataset::inputs(
                &dataset.train,
                &indices,
                &trainer.experiment,
                &trainer.device,
            ),
            indices,
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
