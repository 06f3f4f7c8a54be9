//! What the Inside view shows, for scripts.

use super::value::{list, object};
use crate::state::Store;
use js_sys::Object;
use leptos::prelude::untrack;
use playground_experiment::protocol::inside::{Inspected, ScanResult};

/// Returns the latest look inside and the latest scan of the present network; `null` before the first ones. They
/// are made while the view is shown.
pub fn inside(store: Store) -> Object {
    let figures = &store.figures;
    untrack(|| {
        object! {
            "look": figures.inspected.now(store).map(|seen| look(&seen.what)),
            "survey": figures.scan.now(store).map(|seen| scan(&seen.what)),
        }
    })
}

fn look(seen: &Inspected) -> Object {
    let head = &seen.head;
    object! {
        "step": head.step,
        "activations": list(seen.activations.iter().map(Vec::as_slice)),
        "layer": head.window.layer,
        "firstUnit": head.window.first,
        "inputs": head.inputs,
        "weights": &*seen.weights,
        "biases": &*seen.biases,
        "gammas": &*seen.gammas,
        "betas": &*seen.betas,
        "class": head.class,
        "saliency": &*seen.saliency,
        "occlusion": &*seen.occlusion,
        "place": seen.place,
    }
}

fn scan(scan: &ScanResult) -> Object {
    let head = &scan.head;
    let units =
        |(layer, &width): (usize, &usize)| list((0..width).map(|unit| of_unit(scan, layer, unit)));
    object! {
        "step": head.step,
        "labels": &*scan.labels,
        "indices": &*scan.indices,
        "places": list(scan.places.iter().copied()),
        "shares": head.shares,
        "units": list(head.widths.iter().enumerate().map(units)),
    }
}

/// Says what excites a unit: places in the file with activations, and the share of images that it does not learn
/// from.
fn of_unit(scan: &ScanResult, layer: usize, unit: usize) -> Object {
    let top_activating = || scan.top_activating(layer, unit);
    object! {
        "images": list(top_activating().map(|f| scan.indices[f.image])),
        "activations": list(top_activating().map(|f| f.activation)),
        "lost": scan.lost(layer, unit),
    }
}
