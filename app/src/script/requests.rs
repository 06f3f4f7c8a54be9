//! What scripts ask for. Every error is the message of the promise's rejection.

use super::value::object;
use crate::run::Run;
use crate::runs::Runs;
use crate::state::{Store, UNEXPECTED, part_from_key};
use js_sys::{Float32Array, JSON, Object, Reflect};
use leptos::prelude::*;
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields;
use playground_experiment::presets::{self, Preset};
use playground_experiment::protocol::{Answer, Evaluation, Part, Question, Target};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};

/// The most steps or epochs that one call may ask for: whole numbers stay exact up to here.
const MOST: f64 = 1e9;

fn settled(run: &Run) -> bool {
    let decided = run
        .device
        .state
        .as_ref()
        .is_some_and(|d| !d.decision.provisional);
    run.network.is_some() && decided && run.device.warmup.is_none()
}

/// Waits until the network of the run that is looked at is built, and the device decided and warm; of the run that takes
/// its place meanwhile, where one does.
pub async fn ready(runs: Runs) -> Result<(), String> {
    let selected = || untrack(|| runs.selected());
    loop {
        let run_slot = selected();
        let outcome = built(run_slot.store).await;
        if selected() == run_slot {
            return outcome;
        }
    }
}

/// Waits until the network of a run is built, and the device decided and warm.
pub async fn built(store: Store) -> Result<(), String> {
    let never = |run: &Run| run.gone().or_else(|| run.unbuilt());
    store
        .when(move |run| settled(run) || never(run).is_some())
        .await;
    store.peek(|run| never(run).map_or(Ok(()), Err))
}

/// Waits until the command with this number is taken up.
async fn taken_up(store: Store, sequence: u32) -> Result<(), String> {
    store
        .when(move |run| run.connection.acknowledged >= sequence || run.gone().is_some())
        .await;
    store.peek(|run| {
        run.gone().map_or(Ok(()), Err)?;
        run.connection.refusal(sequence).map_or(Ok(()), Err)
    })
}

/// Sets any subset of the settings.
pub async fn configure(runs: Runs, settings: JsValue) -> Result<(), String> {
    let store = runs.store();
    let (next, preset) = configured(store, &settings)?;
    store.data.brought(next.dataset, store).await?;
    let needs_reset = store.act(|run| {
        if preset.is_some() {
            run.settings.preset = preset.map(|p| p.name);
        }
        let effect = fields::effect(&run.settings.requested, &next);
        run.edit(next.clone());
        effect == Effect::Reset && !run.settings.pending().is_empty()
    });
    if let Some(preset) = preset.filter(|p| !p.variants.is_empty()) {
        runs.open_variants(&next, &preset.variants());
    }
    if needs_reset {
        super::transfer::can_keep(store)?;
        // Never silently, but a script has asked for it.
        runs.reset();
    }
    every_run_taken_up(runs).await
}

/// Returns the settings shown with some of them changed, and the preset that they were taken from.
pub(super) fn configured(
    store: Store,
    settings: &JsValue,
) -> Result<(Experiment, Option<&'static Preset>), String> {
    let settings = as_object("configure", settings)?;
    let preset = match settings.get("preset") {
        None => None,
        Some(Value::String(name)) => Some(presets::preset(name).ok_or_else(|| {
            let known = presets::names().join(", ");
            format!("There is no preset “{name}”. The presets are {known}.")
        })?),
        Some(other) => return Err(format!("preset is {other}; give its name as text.")),
    };
    let shown = store.draft();
    let mut next = preset.map_or(shown, |preset| (preset.experiment)());
    fields::configure(&mut next, &settings)?;
    if !["classes", "ownClasses"]
        .iter()
        .any(|name| settings.contains_key(*name))
    {
        next = store.data.with_own_classes(next);
    }
    Ok((next, preset))
}

/// Waits until everything that was asked for so far is active.
pub(super) async fn all_taken_up(store: Store) -> Result<(), String> {
    // The state to come back to is fetched first, and only then does the trainer hear of a reset.
    store.when(|run| !run.checkpoints.is_awaited()).await;
    let sequence = store.peek(|run| run.connection.last_sequence());
    taken_up(store, sequence).await?;
    store.when(|run| !run.awaits_inheritance()).await;
    Ok(())
}

async fn every_run_taken_up(runs: Runs) -> Result<(), String> {
    for run_slot in runs.slots.get_untracked() {
        all_taken_up(run_slot.store).await?;
    }
    Ok(())
}

pub(super) fn as_object(call: &str, settings: &JsValue) -> Result<Map<String, Value>, String> {
    let json = match settings.as_string() {
        Some(text) => text,
        None => JSON::stringify(settings)
            .ok()
            .and_then(|text| text.as_string())
            .ok_or_else(|| format!("{call} takes an object of settings, or its JSON."))?,
    };
    match serde_json::from_str(&json) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => Err(format!("{call} takes an object of settings, not {other}.")),
        Err(error) => Err(format!("The settings are not JSON: {error}.")),
    }
}

