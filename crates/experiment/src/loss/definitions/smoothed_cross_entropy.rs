//! Cross-entropy against (1 − ε)y + ε/K (Szegedy et al. 2016, eq. 5).

use super::cross_entropy;
use super::definition::{
    Derivative, Family, K, LN_P, Leaf, LossInfo, Note, Objective, P, Script, Term, Y,
};
use crate::expression::{Expression, difference, negative, number, product, quotient, sum};
use crate::loss::parameter::LossParameter;
use crate::loss::{Loss, Output};

pub const DEFINITION: LossInfo = LossInfo {
    id: Loss::SmoothedCrossEntropy,
    key: "smooth-ce",
    name: "label-smoothed cross-entropy",
    short: "smoothed CE",
    doc: "Cross-entropy against a target that keeps a little probability for every class.",
    family: Family::CrossEntropy,
    has_reduction: false,
    parameters: &[SMOOTHING],
    objectives: &[ON_SOFTMAX],
    refusals: cross_entropy::REFUSALS,
};

const SMOOTHING: LossParameter = LossParameter {
    key: "smooth",
    name: "smoothing",
    label: "label smoothing",
    title: "Label smoothing",
    symbol: "ε",
    doc: "ε of label smoothing.",
    least: 0.0,
    most: 0.99,
    usual: 0.1,
};

const EPSILON: Term = Expression::Leaf(Leaf::Parameter("smooth"));
const TARGET: Term = sum(
    &product(&difference(&number(1.0), &EPSILON), &Y),
    &quotient(&EPSILON, &K),
);

const ON_SOFTMAX: Objective = Objective {
    output: Output::Softmax,
    loss: Loss::SmoothedCrossEntropy,
    label: "smoothed CE",
    counterpart: (Output::Softmax, Loss::MeanSquaredError),
    term: negative(&product(&TARGET, &LN_P)),
    derivative: Derivative::AtLogAnswer(negative(&TARGET)),
    textbook: None,
    simplified: Some(difference(&P, &TARGET)),
    on_value: Note {
        text: "Cross-entropy against a target that leaves a little probability, ε/K, to every one of the K classes. \
               Its floor is the entropy of that target, 0.500 for ε = 0.1 and ten classes, and a network that is \
               surer than the target pays for it.",
        source: "Szegedy and others, 2016, §7.",
    },
    on_gradient: Note {
        text: "Under smoothed cross-entropy the gradient at the logits z is the probabilities minus the smoothed target.",
        source: "Szegedy and others, 2016, §7.",
    },
    pytorch: Script::Body("return F.cross_entropy(logits, labels, label_smoothing={smooth})"),
    keras: Script::Body(
        "return ops.categorical_crossentropy((1 - {smooth}) * target + {smooth} / {classes}, logits, from_logits=True)",
    ),
    worked: &[],
};
