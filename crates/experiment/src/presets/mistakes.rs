//! The right way beside each of the mistakes, small enough to be watched.

use super::settings::{dropping, quick};
use super::{Preset, RivalRow};
use crate::experiment::Experiment;
use crate::optimizer::Optimizer;

const fn beside(
    name: &'static str,
    title: &'static str,
    note: &'static str,
    experiment: fn() -> Experiment,
    rivals: &'static [RivalRow],
) -> Preset {
    Preset {
        name,
        title,
        source: "Gradient Playground's own",
        note,
        published: &[],
        experiment,
        own_name: "done right",
        rivals,
    }
}

pub(super) const UNCLEARED: Preset = beside(
    "mistake-uncleared",
    "Mistake: gradients not cleared",
    "Look at the gradient norms: they belong to the sum of all steps so far, so they grow where those of \
     the other run shrink. Going along the sum is momentum without friction: the loss swings instead of \
     settling. In PyTorch optimizer.zero_grad() is missing.",
    || quick(Optimizer::Sgd, 0.1),
    &[("not cleared", &[("oops", "uncleared")])],
);

pub(super) const NO_BACKWARD: Preset = beside(
    "mistake-nobackward",
    "Mistake: backward pass left out",
    "Look at the curves of the run without it: they only move because each batch is another one. Every \
     gradient and every update is exactly 0. In PyTorch loss.backward() is missing.",
    || quick(Optimizer::Adam, 1e-3),
    &[("no backward pass", &[("oops", "nobackward")])],
);

pub(super) const TRAINING_MODE: Preset = beside(
    "mistake-trainmode",
    "Mistake: evaluation mode forgotten",
    "Both runs are the same network, step by step: their training curves lie on each other. Draw a digit \
     and look at the bars of both, or measure: where dropout goes on, the bars jump and the validation \
     accuracy is lower. In PyTorch model.eval() is missing.",
    dropping,
    &[("in training mode", &[("oops", "trainmode")])],
);

pub(super) const SOFTMAX_TWICE: Preset = beside(
    "mistake-softmax2",
    "Mistake: softmax applied twice",
    "Look at loss and accuracy together: the accuracy rises nearly as fast, but the cross-entropy cannot go \
     under 1.4612, where one softmax goes to 0. In PyTorch nn.Softmax() stands in front of \
     nn.CrossEntropyLoss(), which applies softmax itself.",
    || quick(Optimizer::Adam, 1e-3),
    &[("twice", &[("out", "softmax2")])],
);

pub(super) const SORTED: Preset = beside(
    "mistake-sorted",
    "Mistake: sorted data not shuffled",
    "Look at the training loss: it falls to nothing within each class and jumps at the next. The validation \
     accuracy is near 10 %: only the last class is known, the others are forgotten. In PyTorch shuffle=True \
     is missing.",
    || quick(Optimizer::Sgd, 0.1),
    &[("sorted", &[("oops", "sorted")])],
);

pub(super) const SHUFFLED_LABELS: Preset = beside(
    "mistake-labels",
    "Mistake: labels shuffled",
    "Look at the loss: it stays near ln 10 = 2.3026, that of guessing, and one answer in ten is right, \
     although gradients flow. A larger network would learn the labels by heart and know nothing of other \
     images. Usually images were shuffled without their labels.",
    || quick(Optimizer::Adam, 1e-3),
    &[("shuffled labels", &[("oops", "labels")])],
);

pub(super) const RAW_INPUTS: Preset = beside(
    "mistake-raw",
    "Mistake: inputs not normalised",
    "Look at the first loss and the gradient norms of the first layer: with bytes from 0 to 255 both are \
     hundreds of times as large, and the steps that follow destroy the network. A division by 255 is \
     missing.",
    || quick(Optimizer::Sgd, 0.1),
    &[("0 to 255", &[("oops", "raw")])],
);

pub(super) const HIGH_RATE: Preset = beside(
    "mistake-rate100",
    "Mistake: learning rate 100 times too high",
    "Look at the loss of the first steps, which jumps far above that of guessing, and at the updates on the \
     Gradients tab: a step is as large as the weights. Adam with a rate meant for SGD is the usual case.",
    || quick(Optimizer::Adam, 1e-3),
    &[("100 times", &[("oops", "rate100")])],
);
