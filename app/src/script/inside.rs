//! What the Inside view shows, for scripts.

use super::value::{list, object};
use crate::state::Store;
use js_sys::Object;
use leptos::prelude::untrack;
use playground_experiment::protocol::inside::{Inspected, ScanResult};

/// Returns the latest look inside and the latest survey of the present network; `null` before the first ones. They
/// are made while the view is shown.
pub fn inside(store: Store) -> Object {
    let figures = &store.figures;
    untrack(|| {
        object! {
            "look": figures.inspected.now(store).map(|seen| look(&seen.what)),
            "survey": figures.surveyed.now(store).map(|seen| survey(&seen.what)),
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

fn survey(surveyed: &ScanResult) -> Object {
    let head = &surveyed.head;
    let units = |(layer, &width): (usize, &usize)| {
        list((0..width).map(|unit| of_unit(surveyed, layer, unit)))
    };
    object! {
        "step": head.step,
        "labels": &*surveyed.labels,
        "indices": &*surveyed.indices,
        "places": list(surveyed.places.iter().copied()),
        "shares": head.shares,
        "units": list(head.widths.iter().enumerate().map(units)),
    }
}

/// Says what excites a unit: places in the file with activations, and the share of images that it does not learn
/// from.
fn of_unit(surveyed: &ScanResult, layer: usize, unit: usize) -> Object {
    let favourites = || surveyed.favourites(layer, unit);
    object! {
        "images": list(favourites().map(|f| surveyed.indices[f.image])),
        "activations": list(favourites().map(|f| f.activation)),
        "lost": surveyed.lost(layer, unit),
    }
}