/// Trains as far as `target` says, and measures.
pub async fn train(runs: Runs, target: JsValue) -> Result<Object, String> {
    let target = as_target(&target)?;
    let store = runs.store();
    let before = store.peek(|run| run.progress.step);
    let started = js_sys::Date::now();
    runs.train(target);
    let stopped = |run: &Run| !run.progress.wants_training || run.gone().is_some();
    for run_slot in runs.slots.get_untracked() {
        run_slot.store.when(stopped).await;
    }
    let seconds = (js_sys::Date::now() - started) / 1000.0;
    store.peek(|run| {
        run.gone().map_or(Ok(()), Err)?;
        let built = run.network.as_ref().map(drop);
        built.ok_or_else(|| {
            let why = run.unbuilt();
            why.unwrap_or_else(|| "The data has not arrived.".to_owned())
        })
    })?;
    let validation = measure(store, Part::Validation).await?;
    let test = measure(store, Part::Test).await?;
    store.peek(|run| {
        let batch = f64::from(run.settings.active.batch_size);
        let pace = run.progress.step.saturating_sub(before) as f64 * batch / seconds.max(1e-3);
        Ok(summary(run, validation.as_ref(), test.as_ref(), pace))
    })
}

fn summary(
    run: &Run,
    validation: Option<&Evaluation>,
    test: Option<&Evaluation>,
    pace: f64,
) -> Object {
    let last = run.history.last().map(|row| &row.report);
    object! {
        "step": run.progress.step,
        "epoch": run.progress.epoch,
        "trainLoss": last.map(|r| r.loss),
        "trainAccuracy": last.map(|r| r.accuracy),
        "validationLoss": validation.map(|e| e.loss),
        "validationAccuracy": validation.map(|e| e.accuracy),
        "testLoss": test.map(|e| e.loss),
        "testAccuracy": test.map(|e| e.accuracy),
        "testPixelError": test.and_then(|e| e.pixel_error),
        "examplesPerSecond": pace,
    }
}

fn as_target(target: &JsValue) -> Result<Target, String> {
    let whole = |name: &str| -> Result<Option<f64>, String> {
        let value = Reflect::get(target, &name.into()).unwrap_or(JsValue::UNDEFINED);
        if value.is_undefined() {
            return Ok(None);
        }
        match value.as_f64() {
            Some(n) if n.fract() == 0.0 && (1.0..=MOST).contains(&n) => Ok(Some(n)),
            _ => Err(format!("{name} must be a whole number from 1 to {MOST}.")),
        }
    };
    match (whole("steps")?, whole("epochs")?) {
        (Some(steps), None) => Ok(Target::Steps(steps as u64)),
        (None, Some(epochs)) => Ok(Target::Epochs(epochs as u32)),
        _ => Err("train takes either {steps: n} or {epochs: n}.".to_owned()),
    }
}

/// Measures loss and accuracy of a part, now; nothing where the split leaves that part empty.
async fn measure(store: Store, part: Part) -> Result<Option<Evaluation>, String> {
    let empty = store.peek(|run| {
        let known = run
            .settings
            .active
            .split
            .resolve_for(run.settings.active.dataset)
            .ok()
            .flatten();
        part == Part::Validation && known.is_some_and(|parts| parts.validation.is_empty())
    });
    if empty {
        return Ok(None);
    }
    let answered = store.questions.ask(Question::Evaluate { part }).await;
    match answered.map_err(|gone| store.questions.why(&gone))?.answer {
        Answer::Evaluation(evaluation, _) => Ok(Some(evaluation)),
        _ => Err(UNEXPECTED.to_owned()),
    }
}

/// Reads the part of the data that a call is about.
pub(super) fn as_part(call: &str, part: &JsValue) -> Result<Part, String> {
    let word = part.as_string();
    word.as_deref()
        .and_then(part_from_key)
        .ok_or_else(|| format!("{call} takes \"validation\" or \"test\"."))
}

/// Measures one part of the data.
pub async fn evaluate(store: Store, part: JsValue) -> Result<Object, String> {
    let part = as_part("evaluate", &part)?;
    let measured = measure(store, part).await?;
    Ok(measured.map_or_else(Object::new, |measured| {
        super::answers::evaluation(&measured)
    }))
}

/// Takes no further step.
pub async fn pause(runs: Runs) -> Result<(), String> {
    runs.pause();
    every_run_taken_up(runs).await
}

/// Resets to new weights for the settings shown.
pub async fn reset(runs: Runs) -> Result<(), String> {
    let store = runs.store();
    if let Some(problem) = store.peek(|run| run.settings.problem.clone()) {
        return Err(problem.message);
    }
    super::transfer::can_keep(store)?;
    runs.reset();
    every_run_taken_up(runs).await
}

/// Asks for the network's answer to raw pixels in [0, 1], ink = 1.
pub async fn predict(store: Store, pixels: JsValue) -> Result<JsValue, String> {
    let size = store.peek(|run| run.settings.active.dataset.info().sample.len());
    let pixels = pixels
        .dyn_into::<Float32Array>()
        .map(|array| array.to_vec())
        .ok()
        .filter(|pixels| pixels.len() == size)
        .ok_or_else(|| format!("predict takes a Float32Array of {size} pixels, row by row."))?;
    if !pixels.iter().all(|ink| (0.0..=1.0).contains(ink)) {
        return Err("Every pixel must be a number from 0 (paper) to 1 (ink).".to_owned());
    }
    let values = store.predictor.predict(pixels).await?;
    Ok(Float32Array::from(values.as_slice()).into())
}
