//! Asking the network what it sees. The trainer answers only the latest request, so there is at
//! most one under way; scripts' images wait in line, the drawing's newest state replaces an older.

use super::Store;
use super::ask::Outcome;
use crate::run::Run;
use futures_channel::oneshot;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Answer, Gone, Question};
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

type Reply = oneshot::Sender<Result<Vec<f32>, String>>;

/// Whose image a question is about.
enum Asker {
    Pad,
    Script(Reply),
}

/// What decides an answer besides the image: which network, after how many steps, with which settings.
#[derive(Clone, Debug, PartialEq)]
struct AnswerBasis {
    network_generation: u32,
    step: u64,
    in_force: Experiment,
}

impl AnswerBasis {
    fn of(run: &Run) -> Self {
        Self {
            network_generation: run.network_generation(),
            step: run.step,
            in_force: run.in_force.clone(),
        }
    }
}

/// What was asked and what waits.
#[derive(Default)]
pub struct Predictor {
    /// Whether a question is open.
    asks: bool,
    line: VecDeque<(Vec<f32>, Reply)>,
    pad_waits: bool,
    /// Of which network the drawing was last asked about.
    pad_asked: Option<AnswerBasis>,
}

impl Store {
    /// Asks about the drawing whenever it changes.
    pub(super) fn predict_what_is_drawn(&self) {
        let store = *self;
        Effect::new(move || {
            if store.seen.with(Option::is_some) {
                store.request_answer();
            } else {
                store.prediction.set(None);
            }
        });
    }

    /// Asks about the drawing again and again for as long as it trains.
    pub(super) fn predict_while_it_trains(&self) {
        let store = *self;
        let runs = self.memo(|run| run.running);
        let live = Memo::new(move |_| runs.get() && store.seen.with(Option::is_some));
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

    /// Answers of the network to raw pixels; of the next one, should this one go before it has answered.
    ///
    /// # Errors
    /// The sentence that says why they cannot be answered.
    pub async fn predict(self, pixels: Vec<f32>) -> Result<Vec<f32>, String> {
        let (sender, receiver) = oneshot::channel();
        let line = (pixels, sender);
        self.inner().predictor.borrow_mut().line.push_back(line);
        self.ask_next();
        receiver
            .await
            .unwrap_or_else(|_| Err(Gone::TrainerEnded.to_string()))
    }

    fn ask_next(&self) {
        if self.run.read_untracked().network.is_none() {
            return;
        }
        let Some((pixels, asker)) = self.next_image() else {
            return;
        };
        let store = *self;
        let mut about = Some((pixels.clone(), asker));
        self.ask_each(Question::Predict, Some(&pixels), move |_, outcome| {
            if let Some((pixels, asker)) = about.take() {
                store.predicted(pixels, asker, outcome);
            }
        });
    }

    /// The next image to be asked about, unless a question is open.
    fn next_image(&self) -> Option<(Vec<f32>, Asker)> {
        let inner = self.inner();
        let mut predictor = inner.predictor.borrow_mut();
        if predictor.asks {
            return None;
        }
        let next = match predictor.line.pop_front() {
            Some((pixels, reply)) => (pixels, Asker::Script(reply)),
            None => {
                // A drawing is not a series, and the other way round.
                let size = self
                    .run
                    .with_untracked(|run| run.in_force.dataset.info().sample.len());
                let drawn = self.seen.get_untracked();
                let wanted = predictor.pad_waits && inner.in_view.get();
                let pixels = drawn.filter(|pixels| wanted && pixels.len() == size)?;
                predictor.pad_waits = false;
                predictor.pad_asked = Some(self.run.with_untracked(AnswerBasis::of));
                (pixels, Asker::Pad)
            }
        };
        predictor.asks = true;
        Some(next)
    }

    fn predicted(&self, pixels: Vec<f32>, asker: Asker, outcome: Outcome) {
        let inner = self.inner();
        inner.predictor.borrow_mut().asks = false;
        match (asker, outcome) {
            (Asker::Pad, Ok(answered)) => {
                // The pad may have been cleared meanwhile.
                if let Answer::Prediction { step } = answered.answer
                    && self.seen.with_untracked(Option::is_some)
                {
                    self.prediction.set(Some(Prediction {
                        values: answered.bulk,
                        pixels,
                        step,
                    }));
                }
            }
            (Asker::Script(reply), Ok(answered)) => {
                // A script that no longer waits needs no answer.
                let _ = reply.send(Ok(answered.bulk));
            }
            (Asker::Script(reply), Err(Gone::Refused(why))) => {
                let _ = reply.send(Err(why));
            }
            (Asker::Pad, Err(Gone::Refused(_))) => {}
            // The next network is asked, once it is there.
            (Asker::Script(reply), Err(_)) => {
                let mut predictor = inner.predictor.borrow_mut();
                return predictor.line.push_front((pixels, reply));
            }
            (Asker::Pad, Err(_)) => return,
        }
        self.ask_next();
    }
}
