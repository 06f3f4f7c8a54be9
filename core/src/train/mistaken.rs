//! What the mistakes made on purpose do to a step: to its order, its labels and its gradient. All of it
//! follows from the experiment in force, so that a mistake may be made and undone while a run goes on.

use super::blots::Blots;
use super::supply::Supply;
use super::trainer::Trainer;
use crate::probe::gradients::{Backward, Batch, Inputs};
use crate::train::supply::ImageTensors;
use burn::tensor::Tensor;
use playground_data::batches::BatchOrder;
use playground_data::dataset::Images;
use playground_data::rng::{Purpose, stream};
use playground_experiment::mistakes::Mistake;
use rand::seq::SliceRandom;
use std::ops::Range;

impl Trainer {
    /// Whether training goes by the labels of its whole part.
    pub(super) fn goes_by_labels(&self) -> bool {
        let whole = [Mistake::Sorted, Mistake::ShuffledLabels];
        whole.iter().any(|&m| self.experiment.makes(m))
    }

    /// How many images of the training file must have arrived before `size` more examples are used. What
    /// goes by the labels of the whole part waits for all of it, or the run would depend on how fast the data
    /// comes.
    pub(super) fn needed(&mut self, size: usize) -> usize {
        match self.goes_by_labels() {
            true => self.parts.train.end,
            false => self.order.needed(self.epoch, self.used, size),
        }
    }

    /// The indices of the next `size` examples; `None` when fewer are left in the epoch.
    pub(super) fn next_indices(&mut self, supply: &Supply, size: usize) -> Option<Vec<u32>> {
        let order = match self.experiment.makes(Mistake::Sorted) {
            false => &mut self.order,
            true => self.by_class.get_or_insert_with(|| {
                let label = |index: usize| supply.train.label(index);
                BatchOrder::by_class(self.parts.train.clone(), label)
            }),
        };
        let slice = order.slice(self.epoch, self.used, size);
        slice.map(<[u32]>::to_vec)
    }

    /// Images of the training part as a batch, with the labels that training goes by. As many must have
    /// arrived as [`needed`](Self::needed) says.
    pub(super) fn training_batch(&self, supply: &Supply, indices: &[u32]) -> (Batch, Vec<u8>) {
        let (images, experiment) = (&supply.train, &self.experiment);
        let labels = self.training_labels(images, indices);
        let blots = Blots::of(
            images,
            indices,
            experiment,
            &self.architecture,
            &self.parameters,
        );
        let inputs = match blots {
            Some(blots) => Inputs::Ink(blots),
            None => Inputs::from(images.inputs(indices, experiment, &self.device)),
        };
        let batch = Batch {
            masks: Vec::new(),
            lesson: None,
            inputs,
            targets: images.targets(indices, &labels, experiment, &self.device),
        };
        (batch, labels)
    }

    /// The labels that training goes by.
    fn training_labels(&self, images: &Images, indices: &[u32]) -> Vec<u8> {
        let own = |index: usize| images.label(index);
        if !self.experiment.makes(Mistake::ShuffledLabels) {
            return indices.iter().map(|&index| own(index as usize)).collect();
        }
        let train = &self.parts.train;
        let labels = self
            .shuffled
            .get_or_init(|| shuffled_labels(images, train, self.experiment.seed));
        let label = |index: usize| match labels.get(index.wrapping_sub(train.start)) {
            Some(label) => *label,
            None => own(index),
        };
        indices.iter().map(|&index| label(index as usize)).collect()
    }

    /// The pass as the optimiser gets it.
    pub(super) fn mistaken(&mut self, own: Backward) -> Backward {
        if self.experiment.makes(Mistake::NoBackward) {
            return own.left_out(&self.architecture);
        }
        if self.experiment.makes(Mistake::Uncleared)
            && let Some(sum) = self.state.last_mut()
        {
            *sum = sum.clone() + own.gradient.clone();
            return own.along(&self.architecture, sum.clone());
        }
        own
    }

    /// The sum of the gradients so far, where they are not cleared.
    pub(super) fn gradient_sum(&self) -> Option<Tensor<1>> {
        let sum = self.state.last().cloned();
        sum.filter(|_| self.experiment.makes(Mistake::Uncleared))
    }
}

/// The labels of the images `train`, each moved to another image at random.
fn shuffled_labels(images: &Images, train: &Range<usize>, seed: u64) -> Vec<u8> {
    let mut labels: Vec<u8> = train.clone().map(|index| images.label(index)).collect();
    labels.shuffle(&mut stream(seed, Purpose::Labels, 0, 0));
    labels
}
