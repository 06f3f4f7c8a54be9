//! One held-out image of each class and, below it, what the network gives back.

use crate::chart::Digits;
use crate::components::parts::{CardHead, Picture, WithSome, ink, notes};
use crate::state::{Loaded, NetworkFigures, Store, image_name, part_key};
use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_experiment::format;
use playground_experiment::protocol::inside::Reconstructed;
use std::sync::Arc;

const TITLE: &str = "What comes back";

/// Puts what is shown into words.
fn said(given: Option<&Reconstructed>) -> String {
    match given {
        Some(given) => format!(
            "Step {}: one {} image of each class and, below it, what the network gives back. The number is the squared \
             error of a pixel.",
            given.head.step,
            part_key(given.head.part)
        ),
        None => {
            "An image of each class will appear here, and what the network gives back.".to_owned()
        }
    }
}

/// Returns the images as a figure: each with what comes back.
fn figure(given: &Reconstructed, names: &[&str]) -> Figure {
    let pair = |(image, &label): (usize, &u8)| {
        let (original, back) = given.pair(image);
        let name = names.get(usize::from(label)).copied().unwrap_or_default();
        let error = format::or_dash(given.errors.get(image).copied(), format::reading);
        let copy = t!("figure.comes_back", class = name, error = error);
        [(name.to_owned(), original), (copy, back)]
            .map(|(name, values)| Tile::new(name, ink(values)).with_values(values.to_vec()))
    };
    let tiles = given.labels.iter().enumerate().flat_map(pair);
    Figure::of(TITLE, Plot::Tiles(tiles.collect())).with_note(said(Some(given)))
}

/// The card.
#[component]
pub fn Gallery(
    /// Names of the classes.
    names: Memo<&'static [&'static str]>,
) -> impl IntoView {
    let store = Store::here();
    let given = Memo::new(move |_| store.figures.reconstructed.now(store));
    let pairs = move || {
        let pair = |image| view! { <Pair given names image /> };
        (0..names.get().len()).map(pair).collect_view()
    };
    let said = move || given.with(|given| said(given.as_ref().map(|seen| &*seen.what)));
    let figures = move |_: Digits| {
        let figure = given.with_some(|given| figure(&given.what, names.get()));
        figure.into_iter().collect()
    };
    view! {
        <div class="card" id="autoencoder-gallery">
            <CardHead id="reconstructions" title=TITLE notes=&notes::autoencoder::RECONSTRUCTIONS figures=figures />
            <p class="caption" id="gallery-said">{said}</p>
            <ul class="pairs">{pairs}</ul>
        </div>
    }
}

/// One of them.
#[component]
fn Pair(
    given: Memo<Option<NetworkFigures<Reconstructed>>>,
    names: Memo<&'static [&'static str]>,
    image: usize,
) -> impl IntoView {
    let store = Store::here();
    let label = Memo::new(move |_| {
        given.with(|given| {
            let label = *given.as_ref()?.what.labels.get(image)?;
            names.get().get(usize::from(label)).copied()
        })
    });
    let pixels = move |copy: bool| {
        Signal::derive(move || {
            given.with(|given| {
                let (original, back) = given.as_ref()?.what.pair(image);
                let pixels = if copy { back } else { original };
                (!pixels.is_empty()).then(|| Arc::<[f32]>::from(pixels))
            })
        })
    };
    let error = move || {
        let error = given.with_some(|given| given.what.errors.get(image).copied());
        format::or_dash(error.flatten(), format::reading)
    };
    let name = move || label.get().unwrap_or(format::NO_NUMBER);
    let load = move |_| {
        let Some(seen) = given.get_untracked() else {
            return;
        };
        let given = &seen.what;
        let (original, _) = given.pair(image);
        if let (Some(&index), Some(class)) = (given.indices.get(image), label.get_untracked()) {
            let name = image_name(given.head.part, index, class);
            let pixels = original.into();
            store.load_into_pad(Loaded { pixels, name }, Some(class));
        }
    };
    view! {
        <li class="pair-of-images">
            <button
                type="button"
                class="pair-button"
                title="Load into the pad"
                disabled=move || label.get().is_none()
                on:click=load
            >
                <Picture pixels=pixels(false) />
                <Picture pixels=pixels(true) />
                <span class="pair-name">{name}</span>
                <span class="unseen">"comes back with a squared error of"</span>
                <span class="caption">{error}</span>
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::protocol::inside::Reconstruction;
    use playground_experiment::protocol::{DataFile, Part};

    #[test]
    fn what_is_shown_says_its_step_and_its_part() {
        let given = Reconstructed {
            head: Reconstruction {
                step: 340,
                part: Part::Validation,
                file: DataFile::Train,
                images: 0,
                pixels: 784,
            },
            labels: Vec::new(),
            indices: Vec::new(),
            errors: Vec::new(),
            originals: Vec::new(),
            copies: Vec::new(),
        };
        assert!(said(Some(&given)).starts_with("Step 340: one validation image of each class"));
        assert!(said(None).contains("will appear here"));
    }
}
