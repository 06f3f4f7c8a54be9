//! The rows: what is done wrong, what to look for, and the usual line of code.

use super::{Mistake, MistakeInfo};
use crate::experiment::Experiment;
use crate::loss::{Loss, Output};
use crate::model::Block;

/// Every mistake, in the order of the panel.
pub const MISTAKES: &[MistakeInfo] = &[
    MistakeInfo {
        id: Mistake::Uncleared,
        key: "uncleared",
        name: "gradients not cleared",
        doc: "Each step adds its gradient to those of all steps before it and goes along their sum.",
        look: "Gradient norms that grow from step to step, and a loss that swings wider and wider.",
        code: "optimizer.zero_grad() is missing",
        right: "Clear the gradients before each step",
        ruins: true,
        refuses: |_| None,
    },
    MistakeInfo {
        id: Mistake::NoBackward,
        key: "nobackward",
        name: "backward pass left out",
        doc: "The loss is computed but not its gradient, so the optimiser has nothing to go by.",
        look: "A loss that stays where it began, and gradients and updates of exactly 0 in every layer.",
        code: "loss.backward() is missing",
        right: "Take the backward pass",
        ruins: false,
        refuses: |_| None,
    },
    MistakeInfo {
        id: Mistake::TrainingMode,
        key: "trainmode",
        name: "evaluation mode forgotten",
        doc: "Dropout and batch normalisation go on as in training while the network is measured and asked.",
        look: "A drawing whose bars jump from answer to answer, and a lower validation accuracy.",
        code: "model.eval() is missing",
        right: "Measure in evaluation mode",
        ruins: false,
        refuses: without_two_modes,
    },
    MistakeInfo {
        id: Mistake::SoftmaxTwice,
        key: "softmax2",
        name: "softmax applied twice",
        doc: "A softmax layer stands in front of a loss that applies softmax itself.",
        look: "Right answers beside a cross-entropy that never goes under 1.4612 for ten classes.",
        code: "nn.Softmax() in front of nn.CrossEntropyLoss()",
        right: "Apply softmax once",
        ruins: false,
        refuses: without_cross_entropy,
    },
    MistakeInfo {
        id: Mistake::Sorted,
        key: "sorted",
        name: "sorted data not shuffled",
        doc: "The training images come sorted by class: all of class 0, then all of class 1.",
        look: "A loss that falls to nothing, jumps at each new class, and a validation that knows one class.",
        code: "DataLoader(sorted_data, shuffle=False)",
        right: "Shuffle the training images",
        ruins: false,
        refuses: |_| None,
    },
    MistakeInfo {
        id: Mistake::ShuffledLabels,
        key: "labels",
        name: "labels shuffled",
        doc: "Each training image has the label of another; validation and test keep theirs.",
        look: "A loss near that of guessing (ln 10 = 2.3026 for ten classes), although gradients flow.",
        code: "images = images[order], and labels are forgotten",
        right: "Give each image its own label",
        ruins: false,
        refuses: |_| None,
    },
    MistakeInfo {
        id: Mistake::RawInputs,
        key: "raw",
        name: "inputs not normalised",
        doc: "Pixels go in as bytes from 0 to 255, in training and in every answer.",
        look: "A first loss far above guessing, and huge gradients in the first layer.",
        code: "/ 255 is missing",
        right: "Normalise the inputs",
        ruins: true,
        refuses: |_| None,
    },
    MistakeInfo {
        id: Mistake::HighRate,
        key: "rate100",
        name: "learning rate 100 times too high",
        doc: "Every step is a hundred times as long as the learning rate says.",
        look: "A loss that jumps up within a few steps, and updates as large as the weights.",
        code: "lr=0.1 where Adam wants 0.001",
        right: "Use the learning rate as it is set",
        ruins: true,
        refuses: |_| None,
    },
];

/// Whether blocks work differently in training.
fn without_two_modes(experiment: &Experiment) -> Option<&'static str> {
    let differs = |block: &Block| match block {
        Block::Dropout { percent } => *percent > 0,
        Block::BatchNorm { .. } | Block::Residual { .. } => true,
        _ => false,
    };
    let found = experiment.blocks.iter().any(differs);
    (!found).then_some(
        "Nothing here works differently in training: add dropout or batch normalisation.",
    )
}

fn without_cross_entropy(experiment: &Experiment) -> Option<&'static str> {
    let (output, loss) = (experiment.output, experiment.loss);
    let softmax = matches!(output, Output::Softmax | Output::SoftmaxTwice);
    (!softmax || loss != Loss::CrossEntropy)
        .then_some("This mistake can only be made with softmax and cross-entropy: choose them.")
}
