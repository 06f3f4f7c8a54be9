//! What the network of a run reads on the pad, which the recent drawings remember.

use super::Store;
use super::pad::Reader;
use super::recent::TopClass;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

impl Reader for Store {
    fn read(self, pixels: Vec<f32>) -> ArcRwSignal<Option<TopClass>> {
        // The answer may still be about an earlier state of the drawing.
        let known = self.predictor.prediction.with_untracked(|answer| {
            let answer = answer.as_ref().filter(|answer| answer.pixels == pixels)?;
            reading(self, &answer.values)
        });
        let read = ArcRwSignal::new(known.clone());
        if known.is_none() {
            let read = read.clone();
            spawn_local(async move {
                // A trainer that has ended leaves it unread.
                if let Ok(values) = self.predictor.predict(pixels).await {
                    read.set(reading(self, &values));
                }
            });
        }
        read
    }
}

/// Returns what the network of a run makes of its own answer.
pub fn reading(store: Store, values: &[f32]) -> Option<TopClass> {
    store.peek(|run| {
        let active = &run.settings.active;
        TopClass::of(values, active.output, active.classes())
    })
}
