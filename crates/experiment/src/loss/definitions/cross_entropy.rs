//! −Σ y ln p.

use super::definition::{
    Derivative, ERROR, Family, LN_P, LossInfo, Note, Objective, Refusal, Script, Term,
    WorkedExample, Y,
};
use crate::expression::{negative, product};
use crate::loss::{Loss, Output, Reduction};
use playground_data::rows;

pub const DEFINITION: LossInfo = LossInfo {
    id: Loss::CrossEntropy,
    key: "ce",
    name: "cross-entropy",
    short: "CE",
    doc: "−ln of the probability given to the true class.",
    family: Family::CrossEntropy,
    has_reduction: false,
    parameters: &[],
    objectives: &[ON_SOFTMAX, ON_SOFTMAX_TWICE],
    refusals: REFUSALS,
};

/// Why no cross-entropy over classes goes with the other outputs.
pub const REFUSALS: &[Refusal] = rows![
    [&[Output::Linear],
     "Cross-entropy takes the logarithm of a probability, and a linear output can be zero or negative, where the \
      logarithm is undefined"]
    [&[Output::Sigmoid],
     "Cross-entropy over classes needs probabilities that sum to 1, and those of a sigmoid need not"]
    [&[Output::Image, Output::ImageLinear],
     "Cross-entropy over classes is about which class an image belongs to, and an autoencoder answers with an image"]
];

const TERM: Term = negative(&product(&Y, &LN_P));

const ON_SOFTMAX: Objective = Objective {
    output: Output::Softmax,
    loss: Loss::CrossEntropy,
    label: "CE",
    counterpart: (Output::Softmax, Loss::MeanSquaredError),
    term: TERM,
    derivative: Derivative::AtLogAnswer(negative(&Y)),
    textbook: None,
    simplified: Some(ERROR),
    on_value: Note {
        text: "Cross-entropy is minus the logarithm of the probability given to the true class, averaged over the \
               batch. Guessing evenly among ten classes costs ln 10 = 2.303, being sure and right next to nothing. \
               What being sure and wrong costs has no upper limit.",
        source: "Bridle, 1990. Natural logarithm and mean over the batch, as PyTorch's CrossEntropyLoss.",
    },
    on_gradient: Note {
        text: "Under cross-entropy the gradient at the logits z is the probabilities minus the one-hot target: the \
               more wrong the answer, the larger the push.",
        source: "Bishop, Pattern Recognition and Machine Learning, §4.3.4.",
    },
    pytorch: Script::Body("return F.cross_entropy(logits, labels)"),
    keras: Script::Body("return ops.categorical_crossentropy(target, logits, from_logits=True)"),
    worked: rows![
        WorkedExample (key, name, formula, reduction)
        ["ce", "cross-entropy on softmax", "−Σ y ln p", Reduction::Mean]
    ],
};

const ON_SOFTMAX_TWICE: Objective = Objective {
    output: Output::SoftmaxTwice,
    label: "CE, softmax twice",
    on_value: Note {
        text: "Behind a softmax layer the loss's own softmax sees only inputs between 0 and 1, so no probability can \
               pass e/(e + 9) = 23.2 % for ten classes. The loss stays above 1.461, which by itself does no harm; \
               the Jacobian of the first softmax does, as it vanishes where that is sure.",
        source: "PyTorch's CrossEntropyLoss, which expects logits.",
    },
    on_gradient: Note {
        text: "With softmax twice the difference between the second softmax q and the target is multiplied by the \
               Jacobian J of the first, which is close to 0 where that is sure.",
        source: "The chain rule.",
    },
    pytorch: Script::Body("return F.cross_entropy(F.softmax(logits, dim=1), labels)"),
    keras: Script::Body(
        "return ops.categorical_crossentropy(target, ops.softmax(logits), from_logits=True)",
    ),
    worked: &[],
    ..ON_SOFTMAX
};
