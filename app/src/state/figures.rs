//! What the views and scripts ask of the network, and how an answer becomes figures.

use super::ask::{Latest, Questions};
use crate::run::Run;
use leptos::prelude::*;
use playground_experiment::protocol::inside::{
    InspectRequest, Inspected, Reconstructed, ScanResult, Window,
};
use playground_experiment::protocol::{Answer, Part, Question};
use playground_insight::evaluation::Examined;
use std::sync::Arc;

/// The image at a place of the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Where.
    pub place: (f32, f32),
    /// Steps the network had taken.
    pub step: u64,
    /// One value per pixel.
    pub pixels: Arc<[f32]>,
}

/// How strongly the units of each layer respond to an image.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerResponses {
    /// Values that leave each layer, from input to output.
    pub layers: Vec<Vec<f32>>,
}

/// A slice through the loss, whole or as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct LossSlice {
    /// Keys the two random directions.
    pub seed: u64,
    /// How far it reaches along each.
    pub radius: f32,
    /// Cells along a side.
    pub side: usize,
    /// Steps the network had taken.
    pub step: u64,
    /// Images that the loss is over.
    pub examples: usize,
    /// Mean losses of the rows known, `[rows · side]`, the lowest row first.
    pub losses: Arc<[f32]>,
}

impl LossSlice {
    /// Returns the number of rows known.
    pub fn rows(&self) -> usize {
        self.losses.len() / self.side.max(1)
    }
}

/// The latest figures of a network. Copies are handles on the same ones.
#[derive(Clone, Copy)]
pub struct Figures {
    run: RwSignal<Run>,
    questions: Questions,
    /// A part answered image by image.
    pub examined: Latest<Examined>,
    /// A look inside.
    pub inspected: Latest<Inspected>,
    /// What the layers respond to an image.
    pub responses: Latest<LayerResponses>,
    /// A scan.
    pub scan: Latest<ScanResult>,
    /// What an autoencoder gave back.
    pub reconstructed: Latest<Reconstructed>,
    /// The image of a place on its plane.
    pub decoded: Latest<Decoded>,
    /// The slice through the loss, as far as it is known.
    pub slice: Latest<LossSlice>,
}

impl Figures {
    /// Creates a place for the figures of the network of `run`, without any yet.
    pub(super) fn new(run: RwSignal<Run>, questions: Questions) -> Self {
        Self {
            run,
            questions,
            examined: Latest::default(),
            inspected: Latest::default(),
            responses: Latest::default(),
            scan: Latest::default(),
            reconstructed: Latest::default(),
            decoded: Latest::default(),
            slice: Latest::default(),
        }
    }

    /// Has a part answered image by image; the outcome comes in [`Figures::examined`].
    pub fn examine(&self, part: Part, limit: Option<u32>) {
        let question = Question::Examine { part, limit };
        self.examined
            .ask(self.questions, question, None, |answer, bulk| {
                examined(answer, bulk)?.ok()
            });
    }

    /// Has a whole part answered for a script.
    ///
    /// # Errors
    /// A sentence that says why it could not be.
    pub async fn examination(self, part: Part) -> Result<Examined, String> {
        let limit = None;
        let answered = self.questions.ask(Question::Examine { part, limit }).await;
        let answered = answered.map_err(|gone| self.questions.why(&gone))?;
        examined(answered.answer, &answered.bulk).unwrap_or_else(|| Err(UNEXPECTED.to_owned()))
    }

    /// Has a part measured; the figures come into the run's history.
    pub fn measure(&self, part: Part) {
        self.questions
            .ask_each(Question::Evaluate { part }, None, |_, _| {});
    }

    /// Has the network looked at; the outcome comes in [`Figures::inspected`]. Without pixels only its weights are
    /// looked at.
    pub fn inspect(&self, request: InspectRequest, pixels: Option<&[f32]>) {
        let size = (self.run).with_untracked(|run| run.settings.active.dataset.info().sample.len());
        let question = Question::Inspect(request);
        let read = move |answer: Answer, bulk: &[f32]| match answer {
            Answer::Inspection(head) => Inspected::from_bulk(head, bulk, size),
            _ => None,
        };
        self.inspected.ask(self.questions, question, pixels, read);
    }

    /// Has the network's layers looked at as they respond to an image; the outcome comes in [`Figures::responses`].
    pub fn respond(&self, image: &[f32]) {
        let size = image.len();
        let request = InspectRequest {
            // The weights are not looked at; one unit of them is the least.
            window: Window {
                count: 1,
                ..Window::default()
            },
            class: None,
            explain: false,
        };
        let read = move |answer: Answer, bulk: &[f32]| match answer {
            Answer::Inspection(head) => Some(LayerResponses {
                layers: Inspected::from_bulk(head, bulk, size)?.activations,
            }),
            _ => None,
        };
        let question = Question::Inspect(request);
        self.responses
            .ask(self.questions, question, Some(image), read);
    }

    /// Has a sample of this many images scanned; the outcome comes in [`Figures::scan`].
    pub fn scan_activations(&self, images: u32) {
        let question = Question::ActivationScan { images };
        let read = |answer: Answer, bulk: &[f32]| match answer {
            Answer::ActivationScan(head) => ScanResult::from_bulk(head, bulk),
            _ => None,
        };
        self.scan.ask(self.questions, question, None, read);
    }

    /// Has one image of each class given back; the outcome comes in [`Figures::reconstructed`].
    pub fn reconstruct(&self) {
        let read = |answer: Answer, bulk: &[f32]| match answer {
            Answer::Reconstruction(head) => Reconstructed::from_bulk(head, bulk),
            _ => None,
        };
        self.reconstructed
            .ask(self.questions, Question::Reconstruct, None, read);
    }

    /// Has a place of the plane decoded; the outcome comes in [`Figures::decoded`].
    pub fn decode(&self, place: (f32, f32)) {
        let question = Question::Decode { place };
        let read = |answer: Answer, bulk: &[f32]| match answer {
            Answer::Decoding { step, place } => Some(Decoded {
                place,
                step,
                pixels: bulk.into(),
            }),
            _ => None,
        };
        self.decoded.ask(self.questions, question, None, read);
    }

    /// Asks for a slice through the network as it is now.
    pub fn cut(&self, seed: u64, radius: f32, side: u32) {
        self.slice.forget();
        let question = Question::Slice { seed, radius, side };
        let read = |answer: Answer, bulk: &[f32]| match answer {
            Answer::Slice {
                seed,
                radius,
                side,
                step,
                examples,
                ..
            } => Some(LossSlice {
                seed,
                radius,
                side: side as usize,
                step,
                examples,
                losses: bulk.into(),
            }),
            _ => None,
        };
        self.slice.ask(self.questions, question, None, read);
    }
}

/// Reads the figures of an examination, or why they make no sense.
fn examined(answer: Answer, bulk: &[f32]) -> Option<Result<Examined, String>> {
    match answer {
        Answer::Examination(head) => Some(Examined::new(head, bulk)),
        _ => None,
    }
}

/// What is said of an answer to another question.
pub const UNEXPECTED: &str =
    "The trainer answered something else than it was asked; reload the page.";
