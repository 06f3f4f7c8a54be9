//! Images of both files that the figures show, asked of the trainer once and kept.

use super::ask::Questions;
use leptos::prelude::*;
use playground_experiment::protocol::probe::MAX_EXAMPLES;
use playground_experiment::protocol::{Answer, DataFile, Question};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Images kept; then the cache begins anew.
const MOST_KEPT: usize = 1024;

/// A file and a place in it.
type Place = (DataFile, u32);

/// The images kept. Copies are handles on the same ones.
#[derive(Clone, Copy)]
pub struct Pictures {
    questions: Questions,
    /// Raw pixels in [0, 1], ink = 1.
    kept: RwSignal<BTreeMap<Place, Arc<[f32]>>>,
    asked: StoredValue<BTreeSet<Place>>,
}

impl Pictures {
    /// Creates a place for images, without any yet.
    pub(super) fn new(questions: Questions) -> Self {
        Self {
            questions,
            kept: RwSignal::default(),
            asked: StoredValue::default(),
        }
    }

    /// Has these images of a file at hand before long, if they have arrived.
    pub fn look_at(&self, file: DataFile, indices: &[u32]) {
        let mut asked = self.asked.write_value();
        let new = indices.iter().copied();
        let new = new.filter(|index| asked.insert((file, *index)));
        let indices: Vec<u32> = new.take(MAX_EXAMPLES).collect();
        drop(asked);
        if indices.is_empty() {
            return;
        }
        let pictures = *self;
        self.questions.ask_each(
            Question::Images { file, indices },
            None,
            move |_, outcome| {
                if let Ok(answered) = outcome
                    && let Answer::Images { file, indices } = answered.answer
                {
                    pictures.keep(file, &indices, &answered.bulk);
                }
            },
        );
    }

    /// Tracks whatever comes.
    pub fn track(&self) {
        self.kept.track();
    }

    /// Returns an image, once it is at hand. Tracks.
    pub fn get(&self, file: DataFile, index: u32) -> Option<Arc<[f32]>> {
        self.kept.with(|kept| kept.get(&(file, index)).cloned())
    }

    /// Returns the image at a place that may change, as a signal. It is asked for where it is not at hand.
    pub fn follow(
        self,
        place: impl Fn() -> Option<Place> + Copy + Send + Sync + 'static,
    ) -> Signal<Option<Arc<[f32]>>> {
        Effect::new(move || {
            self.track();
            if let Some((file, index)) = place() {
                self.look_at(file, &[index]);
            }
        });
        Signal::derive(move || {
            let (file, index) = place()?;
            self.get(file, index)
        })
    }

    fn keep(&self, file: DataFile, indices: &[u32], pixels: &[f32]) {
        let side = pixels.len() / indices.len().max(1);
        if side == 0 {
            return;
        }
        let keys = indices.iter().map(|&index| (file, index));
        let images = keys.clone().zip(pixels.chunks_exact(side));
        self.kept.update(|kept| {
            if kept.len() + indices.len() > MOST_KEPT {
                kept.clear();
                let now: BTreeSet<_> = keys.collect();
                self.asked.set_value(now);
            }
            kept.extend(images.map(|(key, image)| (key, Arc::from(image))));
        });
    }

    /// Forgets all images: another network may be about other data.
    pub(super) fn forget(&self) {
        self.asked.set_value(BTreeSet::new());
        self.kept.update(BTreeMap::clear);
    }
}
