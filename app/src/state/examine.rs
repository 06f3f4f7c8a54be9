//! A part of the data answered image by image: asked of the trainer for the Evaluate view and for
//! scripts, and worked out here once the answers are there.

use super::Store;
use futures_channel::oneshot;
use js_sys::{ArrayBuffer, Float32Array};
use leptos::prelude::*;
use playground_experiment::protocol::examination::Examination;
use playground_experiment::protocol::{Command, Part};
use playground_insight::evaluation::Examined;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of an examination.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The figures.
    pub examined: Examined,
    /// The network that it is about: [`Connection::network_generation`](crate::run::connection::Connection::network_generation).
    pub network_generation: u32,
}

impl PartialEq for Measured {
    /// Request numbers are given once, so the figures need not be compared.
    fn eq(&self, other: &Self) -> bool {
        self.examined.head.request == other.examined.head.request
            && self.network_generation == other.network_generation
    }
}

type Outcome = Result<Arc<Measured>, String>;

/// An examination under way.
struct Waiting {
    /// Number of the command.
    sequence: u32,
    network_generation: u32,
    /// The script that asked; none for the view.
    script: Option<oneshot::Sender<Outcome>>,
}

impl Waiting {
    /// Tells the script. One that no longer waits need not know.
    fn tell(self, outcome: Outcome) {
        if let Some(script) = self.script {
            let _ = script.send(outcome);
        }
    }
}

/// What was asked for and has not been answered.
#[derive(Default)]
pub(super) struct Examiner {
    last: u32,
    waiting: BTreeMap<u32, Waiting>,
}

impl Store {
    /// Has a part answered for the view: the outcome comes in [`Store::examined`]. Gives the number of
    /// the request.
    pub fn examine(&self, part: Part, limit: Option<u32>) -> u32 {
        self.ask(part, limit, None)
    }

    /// Whether a request is neither answered nor given up.
    pub fn awaits(&self, request: u32) -> bool {
        self.inner()
            .examiner
            .borrow()
            .waiting
            .contains_key(&request)
    }

    /// Has a part answered for a script.
    ///
    /// # Errors
    /// The sentence that says why it could not be.
    pub async fn examination(self, part: Part, limit: Option<u32>) -> Outcome {
        let (sender, receiver) = oneshot::channel();
        self.ask(part, limit, Some(sender));
        receiver.await.unwrap_or_else(|_| Err(GONE.to_owned()))
    }

    /// The latest examination, if it is about the present network. Tracks.
    pub fn measured(&self) -> Option<Arc<Measured>> {
        let network_generation = self.run.with(|run| run.connection.network_generation());
        self.examined
            .get()
            .filter(|m| m.network_generation == network_generation)
    }

    fn ask(&self, part: Part, limit: Option<u32>, script: Option<oneshot::Sender<Outcome>>) -> u32 {
        let inner = self.inner();
        let request = {
            let mut examiner = inner.examiner.borrow_mut();
            examiner.last += 1;
            examiner.last
        };
        let network_generation = self
            .run
            .with_untracked(|run| run.connection.network_generation());
        let sequence = self.trainer.command(Command::Examine {
            request,
            part,
            limit,
        });
        let waiting = Waiting {
            sequence,
            network_generation,
            script,
        };
        inner.examiner.borrow_mut().waiting.insert(request, waiting);
        request
    }

    pub(super) fn examined_part(&self, head: &Examination, bulk: Option<ArrayBuffer>) {
        let inner = self.inner();
        let waiting = inner.examiner.borrow_mut().waiting.remove(&head.request);
        let Some(waiting) = waiting else { return };
        let values = bulk.map_or_else(Vec::new, |b| Float32Array::new(&b).to_vec());
        let measured = Examined::new(head.clone(), &values).map(|examined| {
            Arc::new(Measured {
                examined,
                network_generation: waiting.network_generation,
            })
        });
        match (&measured, &waiting.script) {
            (Ok(measured), None) => self.examined.set(Some(measured.clone())),
            _ => waiting.tell(measured),
        }
    }

    /// The command with this number was refused: perhaps one of these.
    pub(super) fn examination_refused(&self, sequence: u32, message: &str) {
        self.give_up(message, |waiting| waiting.sequence == sequence);
    }

    /// A new network answers no questions about the one before it.
    pub(super) fn forget_stale_examinations(&self) {
        let network_generation = self
            .run
            .with_untracked(|run| run.connection.network_generation());
        self.give_up(GONE, |waiting| {
            waiting.network_generation != network_generation
        });
    }

    /// The trainer is gone, and what it was asked with it.
    pub(super) fn forget_examinations(&self) {
        self.give_up(GONE, |_| true);
    }

    fn give_up(&self, why: &str, which: impl Fn(&Waiting) -> bool) {
        let inner = self.inner();
        let lost: Vec<Waiting> = {
            let mut examiner = inner.examiner.borrow_mut();
            let lost = examiner.waiting.extract_if(.., |_, waiting| which(waiting));
            lost.map(|(_, waiting)| waiting).collect()
        };
        for waiting in lost {
            waiting.tell(Err(why.to_owned()));
        }
    }
}

const GONE: &str = "The network was replaced while it was examined. Examine again.";
