//! A row for each output with a loss: its value and its gradient at the logits, in words and as formulas.

use super::Note;
use playground_experiment::loss::{Loss, Output};

/// A row of [`OBJECTIVES`].
pub struct ObjectiveNotes {
    /// What the logits go through.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
    /// On the loss.
    pub value: Note,
    /// On its gradient at the logits.
    pub gradient: Note,
}

const P_MINUS_Y: &str = concat!(
    "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi mathvariant=\"normal\">z</mi></mrow></mfrac>",
    "<mo>=</mo><mi mathvariant=\"normal\">p</mi><mo>−</mo><mi mathvariant=\"normal\">y</mi>",
);

/// Σ −[y ln σ + (1 − y) ln(1 − σ)].
const ENTROPIES: &str = concat!(
    "<mi>L</mi><mo>=</mo><mo>−</mo><mfrac><mi>c</mi><mi>B</mi></mfrac>",
    "<munder><mo>∑</mo><mtext>batch</mtext></munder><munder><mo>∑</mo><mi>k</mi></munder>",
    "<mo>[</mo><msub><mi>y</mi><mi>k</mi></msub><mi>ln</mi><mo>&#x2061;</mo><msub><mi>σ</mi><mi>k</mi></msub>",
    "<mo>+</mo><mo>(</mo><mn>1</mn><mo>−</mo><msub><mi>y</mi><mi>k</mi></msub><mo>)</mo>",
    "<mi>ln</mi><mo>(</mo><mn>1</mn><mo>−</mo><msub><mi>σ</mi><mi>k</mi></msub><mo>)</mo><mo>]</mo>",
);

/// σ − y.
const ENTROPIES_AT_LOGITS: &str = concat!(
    "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub><mi>z</mi><mi>k</mi></msub></mrow></mfrac>",
    "<mo>=</mo><mi>c</mi><mo>(</mo><msub><mi>σ</mi><mi>k</mi></msub><mo>−</mo>",
    "<msub><mi>y</mi><mi>k</mi></msub><mo>)</mo>",
);

/// Σ (σ − y)².
const SQUARES: &str = concat!(
    "<mi>L</mi><mo>=</mo><mfrac><mi>c</mi><mi>B</mi></mfrac>",
    "<munder><mo>∑</mo><mtext>batch</mtext></munder><munder><mo>∑</mo><mi>k</mi></munder>",
    "<msup><mrow><mo>(</mo><msub><mi>σ</mi><mi>k</mi></msub><mo>−</mo><msub><mi>y</mi><mi>k</mi></msub>",
    "<mo>)</mo></mrow><mn>2</mn></msup>",
);

/// 2(σ − y)σ(1 − σ).
const SQUARES_AT_LOGITS: &str = concat!(
    "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><msub><mi>z</mi><mi>k</mi></msub></mrow></mfrac>",
    "<mo>=</mo><mn>2</mn><mi>c</mi><mo>(</mo><msub><mi>σ</mi><mi>k</mi></msub><mo>−</mo>",
    "<msub><mi>y</mi><mi>k</mi></msub><mo>)</mo><msub><mi>σ</mi><mi>k</mi></msub>",
    "<mo>(</mo><mn>1</mn><mo>−</mo><msub><mi>σ</mi><mi>k</mi></msub><mo>)</mo>",
);

/// Σ (z − y)².
const LINEAR_SQUARES: &str = concat!(
    "<mi>L</mi><mo>=</mo><mfrac><mi>c</mi><mi>B</mi></mfrac>",
    "<munder><mo>∑</mo><mtext>batch</mtext></munder><munder><mo>∑</mo><mi>k</mi></munder>",
    "<msup><mrow><mo>(</mo><msub><mi>z</mi><mi>k</mi></msub><mo>−</mo><msub><mi>y</mi><mi>k</mi></msub>",
    "<mo>)</mo></mrow><mn>2</mn></msup>",
);

/// 2(z − y).
const LINEAR_AT_LOGITS: &str = concat!(
    "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi mathvariant=\"normal\">z</mi></mrow></mfrac>",
    "<mo>=</mo><mn>2</mn><mi>c</mi><mo>(</mo><mi mathvariant=\"normal\">z</mi><mo>−</mo>",
    "<mi mathvariant=\"normal\">y</mi><mo>)</mo>",
);

