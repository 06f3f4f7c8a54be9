//! What scripts wait for, and the conversation with the trainer that they may look at.

use super::Store;
use crate::run::Run;
use futures_channel::oneshot;
use leptos::prelude::*;

/// Entries of the conversation that are kept for scripts.
const LOG_LENGTH: usize = 1000;

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// A command with this number was sent.
    Command(u32),
    /// The command with this number was acknowledged.
    Acknowledged(u32),
    /// Figures of this step came.
    Report(u64),
}

pub(super) type Waiter = (Box<dyn Fn(&Run) -> bool>, oneshot::Sender<()>);

impl Store {
    /// Ready once `condition` holds for the run, at once if it does already.
    pub async fn when(self, condition: impl Fn(&Run) -> bool + 'static) {
        if condition(&self.run.read_untracked()) {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        let waiter: Waiter = (Box::new(condition), sender);
        self.inner().waiters.borrow_mut().push(waiter);
        // The sender lives as long as the store, hence as long as the page.
        let _ = receiver.await;
    }

    pub(super) fn wake_waiters(&self) {
        let inner = self.inner();
        let run = self.run.read_untracked();
        let ready: Vec<Waiter> = inner
            .waiters
            .borrow_mut()
            .extract_if(.., |(condition, _)| condition(&run))
            .collect();
        drop(run);
        for (_, sender) in ready {
            // Whoever waited may be gone.
            let _ = sender.send(());
        }
    }

    pub(super) fn note(&self, said: Said) {
        let inner = self.inner();
        let mut log = inner.log.borrow_mut();
        if log.len() >= LOG_LENGTH {
            log.pop_front();
        }
        log.push_back(said);
    }

    /// The latest of the conversation with the trainer, oldest first.
    pub fn conversation(&self) -> Vec<Said> {
        self.inner().log.borrow().iter().copied().collect()
    }
}
