//! Asking the network what it sees. The trainer answers only the latest request, so there is at
//! most one under way; scripts' images wait in line, the drawing's newest state replaces an older.

use super::ask::{AskResult, Questions};
use super::pad::Pad;
use crate::run::Run;
use futures_channel::oneshot;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Answer, Gone, Question};
use std::collections::VecDeque;
use std::time::Duration;

/// How often the drawing is asked about again while it trains, whatever is reported: twice the ten
/// times a second that look alive.
const EVERY: Duration = Duration::from_millis(50);

/// The network's answer to the drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// One value per class.
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
struct Queue {
    /// Whether its answer is to be seen: only then does it answer to the drawing.
    in_view: bool,
    /// Whether a question is open.
    asks: bool,
    line: VecDeque<(Vec<f32>, Reply)>,
    pad_waits: bool,
    /// The network that was last asked about the drawing.
    pad_asked: Option<AnswerBasis>,
}

/// What the network of a run answers to images. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct Predictor {
    run: RwSignal<Run>,
    pad: Pad,
    questions: Questions,
    /// The answer to the drawing.
    pub prediction: RwSignal<Option<Prediction>>,
    queue: StoredValue<Queue, LocalStorage>,
}

impl Predictor {
    /// Creates a predictor without a question yet, which asks when the drawing changes and while it trains.
    pub(super) fn new(run: RwSignal<Run>, pad: Pad, questions: Questions) -> Self {
        let predictor = Self {
            run,
            pad,
            questions,
            prediction: RwSignal::new(None),
            queue: StoredValue::new_local(Queue::default()),
        };
        predictor.predict_what_is_drawn();
        predictor.predict_while_it_trains();
        predictor
    }

    /// Asks about the drawing whenever it changes.
    fn predict_what_is_drawn(&self) {
        let predictor = *self;
        Effect::new(move || {
            if predictor.pad.seen.with(Option::is_some) {
                predictor.request_answer();
            } else {
                predictor.prediction.set(None);
            }
        });
    }

    /// Asks about the drawing again and again for as long as it trains.
    fn predict_while_it_trains(&self) {
        let predictor = *self;
        let runs = Memo::new(move |_| predictor.run.with(|run| run.progress.running));
        let live = Memo::new(move |_| runs.get() && predictor.pad.seen.with(Option::is_some));
        Effect::new(move || {
            if !live.get() {
                return;
            }
            // Without a timer the answers still follow the reports.
            if let Ok(timer) = set_interval_with_handle(move || predictor.request_answer(), EVERY) {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// Asks about the drawing: now, or once the request under way is answered.
    pub(super) fn request_answer(&self) {
        self.queue.write_value().pad_waits = true;
        self.ask_next();
    }

    /// Asks about the drawing again if the network is another one than when it was last asked about.
    pub(super) fn request_newer_answer(&self) {
        let now = self.run.with_untracked(AnswerBasis::of);
        if self.queue.read_value().pad_asked != Some(now) {
            self.request_answer();
        }
    }

    /// Sets whether its answer to the drawing is to be seen.
    pub fn set_in_view(&self, in_view: bool) {
        self.queue.write_value().in_view = in_view;
        self.request_answer();
    }

    /// Asks for the network's answers to raw pixels. Should it go before it has answered, the next network answers.
    ///
    /// # Errors
    /// A sentence that says why they cannot be answered.
    pub async fn predict(self, pixels: Vec<f32>) -> Result<Vec<f32>, String> {
        let (sender, receiver) = oneshot::channel();
        let line = (pixels, sender);
        self.queue.write_value().line.push_back(line);
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
        let predictor = *self;
        let mut about = Some((pixels.clone(), asker));
        self.questions
            .ask_each(Question::Predict, Some(&pixels), move |_, outcome| {
                if let Some((pixels, asker)) = about.take() {
                    predictor.predicted(pixels, asker, outcome);
                }
            });
    }

    /// Takes the next image to be asked about, unless a question is open.
    fn next_image(&self) -> Option<(Vec<f32>, Asker)> {
        let mut queue = self.queue.write_value();
        if queue.asks {
            return None;
        }
        let next = match queue.line.pop_front() {
            Some((pixels, reply)) => (pixels, Asker::Script(reply)),
            None => {
                // A drawing is not a series, and the other way round.
                let size = self
                    .run
                    .with_untracked(|run| run.settings.active.dataset.info().sample.len());
                let drawn = self.pad.seen.get_untracked();
                let wanted = queue.pad_waits && queue.in_view;
                let pixels = drawn.filter(|pixels| wanted && pixels.len() == size)?;
                queue.pad_waits = false;
                queue.pad_asked = Some(self.run.with_untracked(AnswerBasis::of));
                (pixels, Asker::Pad)
            }
        };
        queue.asks = true;
        Some(next)
    }

    /// Returns whether the trainer has been silent for so long that it is not waited for.
    fn is_silent(&self) -> bool {
        self.run
            .with_untracked(|run| run.gone().is_some() && !run.connection.is_dead())
    }

    fn predicted(&self, pixels: Vec<f32>, asker: Asker, outcome: AskResult) {
        self.queue.write_value().asks = false;
        match (asker, outcome) {
            (Asker::Pad, Ok(answered)) => {
                // The pad may have been cleared meanwhile.
                if let Answer::Prediction { step } = answered.answer
                    && self.pad.seen.with_untracked(Option::is_some)
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
            (Asker::Script(reply), Err(gone)) if self.is_silent() => {
                let _ = reply.send(Err(self.questions.why(&gone)));
            }
            // The next network is asked, once it is there.
            (Asker::Script(reply), Err(_)) => {
                let mut queue = self.queue.write_value();
                return queue.line.push_front((pixels, reply));
            }
            (Asker::Pad, Err(_)) => return,
        }
        self.ask_next();
    }
}
