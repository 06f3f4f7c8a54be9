//! What the sheets say. Losses and their gradients are in `objectives.rs`, the gradient lab's in
//! `lab.rs`, the Evaluate view's in `evaluation.rs`, the theory view's in `theory.rs`, the surprise in `pad.rs`.

pub mod autoencoder;
pub mod evaluation;
pub mod inside;
pub mod lab;
mod objectives;
pub mod pad;
pub mod theory;

use crate::run::objective::ObjectiveId;
use playground_experiment::loss::Output;
use std::borrow::Cow;

/// At most three sentences, a formula as MathML, and its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In words.
    pub text: &'static str,
    /// Inside of a `math` element.
    pub formula: Cow<'static, str>,
    /// Who to read.
    pub source: &'static str,
}

/// A formula that is written out.
macro_rules! math {
    ($($part:expr),+ $(,)?) => {
        std::borrow::Cow::Borrowed(concat!($($part),+))
    };
}
use math;

/// Notes by name: the words, the formula and the source of each; and all of them, for the tests.
macro_rules! notes {
    ($($(#[$doc:meta])* [$name:ident, $text:expr, $formula:expr, $source:expr])+) => {
        $(
            $(#[$doc])*
            pub const $name: Note = Note {
                text: $text,
                formula: $formula,
                source: $source,
            };
        )+
        #[cfg(test)]
        pub const ALL: [&Note; [$(stringify!($name)),+].len()] = [$(&$name),+];
    };
}
use notes;

notes! {
    [NORM,
     "Each line is the size of one layer's gradient, the loss in use solid and its counterpart dashed, on \
      the same batch and the same weights.",
     math!("<mrow><mo>‖</mo><mi>g</mi><mo>‖</mo></mrow><mo>=</mo>",
           "<msqrt><munder><mo>∑</mo><mi>i</mi></munder><msubsup><mi>g</mi><mi>i</mi><mn>2</mn></msubsup></msqrt>"),
     "Glorot & Bengio, 2010, for reading a network by the gradients of its layers."]

    /// On the accuracy.
    [ACCURACY,
     "The share of images whose largest answer is the true class. A batch of 64 can only move in steps of \
      1/64, hence the jumps. Markers measure images that the network was never trained on.",
     math!("<mi>accuracy</mi><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder>",
           "<mo>[</mo><munder><mi>arg max</mi><mi>k</mi></munder><msub><mi>z</mi><mrow><mi>n</mi><mi>k</mi></mrow></msub>",
           "<mo>=</mo><msub><mi>t</mi><mi>n</mi></msub><mo>]</mo>"),
     "Goodfellow, Bengio & Courville, Deep Learning, §5.1.2."]

    [SOFTMAX,
     "The softmax turns the scores z of the last layer, one a class, into positive numbers that sum to 1. A bar close to 1 \
      means that the network is sure, not that it is right.",
     math!("<msub><mi>p</mi><mi>k</mi></msub><mo>=</mo><mfrac><msup><mi>e</mi><msub><mi>z</mi><mi>k</mi></msub></msup>",
           "<mrow><munder><mo>∑</mo><mi>j</mi></munder><msup><mi>e</mi><msub><mi>z</mi><mi>j</mi></msub></msup></mrow></mfrac>"),
     "Bridle, 1990."]

    [TWICE,
     "The probabilities go through a second softmax, which evens them out: no bar can pass e/(e + K − 1), 23 % for ten classes.",
     math!("<mi mathvariant=\"normal\">q</mi><mo>=</mo><mi>softmax</mi><mo>(</mo><mi>softmax</mi><mo>(</mo>",
           "<mi mathvariant=\"normal\">z</mi><mo>)</mo><mo>)</mo>"),
     "A common mistake with PyTorch's CrossEntropyLoss, which expects logits."]

    [SIGMOID,
     "Each score is squashed into (0, 1) by itself. The bars answer separate questions, one a class, and need not sum to 1.",
     math!("<msub><mi>σ</mi><mi>k</mi></msub><mo>=</mo><mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo>",
           "<msup><mi>e</mi><mrow><mo>−</mo><msub><mi>z</mi><mi>k</mi></msub></mrow></msup></mrow></mfrac>"),
     "Bishop, Pattern Recognition and Machine Learning, §4.3.2."]

    [LINEAR,
     "These are the scores of the last layer as they are, not probabilities. The largest one is the answer.",
     math!("<mi mathvariant=\"normal\">z</mi><mo>=</mo><mi>W</mi><mi mathvariant=\"normal\">h</mi><mo>+</mo>",
           "<mi mathvariant=\"normal\">b</mi>"),
     "Hui & Belkin, ICLR 2021."]

    /// On what the network sees of the pad.
    [SEEN,
     "Your drawing is prepared as MNIST's digits were: scaled to fit a box of 20 by 20 pixels, then moved so that \
      its centre of mass is the centre of 28 by 28. A network knows only digits prepared like this, so without it \
      off-centre drawings would fail.",
     math!("<mover><mi>x</mi><mo>¯</mo></mover><mo>=</mo><mfrac><mrow><mo>∑</mo><mi>x</mi><mspace width=\"0.2em\"/>",
           "<mtext>ink</mtext><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo></mrow>",
           "<mrow><mo>∑</mo><mtext>ink</mtext><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo></mrow></mfrac>"),
     "LeCun, Cortes & Burges, The MNIST database."]
}

/// On the loss chart.
pub fn loss(id: ObjectiveId) -> Vec<&'static Note> {
    Vec::from_iter(objectives::notes(id).map(|row| &row.value))
}

/// On the gradients: the norm, then both losses.
pub fn gradients(id: ObjectiveId) -> Vec<&'static Note> {
    let both = [id, id.counterpart()].map(objectives::notes);
    let gradients = both.into_iter().flatten().map(|row| &row.gradient);
    std::iter::once(&NORM).chain(gradients).collect()
}

/// On the bars.
pub fn answer(output: Output) -> Vec<&'static Note> {
    vec![match output {
        Output::Softmax => &SOFTMAX,
        Output::SoftmaxTwice => &TWICE,
        Output::Sigmoid => &SIGMOID,
        Output::Linear => &LINEAR,
        Output::Image | Output::ImageLinear => &autoencoder::GIVEN_BACK,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::loss::{OUTPUTS, objectives as pairs};

    #[test]
    fn every_figure_of_every_experiment_is_explained_in_three_sentences() {
        let mut said = vec![vec![&ACCURACY], vec![&SEEN], vec![&pad::SURPRISE]];
        said.extend(OUTPUTS.iter().map(|row| answer(row.id)));
        for pair in pairs() {
            let id = ObjectiveId {
                output: pair.output,
                loss: pair.loss,
            };
            assert_eq!((loss(id).len(), gradients(id).len()), (1, 3), "{id:?}");
            said.extend([loss(id), gradients(id)]);
        }
        said.extend(theory::ALL.map(|note| vec![note]));
        said.extend(lab::ALL.map(|note| vec![note]));
        said.extend(evaluation::ALL.map(|note| vec![note]));
        said.extend(inside::ALL.map(|note| vec![note]));
        said.extend(autoencoder::ALL.map(|note| vec![note]));
        for notes in said {
            let sentences: usize = notes.iter().map(|n| sentences(n.text)).sum();
            assert!((1..=3).contains(&sentences), "{sentences}: {notes:?}");
            assert!(notes.iter().all(|n| !n.source.is_empty()));
        }
    }

    fn sentences(text: &str) -> usize {
        text.matches(". ").count() + usize::from(text.ends_with('.'))
    }

    #[test]
    fn formulas_are_balanced() {
        let all = ALL
            .into_iter()
            .chain(theory::ALL)
            .chain(lab::ALL)
            .chain(evaluation::ALL)
            .chain(inside::ALL)
            .chain(autoencoder::ALL)
            .chain([&pad::SURPRISE]);
        for note in all {
            let opened = note.formula.matches('<').count()
                - note.formula.matches("</").count()
                - note.formula.matches("/>").count();
            assert_eq!(
                opened,
                note.formula.matches("</").count(),
                "{}",
                note.formula
            );
        }
    }
}
