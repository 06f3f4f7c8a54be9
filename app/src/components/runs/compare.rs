//! One more run beside the one that is looked at.

use crate::components::parts::Button;
use crate::run::objective::ObjectiveId;
use crate::runs::{MOST, Runs};
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
    let impossible = move || full.get() || draft.with(|e| e.flipped().is_err());
    let open = move |experiment: Experiment| {
        if let Some(run_slot) = runs.compare(experiment) {
            runs.select(run_slot.id);
        }
    };
    let flipped = move |_| {
        if let Ok(experiment) = draft.with_untracked(Experiment::flipped) {
            open(experiment);
        }
    };
    view! {
        <div class="compare" role="group" aria-label="Compare">
            <Button
                id="compare-flipped"
                class="small"
                title="A second run beside this one: same seed, same weights, same batches, in lock-step"
                disabled=impossible
                press=flipped
            >
                "Compare with "
                {other}
            </Button>
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
