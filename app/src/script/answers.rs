//! What scripts are told at once.

use super::set;
use crate::run::history::{Evaluated, Row};
use crate::state::{Said, Store};
use js_sys::{Array, JSON, Object};
use leptos::prelude::*;
use playground_experiment::device::{DeviceKind, SelfTest};
use playground_experiment::fields;
use playground_experiment::protocol::{Evaluation, LayerGradient, Part};
use wasm_bindgen::JsValue;

/// The settings shown, by their names.
pub fn experiment(store: Store) -> JsValue {
    let json = store
        .run
        .with_untracked(|run| fields::to_json(&run.settings.draft).to_string());
    // What serde writes is JSON.
    JSON::parse(&json).unwrap_or(JsValue::NULL)
}

pub(super) fn numbers(values: impl Iterator<Item = f64>) -> JsValue {
    values.map(JsValue::from).collect::<Array>().into()
}

/// Everything reported: arrays of equal length, one entry per report kept.
pub fn history(store: Store) -> JsValue {
    let run = store.run.read_untracked();
    let history = &run.history;
    let rows = &history.rows;
    let object = Object::new();
    let column = |read: fn(&Row) -> f64| numbers(rows.iter().map(read));
    set(&object, "step", &column(|r| r.report.step as f64));
    set(&object, "epoch", &column(|r| r.report.epoch));
    set(&object, "loss", &column(|r| f64::from(r.report.loss)));
    set(
        &object,
        "accuracy",
        &column(|r| f64::from(r.report.accuracy)),
    );
    set(
        &object,
        "pixelError",
        &column(|r| r.report.pixel_error.map_or(f64::NAN, f64::from)),
    );
    set(&object, "learningRate", &column(|r| r.report.learning_rate));
    set(
        &object,
        "counterpartLoss",
        &column(|r| f64::from(r.report.counterpart_loss)),
    );
    let names = rows
        .iter()
        .map(|r| JsValue::from(r.objective.loss.info().key));
    set(&object, "lossName", &names.collect::<Array>());
    let norms = Object::new();
    let side = |own: bool| gradient_norms(&history.layers, rows, own);
    set(&norms, "own", &side(true));
    set(&norms, "counterpart", &side(false));
    set(&object, "gradientNorm", &norms);
    set(
        &object,
        "updateRatio",
        &update_ratios(&history.layers, rows),
    );
    let of_part = |part| {
        let all = history.evaluations.iter();
        all.filter(move |e| e.evaluation.part == part)
            .map(evaluated)
            .collect::<Array>()
    };
    set(&object, "validation", &of_part(Part::Validation));
    set(&object, "test", &of_part(Part::Test));
    let marks = history.marks.iter().map(|mark| {
        let object = Object::new();
        set(&object, "step", &(mark.step as f64).into());
        set(&object, "label", &mark.label.as_str().into());
        JsValue::from(object)
    });
    set(&object, "marks", &marks.collect::<Array>());
    object.into()
}

fn gradient_norms(layers: &[String], rows: &[Row], own: bool) -> JsValue {
    let of_row = move |row: &Row, layer: usize| -> LayerGradient {
        let gradients = if own {
            &row.report.gradients
        } else {
            &row.report.counterpart_gradients
        };
        gradients.get(layer).copied().unwrap_or_default()
    };
    let entry = |(index, name): (usize, &String)| {
        let column = |read: fn(&LayerGradient) -> f32| {
            numbers(rows.iter().map(|row| f64::from(read(&of_row(row, index)))))
        };
        let object = Object::new();
        set(&object, "layer", &name.as_str().into());
        set(&object, "weight", &column(|g| g.weight));
        set(&object, "bias", &column(|g| g.bias));
        set(&object, "signal", &column(|g| g.signal));
        JsValue::from(object)
    };
    layers
        .iter()
        .enumerate()
        .map(entry)
        .collect::<Array>()
        .into()
}

fn update_ratios(layers: &[String], rows: &[Row]) -> JsValue {
    let entry = |(index, name): (usize, &String)| {
        let of_row = |row: &Row| row.report.update_ratios.get(index).copied();
        let ratios = rows
            .iter()
            .map(|row| f64::from(of_row(row).unwrap_or(f32::NAN)));
        let object = Object::new();
        set(&object, "layer", &name.as_str().into());
        set(&object, "ratio", &numbers(ratios));
        JsValue::from(object)
    };
    let entries = layers.iter().enumerate().map(entry);
    entries.collect::<Array>().into()
}

fn evaluated(entry: &Evaluated) -> JsValue {
    evaluation(&entry.evaluation).into()
}

/// The figures of an evaluation.
pub(super) fn evaluation(evaluation: &Evaluation) -> Object {
    let object = Object::new();
    let number = |name: &str, value: f64| set(&object, name, &value.into());
    number("step", evaluation.step as f64);
    number("loss", evaluation.loss);
    number("accuracy", evaluation.accuracy);
    number("examples", evaluation.examples as f64);
    let error = evaluation.pixel_error;
    let error = error.map_or(JsValue::NULL, JsValue::from);
    set(&object, "pixelError", &error);
    if let Some(averaged) = evaluation.averaged {
        number("averagedLoss", averaged.loss);
        number("averagedAccuracy", averaged.accuracy);
    }
    object
}

/// Where training runs, and why.
pub fn device(store: Store) -> JsValue {
    let run = store.run.read_untracked();
    let object = Object::new();
    set(&object, "preference", &run.device.preference.key().into());
    let Some(state) = &run.device.state else {
        return object.into();
    };
    let name = match state.decision.device {
        DeviceKind::Cpu => "cpu",
        DeviceKind::WebGpu => "webgpu",
    };
    set(&object, "device", &name.into());
    set(&object, "reason", &state.decision.reason.as_str().into());
    set(&object, "warning", &state.decision.warning.into());
    set(&object, "provisional", &state.decision.provisional.into());
    let test = match &state.self_test {
        SelfTest::Pending => "pending".to_owned(),
        SelfTest::Agreed => "agreed".to_owned(),
        SelfTest::Failed(why) => format!("failed: {why}"),
        SelfTest::Overdue { what, seconds } => format!("no answer for {seconds} seconds: {what}"),
    };
    set(&object, "selfTest", &test.into());
    let adapter = state.offer.adapter().map_or(JsValue::NULL, |adapter| {
        let object = Object::new();
        set(&object, "name", &adapter.name.as_str().into());
        set(&object, "software", &adapter.software.into());
        set(&object, "timestampQuery", &adapter.timestamp_query.into());
        set(&object, "storageBuffers", &adapter.storage_buffers.into());
        object.into()
    });
    set(&object, "adapter", &adapter);
    object.into()
}

/// Commands, acknowledgements and reports in the order in which the page sent and received them.
pub fn events(store: Store) -> JsValue {
    let entry = |said: &Said| {
        let (kind, name, number) = match *said {
            Said::Command(sequence) => ("command", "sequence", f64::from(sequence)),
            Said::Acknowledged(sequence) => ("ack", "sequence", f64::from(sequence)),
            Said::Report(step) => ("report", "step", step as f64),
        };
        let object = Object::new();
        set(&object, "kind", &kind.into());
        set(&object, name, &number.into());
        JsValue::from(object)
    };
    store
        .trainer
        .conversation()
        .iter()
        .map(entry)
        .collect::<Array>()
        .into()
}
