//! From input to answer: every layer's activations for the image, a cell a unit. Units that do not learn
//! any more are marked, and the one under the pointer is shown in detail beside.

use super::Shown;
use super::raster::{Mark, Pixels, Raster};
use super::tint::{strongest, tint};
use crate::components::why::{self, Why};
use leptos::prelude::*;
use playground_core::format;
use playground_core::inside::Surveyed;

/// A unit that does not learn on this share of the images is marked.
const MOSTLY: f32 = 0.95;

/// Columns for `units` cells: about as many as rows, and no ragged last row where that can be had.
pub fn columns(units: usize) -> usize {
    let square = (units.max(1) as f64).sqrt().ceil() as usize;
    let even = (square..=2 * square).find(|c| units.is_multiple_of(*c));
    even.unwrap_or(square)
}

/// Where a unit stands: column and row.
pub fn cell(unit: usize, units: usize) -> (usize, usize) {
    let columns = columns(units);
    (unit % columns, unit / columns)
}

/// A grid with a cell for each value.
pub fn grid(values: &[f32]) -> Pixels {
    let columns = columns(values.len());
    let most = strongest(values);
    Pixels {
        width: columns,
        height: values.len().div_ceil(columns),
        colors: values.iter().map(|&v| tint(v, most)).collect(),
    }
}

/// Marks on the units of a layer that no longer learn, and around the chosen one.
fn marks(
    surveyed: Option<&Surveyed>,
    layer: usize,
    units: usize,
    chosen: Option<usize>,
) -> Vec<Mark> {
    let lost = (0..units).filter(|&unit| {
        let share = surveyed.and_then(|s| s.lost(layer, unit));
        share.is_some_and(|share| share >= MOSTLY)
    });
    let lost = lost.map(|unit| {
        let (x, y) = cell(unit, units);
        Mark {
            at: [x as f64 + 0.3, y as f64 + 0.3, 0.4, 0.4],
            kind: "mark-lost",
        }
    });
    let chosen = chosen.map(|unit| {
        let (x, y) = cell(unit, units);
        Mark {
            at: [x as f64, y as f64, 1.0, 1.0],
            kind: "mark-chosen",
        }
    });
    lost.chain(chosen).collect()
}

/// How many units of a layer are marked, in words; none where its activation has no such fault.
fn lost_units(surveyed: &Surveyed, layer: usize, units: usize) -> Option<String> {
    surveyed.lost(layer, 0)?;
    let share = |unit| surveyed.lost(layer, unit).unwrap_or(0.0);
    let lost = (0..units).filter(|&unit| share(unit) >= MOSTLY).count();
    Some(match lost {
        0 => "every unit learns".to_owned(),
        1 => "1 unit does not learn".to_owned(),
        n => format!("{n} units do not learn"),
    })
}

/// The card.
#[component]
pub fn Path(shown: Shown) -> impl IntoView {
    let count = Memo::new(move |_| {
        shown
            .architecture
            .with(|a| a.as_ref().map_or(0, |a| a.layers.len()))
    });
    view! {
        <div class="card wide" id="inside-path">
            <div class="chart-head">
                <h3 class="chart-title">"From input to answer"</h3>
                <Why id="path" about="From input to answer" notes=Signal::derive(why::path) />
            </div>
            <p class="caption">
                "One cell a unit: blue above zero, orange below. A dot marks a unit that is zero (ReLU) or saturated \
                 (sigmoid, tanh) for 95 % of the test images. Point at a unit to see it below."
            </p>
            <div class="inside-path">
                <For each=move || 0..count.get() key=|i| *i children=move |layer| view! { <Layer shown layer /> } />
            </div>
        </div>
    }
}

/// One layer.
#[component]
fn Layer(shown: Shown, layer: usize) -> impl IntoView {
    let known = Memo::new(move |_| {
        shown.architecture.with(|architecture| {
            let of = architecture.as_ref()?.layers.get(layer)?;
            let width = of.width();
            Some((of.name.clone(), of.activation.info().name, width))
        })
    });
    let width = Memo::new(move |_| known.with(|known| known.as_ref().map_or(0, |k| k.2)));
    let values = Memo::new(move |_| {
        shown.seen.with(|seen| {
            let of = seen.as_ref()?.what.activations.get(layer)?;
            Some(of.clone())
        })
    });
    let pixels = Signal::derive(move || match values.get() {
        Some(values) => grid(&values),
        None => {
            let columns = columns(width.get());
            Pixels::blank(columns, width.get().div_ceil(columns).max(1))
        }
    });
    let chosen = move || {
        let (of, unit) = shown.unit_now();
        (of == layer).then_some(unit)
    };
    let marks = Signal::derive(move || {
        shown
            .surveyed
            .with(|s| marks(s.as_ref().map(|s| &*s.what), layer, width.get(), chosen()))
    });
    let point = Callback::new(move |(x, y): (usize, usize)| {
        let unit = y * columns(width.get_untracked()) + x;
        if unit < width.get_untracked() && shown.unit.get_untracked() != (layer, unit) {
            shown.unit.set((layer, unit));
        }
    });
    let title = move || {
        known.with(|known| match known {
            Some((name, _, width)) if name == "output" => format!("{name}, {width} logits"),
            Some((name, activation, width)) => format!("{name}, {width} {activation}"),
            None => String::new(),
        })
    };
    let range = move || {
        values.with(|values| match values {
            Some(values) => format!(
                "strongest {}",
                format::reading(f64::from(strongest(values)))
            ),
            None => format::NO_NUMBER.to_owned(),
        })
    };
    let lost = move || {
        let words = shown
            .surveyed
            .with(|s| lost_units(&s.as_ref()?.what, layer, width.get()));
        words.map_or_else(String::new, |words| format!(", {words}"))
    };
    let describe =
        Signal::derive(move || format!("Activations of {}: {}{}", title(), range(), lost()));
    let names = move || {
        let last = shown
            .architecture
            .with(|a| a.as_ref().map_or(0, |a| a.layers.len()))
            == layer + 1;
        last.then(|| {
            let names = shown.names.get();
            let list = names.into_iter().map(|name| view! { <span>{name}</span> });
            let columns = format!("repeat({}, 1fr)", columns(names.len()));
            view! {
                <div class="inside-names" aria-hidden="true" style:grid-template-columns=columns>
                    {list.collect_view()}
                </div>
            }
        })
    };
    view! {
        <figure class="inside-layer" data-layer=layer.to_string()>
            <figcaption>
                <strong>{title}</strong>
                <span class="caption">{range}{lost}</span>
            </figcaption>
            <Raster pixels marks on_point=point describe />
            {names}
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_are_about_square_and_even_where_they_can_be() {
        assert_eq!((columns(128), columns(64), columns(10)), (16, 8, 5));
        assert_eq!((columns(97), columns(1), columns(0)), (10, 1, 1));
        assert_eq!(columns(4096), 64);
        assert_eq!(cell(17, 128), (1, 1));
        let ragged = grid(&[1.0; 7]);
        assert_eq!(
            (ragged.width, ragged.height, ragged.colors.len()),
            (3, 3, 7)
        );
    }

    #[test]
    fn the_chosen_unit_is_framed_last() {
        assert!(marks(None, 0, 10, None).is_empty());
        let framed = marks(None, 0, 10, Some(7));
        assert_eq!(framed.len(), 1);
        assert_eq!(
            (framed[0].at, framed[0].kind),
            ([2.0, 1.0, 1.0, 1.0], "mark-chosen")
        );
    }
}
