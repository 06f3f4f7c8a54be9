//! −Σ [y ln p + (1 − y) ln(1 − p)] with p = σ(z), or its mean over the classes.

use super::definition::{
    Derivative, ERROR, Family, LN_P, LN_REST, LossInfo, Note, Objective, Script, Term,
    WorkedExample, Y, Z,
};
use crate::expression::{difference, negative, number, product};
use crate::loss::{Loss, Output, Reduction};
use playground_data::rows;

pub const DEFINITION: LossInfo = LossInfo {
    id: Loss::BinaryCrossEntropy,
    key: "bce",
    name: "binary cross-entropy",
    short: "BCE",
    doc: "A yes-or-no cross-entropy for each class.",
    family: Family::CrossEntropy,
    has_reduction: true,
    parameters: &[],
    objectives: &[ON_SIGMOID, ON_PIXELS],
    refusals: rows![
        [&[Output::Softmax, Output::SoftmaxTwice],
         "Binary cross-entropy treats each class by itself, and softmax ties them together"]
        [&[Output::Linear],
         "Binary cross-entropy needs probabilities between 0 and 1, which a linear output does not give"]
        [&[Output::ImageLinear],
         "Binary cross-entropy needs values between 0 and 1, which a linear output does not give"]
    ],
};

/// −ln(1 − p) − y·z, which is softplus(z) − y·z: it never overflows and has the right slope at z = 0.
const TERM: Term = difference(&negative(&LN_REST), &product(&Y, &Z));

const TEXTBOOK: Term = difference(
    &negative(&product(&Y, &LN_P)),
    &product(&difference(&number(1.0), &Y), &LN_REST),
);

const ON_SIGMOID: Objective = Objective {
    output: Output::Sigmoid,
    loss: Loss::BinaryCrossEntropy,
    label: "BCE",
    counterpart: (Output::Sigmoid, Loss::MeanSquaredError),
    term: TERM,
    derivative: Derivative::AtLogit(ERROR),
    textbook: Some(TEXTBOOK),
    simplified: None,
    on_value: Note {
        text: "One yes-or-no cross-entropy for each class, with c = 1/K for the mean over K classes and c = 1 for their \
               sum. An answer of one half everywhere costs ln 2 = 0.693 under the mean.",
        source: "PyTorch's BCEWithLogitsLoss.",
    },
    on_gradient: Note {
        text: "Under binary cross-entropy the slope of the sigmoid cancels, and the gradient at each logit is c \
               times the difference between answer and target.",
        source: "Bishop, Pattern Recognition and Machine Learning, §4.3.2.",
    },
    pytorch: Script::Terms(
        "F.binary_cross_entropy_with_logits(logits, target, reduction=\"none\")",
    ),
    keras: Script::Body(
        "terms = ops.binary_crossentropy(target, logits, from_logits=True)\nreturn ops.{over}(terms, axis=-1)",
    ),
    worked: rows![
        WorkedExample (key, name, formula, reduction)
        ["bce", "BCE on sigmoid, mean over classes", "−Σ [y ln σ + (1 − y) ln(1 − σ)] / K", Reduction::Mean]
    ],
};

const ON_PIXELS: Objective = Objective {
    output: Output::Image,
    counterpart: (Output::Image, Loss::MeanSquaredError),
    on_value: Note {
        text: "A cross-entropy for each pixel, its ink taken for the probability of being black, with c = 1/K for the mean \
               over the K pixels and c = 1 for their sum. Grey pixels keep it above 0 however well they come back.",
        source: "Hinton & Salakhutdinov, Science 313, 2006.",
    },
    on_gradient: Note {
        text: "Under binary cross-entropy the slope of the sigmoid cancels, and the gradient at each logit is c \
               times the difference between what came back and what came in.",
        source: "Bishop, Pattern Recognition and Machine Learning, §4.3.2.",
    },
    worked: &[],
    ..ON_SIGMOID
};
