//! All incoming weights of a layer: of the first one an image for each unit, of the others a row for each.

use super::InsideContext;
use super::mosaic::{Mosaic, weight_image};
use super::raster::Raster;
use super::tint::strongest;
use crate::chart::Digits;
use crate::components::parts::{Button, CardHead, WithSome, notes};
use leptos::prelude::*;
use playground_chart::Pixels;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_experiment::format;
use playground_experiment::model::Layer;
use playground_experiment::protocol::inside::Window;

const TITLE: &str = "Weights of the layer";

/// Decides how the units of a window are shown: a picture each, or a row of cells each.
fn shape(layer: &Layer, window: Window) -> (Mosaic, bool) {
    match weight_image(layer) {
        Some(tile) => (Mosaic::new(window.count, tile), true),
        None => (Mosaic::rows_of(window.count, layer.inputs), false),
    }
}

/// The card.
#[component]
pub fn Weights(shown: InsideContext) -> impl IntoView {
    let seen = Memo::new(move |_| shown.seen_layer());
    let shape = Memo::new(move |_| {
        let window = seen.with_some(|s| s.what.head.window)?;
        shown.layer(window.layer, |layer| (window, shape(layer, window)))
    });
    let images = move || shape.get().is_some_and(|(_, (_, images))| images);
    let pixels = Signal::derive(move || match (seen.get(), shape.get()) {
        (Some(seen), Some((_, (mosaic, _)))) => mosaic.pixels(&seen.what.weights),
        _ => Pixels::blank(2, 1),
    });
    let marks = Signal::derive(move || {
        let unit = shown.unit_now().1;
        let framed = shape.get().and_then(|(window, (mosaic, _))| {
            let at = unit.checked_sub(window.first)?;
            mosaic.frame(at)
        });
        Vec::from_iter(framed)
    });
    let point = Callback::new(move |at: (usize, usize)| {
        let Some((window, (mosaic, _))) = shape.get_untracked() else {
            return;
        };
        if let Some(unit) = mosaic.unit_at(at) {
            shown.point(window.layer, window.first + unit);
        }
    });
    let name = move || {
        let name = shown.layer(shown.unit_now().0, |l| l.name.clone());
        name.unwrap_or_default()
    };
    let said = move || {
        seen.with(|seen| match seen {
            None => "The weights will appear here.".to_owned(),
            Some(seen) => {
                let head = &seen.what.head;
                let form = match images() {
                    true => "an image for each unit",
                    false => "a row for each unit, a column for each of its inputs",
                };
                format!(
                    "Step {}, {}: {form}, units {} to {}. Blue above zero, orange below; strongest {}.",
                    head.step,
                    name(),
                    head.window.first,
                    head.window.first + head.window.count - 1,
                    format::reading(strongest(&seen.what.weights))
                )
            }
        })
    };
    let describe = Signal::derive(move || format!("Weights of {}", name()));
    let figures = move |_: Digits| {
        let values = seen.with_some(|seen| seen.what.weights.to_vec());
        let tile = values.map(|values| Tile::new(name(), pixels.get()).with_values(values));
        let figure = |tile| Figure::of(TITLE, Plot::Tiles(vec![tile])).with_note(said());
        tile.map(figure).into_iter().collect()
    };
    view! {
        <div class="card" id="inside-weights">
            <CardHead id="weights" title=TITLE notes=&notes::inside::UNIT figures=figures />
            <p class="caption" id="weights-said">{said}</p>
            <div class="inside-weights" class:rows=move || !images()>
                <Raster pixels marks on_point=point describe signed=true id="weights-picture" />
            </div>
            <Pages shown />
        </div>
    }
}

/// The way to the units that do not fit.
#[component]
fn Pages(shown: InsideContext) -> impl IntoView {
    let window = Memo::new(move |_| shown.window().unwrap_or_default());
    let units = Memo::new(move |_| shown.layer(window.get().layer, |l| l.units).unwrap_or(0));
    let many = move || units.get() > window.get().count;
    let at_end = move || window.get().first + window.get().count >= units.get();
    let go = move |forward: bool| {
        move |_| {
            let now = window.get_untracked();
            let to = match forward {
                true => now.first + now.count,
                false => now.first.saturating_sub(1),
            };
            shown.unit.set((now.layer, to));
        }
    };
    view! {
        <Show when=many>
            <div class="tools">
                <Button class="small" disabled=move || window.get().first == 0 press=go(false)>
                    "Units before"
                </Button>
                <Button class="small" disabled=at_end press=go(true)>"Units after"</Button>
            </div>
        </Show>
    }
}
