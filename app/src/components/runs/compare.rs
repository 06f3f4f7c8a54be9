//! One more run beside the one that is looked at.

use crate::components::parts::{Button, element};
use crate::run::objective::ObjectiveId;
use crate::runs::{MOST, RunSlot, Runs};
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;

/// The buttons: with the counterpart loss, or with a copy that is then changed.
#[component]
pub fn Compare() -> impl IntoView {
    let runs = Runs::here();
    let draft = Memo::new(move |_| runs.selected().store.read(|run| run.settings.draft.clone()));
    let full = Memo::new(move |_| runs.slots.with(Vec::len) >= MOST);
    let other =
        move || draft.with(|experiment| ObjectiveId::in_use(experiment).counterpart().label());
    // The same with the other loss, unless it is there already.
    let flipped_twin = Memo::new(move |_| {
        let flipped = draft.with(Experiment::flipped).ok()?;
        let is_twin = |run_slot: &RunSlot| run_slot.store.read(|run| run.settings.draft == flipped);
        (!runs.slots.with(|slots| slots.iter().any(is_twin))).then_some(flipped)
    });
    let open = move |experiment: Experiment| {
        if let Some(run_slot) = runs.compare(experiment) {
            runs.select(run_slot.id);
        }
    };
    let flipped = move |_| {
        if let Some(experiment) = flipped_twin.get_untracked() {
            open(experiment);
            // The button goes: its run is there.
            element::keep_focus(element::CHIP_OR_TAB);
        }
    };
    view! {
        <div class="compare" role="group" aria-label="Compare">
            <Show when=move || flipped_twin.with(Option::is_some)>
                <Button
                    id="compare-flipped"
                    class="small"
                    title="A second run beside this one: same seed, same weights, same batches, in lock-step"
                    disabled=full
                    press=flipped
                >
                    "Add a run with "
                    {other}
                </Button>
            </Show>
            <Button
                id="compare-copy"
                class="small"
                title="A copy of this run beside it; then change a setting of the copy"
                disabled=full
                press=move |_| open(draft.get_untracked())
            >
                "Add a copy"
            </Button>
        </div>
    }
}