/// Every valid pair (tested).
pub const OBJECTIVES: &[ObjectiveNotes] = &[
    ObjectiveNotes {
        output: Output::Softmax,
        loss: Loss::CrossEntropy,
        value: Note {
            text: "Cross-entropy is minus the logarithm of the probability given to the true class t, \
                   averaged over the batch. Guessing evenly among ten classes costs ln 10 = 2.303, being \
                   sure and right costs 0. Being sure and wrong has no upper limit.",
            formula: concat!(
                "<mi>L</mi><mo>=</mo><mo>−</mo><mfrac><mn>1</mn><mi>B</mi></mfrac>",
                "<munder><mo>∑</mo><mtext>batch</mtext></munder><mi>ln</mi><mo>&#x2061;</mo>",
                "<msub><mi>p</mi><mi>t</mi></msub>",
            ),
            source: "Bridle, 1990. Natural logarithm and mean over the batch, as PyTorch's CrossEntropyLoss.",
        },
        gradient: Note {
            text: "Under cross-entropy the gradient at the logits z is the probabilities minus the target: the \
                   more wrong the answer, the larger the push.",
            formula: P_MINUS_Y,
            source: "Bishop, Pattern Recognition and Machine Learning, §4.3.4.",
        },
    },
    ObjectiveNotes {
        output: Output::Softmax,
        loss: Loss::SmoothedCrossEntropy,
        value: Note {
            text: "Cross-entropy against a target that leaves a little probability, ε/K, to every one of the K \
                   classes. A network that is too sure pays for it, so this loss never reaches 0.",
            formula: concat!(
                "<mi>L</mi><mo>=</mo><mo>−</mo><mfrac><mn>1</mn><mi>B</mi></mfrac>",
                "<munder><mo>∑</mo><mtext>batch</mtext></munder><munder><mo>∑</mo><mi>k</mi></munder>",
                "<mrow><mo>(</mo><mo>(</mo><mn>1</mn><mo>−</mo><mi>ε</mi><mo>)</mo><msub><mi>y</mi><mi>k</mi></msub>",
                "<mo>+</mo><mfrac><mi>ε</mi><mi>K</mi></mfrac><mo>)</mo></mrow>",
                "<mi>ln</mi><mo>&#x2061;</mo><msub><mi>p</mi><mi>k</mi></msub>",
            ),
            source: "Szegedy and others, 2016, §7.",
        },
        gradient: Note {
            text: "Under smoothed cross-entropy the gradient at the logits z is the probabilities minus the \
                   smoothed target.",
            formula: concat!(
                "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi mathvariant=\"normal\">z</mi></mrow></mfrac>",
                "<mo>=</mo><mi mathvariant=\"normal\">p</mi><mo>−</mo><mo>(</mo><mn>1</mn><mo>−</mo><mi>ε</mi><mo>)</mo>",
                "<mi mathvariant=\"normal\">y</mi><mo>−</mo><mfrac><mi>ε</mi><mi>K</mi></mfrac>",
            ),
            source: "Szegedy and others, 2016, §7.",
        },
    },
    ObjectiveNotes {
        output: Output::Softmax,
        loss: Loss::MeanSquaredError,
        value: Note {
            text: "The squared differences between probabilities and one-hot target, with c = 1/K for the mean \
                   over K classes and c = 1 for their sum. With the mean over ten, guessing evenly costs 0.09 and \
                   being sure and wrong never more than 0.2: there is little to win by leaving a wrong answer.",
            formula: concat!(
                "<mi>L</mi><mo>=</mo><mfrac><mi>c</mi><mi>B</mi></mfrac>",
                "<munder><mo>∑</mo><mtext>batch</mtext></munder><munder><mo>∑</mo><mi>k</mi></munder>",
                "<msup><mrow><mo>(</mo><msub><mi>p</mi><mi>k</mi></msub><mo>−</mo><msub><mi>y</mi><mi>k</mi></msub>",
                "<mo>)</mo></mrow><mn>2</mn></msup>",
            ),
            source: "The mean is PyTorch's MSELoss on probabilities.",
        },
        gradient: Note {
            text: "Under MSE the difference p − y is multiplied by the slope J of the softmax, which is close to 0 \
                   wherever the network is sure, right or wrong.",
            formula: concat!(
                "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi mathvariant=\"normal\">z</mi></mrow></mfrac>",
                "<mo>=</mo><mn>2</mn><mi>c</mi><mspace width=\"0.2em\"/><mi>J</mi>",
                "<mo>(</mo><mi mathvariant=\"normal\">p</mi><mo>−</mo><mi mathvariant=\"normal\">y</mi><mo>)</mo>",
                "<mo>,</mo><mspace width=\"1em\"/><mi>J</mi><mo>=</mo><mi>diag</mi><mo>(</mo><mi mathvariant=\"normal\">p</mi>",
                "<mo>)</mo><mo>−</mo><mi mathvariant=\"normal\">p</mi><msup><mi mathvariant=\"normal\">p</mi><mi>T</mi></msup>",
            ),
            source: "Bishop, Pattern Recognition and Machine Learning, §4.3.4, for the derivative of the softmax.",
        },
    },
    ObjectiveNotes {
        output: Output::SoftmaxTwice,
        loss: Loss::CrossEntropy,
        value: Note {
            text: "A softmax layer before a loss that applies softmax again sees only inputs between 0 and 1. The \
                   probability of the true class can then not pass e/(e + 9) for ten classes, so the loss never \
                   goes below 1.461.",
            formula: concat!(
                "<mi>L</mi><mo>=</mo><mo>−</mo><mfrac><mn>1</mn><mi>B</mi></mfrac>",
                "<munder><mo>∑</mo><mtext>batch</mtext></munder><mi>ln</mi><mo>&#x2061;</mo>",
                "<msub><mi>softmax</mi><mi>t</mi></msub><mo>(</mo><mi>softmax</mi><mo>(</mo>",
                "<mi mathvariant=\"normal\">z</mi><mo>)</mo><mo>)</mo>",
            ),
            source: "PyTorch's CrossEntropyLoss, which expects logits.",
        },
        gradient: Note {
            text: "With softmax twice the difference between the second softmax q and the target is multiplied by \
                   the slope J of the first.",
            formula: concat!(
                "<mfrac><mrow><mi>∂</mi><mi>L</mi></mrow><mrow><mi>∂</mi><mi mathvariant=\"normal\">z</mi></mrow></mfrac>",
                "<mo>=</mo><mi>J</mi><mo>(</mo><mi mathvariant=\"normal\">q</mi><mo>−</mo>",
                "<mi mathvariant=\"normal\">y</mi><mo>)</mo>",
            ),
            source: "The chain rule.",
        },
    },
    ObjectiveNotes {
        output: Output::Sigmoid,
        loss: Loss::BinaryCrossEntropy,
        value: Note {
            text: "One yes-or-no cross-entropy for each class, with c = 1/K for the mean over K classes and c = 1 \
                   for their sum. An answer of one half everywhere costs ln 2 = 0.693 under the mean.",
            formula: ENTROPIES,
            source: "PyTorch's BCEWithLogitsLoss.",
        },
        gradient: Note {
            text: "Under binary cross-entropy the slope of the sigmoid cancels, and the gradient is the answer \
                   minus the target.",
            formula: ENTROPIES_AT_LOGITS,
            source: "Bishop, Pattern Recognition and Machine Learning, §4.3.2.",
        },
    },
    ObjectiveNotes {
        output: Output::Sigmoid,
        loss: Loss::MeanSquaredError,
        value: Note {
            text: "The squared differences between sigmoid outputs and one-hot target, with c = 1/K for the mean \
                   over K classes and c = 1 for their sum. No single class can cost more than c.",
            formula: SQUARES,
            source: "Nielsen, Neural Networks and Deep Learning, chapter 3.",
        },
        gradient: Note {
            text: "Under MSE the difference σ − y is multiplied by the sigmoid's slope, output · (1 − output), which is \
                   close to 0 wherever the network is sure, right or wrong.",
            formula: SQUARES_AT_LOGITS,
            source: "Nielsen, Neural Networks and Deep Learning, chapter 3.",
        },
    },
    ObjectiveNotes {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        value: Note {
            text: "The squared differences between the logits themselves and the one-hot target, with c = 1/K for \
                   the mean over K classes and c = 1 for their sum. Without softmax or sigmoid in between, nothing \
                   saturates, and it trains about as well as cross-entropy.",
            formula: LINEAR_SQUARES,
            source: "Hui & Belkin, ICLR 2021.",
        },
        gradient: Note {
            text: "Under MSE on the logits there is no slope to multiply by: a wrong answer always gives a push.",
            formula: LINEAR_AT_LOGITS,
            source: "Hui & Belkin, ICLR 2021.",
        },
    },
    ObjectiveNotes {
        output: Output::Image,
        loss: Loss::MeanSquaredError,
        value: Note {
            text: "The squared differences between the pixels given back and those that came in, with c = 1/K for the \
                   mean over the K pixels and c = 1 for their sum. Grey everywhere costs at most c/4 a pixel.",
            formula: SQUARES,
            source: "Hinton & Salakhutdinov, Science 313, 2006.",
        },
        gradient: Note {
            text: "Under MSE each pixel's difference is multiplied by the sigmoid's slope, so that pixels that are wrong \
                   and sure hardly move.",
            formula: SQUARES_AT_LOGITS,
            source: "Nielsen, Neural Networks and Deep Learning, chapter 3.",
        },
    },
    ObjectiveNotes {
        output: Output::Image,
        loss: Loss::BinaryCrossEntropy,
        value: Note {
            text: "A cross-entropy for each pixel, its ink taken for the probability of being black, with c = 1/K for the \
                   mean over the K pixels and c = 1 for their sum. Grey pixels keep it above 0 however well they come \
                   back.",
            formula: ENTROPIES,
            source: "Hinton & Salakhutdinov, Science 313, 2006.",
        },
        gradient: Note {
            text: "Under binary cross-entropy the slope of the sigmoid cancels, and the gradient at each pixel is what came \
                   back minus what came in.",
            formula: ENTROPIES_AT_LOGITS,
            source: "Bishop, Pattern Recognition and Machine Learning, §4.3.2.",
        },
    },
    ObjectiveNotes {
        output: Output::ImageLinear,
        loss: Loss::MeanSquaredError,
        value: Note {
            text: "The squared differences between the pixels given back and those that came in, with c = 1/K for the \
                   mean over the K pixels and c = 1 for their sum. With linear layers its lowest value is that of a \
                   principal component analysis.",
            formula: LINEAR_SQUARES,
            source: "Baldi & Hornik, Neural Networks 2, 1989.",
        },
        gradient: Note {
            text: "Without a sigmoid there is no slope to multiply by: each pixel is pushed as far as it is off.",
            formula: LINEAR_AT_LOGITS,
            source: "Baldi & Hornik, Neural Networks 2, 1989.",
        },
    },
];
