//! What the Evaluate view shows of an autoencoder, for scripts.

use super::answers::numbers;
use super::inside::floats;
use super::set;
use crate::state::{Decoded, Store};
use js_sys::{Array, Object, Uint8Array, Uint32Array};
use leptos::prelude::untrack;
use playground_experiment::protocol::inside::Reconstructed;
use wasm_bindgen::JsValue;

/// The latest reconstructions and the latest image of a place on the plane, by the present network; `null` before
/// the first ones. They are made while the view is shown; the plane itself is in `inside().survey`.
pub fn autoencoder(store: Store) -> JsValue {
    let (given, decoded) = untrack(move || {
        (
            store.figures.reconstructed.now(store),
            store.figures.decoded.now(store),
        )
    });
    let object = Object::new();
    let given = given.map_or(JsValue::NULL, |seen| reconstructions(&seen.what));
    set(&object, "reconstructions", &given);
    let decoded = decoded.map_or(JsValue::NULL, |seen| image(&seen.what));
    set(&object, "decoded", &decoded);
    object.into()
}

fn reconstructions(given: &Reconstructed) -> JsValue {
    let object = Object::new();
    set(&object, "step", &(given.head.step as f64).into());
    set(&object, "labels", &Uint8Array::from(&*given.labels));
    set(&object, "indices", &Uint32Array::from(&*given.indices));
    set(&object, "errors", &floats(&given.errors));
    let rows = |of: fn(&Reconstructed, usize) -> &[f32]| {
        let images = (0..given.labels.len()).map(|image| floats(of(given, image)));
        images.collect::<Array>()
    };
    set(
        &object,
        "originals",
        &rows(|given, image| given.pair(image).0),
    );
    set(&object, "copies", &rows(|given, image| given.pair(image).1));
    object.into()
}

fn image(decoded: &Decoded) -> JsValue {
    let object = Object::new();
    let (x, y) = decoded.place;
    set(&object, "step", &(decoded.step as f64).into());
    let place = numbers([f64::from(x), f64::from(y)].into_iter());
    set(&object, "place", &place);
    set(&object, "image", &floats(&decoded.pixels));
    object.into()
}
