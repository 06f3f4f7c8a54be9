//! Looks inside the network: asked of the trainer for the Inside view, one of each kind at a time.

use super::Store;
use js_sys::{ArrayBuffer, Float32Array};
use leptos::prelude::*;
use playground_experiment::protocol::Command;
use playground_experiment::protocol::inside::{
    ActivationScan, InspectRequest, Inspected, Inspection, ScanResult,
};
use std::sync::Arc;

/// Something that was seen of a network.
#[derive(Clone, Debug)]
pub struct Seen<T> {
    /// What.
    pub what: Arc<T>,
    /// Of the command that asked for it.
    request: u32,
    /// The network that it is about: [`Connection::network_generation`](crate::run::connection::Connection::network_generation).
    network_generation: u32,
}

impl<T> Seen<T> {
    /// Whether it is about the network of this [`Connection::network_generation`](crate::run::connection::Connection::network_generation).
    pub(super) fn is_of(&self, network_generation: u32) -> bool {
        self.network_generation == network_generation
    }
}

impl<T> PartialEq for Seen<T> {
    /// Request numbers are given once, so the figures need not be compared.
    fn eq(&self, other: &Self) -> bool {
        self.request == other.request && self.network_generation == other.network_generation
    }
}

/// A question that is open.
pub(super) struct Open {
    request: u32,
    /// Number of the command.
    sequence: u32,
    network_generation: u32,
}

/// What was asked for and has not been answered.
#[derive(Default)]
pub(super) struct Looker {
    last: u32,
    inspection: Option<Open>,
    survey: Option<Open>,
    pub(super) reconstruction: Option<Open>,
    pub(super) decoding: Option<Open>,
}

impl Store {
    /// Has the network looked at; the outcome comes in [`Store::inspected`]. Without pixels its weights
    /// alone.
    pub fn inspect(&self, wish: InspectRequest, pixels: Option<&[f32]>) {
        let (request, network_generation) = self.next_look();
        let command = Command::Inspect { request, wish };
        let envelope = self.run.write_untracked().connection.envelope(command);
        let bulk = pixels.map(|pixels| Float32Array::from(pixels).buffer());
        self.trainer.post(&envelope, bulk.as_slice());
        self.inner().looker.borrow_mut().inspection = Some(Open {
            request,
            sequence: envelope.sequence,
            network_generation,
        });
    }

    /// Has a sample of so many images surveyed; the outcome comes in [`Store::surveyed`].
    pub fn survey(&self, images: u32) {
        let (request, network_generation) = self.next_look();
        let sequence = self
            .trainer
            .command(Command::ActivationScan { request, images });
        self.inner().looker.borrow_mut().survey = Some(Open {
            request,
            sequence,
            network_generation,
        });
    }

    /// Whether the answer to [`Store::inspect`] is still to come.
    pub fn is_inspecting(&self) -> bool {
        self.inner().looker.borrow().inspection.is_some()
    }

    /// Whether the answer to [`Store::survey`] is still to come.
    pub fn is_surveying(&self) -> bool {
        self.inner().looker.borrow().survey.is_some()
    }

    /// The latest look at the present network. Tracks.
    pub fn inspected_now(&self) -> Option<Seen<Inspected>> {
        let network_generation = self.run.with(|run| run.connection.network_generation());
        self.inspected
            .get()
            .filter(|seen| seen.network_generation == network_generation)
    }

    /// The latest survey of the present network. Tracks.
    pub fn surveyed_now(&self) -> Option<Seen<ScanResult>> {
        let network_generation = self.run.with(|run| run.connection.network_generation());
        self.surveyed
            .get()
            .filter(|seen| seen.network_generation == network_generation)
    }

    /// Asks a question of an autoencoder; `command` is given its number.
    pub(super) fn open(&self, command: impl FnOnce(u32) -> Command) -> Open {
        let (request, network_generation) = self.next_look();
        let sequence = self.trainer.command(command(request));
        Open {
            request,
            sequence,
            network_generation,
        }
    }

    fn next_look(&self) -> (u32, u32) {
        let inner = self.inner();
        let mut looker = inner.looker.borrow_mut();
        looker.last += 1;
        (
            looker.last,
            self.run
                .with_untracked(|run| run.connection.network_generation()),
        )
    }

    pub(super) fn inspected_image(&self, head: &Inspection, bulk: Option<ArrayBuffer>) {
        let inner = self.inner();
        let open = inner.looker.borrow_mut().inspection.take();
        let Some(open) = open.filter(|open| open.request == head.request) else {
            return;
        };
        let info = self
            .run
            .with_untracked(|run| run.settings.active.dataset.info());
        let what = Inspected::from_bulk(head.clone(), &values(bulk), info.sample.len());
        // An answer that is not complete changes nothing: the next report brings another.
        if let Some(what) = what.map(Arc::new) {
            self.inspected.set(Some(Seen {
                what,
                request: open.request,
                network_generation: open.network_generation,
            }));
        }
    }

    pub(super) fn surveyed_sample(&self, head: &ActivationScan, bulk: Option<ArrayBuffer>) {
        let inner = self.inner();
        let open = inner.looker.borrow_mut().survey.take();
        let Some(open) = open.filter(|open| open.request == head.request) else {
            return;
        };
        if let Some(what) = ScanResult::from_bulk(head.clone(), &values(bulk)).map(Arc::new) {
            self.surveyed.set(Some(Seen {
                what,
                request: open.request,
                network_generation: open.network_generation,
            }));
        }
    }

    /// The command with this number was refused: perhaps one of these.
    pub(super) fn look_refused(&self, sequence: u32) {
        self.drop_looks(|open| open.sequence == sequence);
    }

    /// A new network answers no questions about the one before it.
    pub(super) fn forget_stale_looks(&self) {
        let network_generation = self
            .run
            .with_untracked(|run| run.connection.network_generation());
        self.drop_looks(|open| open.network_generation != network_generation);
    }

    /// The trainer is gone, and what it was asked with it.
    pub(super) fn forget_looks(&self) {
        self.drop_looks(|_| true);
    }

    fn drop_looks(&self, which: impl Fn(&Open) -> bool) {
        let inner = self.inner();
        let mut looker = inner.looker.borrow_mut();
        looker.inspection.take_if(|open| which(open));
        looker.survey.take_if(|open| which(open));
        looker.reconstruction.take_if(|open| which(open));
        looker.decoding.take_if(|open| which(open));
    }
}

impl Open {
    /// The answer to it, if `request` is its number.
    pub(super) fn answered<T>(self, request: u32, what: Option<T>) -> Option<Seen<T>> {
        what.filter(|_| self.request == request).map(|what| Seen {
            what: Arc::new(what),
            request,
            network_generation: self.network_generation,
        })
    }
}

pub(super) fn values(bulk: Option<ArrayBuffer>) -> Vec<f32> {
    bulk.map_or_else(Vec::new, |b| Float32Array::new(&b).to_vec())
}
