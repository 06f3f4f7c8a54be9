//! The mistakes made on purpose, each at the one place of a step that it concerns: the order of the examples, their
//! labels, the gradient, the update. All of it follows from the active experiment, so that a mistake may be made
//! and undone while a run goes on.

use crate::model::backward::{Backward, gradient_norms};
use burn::tensor::Tensor;
use playground_data::batches::BatchOrder;
use playground_data::dataset::Images;
use playground_data::rng::{Purpose, stream};
use playground_experiment::experiment::Experiment;
use playground_experiment::mistakes::Mistake;
use playground_experiment::model::Architecture;
use rand::seq::SliceRandom;
use std::cell::OnceCell;
use std::ops::Range;

/// What goes wrong in the steps to come, and what that needs to remember.
#[derive(Default)]
pub(super) struct Faults {
    sorted: bool,
    shuffled_labels: bool,
    no_backward: bool,
    /// Class after class, once that was asked for.
    by_class: Option<BatchOrder>,
    /// The shuffled labels of the training part, once they were asked for.
    labels: OnceCell<Vec<u8>>,
    /// The sum of the gradients so far, `[parameters]`, while they are not cleared.
    pub(super) sum: Option<Tensor<1>>,
}

impl Faults {
    /// Makes the mistakes of `experiment` from now on. Gradients that nobody clears stay as they are, or begin at
    /// `zeros` `[parameters]`.
    pub(super) fn adopt(&mut self, experiment: &Experiment, zeros: impl FnOnce() -> Tensor<1>) {
        let has = |mistake| experiment.has(mistake);
        self.sorted = has(Mistake::Sorted);
        self.shuffled_labels = has(Mistake::ShuffledLabels);
        self.no_backward = has(Mistake::NoBackward);
        self.sum = match has(Mistake::Uncleared) {
            true => Some(self.sum.take().unwrap_or_else(zeros)),
            false => None,
        };
    }

    /// Returns whether training goes by the labels of its whole part, which must then have arrived.
    pub(super) fn goes_by_labels(&self) -> bool {
        self.sorted || self.shuffled_labels
    }

    /// Returns the order of the examples: `right`, or class after class over `train`.
    pub(super) fn batch_order<'a>(
        &'a mut self,
        right: &'a mut BatchOrder,
        images: &Images,
        train: &Range<usize>,
    ) -> &'a mut BatchOrder {
        match self.sorted {
            false => right,
            true => self
                .by_class
                .get_or_insert_with(|| BatchOrder::by_class(train.clone(), |i| images.label(i))),
        }
    }

    /// Returns the labels that training goes by: those of the images at `indices`, or those of other images of `train`.
    pub(super) fn labels(
        &self,
        images: &Images,
        indices: &[u32],
        train: &Range<usize>,
        seed: u64,
    ) -> Vec<u8> {
        let own = |index: usize| images.label(index);
        if !self.shuffled_labels {
            return indices.iter().map(|&index| own(index as usize)).collect();
        }
        let labels = self
            .labels
            .get_or_init(|| shuffled_labels(images, train, seed));
        let label = |index: usize| match labels.get(index.wrapping_sub(train.start)) {
            Some(label) => *label,
            None => own(index),
        };
        indices.iter().map(|&index| label(index as usize)).collect()
    }

    /// Returns the pass as the optimiser gets it, with the norms of that gradient to be shown.
    pub(super) fn gradient(&mut self, own: Backward, architecture: &Architecture) -> Backward {
        if self.no_backward {
            return left_out(own);
        }
        match &mut self.sum {
            Some(sum) => {
                *sum = sum.clone() + own.gradient.clone();
                along(own, architecture, sum.clone())
            }
            None => own,
        }
    }

    /// Returns whether there is an update. Without a gradient an optimiser has nothing to do, not even to decay the
    /// weights.
    pub(super) fn updates(&self) -> bool {
        !self.no_backward
    }

    /// Goes on with a sum that a checkpoint kept.
    pub(super) fn restore_sum(&mut self, sum: Option<Tensor<1>>) {
        if self.sum.is_some() && sum.is_some() {
            self.sum = sum;
        }
    }
}

/// Returns the labels of the images `train`, each moved to another image at random.
fn shuffled_labels(images: &Images, train: &Range<usize>, seed: u64) -> Vec<u8> {
    let mut labels: Vec<u8> = train.clone().map(|index| images.label(index)).collect();
    labels.shuffle(&mut stream(seed, Purpose::Labels, 0, 0));
    labels
}

/// Returns the pass as if nothing had been propagated: every gradient is 0.
fn left_out(mut pass: Backward) -> Backward {
    pass.gradient = pass.gradient.zeros_like();
    if let Some(summary) = &mut pass.summary {
        summary.gradients = summary.gradients.zeros_like();
        summary.signals = summary.signals.zeros_like();
    }
    pass
}

/// Returns the pass with another gradient of the parameters, `[parameters]`, shown by its norms.
fn along(mut pass: Backward, architecture: &Architecture, gradient: Tensor<1>) -> Backward {
    if let Some(summary) = &mut pass.summary {
        summary.gradients = gradient_norms(architecture, &gradient);
    }
    pass.gradient = gradient;
    pass
}
