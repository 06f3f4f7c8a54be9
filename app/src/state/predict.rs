//! Asking the network what it sees. The trainer answers only the latest request, so there is at
//! most one under way; scripts' images wait in line, the drawing's newest state replaces an older.

use super::Store;
use crate::run::Run;
use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Float32Array};
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::Command;
use std::collections::VecDeque;
use std::time::Duration;

/// While it trains the drawing is asked about again so often, whatever is reported: twice the ten
/// times a second that look alive.
const EVERY: Duration = Duration::from_millis(50);

/// The network's answer to the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// One value a class.
    pub values: Vec<f32>,
    /// The image that it is about, `[784]`.
    pub pixels: Vec<f32>,
    /// Steps the network had taken.
    pub step: u64,
}

type Answer = oneshot::Sender<Vec<f32>>;

/// A request under way.
enum Asker {
    Pad(Vec<f32>),
    Script(Vec<f32>, Answer),
}

/// What decides an answer besides the image: which network, after how many steps, with which settings.
#[derive(Clone, Debug, PartialEq)]
struct AnswerBasis {
    network_generation: u32,
    step: u64,
    active: Experiment,
}

impl AnswerBasis {
    fn of(run: &Run) -> Self {
        Self {
            network_generation: run.connection.network_generation(),
            step: run.progress.step,
            active: run.settings.active.clone(),
        }
    }
}

/// What was asked and what waits.
#[derive(Default)]
pub struct Predictor {
    under_way: Option<(u32, Asker)>,
    line: VecDeque<(Vec<f32>, Answer)>,
    pad_waits: bool,
    /// Of which network the drawing was last asked about.
    pad_asked: Option<AnswerBasis>,
    last: u32,
}

impl Store {
    /// Asks about the drawing whenever it changes.
    pub(super) fn predict_what_is_drawn(&self) {
        let store = *self;
        Effect::new(move || {
            if store.pad.seen.with(Option::is_some) {
                store.request_answer();
            } else {
                store.prediction.set(None);
            }
        });
    }

    /// Asks about the drawing again and again for as long as it trains.
    pub(super) fn predict_while_it_trains(&self) {
        let store = *self;
        let runs = self.memo(|run| run.progress.running);
        let live = Memo::new(move |_| runs.get() && store.pad.seen.with(Option::is_some));
        Effect::new(move || {
            if !live.get() {
                return;
            }
            // Without a timer the answers still follow the reports.
            if let Ok(timer) = set_interval_with_handle(move || store.request_answer(), EVERY) {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// Asks about the drawing: now, or once the request under way is answered.
    pub(super) fn request_answer(&self) {
        self.inner().predictor.borrow_mut().pad_waits = true;
        self.ask_next();
    }

    /// Asks about the drawing again if the network is another one than when it was last asked about.
    pub(super) fn request_newer_answer(&self) {
        let now = self.run.with_untracked(AnswerBasis::of);
        if self.inner().predictor.borrow().pad_asked != Some(now) {
            self.request_answer();
        }
    }

    /// This run is the one that is looked at, or no longer.
    pub fn set_in_view(&self, in_view: bool) {
        self.inner().in_view.set(in_view);
        self.request_answer();
    }

    /// Answers of the network to raw pixels.
    ///
    /// # Errors
    /// When the trainer ends before it answers.
    pub async fn predict(self, pixels: Vec<f32>) -> Result<Vec<f32>, String> {
        let (sender, receiver) = oneshot::channel();
        let line = (pixels, sender);
        self.inner().predictor.borrow_mut().line.push_back(line);
        self.ask_next();
        receiver
            .await
            .map_err(|_| "The trainer ended before it could answer.".to_owned())
    }

    fn ask_next(&self) {
        if self.run.read_untracked().network.is_none() {
            return;
        }
        let inner = self.inner();
        let mut predictor = inner.predictor.borrow_mut();
        if predictor.under_way.is_some() {
            return;
        }
        let (pixels, asker) = if let Some((pixels, answer)) = predictor.line.pop_front() {
            (pixels.clone(), Asker::Script(pixels, answer))
        } else {
            let drawn = self.pad.seen.get_untracked();
            // A drawing is not a series, and the other way round.
            let values =
                (self.run).with_untracked(|run| run.settings.active.dataset.info().sample.len());
            let fits = |pixels: &Vec<f32>| {
                predictor.pad_waits && inner.in_view.get() && pixels.len() == values
            };
            let Some(pixels) = drawn.filter(fits) else {
                return;
            };
            predictor.pad_waits = false;
            predictor.pad_asked = Some(self.run.with_untracked(AnswerBasis::of));
            (pixels.clone(), Asker::Pad(pixels))
        };
        predictor.last += 1;
        let request = predictor.last;
        predictor.under_way = Some((request, asker));
        drop(predictor);
        let envelope = self
            .run
            .write_untracked()
            .connection
            .envelope(Command::Predict { request });
        self.trainer
            .post(&envelope, &[Float32Array::from(pixels.as_slice()).buffer()]);
    }

    pub(super) fn answered(&self, request: u32, step: u64, bulk: Option<ArrayBuffer>) {
        let inner = self.inner();
        let asker = {
            let mut predictor = inner.predictor.borrow_mut();
            match predictor.under_way.take() {
                Some((asked, asker)) if asked == request => asker,
                other => {
                    predictor.under_way = other;
                    return;
                }
            }
        };
        let values = bulk.map_or_else(Vec::new, |b| Float32Array::new(&b).to_vec());
        match asker {
            // The pad may have been cleared meanwhile.
            Asker::Pad(pixels) if self.pad.seen.with_untracked(Option::is_some) => {
                self.prediction.set(Some(Prediction {
                    values,
                    pixels,
                    step,
                }));
            }
            Asker::Pad(_) => {}
            Asker::Script(_, answer) => {
                // A script that no longer waits needs no answer.
                let _ = answer.send(values);
            }
        }
        self.ask_next();
    }

    /// A new network or a new trainer answers no old requests: they are asked again.
    pub(super) fn forget_requests(&self) {
        {
            let inner = self.inner();
            let mut predictor = inner.predictor.borrow_mut();
            match predictor.under_way.take() {
                Some((_, Asker::Script(pixels, answer))) => {
                    predictor.line.push_front((pixels, answer));
                }
                Some((_, Asker::Pad(_))) | None => {}
            }
            predictor.pad_waits = true;
        }
        self.ask_next();
    }
}
