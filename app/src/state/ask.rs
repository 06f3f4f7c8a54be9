//! Asking the trainer: every question is answered once it can be, or its asker is told why it never will.

use super::Store;
use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Float32Array};
use leptos::prelude::*;
use playground_experiment::protocol::{Answer, Command, Gone, Question};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// What the trainer answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The small part.
    pub answer: Answer,
    /// The bulk numbers.
    pub bulk: Vec<f32>,
    /// Whether it is a part, to be followed by a longer one.
    pub more: bool,
    /// The network that was asked: [`Run::network_generation`](crate::run::Run::network_generation).
    network_generation: u32,
}

/// What becomes of a question.
pub type Outcome = Result<Answered, Gone>;

/// A question that is open.
struct Open {
    network_generation: u32,
    tell: Box<dyn FnMut(u32, Outcome)>,
}

/// The questions that are open, by number.
#[derive(Default)]
pub(super) struct Questions {
    last: u32,
    open: BTreeMap<u32, Open>,
}

impl Store {
    /// Asks; the future is ready with the last answer. The question is sent at once.
    pub fn ask(&self, question: Question) -> impl Future<Output = Outcome> + use<> {
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

    /// Asks, about raw pixels if there are some, and has `tell` called with the number of the question and each part of
    /// the answer, never before this returns. Gives that number.
    pub fn ask_each(
        &self,
        question: Question,
        image: Option<&[f32]>,
        tell: impl FnMut(u32, Outcome) + 'static,
    ) -> u32 {
        let inner = self.inner();
        let open = Open {
            network_generation: self.run.with_untracked(|run| run.network_generation()),
            tell: Box::new(tell),
        };
        let id = {
            let mut questions = inner.questions.borrow_mut();
            questions.last += 1;
            let id = questions.last;
            questions.open.insert(id, open);
            id
        };
        let command = Command::Ask { id, question };
        let envelope = self.run.write_untracked().envelope(command);
        let bulk = image.map(|pixels| Float32Array::from(pixels).buffer());
        self.post(&envelope, bulk.as_slice());
        if inner.client.borrow().is_none() {
            // Told in a task of its own: whoever asks is in the middle of something.
            let store = *self;
            spawn_local(async move { store.tell(id, false, Err(Gone::TrainerEnded), None) });
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
        let inner = self.inner();
        let Some(mut open) = inner.questions.borrow_mut().open.remove(&id) else {
            return;
        };
        let outcome = result.map(|answer| Answered {
            answer,
            bulk: bulk.map_or_else(Vec::new, |b| Float32Array::new(&b).to_vec()),
            more,
            network_generation: open.network_generation,
        });
        (open.tell)(id, outcome);
        if more {
            inner.questions.borrow_mut().open.insert(id, open);
        }
    }

    /// The trainer is gone, and what it was asked with it.
    pub(super) fn forget_questions(&self) {
        let open: Vec<u32> = {
            let inner = self.inner();
            let questions = inner.questions.borrow();
            questions.open.keys().copied().collect()
        };
        for id in open {
            self.tell(id, false, Err(Gone::TrainerEnded), None);
        }
    }
}

/// Figures of a network.
#[derive(Debug)]
pub struct Seen<T> {
    /// The figures.
    pub what: Arc<T>,
    /// The network that they are about: [`Run::network_generation`](crate::run::Run::network_generation).
    network_generation: u32,
}

impl<T> Clone for Seen<T> {
    fn clone(&self) -> Self {
        Self {
            what: Arc::clone(&self.what),
            network_generation: self.network_generation,
        }
    }
}

impl<T> PartialEq for Seen<T> {
    /// Each answer is kept at a place of its own, so the figures need not be compared.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.what, &other.what)
    }
}

/// The latest answer to one kind of question, and whether another is to come.
#[derive(Debug)]
pub struct Latest<T: 'static> {
    seen: RwSignal<Option<Seen<T>>>,
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
    /// Asks `store` for new figures; `read` makes them from an answer. What cannot be read changes nothing: another
    /// answer will come.
    pub fn ask(
        self,
        store: Store,
        question: Question,
        image: Option<&[f32]>,
        read: impl Fn(Answer, &[f32]) -> Option<T> + 'static,
    ) {
        let id = store.ask_each(question, image, move |id, outcome| {
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
                self.seen.set(Some(Seen {
                    what,
                    network_generation,
                }));
            }
        });
        self.open.set(Some(id));
    }

    /// The figures, if they are about the present network of `store`. Tracks.
    pub fn now(self, store: Store) -> Option<Seen<T>> {
        let present = store.run.with(|run| run.network_generation());
        self.seen
            .get()
            .filter(|seen| seen.network_generation == present)
    }

    /// Whether the last question is open. Tracks.
    pub fn is_open(self) -> bool {
        self.open.with(Option::is_some)
    }

    /// Nothing is known any more, and nothing is to come.
    pub(super) fn forget(self) {
        self.open.set(None);
        self.seen.set(None);
    }
}
