//! What the view Mistakes made shows of an autoencoder, for scripts.

use super::value::{list, object};
use crate::state::{Decoded, Store};
use js_sys::Object;
use leptos::prelude::untrack;
use playground_experiment::protocol::inside::Reconstructed;

/// Returns the latest reconstructions and the latest image of a place on the plane, by the present network; `null`
/// before the first ones. They are made while the view is shown; the plane itself is in `inside().survey`.
pub fn autoencoder(store: Store) -> Object {
    let figures = &store.figures;
    untrack(|| {
        object! {
            "reconstructions": figures.reconstructed.now(store).map(|seen| reconstructions(&seen.what)),
            "decoded": figures.decoded.now(store).map(|seen| image(&seen.what)),
        }
    })
}

fn reconstructions(given: &Reconstructed) -> Object {
    let pairs = || (0..given.labels.len()).map(|image| given.pair(image));
    object! {
        "step": given.head.step,
        "labels": &*given.labels,
        "indices": &*given.indices,
        "errors": &*given.errors,
        "originals": list(pairs().map(|(original, _)| original)),
        "copies": list(pairs().map(|(_, copy)| copy)),
    }
}

fn image(decoded: &Decoded) -> Object {
    object! { "step": decoded.step, "place": decoded.place, "image": &*decoded.pixels }
}
