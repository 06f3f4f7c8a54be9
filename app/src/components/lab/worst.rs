//! A row of the images that the network is most wrong about, to pick one from.

use super::{Selection, by_probability, latest};
use crate::components::parts::{Picture, WithSome};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::DataFile;

/// Images that are offered.
const OFFERED: usize = 8;

/// The row.
#[component]
pub fn Worst(pointed: Selection) -> impl IntoView {
    let store = Store::here();
    let classes = store.memo(|run| run.settings.active.classes());
    // Index, label and probability.
    let worst = store.memo(|run| -> Vec<(u32, usize, f32)> {
        let Some(probed) = latest(run) else {
            return Vec::new();
        };
        let examples = &probed.examples;
        let entry = |i: usize| {
            let label = usize::from(examples.labels[i]);
            (examples.indices[i], label, examples.p_true[i])
        };
        let order = by_probability(examples).into_iter().take(OFFERED);
        order.map(entry).collect()
    });
    Effect::new(move || {
        let indices: Vec<u32> = worst.with(|worst| worst.iter().map(|w| w.0).collect());
        store.pictures.look_at(DataFile::Train, &indices);
    });
    let button = move |place: usize| {
        let entry = Memo::new(move |_| worst.with(|worst| worst.get(place).copied()));
        let index = move || entry.with_some(|entry| entry.0);
        let pixels = Signal::derive(move || store.pictures.get(DataFile::Train, index()?));
        let name = move || {
            let Some((_, label, p)) = entry.get() else {
                return t!("batch.awaited");
            };
            let classes = classes.get();
            let class = classes.get(label).copied().unwrap_or("?");
            format!("{class}, given {}", format::percent(p))
        };
        let picked = move || index().is_some_and(|index| pointed.picked.get() == Some(index));
        let pick = move |_| pointed.picked.set(untrack(index));
        view! {
            <button
                type="button"
                class="worst"
                aria-label=name
                title=name
                aria-pressed=move || picked().to_string()
                disabled=move || entry.get().is_none()
                on:click=pick
            >
                <Picture pixels />
            </button>
        }
    };
    view! {
        <div class="worst-row" role="group" aria-label="Images the network is most wrong about">
            {(0..OFFERED).map(button).collect_view()}
        </div>
    }
}
