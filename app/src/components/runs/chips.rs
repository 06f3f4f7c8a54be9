//! A chip for each run: its colour, its name, how it stands. Pressing one looks at that run. On the stage the chips are
//! the heads of the lanes.

use super::super::experiment::{count, names};
use crate::components::parts::{Button, Swatch, element, table};
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::Report;

/// Says in a few words how a run stands.
fn state(run: &Run, frozen: bool) -> String {
    let dead = run.connection.is_dead();
    let state = match dead {
        true => "stopped, ",
        false if overflowed(run) => "overflowed, ",
        false if frozen => "frozen, ",
        false => "",
    };
    match run.history.last() {
        None if dead => "stopped".to_owned(),
        _ if run.network.is_none() && run.progress.step == 0 => format!("{state}starting"),
        None => format!("{state}step 0"),
        Some(row) => format!(
            "{state}step {} · {}",
            row.report.step,
            how_well(&row.report)
        ),
    }
}

fn how_well(report: &Report) -> String {
    match report.pixel_error {
        Some(error) => format!("error {}", format::reading(error)),
        // A line does not end before the sign.
        None => format::percent(report.accuracy).replace(' ', "\u{a0}"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;

    #[test]
    fn a_run_whose_trainer_is_gone_before_its_first_report_is_stopped_and_no_more() {
        let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Cpu);
        assert_eq!(state(&run, false), "starting");
        assert_eq!(state(&run, true), "frozen, starting");
        run.died("crashed on request".to_owned());
        assert_eq!(state(&run, false), "stopped");
    }

    #[test]
    fn a_share_is_not_parted_from_its_sign() {
        let report = Report {
            accuracy: 0.109,
            ..Report::default()
        };
        assert_eq!(how_well(&report), "10.9\u{a0}%");
    }
}
