//! The slice through the loss that was asked for, row by row as the trainer computes it.

use super::Store;
use js_sys::{ArrayBuffer, Float32Array};
use leptos::prelude::*;
use playground_experiment::protocol::{Command, Event};
use std::sync::Arc;

/// A slice, whole or as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct LossSlice {
    /// Keys the two random directions.
    pub seed: u64,
    /// How far it reaches along each.
    pub radius: f32,
    /// Cells along a side.
    pub side: usize,
    /// Steps the network had taken.
    pub step: u64,
    /// Images that the loss is over.
    pub examples: usize,
    /// Mean losses of the rows known, `[rows · side]`, the lowest row first.
    pub losses: Arc<[f32]>,
}

impl LossSlice {
    /// Rows known.
    pub fn rows(&self) -> usize {
        self.losses.len() / self.side.max(1)
    }
}

impl Store {
    /// Asks for a slice through the network as it is now.
    pub fn cut(&self, seed: u64, radius: f32, side: u32) {
        self.slice.set(None);
        self.slice_asked.set(true);
        self.trainer.command(Command::Slice { seed, radius, side });
    }

    /// Takes in the rows known.
    pub(super) fn sliced(&self, event: &Event, bulk: Option<ArrayBuffer>) {
        let &Event::Slice {
            seed,
            radius,
            side,
            step,
            examples,
            ..
        } = event
        else {
            return;
        };
        let losses = bulk.map_or_else(Vec::new, |b| Float32Array::new(&b).to_vec());
        let slice = LossSlice {
            seed,
            radius,
            side: side as usize,
            step,
            examples,
            losses: losses.into(),
        };
        self.slice_asked.set(slice.rows() < slice.side);
        self.slice.set(Some(slice));
    }

    /// The network that it was cut through is gone.
    pub(super) fn forget_slice(&self) {
        self.slice_asked.set(false);
        self.slice.set(None);
    }
}
