//! Σ (p − y)², or its mean over the classes. On logits: Hui & Belkin 2021, without rescaling.

use super::definition::{
    Derivative, ERROR, Family, LossInfo, Note, Objective, P, REST, Script, Term, WorkedExample,
};
use crate::expression::{number, power, product};
use crate::loss::{Loss, Output, Reduction};
use playground_data::rows;

pub const DEFINITION: LossInfo = LossInfo {
    id: Loss::MeanSquaredError,
    key: "mse",
    name: "mean squared error",
    short: "MSE",
    doc: "Squared difference between the answer and the target.",
    family: Family::SquaredError,
    has_reduction: true,
    parameters: &[],
    objectives: &[
        ON_SOFTMAX,
        ON_SIGMOID,
        ON_LOGITS,
        ON_PIXELS,
        ON_LINEAR_PIXELS,
    ],
    refusals: &[],
};

/// 2(p − y).
const PULL: Term = product(&number(2.0), &ERROR);
/// With the *output · (1 − output)* factor.
const BEFORE_SIGMOID: Term = product(&product(&PULL, &P), &REST);

const ON_SOFTMAX: Objective = Objective {
    output: Output::Softmax,
    loss: Loss::MeanSquaredError,
    label: "MSE",
    counterpart: (Output::Softmax, Loss::CrossEntropy),
    term: power(&ERROR, &number(2.0)),
    derivative: Derivative::AtAnswer(PULL),
    textbook: None,
    simplified: None,
    on_value: Note {
        text: "The squared differences between the probabilities and the one-hot target, with c = 1/K for the mean \
               over K classes and c = 1 for their sum. With the mean over ten, guessing evenly costs 0.09 and being \
               sure and wrong never more than 0.2: towards that bound the loss goes flat.",
        source: "The mean is PyTorch's MSELoss on probabilities.",
    },
    on_gradient: Note {
        text: "Under MSE the difference p − y is multiplied by the Jacobian J of the softmax, which is close to 0 \
               wherever the network is sure, right or wrong.",
        source: "Bishop, Pattern Recognition and Machine Learning, §4.3.4, for the derivative of the softmax.",
    },
    pytorch: Script::OfTerm,
    keras: Script::OfTerm,
    worked: rows![
        WorkedExample (key, name, formula, reduction)
        ["mse-mean", "MSE on softmax, mean over classes", "Σ (p − y)² / K", Reduction::Mean]
        ["mse-sum", "MSE on softmax, sum over classes", "Σ (p − y)²", Reduction::Sum]
    ],
};

const ON_SIGMOID: Objective = Objective {
    output: Output::Sigmoid,
    label: "MSE on sigmoid",
    counterpart: (Output::Sigmoid, Loss::BinaryCrossEntropy),
    derivative: Derivative::AtLogit(BEFORE_SIGMOID),
    on_value: Note {
        text: "The squared differences between the sigmoid outputs and the one-hot target, with c = 1/K for the mean \
               over K classes and c = 1 for their sum. No single class can cost more than c.",
        source: "Nielsen, Neural Networks and Deep Learning, chapter 3.",
    },
    on_gradient: Note {
        text: "Under MSE the difference σ − y is multiplied by the sigmoid's slope, output · (1 − output), which is close \
               to 0 wherever the network is sure, right or wrong.",
        source: "Nielsen, Neural Networks and Deep Learning, chapter 3.",
    },
    worked: rows![
        WorkedExample (key, name, formula, reduction)
        ["mse-sigmoid", "MSE on sigmoid, mean over classes", "Σ (σ − y)² / K", Reduction::Mean]
    ],
    ..ON_SOFTMAX
};

const ON_LOGITS: Objective = Objective {
    output: Output::Linear,
    label: "MSE on logits",
    derivative: Derivative::AtLogit(PULL),
    on_value: Note {
        text: "The squared differences between the logits themselves and the one-hot target, with c = 1/K for the \
               mean over K classes and c = 1 for their sum. Without softmax or sigmoid in between, the output does \
               not saturate; Hui & Belkin found it to classify about as well as cross-entropy.",
        source: "Hui & Belkin, ICLR 2021.",
    },
    on_gradient: Note {
        text: "Under MSE on the logits there is no slope to multiply by: a wrong answer always gives a push.",
        source: "Hui & Belkin, ICLR 2021.",
    },
    worked: rows![
        WorkedExample (key, name, formula, reduction)
        ["mse-logits", "MSE on logits, mean over classes", "Σ (z − y)² / K", Reduction::Mean]
    ],
    ..ON_SOFTMAX
};

const ON_PIXELS: Objective = Objective {
    output: Output::Image,
    label: "MSE",
    counterpart: (Output::Image, Loss::BinaryCrossEntropy),
    on_value: Note {
        text: "The squared differences between the pixels given back and those that came in, with c = 1/K for the \
               mean over the K pixels and c = 1 for their sum. A grey of one half everywhere costs at most c/4 a \
               pixel.",
        source: "Hinton & Salakhutdinov, Science 313, 2006.",
    },
    on_gradient: Note {
        text: "Under MSE each pixel's difference is multiplied by the sigmoid's slope, so that pixels that are wrong and \
               sure hardly move.",
        source: "Nielsen, Neural Networks and Deep Learning, chapter 3.",
    },
    worked: &[],
    ..ON_SIGMOID
};

const ON_LINEAR_PIXELS: Objective = Objective {
    output: Output::ImageLinear,
    label: "MSE, linear",
    counterpart: (Output::Image, Loss::BinaryCrossEntropy),
    on_value: Note {
        text: "The squared differences between the pixels given back and those that came in, with c = 1/K for the \
               mean over the K pixels and c = 1 for their sum. With linear layers alone its lowest value is that of \
               a principal component analysis with as many components as the narrowest layer has units.",
        source: "Baldi & Hornik, Neural Networks 2, 1989.",
    },
    on_gradient: Note {
        text: "Without a sigmoid there is no slope to multiply by: each pixel is pushed in proportion to how far it \
               is off.",
        source: "Baldi & Hornik, Neural Networks 2, 1989.",
    },
    worked: &[],
    ..ON_LOGITS
};
