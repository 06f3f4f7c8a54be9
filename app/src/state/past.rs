//! The last drawings, each with what the network read in it when it left the pad.

use super::Store;
use super::drawing::Drawing;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::loss::{Output, Task};
use playground_experiment::metrics::argmax;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// Drawings that are remembered.
pub const MOST_PAST: usize = 8;

/// What a network takes an image for.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// Name of the class.
    pub class: &'static str,
    /// Its probability; none for raw scores.
    pub share: Option<f32>,
}

impl Read {
    /// From the network's answer; none where there is no answer, or an image.
    pub fn of(values: &[f32], output: Output, classes: &[&'static str]) -> Option<Self> {
        if output.task() == Task::Reconstruction {
            return None;
        }
        let best = argmax(values);
        let share = values.get(best).copied()?;
        Some(Self {
            class: classes.get(best)?,
            share: output.is_probability().then_some(share),
        })
    }

    /// The probability as text; empty for raw scores.
    pub fn percent(&self) -> String {
        self.share
            .map_or_else(String::new, |p| format::percent(f64::from(p)))
    }
}

/// A drawing that has left the pad.
#[derive(Clone, Debug)]
pub struct Past {
    /// Tells it from the others.
    pub id: u32,
    /// What was on the pad.
    pub drawing: Drawing,
    /// What the network saw of it, `[784]`.
    pub pixels: Arc<[f32]>,
    /// What the network read then, once it is known. Copies share it.
    pub read: ArcRwSignal<Option<Read>>,
}

impl Store {
    /// What the network of this run makes of its own answer.
    pub fn reading(&self, values: &[f32]) -> Option<Read> {
        self.run.with_untracked(|run| {
            let classes = run.settings.active.dataset.info().classes;
            Read::of(values, run.settings.active.output, classes)
        })
    }

    /// Adds what is on the pad to the past, as it is about to leave; nothing where nothing is drawn.
    pub(super) fn remember(&self, drawing: Drawing) {
        let Some(pixels) = self.seen.get_untracked() else {
            return;
        };
        // The answer may still be about an earlier state of the drawing.
        let known = self.prediction.with_untracked(|answer| {
            let answer = answer.as_ref().filter(|answer| answer.pixels == pixels)?;
            self.reading(&answer.values)
        });
        let read = ArcRwSignal::new(known.clone());
        if known.is_none() {
            self.read_later(pixels.clone(), read.clone());
        }
        self.past.update(|past| {
            let id = past.iter().map(|entry| entry.id + 1).max().unwrap_or(0);
            let pixels = pixels.into();
            let entry = Past {
                id,
                drawing,
                pixels,
                read,
            };
            past.insert(0, entry);
            past.truncate(MOST_PAST);
        });
    }

    fn read_later(&self, pixels: Vec<f32>, read: ArcRwSignal<Option<Read>>) {
        let store = *self;
        spawn_local(async move {
            // A trainer that has ended leaves it unread.
            if let Ok(values) = store.predict(pixels).await {
                read.set(store.reading(&values));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_answer_is_what_is_read() {
        let classes = ["Coat", "Bag"];
        let read = Read::of(&[0.25, 0.75], Output::Softmax, &classes).unwrap();
        assert_eq!((read.class, read.percent().as_str()), ("Bag", "75.0 %"));
        let scores = Read::of(&[3.0, -1.0], Output::Linear, &classes).unwrap();
        assert_eq!((scores.class, scores.percent().as_str()), ("Coat", ""));
        assert_eq!(Read::of(&[], Output::Softmax, &classes), None);
        assert_eq!(Read::of(&[0.25, 0.75], Output::Image, &classes), None);
    }
}
