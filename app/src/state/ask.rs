//! Asking the trainer: every question is answered once it can be, or its asker is told why it never will.

use super::Store;
use super::trainer_link::TrainerLink;
use crate::run::Run;
use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Float32Array};
use leptos::prelude::*;
use playground_experiment::protocol::{Answer, Command, Gone, Question};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// What the trainer answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The small part.
    pub answer: Answer,
    /// The bulk numbers.
    pub bulk: Vec<f32>,
    /// Whether it is a part, to be followed by a longer one.
    pub more: bool,
    /// The network that was asked: [`Connection::network_generation`](crate::run::connection::Connection::network_generation).
    network_generation: u32,
}

/// What becomes of a question.
pub type AskResult = Result<Reply, Gone>;

/// Reads the numbers that travelled beside a message; none where nothing did.
pub(super) fn floats(bulk: Option<ArrayBuffer>) -> Vec<f32> {
    bulk.map_or_else(Vec::new, |buffer| Float32Array::new(&buffer).to_vec())
}

/// A question that is open.
struct OpenQuestion {
    network_generation: u32,
    tell: Box<dyn FnMut(u32, AskResult)>,
}

/// The questions that are open, by number. Copies are handles on the same ones.
#[derive(Clone, Copy)]
pub struct Questions {
    run: RwSignal<Run>,
    trainer: TrainerLink,
    last: StoredValue<u32>,
    open: StoredValue<BTreeMap<u32, OpenQuestion>, LocalStorage>,
}

impl Questions {
    /// Creates a place for the questions to the trainer of `run`, none of them open.
    pub(super) fn new(run: RwSignal<Run>, trainer: TrainerLink) -> Self {
        Self {
            run,
            trainer,
            last: StoredValue::new(0),
            open: StoredValue::new_local(BTreeMap::new()),
        }
    }

    /// Asks a question, which is sent at once. The future is ready with the last answer.
    pub fn ask(&self, question: Question) -> impl Future<Output = AskResult> + use<> {
        let (sender, receiver) = oneshot::channel();
        let mut sender = Some(sender);
        self.ask_each(question, None, move |_, outcome| {
            let last = outcome.as_ref().map_or(true, |answered| !answered.more);
            if let Some(sender) = sender.take_if(|_| last) {
                // Whoever no longer waits need not know.
                let _ = sender.send(outcome);
            }
        });
        async { receiver.await.unwrap_or(Err(Gone::TrainerEnded)) }
    }

    /// Asks a question, with the raw pixels of an image where it is about one. `tell` is called with the number of the
    /// question and each part of the answer, never before this returns. Returns that number.
    pub fn ask_each(
        &self,
        question: Question,
        image: Option<&[f32]>,
        tell: impl FnMut(u32, AskResult) + 'static,
    ) -> u32 {
        let open = OpenQuestion {
            network_generation: self
                .run
                .with_untracked(|run| run.connection.network_generation()),
            tell: Box::new(tell),
        };
        let id = self.last.get_value() + 1;
        self.last.set_value(id);
        self.open.update_value(|all| {
            all.insert(id, open);
        });
        let command = Command::Ask { id, question };
        let bulk = image.map(|pixels| Float32Array::from(pixels).buffer());
        self.trainer.command_with(command, bulk.as_slice());
        // One that is silent may answer yet, and is not waited for.
        if self.trainer.is_ended() || self.run.with_untracked(|run| run.gone().is_some()) {
            // Told in a task of its own: whoever asks is in the middle of something.
            let questions = *self;
            spawn_local(async move { questions.tell(id, false, Err(Gone::TrainerEnded), None) });
        }
        id
    }

    /// Tells whoever asked what has become of a question.
    pub(super) fn tell(
        &self,
        id: u32,
        more: bool,
        result: Result<Answer, Gone>,
        bulk: Option<ArrayBuffer>,
    ) {
        let open = self.open.try_update_value(|all| all.remove(&id)).flatten();
        let Some(mut open) = open else {
            return;
        };
        let outcome = result.map(|answer| Reply {
            answer,
            bulk: floats(bulk),
            more,
            network_generation: open.network_generation,
        });
        (open.tell)(id, outcome);
        if more {
            self.open.update_value(|all| {
                all.insert(id, open);
            });
        }
    }

