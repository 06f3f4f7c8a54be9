//! Images of both files that the figures show, asked of the trainer once and kept.

use super::Store;
use leptos::prelude::*;
use playground_experiment::protocol::probe::MAX_EXAMPLES;
use playground_experiment::protocol::{Answer, DataFile, Question};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Images kept; then the cache begins anew.
const MOST_KEPT: usize = 1024;

/// Raw pixels in [0, 1], ink = 1, by file and place in it.
pub type Pictures = BTreeMap<(DataFile, u32), Arc<[f32]>>;

impl Store {
    /// Has these images of a file in [`Store::pictures`] before long, if they are at hand.
    pub fn look_at(&self, file: DataFile, indices: &[u32]) {
        let inner = self.inner();
        let mut asked = inner.looked_at.borrow_mut();
        let new = indices.iter().copied();
        let new = new.filter(|index| asked.insert((file, *index)));
        let indices: Vec<u32> = new.take(MAX_EXAMPLES).collect();
        drop(asked);
        if indices.is_empty() {
            return;
        }
        let store = *self;
        self.ask_each(
            Question::Images { file, indices },
            None,
            move |_, outcome| {
                if let Ok(answered) = outcome
                    && let Answer::Images { file, indices } = answered.answer
                {
                    store.keep_pictures(file, &indices, &answered.bulk);
                }
            },
        );
    }

    /// An image, once it is at hand. Tracks.
    pub fn picture(&self, file: DataFile, index: u32) -> Option<Arc<[f32]>> {
        self.pictures.with(|kept| kept.get(&(file, index)).cloned())
    }

    fn keep_pictures(&self, file: DataFile, indices: &[u32], pixels: &[f32]) {
        let side = pixels.len() / indices.len().max(1);
        if side == 0 {
            return;
        }
        let keys = indices.iter().map(|&index| (file, index));
        let images = keys.clone().zip(pixels.chunks_exact(side));
        self.pictures.update(|kept| {
            if kept.len() + indices.len() > MOST_KEPT {
                kept.clear();
                let now: BTreeSet<_> = keys.collect();
                self.inner().looked_at.replace(now);
            }
            kept.extend(images.map(|(key, image)| (key, Arc::from(image))));
        });
    }

    /// Another network may be about other data.
    pub(super) fn forget_pictures(&self) {
        self.inner().looked_at.borrow_mut().clear();
        self.pictures.update(Pictures::clear);
    }
}
