//! The last hidden layer (of an autoencoder the narrowest) from above: the test images on the plane along which
//! their activations differ most, a colour for each class, and what is drawn among them.

use super::InsideContext;
use super::cloud::{SIDE, nearest};
use super::plane::{Classes, HiddenClasses, Legend, Plane, images};
use crate::chart::{Digits, SaveFigure};
use crate::components::parts::{LoadIntoPad, Picture, Why, WithSome, element, notes};
use crate::state::{Store, image_name};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::protocol::inside::ScanResult;

/// How far from a dot it is still pointed at, in units of the picture.
const REACH: f64 = 30.0;

/// Puts what was scanned into words.
fn said(scan: &ScanResult) -> String {
    let head = &scan.head;
    let images = images(scan);
    match head.shares {
        Some(_) if head.latent => {
            format!("{images}. Across the first of the two values, upwards the second.")
        }
        Some((first, second)) => format!(
            "{images}. The axes explain {} and {} of the variance of {} dimensions.",
            format::percent(first),
            format::percent(second),
            head.dimensions
        ),
        None => format!("Step {}: the images span no plane.", head.step),
    }
}

/// The card.
#[component]
pub fn Embedding(shown: InsideContext) -> impl IntoView {
    let hidden = HiddenClasses::default();
    let pointed = RwSignal::new(None::<usize>);
    let plane = Memo::new(move |_| shown.scan.with_some(|s| Plane::of(&s.what)).flatten());
    let said = move || {
        let said = shown.scan.with_some(|s| said(&s.what));
        said.unwrap_or_else(|| "The test images will appear here, a dot each.".to_owned())
    };
    let drawn = Memo::new(move |_| {
        let place = shown.seen.with(|seen| {
            let seen = &seen.as_ref()?.what;
            let scan = seen.head.scan?;
            Some((scan, seen.place?))
        });
        let (scan, place) = place?;
        plane.with(|plane| {
            let plane = plane.as_ref()?;
            let same = plane.scan.head.id == scan;
            plane.frame.place(place).filter(|_| same)
        })
    });
    let store = Store::here();
    let title = store.memo(|run| match run.settings.active.is_autoencoder() {
        true => "Map of the narrowest layer (PCA)",
        false => "Map of the last hidden layer (PCA)",
    });
    let figures = move |_: Digits| {
        let named = shown.names.get();
        let figure = plane.with_some(|plane| {
            let figure =
                hidden.with(|hidden| plane.figure(title.get(), named, hidden, drawn.get()));
            figure.with_note(said())
        });
        figure.into_iter().collect()
    };
    view! {
        <div class="card wide" id="inside-embedding">
            <div class="chart-head">
                <h3 class="chart-title">{title}</h3>
                <div class="chart-tools">
                    <Why id="embedding" about="Map of the last hidden layer (PCA)" notes=&notes::inside::EMBEDDING />
                    <SaveFigure about=Signal::derive(move || title.get().to_owned()) figures=figures />
                </div>
            </div>
            <p class="caption" id="embedding-said">{said}</p>
            <div class="embedding">
                <Cloud shown plane hidden pointed drawn />
                <div class="embedding-side">
                    <Legend names=shown.names hidden />
                    <p class="caption embedding-drawn">
                        <span class="drawn-key" aria-hidden="true"></span>
                        "the image looked at"
                    </p>
                    <Pointed shown plane pointed />
                </div>
            </div>
        </div>
    }
}

/// The dots.
#[component]
fn Cloud(
    shown: InsideContext,
    plane: Memo<Option<Plane>>,
    hidden: HiddenClasses,
    pointed: RwSignal<Option<usize>>,
    /// Where the image that is looked at stands.
    drawn: Memo<Option<(f64, f64)>>,
) -> impl IntoView {
    let svg_ref = NodeRef::<leptos::svg::Svg>::new();
    let circle = move |at: Signal<Option<(f64, f64)>>, kind: &'static str, radius: &'static str| {
        let x = move || at.get().map_or(0.0, |at| at.0).to_string();
        let y = move || at.get().map_or(0.0, |at| at.1).to_string();
        view! { <circle class=kind cx=x cy=y r=radius style:display=move || at.get().map_or("none", |_| "inline") /> }
    };
    let at_pointer = Signal::derive(move || {
        let image = pointed.get()?;
        plane.with(|plane| plane.as_ref().and_then(|p| *p.places.get(image)?))
    });
    let point = move |event: MouseEvent| {
        let Some(svg) = svg_ref.get_untracked() else {
            return;
        };
        let (x, y) = element::place(&svg, &event);
        let at = (SIDE * x, SIDE * y);
        let hidden = hidden.get_untracked();
        let found = plane.with_untracked(|plane| {
            let plane = plane.as_ref()?;
            let visible = |i: &usize| !hidden.contains(&usize::from(plane.scan.labels[*i]));
            let places = plane.places.iter().enumerate();
            let places = places.filter_map(|(i, place)| Some((i, (*place)?)));
            nearest(places.filter(|(i, _)| visible(i)), at, REACH)
        });
        if found.is_some() {
            pointed.set(found);
        }
    };
    let words = move || {
        let drawing = drawn.get().map_or_else(String::new, |(x, y)| {
            let [x, y] = [x, y].map(|at| (at / SIDE * 100.0).round());
            format!(" What is looked at lies {x} % from the left and {y} % from the top.")
        });
        let said = shown.scan.with_some(|s| said(&s.what) + &drawing);
        said.unwrap_or_else(|| "No test images have been looked at yet.".to_owned())
    };
    view! {
        <svg
            node_ref=svg_ref
            class="cloud"
            id="embedding-cloud"
            viewBox=format!("0 0 {SIDE} {SIDE}")
            role="img"
            aria-label=words
            on:mousemove=point
            on:click=point
        >
            <Classes plane names=shown.names hidden />
            {circle(at_pointer, "at-pointer", "12")}
            {circle(drawn.into(), "drawn", "20")}
        </svg>
    }
}

/// The image of the dot pointed at.
#[component]
fn Pointed(
    shown: InsideContext,
    plane: Memo<Option<Plane>>,
    pointed: RwSignal<Option<usize>>,
) -> impl IntoView {
    let store = Store::here();
    let image = Memo::new(move |_| {
        let at = pointed.get()?;
        plane.with(|plane| {
            let scan = &plane.as_ref()?.scan;
            let index = *scan.indices.get(at)?;
            let class = shown.name(scan.labels[at].into()).unwrap_or_default();
            let name = image_name(scan.head.part, index, class);
            Some(((scan.head.file, index), (name, Some(class))))
        })
    });
    let pixels = store
        .pictures
        .follow(move || image.with_some(|(place, _)| *place));
    let named = Memo::new(move |_| image.with_some(|(_, named)| named.clone()));
    let words = move || {
        let name = named.get().map(|(name, _)| name);
        name.unwrap_or_else(|| "Point at a dot to see its image.".to_owned())
    };
    view! {
        <div class="embedding-pointed">
            <Picture pixels />
            <p id="embedding-pointed">{words}</p>
            <LoadIntoPad id="embedding-to-pad" pixels named>"Load into the pad"</LoadIntoPad>
        </div>
    }
}
