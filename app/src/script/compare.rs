//! Several runs, for scripts. They are counted from 0 in the order in which they stand on the page.

use super::value::{list, object};
use super::{answers, requests};
use crate::runs::{RunSlot, Runs};
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Opens one more run that differs in some settings; resolves to its number once it is built.
pub async fn compare(runs: Runs, settings: JsValue) -> Result<Option<usize>, String> {
    let (experiment, _) = requests::configured(runs.store(), &settings)?;
    experiment.validate().map_err(|error| error.message)?;
    let run_slot = runs
        .compare(experiment)
        .ok_or("There are four runs already; remove one first.")?;
    requests::built(run_slot.store).await?;
    let slots = runs.slots.get_untracked();
    Ok(slots.iter().position(|other| *other == run_slot))
}

/// Lists every run: its name, its settings, what it reported, and how it stands.
pub fn runs(runs: Runs) -> Array {
    let selected = untrack(|| runs.selected());
    list(runs.slots.get_untracked().into_iter().map(|run_slot| {
        let run = run_slot.store.run.read_untracked();
        object! {
            "name": untrack(|| runs.name(run_slot)),
            "selected": run_slot == selected,
            "frozen": run_slot.frozen.get_untracked(),
            "hidden": run_slot.hidden.get_untracked(),
            "training": run.progress.wants_training,
            "alive": !run.connection.is_dead(),
            "experiment": answers::experiment(run_slot.store),
            "history": answers::history(run_slot.store),
            "device": answers::device(run_slot.store),
        }
    }))
}

fn run_slot(runs: Runs, index: &JsValue) -> Result<RunSlot, String> {
    let slots = runs.slots.get_untracked();
    index
        .as_f64()
        .filter(|at| at.fract() == 0.0 && *at >= 0.0)
        .and_then(|at| slots.get(at as usize).copied())
        .ok_or_else(|| format!("There are {} runs, counted from 0.", slots.len()))
}

/// Looks at another run.
pub async fn select(runs: Runs, index: JsValue) -> Result<(), String> {
    runs.select(run_slot(runs, &index)?.id);
    Ok(())
}

/// Takes a run away.
pub async fn remove(runs: Runs, index: JsValue) -> Result<(), String> {
    let run_slot = run_slot(runs, &index)?;
    if !untrack(|| runs.several()) {
        return Err("The last run stays.".to_owned());
    }
    runs.remove(run_slot.id);
    Ok(())
}

/// Leaves a run as it is while the others train, or lets it go on with them.
pub async fn freeze(runs: Runs, index: JsValue) -> Result<(), String> {
    let run_slot = run_slot(runs, &index)?;
    runs.freeze(run_slot, !run_slot.frozen.get_untracked());
    Ok(())
}
