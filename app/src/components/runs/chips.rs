//! A chip for each run: its colour, its name, how it stands. Pressing one looks at that run. On the stage the chips are
//! the heads of the lanes.

use super::super::experiment::{count, names};
use crate::components::parts::{Button, Swatch, element, table};
use crate::run::{Run, TrainerStatus};
use crate::runs::{RunSlot, Runs};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use playground_experiment::format;

/// Says in a few words how a run stands.
fn state(run: &Run, frozen: bool) -> String {
    let state = match &run.connection.status {
        TrainerStatus::Dead(_) => "stopped, ",
        _ if overflowed(run) => "overflowed, ",
        _ if frozen => "frozen, ",
        _ => "",
    };
    match run.history.last() {
        _ if run.network.is_none() && run.progress.step == 0 => format!("{state}starting"),
        None => format!("{state}step 0"),
        Some(row) => {
            let how_well = match row.report.pixel_error {
                Some(error) => format!("error {}", format::reading(error)),
                None => format::percent(row.report.accuracy),
            };
            format!("{state}step {} · {how_well}", row.report.step)
        }
    }
}

fn overflowed(run: &Run) -> bool {
    let latest = run.history.last();
    latest.is_some_and(|row| !row.report.loss.is_finite())
}

/// The chips, once there are several runs.
#[component]
pub fn Chips() -> impl IntoView {
    let runs = Runs::here();
    let several = Memo::new(move |_| runs.several());
    view! {
        <Show when=move || several.get()>
            <ul class="chips" id="chips" aria-label="Runs">
                <For each=move || runs.slots.get() key=|run_slot| run_slot.id let:run_slot>
                    <li>
                        <Chip run_slot />
                    </li>
                </For>
            </ul>
        </Show>
    }
}

/// The chip of a run.
#[component]
pub fn Chip(run_slot: RunSlot) -> impl IntoView {
    let runs = Runs::here();
    let selected = Memo::new(move |_| runs.selected() == run_slot);
    let name = Memo::new(move |_| runs.name_now(run_slot));
    let words = Memo::new(move |_| {
        let frozen = run_slot.frozen.get();
        run_slot.store.read(|run| state(run, frozen))
    });
    let store = run_slot.store;
    let stopped = store.memo(|run| run.connection.is_dead() || overflowed(run));
    let dead = store.memo(|run| run.gone().is_some());
    let mistakes = store.memo(|run| count(run.settings.draft.mistakes_made().count()));
    let which = store.memo(names);
    let errs = move || mistakes.with(|m| !m.is_empty());
    let restart = move || format!("Restart the run {}", name.get());
    let remove = move || format!("Remove the run {}", name.get());
    let away = move || {
        runs.remove(run_slot.id);
        element::keep_focus(element::CHIP_OR_TAB);
    };
    // With the focus on the chip; what is pressed for it is no stop of its own.
    let key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Delete" | "Backspace") {
            event.prevent_default();
            away();
        }
    };
    view! {
        <div class="run-chip" class:selected=selected class:frozen=run_slot.frozen class:stopped=stopped class:errs=errs>
            <button
                type="button"
                class="chip-button"
                aria-pressed=move || selected.get().to_string()
                aria-keyshortcuts="Delete"
                title="Look at this run; Delete removes it"
                on:click=move |_| runs.select(run_slot.id)
                on:keydown=key
            >
                <Swatch color=Signal::derive(move || table::var(run_slot.color())) />
                <span class="chip-name">{name}</span>
                <span class="chip-words">{words}</span>
                <Show when=errs>
                    <span class="fault chip-mistakes" title=which>
                        <span class="fault-sign" aria-hidden="true">"!"</span>
                        <span class="chip-mistakes-words">{mistakes}</span>
                    </span>
                </Show>
            </button>
            <Show when=move || dead.get()>
                <Button class="small" label=restart press=move |_| store.act(|run| run.restart())>
                    "Restart"
                </Button>
            </Show>
            <Button class="quiet small chip-remove" label=remove attr:tabindex="-1" press=move |_| away()>
                "×"
            </Button>
        </div>
    }
}
