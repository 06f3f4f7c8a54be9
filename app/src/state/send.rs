//! What goes to the trainer: tasks and commands that the run has put out, and commands that change nothing
//! about it.

use super::Store;
use super::watch::Said;
use crate::run::{Bulk, Outgoing, SideEffect};
use crate::trainer::{Client, transferable};
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use playground_experiment::protocol::{Command, Envelope};

impl Store {
    /// Does the tasks and sends the commands that the run has put out.
    pub(super) fn flush(&self) {
        let (tasks, outbox) = {
            let mut run = self.run.write_untracked();
            (run.take_tasks(), run.take_outbox())
        };
        for task in tasks {
            match task {
                SideEffect::Spawn => self.spawn(),
                SideEffect::KeepForUndo => {
                    let inner = self.inner();
                    let kept = inner.checkpoint.borrow_mut().take();
                    inner.undo.replace(kept);
                }
            }
        }
        let begins = |o: &Outgoing| matches!(o.envelope.command, Command::Start { .. });
        let fresh = outbox.iter().any(begins);
        for outgoing in outbox {
            self.send(&outgoing);
        }
        if fresh {
            self.teach();
        }
    }

    pub(super) fn spawn(&self) {
        let (inner, store) = (self.inner(), *self);
        // The old worker ends before the new one begins, so that they never share the GPU.
        inner.client.replace(None);
        inner.taker.forget();
        let client = Client::spawn(move |heard| store.hear(heard));
        inner.client.replace(Some(client));
        self.forget_questions();
    }

    fn send(&self, outgoing: &Outgoing) {
        let inner = self.inner();
        let kept = match outgoing.bulk {
            Bulk::None => None,
            Bulk::Checkpoint => inner.checkpoint.borrow().clone(),
            Bulk::Undo => inner.undo.borrow().clone(),
            Bulk::Loaded => inner.loaded.borrow().clone(),
        };
        // A copy goes: the kept one may be needed again.
        let bulk: Vec<ArrayBuffer> = kept.iter().map(|b| b.slice(0)).collect();
        // The checkpoint to go on from after a crash is now the one that is being restored.
        if outgoing.bulk == Bulk::Undo {
            inner.checkpoint.replace(inner.undo.borrow_mut().take());
        } else if outgoing.bulk == Bulk::Loaded {
            inner.checkpoint.replace(inner.loaded.borrow_mut().take());
        }
        self.post(&outgoing.envelope, &bulk);
        if let Command::Start { experiment, .. } | Command::Reset { experiment, .. } =
            &outgoing.envelope.command
        {
            self.feed(experiment.dataset);
        }
    }

    pub(super) fn post(&self, envelope: &Envelope, bulk: &[ArrayBuffer]) {
        self.note(Said::Command(envelope.sequence));
        if let Some(client) = &*self.inner().client.borrow() {
            client.post(envelope, bulk);
        }
    }

    /// Sends a command with bytes, of which a copy goes.
    pub(super) fn post_bytes(&self, command: Command, bytes: &Uint8Array) {
        let envelope = self.run.write_untracked().envelope(command);
        self.post(&envelope, &[transferable(bytes)]);
    }
}
