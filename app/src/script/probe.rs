//! The latest detailed probe, for scripts.

use super::answers::numbers;
use super::set;
use crate::run::detail::Probed;
use crate::state::Store;
use js_sys::{Array, Object};
use leptos::prelude::*;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::protocol::probe::{Histogram, LayerProbe};
use wasm_bindgen::JsValue;

/// `null` before the first one.
pub fn probe(store: Store) -> JsValue {
    let latest = store
        .run
        .with_untracked(|run| run.history.detail.probed.clone());
    latest.map_or(JsValue::NULL, |probed| answer(&probed))
}

fn answer(probed: &Probed) -> JsValue {
    let object = Object::new();
    let probe = &probed.probe;
    set(&object, "step", &(probe.step as f64).into());
    set(&object, "objective", &pair(probe.objective));
    set(&object, "counterpart", &pair(probe.counterpart));
    set(&object, "unitsOver", &(probe.units_over as f64).into());
    let layers = probe.layers.iter().map(layer).collect::<Array>();
    set(&object, "layers", &layers);
    let examples = (0..probed.examples.len()).map(|i| example(probed, i));
    set(&object, "examples", &examples.collect::<Array>());
    object.into()
}

fn pair((output, loss): (Output, Loss)) -> JsValue {
    let object = Object::new();
    set(&object, "output", &output.info().key.into());
    set(&object, "loss", &loss.info().key.into());
    object.into()
}

fn layer(layer: &LayerProbe) -> JsValue {
    let object = Object::new();
    let share = |share: Option<f32>| share.map_or(JsValue::NULL, |s| f64::from(s).into());
    set(&object, "name", &layer.name.as_str().into());
    set(&object, "weights", &histogram(&layer.weights));
    set(&object, "activations", &histogram(&layer.activations));
    set(&object, "gradients", &histogram(&layer.gradients));
    set(&object, "saturated", &share(layer.saturated));
    set(&object, "dead", &share(layer.dead));
    object.into()
}

fn histogram(histogram: &Histogram) -> JsValue {
    let object = Object::new();
    set(&object, "low", &f64::from(histogram.low).into());
    set(&object, "high", &f64::from(histogram.high).into());
    let counts = histogram.counts.iter().map(|&n| f64::from(n));
    set(&object, "counts", &numbers(counts));
    object.into()
}

fn example(probed: &Probed, i: usize) -> JsValue {
    let examples = &probed.examples;
    let object = Object::new();
    let row = |of| numbers(examples.row(of, i).iter().map(|&v| f64::from(v)));
    set(&object, "index", &f64::from(examples.indices[i]).into());
    set(&object, "label", &f64::from(examples.labels[i]).into());
    set(&object, "pTrue", &f64::from(examples.p_true[i]).into());
    set(&object, "logits", &row(&examples.logits));
    set(&object, "gradient", &row(&examples.own));
    set(&object, "counterpart", &row(&examples.counterpart));
    object.into()
}
