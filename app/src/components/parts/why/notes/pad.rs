//! On the pad.

use super::{Note, math};

pub const SURPRISE: Note = Note {
    text: "How surprised the network would be to hear that the drawing is of this class: 0 if it was certain of it, \
           ln K if it held all K classes to be equally likely (2.30 for ten), and without bound as p goes to 0. On a \
           softmax this is the cross-entropy of this one image; under cross-entropy the loss in training is its mean \
           over a batch.",
    formula: math!(
        "<mi>surprise</mi><mo>=</mo><mo>−</mo><mi>ln</mi><mspace width=\"0.2em\"/><msub><mi>p</mi><mi>t</mi></msub>",
        "<mo>=</mo><mo>−</mo><munder><mo>∑</mo><mi>k</mi></munder><msub><mi>y</mi><mi>k</mi></msub><mspace width=\"0.2em\"/>",
        "<mi>ln</mi><mspace width=\"0.2em\"/><msub><mi>p</mi><mi>k</mi></msub>",
    ),
    source: "Shannon, A Mathematical Theory of Communication, 1948; Goodfellow, Bengio & Courville, §3.13.",
};
