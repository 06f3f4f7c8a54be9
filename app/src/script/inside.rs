//! What the Inside view shows, for scripts.

use super::answers::numbers;
use super::set;
use crate::state::Store;
use js_sys::{Array, Float32Array, Object, Uint8Array, Uint32Array};
use leptos::prelude::untrack;
use playground_experiment::protocol::inside::{Inspected, ScanResult};
use wasm_bindgen::JsValue;

/// The latest look inside and the latest survey of the present network; `null` before the first ones. They
/// are made while the view is shown.
pub fn inside(store: Store) -> JsValue {
    let (seen, surveyed) = untrack(move || {
        (
            store.figures.inspected.now(store),
            store.figures.surveyed.now(store),
        )
    });
    let object = Object::new();
    let seen = seen.map_or(JsValue::NULL, |seen| look(&seen.what));
    set(&object, "look", &seen);
    let surveyed = surveyed.map_or(JsValue::NULL, |seen| survey(&seen.what));
    set(&object, "survey", &surveyed);
    object.into()
}

pub(super) fn floats(values: &[f32]) -> JsValue {
    Float32Array::from(values).into()
}

fn look(seen: &Inspected) -> JsValue {
    let object = Object::new();
    let (head, window) = (&seen.head, seen.head.window);
    set(&object, "step", &(head.step as f64).into());
    let activations = seen.activations.iter().map(|layer| floats(layer));
    set(&object, "activations", &activations.collect::<Array>());
    set(&object, "layer", &(window.layer as f64).into());
    set(&object, "firstUnit", &(window.first as f64).into());
    set(&object, "inputs", &(head.inputs as f64).into());
    set(&object, "weights", &floats(&seen.weights));
    set(&object, "biases", &floats(&seen.biases));
    set(&object, "gammas", &floats(&seen.gammas));
    set(&object, "betas", &floats(&seen.betas));
    let class = head
        .class
        .map_or(JsValue::NULL, |class| (class as f64).into());
    set(&object, "class", &class);
    set(&object, "saliency", &floats(&seen.saliency));
    set(&object, "occlusion", &floats(&seen.occlusion));
    let place = seen.place.map_or(JsValue::NULL, |(x, y)| {
        numbers([f64::from(x), f64::from(y)].into_iter())
    });
    set(&object, "place", &place);
    object.into()
}

fn survey(surveyed: &ScanResult) -> JsValue {
    let object = Object::new();
    let head = &surveyed.head;
    set(&object, "step", &(head.step as f64).into());
    set(&object, "labels", &Uint8Array::from(&*surveyed.labels));
    set(&object, "indices", &Uint32Array::from(&*surveyed.indices));
    let places = surveyed.places.iter();
    let places = places.map(|&(x, y)| numbers([f64::from(x), f64::from(y)].into_iter()));
    set(&object, "places", &places.collect::<Array>());
    let shares = head.shares.map_or(JsValue::NULL, |(first, second)| {
        numbers([first, second].into_iter())
    });
    set(&object, "shares", &shares);
    let layers = head.widths.iter().enumerate();
    let layers = layers.map(|(layer, &width)| {
        let units = (0..width).map(|unit| of_unit(surveyed, layer, unit));
        JsValue::from(units.collect::<Array>())
    });
    set(&object, "units", &layers.collect::<Array>());
    object.into()
}

/// What excites a unit: places in the file with activations, and the share of images that it does not learn
/// from.
fn of_unit(surveyed: &ScanResult, layer: usize, unit: usize) -> JsValue {
    let object = Object::new();
    let favourites = || surveyed.favourites(layer, unit);
    let indices = favourites().map(|f| f64::from(surveyed.indices[f.image]));
    set(&object, "images", &numbers(indices));
    let activations = favourites().map(|f| f64::from(f.activation));
    set(&object, "activations", &numbers(activations));
    let lost = surveyed.lost(layer, unit);
    set(
        &object,
        "lost",
        &lost.map_or(JsValue::NULL, |v| f64::from(v).into()),
    );
    object.into()
}
