//! What an autoencoder makes of images and of places on its plane: asked of the trainer for the Evaluate view, one
//! of each kind at a time.

use super::Store;
use super::inside::{Seen, values};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_experiment::protocol::Command;
use playground_experiment::protocol::inside::{Reconstructed, Reconstruction};
use std::sync::Arc;

/// The image at a place of the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// Where.
    pub place: (f32, f32),
    /// Steps the network had taken.
    pub step: u64,
    /// One value a pixel.
    pub pixels: Arc<[f32]>,
}

impl Store {
    /// Has one image of each class given back; the outcome comes in [`Store::reconstructed`].
    pub fn reconstruct(&self) {
        let open = self.open(|request| Command::Reconstruct { request });
        self.inner().looker.borrow_mut().reconstruction = Some(open);
    }

    /// Has a place of the plane decoded; the outcome comes in [`Store::decoded`].
    pub fn decode(&self, place: (f32, f32)) {
        let open = self.open(|request| Command::Decode { request, place });
        self.inner().looker.borrow_mut().decoding = Some(open);
    }

    /// Whether the answer to [`Store::reconstruct`] is still to come.
    pub fn is_reconstructing(&self) -> bool {
        self.inner().looker.borrow().reconstruction.is_some()
    }

    /// Whether the answer to [`Store::decode`] is still to come.
    pub fn is_decoding(&self) -> bool {
        self.inner().looker.borrow().decoding.is_some()
    }

    /// The latest reconstructions of the present network. Tracks.
    pub fn reconstructed_now(&self) -> Option<Seen<Reconstructed>> {
        let network_generation = self.run.with(|run| run.connection.network_generation());
        self.reconstructed
            .get()
            .filter(|seen| seen.is_of(network_generation))
    }

    /// The latest image of a place by the present network. Tracks.
    pub fn decoded_now(&self) -> Option<Seen<Decoded>> {
        let network_generation = self.run.with(|run| run.connection.network_generation());
        self.decoded
            .get()
            .filter(|seen| seen.is_of(network_generation))
    }

    pub(super) fn given_back(&self, head: &Reconstruction, bulk: Option<ArrayBuffer>) {
        let open = self.inner().looker.borrow_mut().reconstruction.take();
        let what = Reconstructed::from_bulk(head.clone(), &values(bulk));
        if let Some(seen) = open.and_then(|open| open.answered(head.request, what)) {
            self.reconstructed.set(Some(seen));
        }
    }

    pub(super) fn decoded_place(
        &self,
        (request, step, place): (u32, u64, (f32, f32)),
        bulk: Option<ArrayBuffer>,
    ) {
        let open = self.inner().looker.borrow_mut().decoding.take();
        let what = Decoded {
            place,
            step,
            pixels: values(bulk).into(),
        };
        if let Some(seen) = open.and_then(|open| open.answered(request, Some(what))) {
            self.decoded.set(Some(seen));
        }
    }
}
