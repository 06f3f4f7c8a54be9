//! What the sheets say: here of the charts of *Train* and of the pad, in a file for each other view. What they say of a
//! loss stands in its definition.

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
     "The share of images whose largest answer is that of the true class. A batch of 64 is a small sample, hence the \
      jumps: at 90 % its standard error is 3.75 points. Markers show the accuracy on images that the network was \
      never trained on.",
     math!("<mi>accuracy</mi><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mi>n</mi></munder>",
           "<mo>[</mo><munder><mi>arg max</mi><mi>k</mi></munder><msub><mi>z</mi><mrow><mi>n</mi><mi>k</mi></mrow></msub>",
           "<mo>=</mo><msub><mi>t</mi><mi>n</mi></msub><mo>]</mo>"),
     "Goodfellow, Bengio & Courville, Deep Learning, §5.1.2."]

    [SOFTMAX,
     "The softmax turns the logits z of the last layer, one per class, into positive numbers that sum to 1. A bar close to 1 \
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
     "Each logit is squashed into (0, 1) by itself. The bars answer separate questions, one per class, and need not sum to 1.",
     math!("<msub><mi>σ</mi><mi>k</mi></msub><mo>=</mo><mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo>",
           "<msup><mi>e</mi><mrow><mo>−</mo><msub><mi>z</mi><mi>k</mi></msub></mrow></msup></mrow></mfrac>"),
     "Bishop, Pattern Recognition and Machine Learning, §4.3.2."]

    [LINEAR,
     "These are the logits of the last layer as they are, not probabilities. The largest one is the answer.",
     math!("<mi mathvariant=\"normal\">z</mi><mo>=</mo><mi>W</mi><mi mathvariant=\"normal\">h</mi><mo>+</mo>",
           "<mi mathvariant=\"normal\">b</mi>"),
     "Hui & Belkin, ICLR 2021."]

    /// On what the network sees of the pad.
    [SEEN,
     "Your drawing is prepared as MNIST's digits were: scaled to fit a box of 20 by 20 pixels, then moved so that \
      its centre of mass is the centre of 28 by 28. A network trained on MNIST has seen only digits prepared like \
      this, so without it off-centre drawings would often fail.",
     math!("<mover><mi>x</mi><mo>¯</mo></mover><mo>=</mo><mfrac><mrow><mo>∑</mo><mi>x</mi><mspace width=\"0.2em\"/>",
           "<mtext>ink</mtext><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo></mrow>",
           "<mrow><mo>∑</mo><mtext>ink</mtext><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo></mrow></mfrac>"),
     "LeCun, Cortes & Burges, The MNIST database."]
}

/// Returns the notes on the loss chart.
pub fn loss(id: ObjectiveId) -> Vec<&'static Note> {
    let row = objectives::notes(id).into_iter();
    row.map(|row| &row.value).collect()
}

/// Returns the notes on the gradients: on the norm, then on both losses.
pub fn gradients(id: ObjectiveId) -> Vec<&'static Note> {
    let both = [id, id.counterpart()].map(objectives::notes);
    let gradients = both.into_iter().flatten().map(|row| &row.gradient);
    std::iter::once(&NORM).chain(gradients).collect()
}

/// Returns the notes on the bars.
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
        let mut said: Vec<_> = Vec::new();
        said.extend(OUTPUTS.iter().map(|row| answer(row.id)));
        for pair in pairs() {
            let id = ObjectiveId {
                output: pair.output,
                loss: pair.loss,
            };
            assert_eq!((loss(id).len(), gradients(id).len()), (1, 3), "{id:?}");
            said.extend([loss(id), gradients(id)]);
        }
        said.extend(every().map(|note| vec![note]));
        for notes in said {
            let sentences: usize = notes.iter().map(|n| sentences(n.text)).sum();
            assert!((1..=3).contains(&sentences), "{sentences}: {notes:?}");
            assert!(notes.iter().all(|n| !n.source.is_empty()));
        }
    }

    /// The notes of every file of `notes/`, of which none may be missing here.
    fn every() -> impl Iterator<Item = &'static Note> {
        let files: [(&str, &[&'static Note]); 7] = [
            ("", &ALL),
            ("autoencoder", &autoencoder::ALL),
            ("evaluation", &evaluation::ALL),
            ("inside", &inside::ALL),
            ("lab", &lab::ALL),
            ("pad", &[&pad::SURPRISE]),
            ("theory", &theory::ALL),
        ];
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/components/parts/why/notes"
        );
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            // Losses have their notes in their definitions.
            let listed = name == "objectives" || files.iter().any(|file| file.0 == name);
            assert!(listed, "the notes of {name} are not tested");
        }
        files.into_iter().flat_map(|file| file.1).copied()
    }

    fn sentences(text: &str) -> usize {
        text.matches(". ").count() + usize::from(text.ends_with('.'))
    }

    #[test]
    fn formulas_are_balanced() {
        let ids = pairs().map(|pair| ObjectiveId {
            output: pair.output,
            loss: pair.loss,
        });
        let generated = ids.flat_map(|id| [loss(id), gradients(id)].concat());
        for note in every().chain(generated) {
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
