//! The view Mistakes made of an autoencoder: what it gives back, and the plane that it found.
//!
//! | file | |
//! | --- | --- |
//! | `keep.rs` | when the trainer is asked |
//! | `gallery.rs` | one image of each class, and what came back |
//! | `latent.rs` | the plane with its images, and a point to drag |

mod gallery;
mod keep;
mod latent;

use super::runs::of_one_run;
use crate::components::parts::{Why, notes};
use crate::run::Run;
use crate::state::Store;
use leptos::context::Provider;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::Part;

/// The view.
#[component]
pub fn Autoencoder() -> impl IntoView {
    let store = Store::here();
    let names = store.memo(|run| run.settings.active.classes());
    // None until it is moved: then it stands in the middle of the plane.
    let place = RwSignal::new(None::<(f32, f32)>);
    let at = keep::keep_given_back(store, place);
    view! {
        <section class="autoencoder" id="autoencoder" aria-labelledby="autoencoder-title">
            <h2 id="autoencoder-title" class="unseen">"Reconstructions"</h2>
            <Figures />
            <gallery::Gallery names />
            <latent::Latent names place at />
        </section>
    }
}

/// What comes back alone, for the stage.
#[component]
pub fn WhatComesBack() -> impl IntoView {
    let store = Store::here();
    let names = store.memo(|run| run.settings.active.classes());
    keep::keep_reconstructions(store);
    // What stands around it is about all runs.
    view! {
        <Provider value=of_one_run()>
            <gallery::Gallery names />
        </Provider>
    }
}

/// Writes out the pixel error of a part when it was last measured, and when that was.
fn measured(run: &Run, part: Part) -> (String, String) {
    let latest = run.history.latest(part);
    match latest.and_then(|e| Some((e.pixel_error?, format::grouped(e.examples), e.step))) {
        Some((error, images, step)) => (
            format::reading(error),
            format!("over {images} images at step {step}"),
        ),
        None => (format::NO_NUMBER.to_owned(), "not measured yet".to_owned()),
    }
}

/// The pixel error in one number for each part.
#[component]
fn Figures() -> impl IntoView {
    let store = Store::here();
    let figure = move |part: Part, name: &'static str, id: &'static str| {
        let said = store.memo(move |run| measured(run, part));
        view! {
            <div>
                <dt>{name}</dt>
                <dd id=id translate="no">{move || said.get().0}</dd>
                <dd class="caption">{move || said.get().1}</dd>
            </div>
        }
    };
    view! {
        <div class="card" id="autoencoder-figures">
            <div class="chart-head">
                <h3 class="chart-title">"Squared error of a pixel, on images held out of training"</h3>
                <Why id="pixel-error" about="Squared error of a pixel" notes=&notes::autoencoder::PIXEL_ERROR />
            </div>
            <dl class="evaluate-figures">
                {figure(Part::Test, "test images", "autoencoder-test")}
                {figure(Part::Validation, "validation images", "autoencoder-validation")}
            </dl>
        </div>
    }
}
