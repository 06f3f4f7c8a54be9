//! The page's end of the conversation with a run's trainer: what is sent gets its number from the run.

use crate::run::Run;
use crate::trainer::{Client, transferable};
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use playground_experiment::protocol::{Command, Envelope};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Entries of the conversation that are kept for scripts.
const LOG_LENGTH: usize = 1000;

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogEntry {
    /// A command with this number was sent.
    Command(u32),
    /// The command with this number was acknowledged.
    Acknowledged(u32),
    /// Figures of this step came.
    Report(u64),
}

/// The line to the trainer. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct TrainerLink {
    run: RwSignal<Run>,
    inner: StoredValue<Rc<LinkInner>, LocalStorage>,
}

#[derive(Default)]
struct LinkInner {
    client: RefCell<Option<Client>>,
    log: RefCell<VecDeque<LogEntry>>,
}

impl TrainerLink {
    /// Creates the line for `run`, without a trainer yet.
    pub(super) fn new(run: RwSignal<Run>) -> Self {
        Self {
            run,
            inner: StoredValue::new_local(Rc::default()),
        }
    }

    /// Speaks to this trainer from now on.
    pub(super) fn connect(&self, client: Client) {
        self.inner.get_value().client.replace(Some(client));
    }

    /// Ends the trainer there is, if any.
    pub(super) fn end(&self) {
        self.inner.get_value().client.replace(None);
    }

    /// Returns whether there is no trainer.
    pub(super) fn is_ended(&self) -> bool {
        self.inner.get_value().client.borrow().is_none()
    }

    /// Sends a command that has its number. The buffers are empty afterwards.
    pub(super) fn post(&self, envelope: &Envelope, bulk: &[ArrayBuffer]) {
        self.note(LogEntry::Command(envelope.sequence));
        if let Some(client) = &*self.inner.get_value().client.borrow() {
            client.post(envelope, bulk);
        }
    }

    /// Sends a command that changes nothing about the run; returns its number.
    pub fn command(&self, command: Command) -> u32 {
        self.command_with(command, &[])
    }

    /// Sends a command as [`command`](Self::command) does, with buffers, which are empty afterwards.
    pub(super) fn command_with(&self, command: Command, bulk: &[ArrayBuffer]) -> u32 {
        let mut run = self.run.write_untracked();
        let envelope = run.connection.envelope(command);
        drop(run);
        self.post(&envelope, bulk);
        envelope.sequence
    }

    /// Sends a command as [`command`](Self::command) does, with a copy of these bytes.
    pub(super) fn command_with_bytes(&self, command: Command, bytes: &Uint8Array) {
        self.command_with(command, &[transferable(bytes)]);
    }

    /// Notes what was said for whoever looks at the conversation.
    pub(super) fn note(&self, said: LogEntry) {
        let inner = self.inner.get_value();
        let mut log = inner.log.borrow_mut();
        if log.len() >= LOG_LENGTH {
            log.pop_front();
        }
        log.push_back(said);
    }

    /// Returns the latest of the conversation with the trainer, oldest first.
    pub fn conversation(&self) -> Vec<LogEntry> {
        let inner = self.inner.get_value();
        let log = inner.log.borrow();
        log.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;

    #[test]
    fn commands_are_numbered_and_the_conversation_is_bounded() {
        Owner::new().with(|| {
            let run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
            let link = TrainerLink::new(RwSignal::new(run));
            assert_eq!([1, 2], [0; 2].map(|_| link.command(Command::Pause)));
            let both = [LogEntry::Command(1), LogEntry::Command(2)];
            assert_eq!(link.conversation(), both);
            for step in 0..LOG_LENGTH as u64 {
                link.note(LogEntry::Report(step));
            }
            assert_eq!(link.conversation().len(), LOG_LENGTH);
            assert_eq!(link.conversation()[0], LogEntry::Report(0));
        });
    }
}
