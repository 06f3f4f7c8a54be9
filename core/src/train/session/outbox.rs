//! Where a session's events go: the one way out to the page.

use playground_experiment::protocol::{Answer, Event, Gone};
use std::rc::Rc;

/// An event and its bulk, on the way to the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The small part.
    pub event: Event,
    /// Bulk numbers, empty for most events.
    pub bulk: Vec<f32>,
}

/// Where events go, as soon as they happen.
pub type Sink = Rc<dyn Fn(Outgoing)>;

/// A session's way out to the page.
pub(super) struct Outbox(pub(super) Sink);

impl Outbox {
    /// Sends an event without bulk.
    pub(super) fn emit(&self, event: Event) {
        self.send(event, Vec::new());
    }

    /// Sends an event and its bulk.
    pub(super) fn send(&self, event: Event, bulk: Vec<f32>) {
        (self.0)(Outgoing { event, bulk });
    }

    /// Says that something has failed.
    pub(super) fn fail(&self, message: String) {
        self.emit(Event::Failed {
            message,
            trace: None,
        });
    }

    /// Answers question `id`; there is `more` to come when this is a part of the answer.
    pub(super) fn answer(&self, id: u32, more: bool, answer: Answer, bulk: Vec<f32>) {
        let result = Ok(answer);
        self.send(Event::Answer { id, more, result }, bulk);
    }

    /// Says why question `id` will not be answered.
    pub(super) fn gone(&self, id: u32, why: Gone) {
        self.emit(Event::Answer {
            id,
            more: false,
            result: Err(why),
        });
    }
}

/// Returns a way out and where its events are to be found.
#[cfg(test)]
pub(super) fn recorded() -> (Outbox, Rc<std::cell::RefCell<Vec<Outgoing>>>) {
    let events = Rc::<std::cell::RefCell<Vec<Outgoing>>>::default();
    let sink = Rc::clone(&events);
    let outbox = Outbox(Rc::new(move |outgoing| sink.borrow_mut().push(outgoing)));
    (outbox, events)
}
