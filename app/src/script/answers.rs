//! What scripts are told at once.

use super::value::{list, object, set};
use crate::run::history::{MarkAt, ReportRow};
use crate::state::{LogEntry, Store};
use js_sys::{Array, JSON, Object};
use leptos::prelude::*;
use playground_experiment::device::{Adapter, DeviceKind, SelfTest};
use playground_experiment::fields;
use playground_experiment::protocol::{Evaluation, LayerGradient, Part, Report};
use wasm_bindgen::JsValue;

/// Returns the settings shown, by their names.
pub fn experiment(store: Store) -> JsValue {
    let json = store.peek(|run| fields::to_json(&run.settings.draft).to_string());
    // What serde writes is JSON.
    JSON::parse(&json).unwrap_or(JsValue::NULL)
}

/// Returns everything reported: arrays of equal length, one entry per report kept.
pub fn history(store: Store) -> Object {
    let run = store.run.read_untracked();
    let history = &run.history;
    let (layers, rows) = (&history.layers, &history.rows);
    let reports = || rows.iter().map(|row| &row.report);
    let of_part = |part| {
        let all = history.evaluations.iter().map(|e| &e.evaluation);
        list(all.filter(|e| e.part == part).map(evaluation))
    };
    let mark = |mark: &MarkAt| object! { "step": mark.step, "label": &mark.label };
    object! {
        "step": list(reports().map(|r| r.step)),
        "epoch": list(reports().map(|r| r.epoch)),
        "loss": list(reports().map(|r| r.loss)),
        "accuracy": list(reports().map(|r| r.accuracy)),
        "pixelError": list(reports().map(|r| r.pixel_error.unwrap_or(f32::NAN))),
        "learningRate": list(reports().map(|r| r.learning_rate)),
        "counterpartLoss": list(reports().map(|r| r.counterpart_loss)),
        "lossName": list(rows.iter().map(|row| row.objective.loss.info().key)),
        "gradientNorm": object! {
            "own": gradient_norms(layers, rows, |report| &report.gradients),
            "counterpart": gradient_norms(layers, rows, |report| &report.counterpart_gradients),
        },
        "updateRatio": update_ratios(layers, rows),
        "validation": of_part(Part::Validation),
        "test": of_part(Part::Test),
        "marks": list(history.marks.iter().map(mark)),
    }
}

fn gradient_norms(
    layers: &[String],
    rows: &[ReportRow],
    side: fn(&Report) -> &[LayerGradient],
) -> Array {
    list(layers.iter().enumerate().map(|(index, name)| {
        let gradients = || {
            let of_row =
                |row: &ReportRow| side(&row.report).get(index).copied().unwrap_or_default();
            rows.iter().map(of_row)
        };
        object! {
            "layer": name,
            "weight": list(gradients().map(|g| g.weight)),
            "bias": list(gradients().map(|g| g.bias)),
            "signal": list(gradients().map(|g| g.signal)),
        }
    }))
}

fn update_ratios(layers: &[String], rows: &[ReportRow]) -> Array {
    list(layers.iter().enumerate().map(|(index, name)| {
        let of_row = |row: &ReportRow| row.report.update_ratios.get(index).copied();
        let ratios = rows.iter().map(|row| of_row(row).unwrap_or(f32::NAN));
        object! { "layer": name, "ratio": list(ratios) }
    }))
}

/// Returns the figures of an evaluation.
pub(super) fn evaluation(evaluation: &Evaluation) -> Object {
    let object = object! {
        "step": evaluation.step,
        "loss": evaluation.loss,
        "accuracy": evaluation.accuracy,
        "examples": evaluation.examples,
        "pixelError": evaluation.pixel_error,
    };
    if let Some(averaged) = evaluation.averaged {
        set(&object, "averagedLoss", averaged.loss);
        set(&object, "averagedAccuracy", averaged.accuracy);
    }
    object
}

/// Says where training runs, and why.
pub fn device(store: Store) -> Object {
    let run = store.run.read_untracked();
    let preference = run.device.preference.key();
    let Some(state) = &run.device.state else {
        return object! { "preference": preference };
    };
    let decision = &state.decision;
    let test = match &state.self_test {
        SelfTest::Pending => "pending".to_owned(),
        SelfTest::Agreed => "agreed".to_owned(),
        SelfTest::Failed(why) => format!("failed: {why}"),
        SelfTest::Overdue { what, seconds } => format!("no answer for {seconds} seconds: {what}"),
    };
    let adapter = |adapter: &Adapter| {
        object! {
            "name": &adapter.name,
            "software": adapter.software,
            "timestampQuery": adapter.timestamp_query,
            "storageBuffers": adapter.storage_buffers,
        }
    };
    object! {
        "preference": preference,
        "device": match decision.device {
            DeviceKind::Cpu => "cpu",
            DeviceKind::WebGpu => "webgpu",
        },
        "reason": &decision.reason,
        "warning": decision.warning,
        "provisional": decision.provisional,
        "selfTest": test,
        "race": state.race.map(|race| object! { "cpu": race.cpu, "webgpu": race.webgpu }),
        "adapter": state.offer.adapter().map(adapter),
    }
}

/// Lists commands, acknowledgements and reports in the order in which the page sent and received them.
pub fn events(store: Store) -> Array {
    list(
        store
            .trainer
            .conversation()
            .into_iter()
            .map(|said| match said {
                LogEntry::Command(sequence) => object! { "kind": "command", "sequence": sequence },
                LogEntry::Acknowledged(sequence) => object! { "kind": "ack", "sequence": sequence },
                LogEntry::Report(step) => object! { "kind": "report", "step": step },
            }),
    )
}
