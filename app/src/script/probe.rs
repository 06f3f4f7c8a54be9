//! The latest detailed probe and the images that are followed, for scripts.

use super::value::{list, object};
use crate::run::detail::{PanelAnswers, ProbeWithExamples};
use crate::state::Store;
use js_sys::Object;
use leptos::prelude::*;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::probe::{Histogram, LayerProbe};

/// Returns the latest probe; `null` before the first one.
pub fn probe(store: Store) -> Option<Object> {
    let run = store.run.read_untracked();
    run.history.detail.probed.as_deref().map(answer)
}

/// Returns the latest answers to the images that are followed; `null` where none are, or none of this network yet.
pub fn panel(store: Store) -> Option<Object> {
    let run = store.run.read_untracked();
    run.panel().map(followed)
}

fn followed(panel: &PanelAnswers) -> Object {
    let answers = &panel.answers;
    let image = |i: usize| {
        object! {
            "index": answers.indices[i],
            "label": answers.labels[i],
            "logits": list(answers.row(i).iter().copied()),
        }
    };
    object! {
        "step": panel.panel.step,
        "images": list((0..answers.len()).map(image)),
    }
}

fn answer(probed: &ProbeWithExamples) -> Object {
    let probe = &probed.probe;
    object! {
        "step": probe.step,
        "objective": pair(probe.objective),
        "counterpart": pair(probe.counterpart),
        "unitsOver": probe.units_over,
        "layers": list(probe.layers.iter().map(layer)),
        "examples": list((0..probed.examples.len()).map(|i| example(probed, i))),
    }
}

fn pair((output, loss): (Output, Loss)) -> Object {
    object! { "output": output.info().key, "loss": loss.info().key }
}

fn layer(layer: &LayerProbe) -> Object {
    object! {
        "name": &layer.name,
        "weights": histogram(&layer.weights),
        "activations": histogram(&layer.activations),
        "gradients": histogram(&layer.gradients),
        "saturated": layer.saturated,
        "dead": layer.dead,
    }
}

fn histogram(histogram: &Histogram) -> Object {
    object! {
        "low": histogram.low,
        "high": histogram.high,
        "counts": list(histogram.counts.iter().copied()),
    }
}

fn example(probed: &ProbeWithExamples, i: usize) -> Object {
    let examples = &probed.examples;
    let row = |of| list(examples.row(of, i).iter().copied());
    object! {
        "index": examples.indices[i],
        "label": examples.labels[i],
        "pTrue": examples.p_true[i],
        "logits": row(&examples.logits),
        "gradient": row(&examples.own),
        "counterpart": row(&examples.counterpart),
    }
}