    /// Says why there is no answer, for people: where the trainer has ended, what ended it.
    pub fn why(&self, gone: &Gone) -> String {
        let why = self.run.with_untracked(Run::gone);
        why.filter(|_| *gone == Gone::TrainerEnded)
            .unwrap_or_else(|| gone.to_string())
    }

    /// Tells whoever asked that the trainer has ended, and closes all questions.
    pub(super) fn forget(&self) {
        let open: Vec<u32> = self.open.with_value(|all| all.keys().copied().collect());
        for id in open {
            self.tell(id, false, Err(Gone::TrainerEnded), None);
        }
    }
}

/// Figures that were answered, with the network that they are about.
#[derive(Debug)]
pub struct NetworkFigures<T> {
    /// What was answered.
    pub what: Arc<T>,
    /// The network that they are about: [`Connection::network_generation`](crate::run::connection::Connection::network_generation).
    network_generation: u32,
}

impl<T> Clone for NetworkFigures<T> {
    fn clone(&self) -> Self {
        Self {
            what: Arc::clone(&self.what),
            network_generation: self.network_generation,
        }
    }
}

impl<T> PartialEq for NetworkFigures<T> {
    /// Compares places: each answer is kept at a place of its own, so the figures need not be compared.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.what, &other.what)
    }
}

/// The latest answer to one kind of question, and whether another is to come.
#[derive(Debug)]
pub struct Latest<T: 'static> {
    seen: RwSignal<Option<NetworkFigures<T>>>,
    /// Number of the last question, until it is answered.
    open: RwSignal<Option<u32>>,
}

impl<T> Clone for Latest<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Latest<T> {}

impl<T: Send + Sync> Default for Latest<T> {
    fn default() -> Self {
        Self {
            seen: RwSignal::new(None),
            open: RwSignal::new(None),
        }
    }
}

impl<T: Send + Sync> Latest<T> {
    /// Asks for new figures; `read` makes them from an answer. What cannot be read changes nothing: another
    /// answer will come.
    pub fn ask(
        self,
        questions: Questions,
        question: Question,
        image: Option<&[f32]>,
        read: impl Fn(Answer, &[f32]) -> Option<T> + 'static,
    ) {
        let id = questions.ask_each(question, image, move |id, outcome| {
            // Only the last question counts, and the view that asked it may be gone with its signals.
            if self.open.try_get_untracked() != Some(Some(id)) {
                return;
            }
            if !matches!(&outcome, Ok(answered) if answered.more) {
                self.open.set(None);
            }
            let Ok(answered) = outcome else { return };
            let network_generation = answered.network_generation;
            if let Some(what) = read(answered.answer, &answered.bulk).map(Arc::new) {
                self.seen.set(Some(NetworkFigures {
                    what,
                    network_generation,
                }));
            }
        });
        self.open.set(Some(id));
    }

    /// Returns the figures, if they are about the present network of `store`. Tracks.
    pub fn now(self, store: Store) -> Option<NetworkFigures<T>> {
        let present = store.read(|run| run.connection.network_generation());
        self.seen
            .get()
            .filter(|seen| seen.network_generation == present)
    }

    /// Returns whether the last question is open. Tracks.
    pub fn is_open(self) -> bool {
        self.open.with(Option::is_some)
    }

    /// Forgets everything: nothing is known any more, and nothing is to come.
    pub(super) fn forget(self) {
        self.open.set(None);
        self.seen.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;
    use std::cell::RefCell;
    use std::rc::Rc;

    #[test]
    fn a_question_is_open_until_its_last_part_or_the_end_of_the_trainer() {
        Owner::new().with(|| {
            let run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
            let run = RwSignal::new(run);
            let questions = Questions::new(run, TrainerLink::new(run));
            let told = Rc::new(RefCell::new(Vec::new()));
            for id in [1, 2] {
                let told = Rc::clone(&told);
                let tell = move |id, outcome: AskResult| {
                    told.borrow_mut().push((id, outcome.map(|a| a.more)));
                };
                questions.open.update_value(|all| {
                    all.insert(
                        id,
                        OpenQuestion {
                            network_generation: 0,
                            tell: Box::new(tell),
                        },
                    );
                });
            }
            for more in [true, false, false] {
                questions.tell(1, more, Ok(Answer::Prediction { step: 20 }), None);
            }
            questions.forget();
            questions.forget();
            let expected = [(1, Ok(true)), (1, Ok(false)), (2, Err(Gone::TrainerEnded))];
            assert_eq!(*told.borrow(), expected);
        });
    }
}
