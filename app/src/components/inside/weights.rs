//! All incoming weights of a layer: of the first one an image for each unit, of the others a row for each.

use super::Shown;
use super::path::{cell, columns};
use super::raster::{Mark, Pixels, Raster};
use super::tint::{strongest, tint};
use crate::components::why::{self, Why};
use leptos::prelude::*;
use playground_core::format;
use playground_core::inside::Inspected;

/// Pixels of one unit in a mosaic, frame included.
fn tile(inputs: usize) -> Option<usize> {
    let side = inputs.isqrt();
    (side * side == inputs && side > 8).then_some(side + 1)
}

/// The picture of a window: a mosaic of images, or a row of inputs for each unit.
fn picture(seen: &Inspected, images: bool) -> Pixels {
    let (units, inputs) = (seen.head.window.count, seen.head.inputs);
    let most = strongest(&seen.weights);
    let Some(tile) = tile(inputs).filter(|_| images) else {
        return Pixels {
            width: inputs,
            height: units,
            colors: seen.weights.iter().map(|&w| tint(w, most)).collect(),
        };
    };
    let across = columns(units);
    let mut all = Pixels::blank(across * tile + 1, units.div_ceil(across) * tile + 1);
    for (unit, weights) in seen.weights.chunks_exact(inputs).enumerate() {
        let (column, row) = cell(unit, units);
        for (i, &weight) in weights.iter().enumerate() {
            let (x, y) = (i % (tile - 1), i / (tile - 1));
            let at = (row * tile + 1 + y) * all.width + column * tile + 1 + x;
            all.colors[at] = tint(weight, most);
        }
    }
    all
}

/// The unit of the window under a pixel of its picture.
fn unit_at(seen: &Inspected, images: bool, (x, y): (usize, usize)) -> Option<usize> {
    let units = seen.head.window.count;
    let at = match tile(seen.head.inputs).filter(|_| images) {
        Some(tile) => (y / tile) * columns(units) + (x / tile).min(columns(units) - 1),
        None => y,
    };
    (at < units).then_some(seen.head.window.first + at)
}

/// The frame around a unit of the window.
fn frame(seen: &Inspected, images: bool, unit: usize) -> Option<Mark> {
    let window = seen.head.window;
    let at = unit
        .checked_sub(window.first)
        .filter(|&at| at < window.count)?;
    let at = match tile(seen.head.inputs).filter(|_| images) {
        Some(tile) => {
            let (column, row) = cell(at, window.count);
            [column * tile, row * tile, tile + 1, tile + 1]
        }
        None => [0, at, seen.head.inputs, 1],
    };
    Some(Mark {
        at: at.map(|v| v as f64),
        kind: "mark-chosen",
    })
}

/// The card.
#[component]
pub fn Weights(shown: Shown) -> impl IntoView {
    let images = move || shown.unit_now().0 == 0;
    let seen = Memo::new(move |_| shown.seen_layer());
    let pixels = Signal::derive(move || {
        seen.with(|seen| match seen {
            Some(seen) => picture(&seen.what, images()),
            None => Pixels::blank(2, 1),
        })
    });
    let marks = Signal::derive(move || {
        let unit = shown.unit_now().1;
        let framed = seen.with(|s| s.as_ref().and_then(|s| frame(&s.what, images(), unit)));
        framed.into_iter().collect::<Vec<_>>()
    });
    let point = Callback::new(move |at: (usize, usize)| {
        let layer = untrack(move || shown.unit_now().0);
        let unit = seen.with_untracked(|s| unit_at(&s.as_ref()?.what, layer == 0, at));
        if let Some(unit) = unit.filter(|&unit| shown.unit.get_untracked() != (layer, unit)) {
            shown.unit.set((layer, unit));
        }
    });
    let name = move || {
        let (layer, _) = shown.unit_now();
        shown.architecture.with(|a| {
            let layer = a.as_ref().and_then(|a| a.layers.get(layer));
            layer.map_or_else(String::new, |l| l.name.clone())
        })
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
                    format::reading(f64::from(strongest(&seen.what.weights)))
                )
            }
        })
    };
    let describe = Signal::derive(move || format!("Weights of {}", name()));
    view! {
        <div class="card" id="inside-weights">
            <div class="chart-head">
                <h3 class="chart-title">"Weights of the layer"</h3>
                <Why id="weights" about="Weights of the layer" notes=Signal::derive(why::unit) />
            </div>
            <p class="caption" id="weights-said">{said}</p>
            <div class="inside-weights" class:rows=move || !images()>
                <Raster pixels marks on_point=point describe id="weights-picture" />
            </div>
            <Pages shown />
        </div>
    }
}

/// The way to the units that do not fit.
#[component]
fn Pages(shown: Shown) -> impl IntoView {
    let window = Memo::new(move |_| shown.window().unwrap_or_default());
    let units = Memo::new(move |_| {
        let layer = window.get().layer;
        shown.architecture.with(|a| {
            a.as_ref()
                .and_then(|a| a.layers.get(layer))
                .map_or(0, |l| l.units)
        })
    });
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
                <button
                    type="button"
                    class="button small"
                    disabled=move || window.get().first == 0
                    on:click=go(false)
                >
                    "Units before"
                </button>
                <button type="button" class="button small" disabled=at_end on:click=go(true)>
                    "Units after"
                </button>
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_core::inside::{Inspection, Window};

    fn seen(units: usize, inputs: usize) -> Inspected {
        let head = Inspection {
            request: 1,
            step: 3,
            widths: vec![units],
            window: Window {
                layer: 0,
                first: 10,
                count: units,
            },
            inputs,
            image: false,
            class: None,
            survey: None,
        };
        Inspected {
            weights: (0..units * inputs).map(|i| i as f32).collect(),
            biases: vec![0.0; units],
            activations: Vec::new(),
            saliency: Vec::new(),
            occlusion: Vec::new(),
            place: None,
            head,
        }
    }

    #[test]
    fn a_mosaic_finds_its_units_again() {
        let seen = seen(6, 100);
        let all = picture(&seen, true);
        // Three across and two down, 10 pixels and a frame each.
        assert_eq!((all.width, all.height), (34, 23));
        for unit in 10..16 {
            let frame = frame(&seen, true, unit).unwrap();
            let middle = ((frame.at[0] + 5.0) as usize, (frame.at[1] + 5.0) as usize);
            assert_eq!(unit_at(&seen, true, middle), Some(unit));
        }
        assert_eq!(all.colors[0], [0; 4], "a frame");
        assert_eq!(all.colors[35], tint(0.0, 599.0), "the first weight");
        assert_eq!(frame(&seen, true, 16), None);
    }

    #[test]
    fn later_layers_have_a_row_for_each_unit() {
        let seen = seen(4, 20);
        let all = picture(&seen, false);
        assert_eq!((all.width, all.height), (20, 4));
        assert_eq!(unit_at(&seen, false, (7, 2)), Some(12));
        assert_eq!(frame(&seen, false, 12).unwrap().at, [0.0, 2.0, 20.0, 1.0]);
    }
}
