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
    let lane = runs
        .compare(experiment)
        .ok_or("There are four runs already; remove one first.")?;
    requests::ready(lane.store).await?;
    let lanes = runs.lanes.get_untracked();
    Ok(lanes.iter().position(|other| *other == lane))
}

/// Lists every run: its name, its settings, what it reported, and how it stands.
pub fn runs(runs: Runs) -> Array {
    let selected = untrack(|| runs.selected());
    list(runs.lanes.get_untracked().into_iter().map(|lane| {
        let run = lane.store.run.read_untracked();
        object! {
            "name": untrack(|| runs.name(lane)),
            "selected": lane == selected,
            "frozen": lane.frozen.get_untracked(),
            "hidden": lane.hidden.get_untracked(),
            "training": run.progress.wants_training,
            "alive": !run.connection.is_dead(),
            "experiment": answers::experiment(lane.store),
            "history": answers::history(lane.store),
            "device": answers::device(lane.store),
        }
    }))
}

fn lane(runs: Runs, index: &JsValue) -> Result<RunSlot, String> {
    let lanes = runs.lanes.get_untracked();
    index
        .as_f64()
        .filter(|at| at.fract() == 0.0 && *at >= 0.0)
        .and_then(|at| lanes.get(at as usize).copied())
        .ok_or_else(|| format!("There are {} runs, counted from 0.", lanes.len()))
}

/// Looks at another run.
pub async fn select(runs: Runs, index: JsValue) -> Result<(), String> {
    runs.select(lane(runs, &index)?.id);
    Ok(())
}

/// Takes a run away.
pub async fn remove(runs: Runs, index: JsValue) -> Result<(), String> {
    let lane = lane(runs, &index)?;
    if !untrack(|| runs.several()) {
        return Err("The last run stays.".to_owned());
    }
    runs.remove(lane.id);
    Ok(())
}

/// Leaves a run as it is while the others train, or lets it go on with them.
pub async fn freeze(runs: Runs, index: JsValue) -> Result<(), String> {
    let lane = lane(runs, &index)?;
    runs.freeze(lane, !lane.frozen.get_untracked());
    Ok(())
}
