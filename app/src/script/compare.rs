//! Several runs, for scripts. They are counted from 0 in the order in which they stand on the page.

use super::{answers, requests, set};
use crate::runs::{RunSlot, Runs};
use js_sys::{Array, Object};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

type Outcome = Result<JsValue, String>;

/// One more run that differs in some settings; resolves to its number once it is built.
pub async fn compare(runs: Runs, settings: JsValue) -> Outcome {
    let (experiment, _) = requests::configured(runs.store(), &settings)?;
    experiment.validate().map_err(|error| error.message)?;
    let lane = runs
        .compare(experiment)
        .ok_or("There are four runs already; remove one first.")?;
    requests::ready(lane.store).await?;
    let at = runs
        .lanes
        .get_untracked()
        .iter()
        .position(|other| *other == lane);
    Ok(at.map_or(JsValue::NULL, |at| (at as f64).into()))
}

/// Every run: its name, its settings, what it reported, and how it stands.
pub fn runs(runs: Runs) -> JsValue {
    let lanes = runs.lanes.get_untracked();
    let selected = untrack(|| runs.selected());
    let entry = |lane: &RunSlot| {
        let object = Object::new();
        let run = lane.store.run.read_untracked();
        let name = untrack(|| runs.name(*lane));
        set(&object, "name", &name.into());
        set(&object, "selected", &(*lane == selected).into());
        set(&object, "frozen", &lane.frozen.get_untracked().into());
        set(&object, "hidden", &lane.hidden.get_untracked().into());
        set(&object, "training", &run.progress.wants_training.into());
        set(&object, "alive", &(!run.connection.is_dead()).into());
        set(&object, "experiment", &answers::experiment(lane.store));
        set(&object, "history", &answers::history(lane.store));
        set(&object, "device", &answers::device(lane.store));
        JsValue::from(object)
    };
    lanes.iter().map(entry).collect::<Array>().into()
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
pub async fn select(runs: Runs, index: JsValue) -> Outcome {
    runs.select(lane(runs, &index)?.id);
    Ok(JsValue::UNDEFINED)
}

/// Takes a run away.
pub async fn remove(runs: Runs, index: JsValue) -> Outcome {
    let lane = lane(runs, &index)?;
    if !untrack(|| runs.several()) {
        return Err("The last run stays.".to_owned());
    }
    runs.remove(lane.id);
    Ok(JsValue::UNDEFINED)
}

/// Leaves a run as it is while the others train, or no longer.
pub async fn freeze(runs: Runs, index: JsValue) -> Outcome {
    let lane = lane(runs, &index)?;
    runs.freeze(lane, !lane.frozen.get_untracked());
    Ok(JsValue::UNDEFINED)
}
