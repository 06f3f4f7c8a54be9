//! From input to answer: every layer's activations for the image, one cell per unit. Units that are zero or saturated
//! for nearly all images are marked, and the one under the pointer is shown in detail beside.

use super::InsideContext;
use super::mosaic::{Mosaic, activation_image, columns};
use super::raster::{Mark, Raster};
use super::tint::strongest;
use crate::chart::Digits;
use crate::components::parts::{CardHead, WithSome, notes};
use crate::state::part_key;
use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_experiment::format;
use playground_experiment::model;
use playground_experiment::model::activation::Fault;
use playground_experiment::protocol::inside::ScanResult;

const TITLE: &str = "From input to answer";

/// A unit that is zero or saturated for this share of the images is marked. Batch counts otherwise: there a dead unit is
/// zero for every image of a batch.
const MOSTLY: f32 = 0.95;

/// Marks the units of a layer that are zero or saturated for nearly all images, and frames the chosen one.
fn marks(
    mosaic: Mosaic,
    scan: Option<&ScanResult>,
    layer: usize,
    chosen: Option<usize>,
) -> Vec<Mark> {
    let units = scan.and_then(|s| s.head.widths.get(layer).copied());
    let lost = (0..units.unwrap_or(0)).filter(|&unit| {
        let share = scan.and_then(|s| s.lost(layer, unit));
        share.is_some_and(|share| share >= MOSTLY)
    });
    let lost = lost.filter_map(|unit| mosaic.dot(unit));
    lost.chain(chosen.and_then(|unit| mosaic.frame(unit)))
        .collect()
}

/// Counts the units of a layer that are marked; none where its activation has no such fault.
fn lost_units(scan: &ScanResult, layer: usize, units: usize) -> Option<usize> {
    scan.lost(layer, 0)?;
    let share = |unit| scan.lost(layer, unit).unwrap_or(0.0);
    Some((0..units).filter(|&unit| share(unit) >= MOSTLY).count())
}

/// Says how many units of a layer are marked, and for what, to follow a figure.
fn lost_words(fault: Fault, count: usize, part: &str) -> String {
    let share = format!("{:.0} %", 100.0 * MOSTLY);
    let said = match fault {
        Fault::Dies => t!("inside.dead", count = count, share = share, part = part),
        Fault::Saturates { .. } => {
            t!(
                "inside.saturated",
                count = count,
                share = share,
                part = part
            )
        }
    };
    format!(", {said}")
}

/// The card.
#[component]
pub fn Path(shown: InsideContext) -> impl IntoView {
    let count = Memo::new(move |_| shown.depth());
    let figures = move |_: Digits| {
        let tiles: Vec<Tile> = (0..count.get())
            .filter_map(|layer| tile(shown, layer))
            .collect();
        match tiles.is_empty() {
            true => Vec::new(),
            false => {
                let figure = Figure::of(TITLE, Plot::Tiles(tiles));
                vec![figure.with_note(t!("figure.path"))]
            }
        }
    };
    view! {
        <div class="card wide" id="inside-path">
            <CardHead id="path" title=TITLE notes=&notes::inside::PATH figures=figures />
            <p class="caption">
                "One cell a unit, one picture a channel: blue above zero, orange below. A dot marks a unit that is zero (ReLU) or saturated \
                 (sigmoid, tanh) for 95 % of the test images. Point at a unit to see it below."
            </p>
            <div class="inside-path">
                <For each=move || 0..count.get() key=|i| *i children=move |layer| view! { <Layer shown layer /> } />
            </div>
        </div>
    }
}

/// Returns a layer as a part of a figure; none before it is looked at.
fn tile(shown: InsideContext, layer: usize) -> Option<Tile> {
    let values = shown
        .seen
        .with_some(|seen| seen.what.activations.get(layer).cloned());
    let values = values.flatten()?;
    let of = |l: &model::Layer| {
        let mosaic = Mosaic::new(l.units_after(), activation_image(l));
        (title(l), mosaic)
    };
    let (title, mosaic) = shown.layer(layer, of)?;
    let marked = shown
        .scan
        .with_some(|scan| marks(mosaic, Some(&scan.what), layer, None));
    let name = format!("{title}; strongest {}", format::reading(strongest(&values)));
    Some(Tile {
        marks: marked
            .unwrap_or_default()
            .iter()
            .map(|mark| mark.at)
            .collect(),
        ..Tile::new(name, mosaic.pixels(&values)).with_values(values.to_vec())
    })
}

/// Says what is known of a layer before it is looked at.
fn title(layer: &model::Layer) -> String {
    let what = match layer.name.as_str() {
        "output" => "logits",
        _ => layer.activation.info().name,
    };
    format!("{}, {} {what}", layer.name, layer.units_after())
}

/// One layer.
#[component]
fn Layer(shown: InsideContext, layer: usize) -> impl IntoView {
    let InsideContext { seen, scan, .. } = shown;
    let title = Memo::new(move |_| shown.layer(layer, title).unwrap_or_default());
    let mosaic = Memo::new(move |_| {
        let of = |l: &model::Layer| Mosaic::new(l.units_after(), activation_image(l));
        shown
            .layer(layer, of)
            .unwrap_or_else(|| Mosaic::new(1, (1, 1)))
    });
    let units = Memo::new(move |_| shown.layer(layer, model::Layer::units_after).unwrap_or(0));
    let values = Memo::new(move |_| {
        let of = seen.with_some(|seen| seen.what.activations.get(layer).cloned());
        of.flatten()
    });
    let pixels = Signal::derive(move || match values.get() {
        Some(values) => mosaic.get().pixels(&values),
        None => mosaic.get().blank(),
    });
    let chosen = move || {
        let (of, unit) = shown.unit_now();
        (of == layer).then_some(unit)
    };
    let marks = Signal::derive(move || {
        scan.with(|s| marks(mosaic.get(), s.as_ref().map(|s| &*s.what), layer, chosen()))
    });
    let point = Callback::new(move |at: (usize, usize)| {
        if let Some(unit) = mosaic.get_untracked().unit_at(at) {
            shown.point(layer, unit);
        }
    });
    let range = move || {
        let strongest = values.with_some(|values| format::reading(strongest(values)));
        format::or_dash(strongest, |value| format!("strongest {value}"))
    };
    let lost = move || {
        let fault = shown.layer(layer, |l| l.shown.info().fault).flatten();
        let words = scan.with_some(|s| {
            let count = lost_units(&s.what, layer, units.get())?;
            Some(lost_words(fault?, count, part_key(s.what.head.part)))
        });
        words.flatten().unwrap_or_default()
    };
    let describe =
        Signal::derive(move || format!("Activations of {}: {}{}", title.get(), range(), lost()));
    let names = move || {
        let last = shown.depth() == layer + 1;
        let names = shown.names.get();
        // The outputs of an autoencoder are pixels.
        (last && units.get() == names.len()).then(|| {
            let list = names.iter().map(|name| view! { <span>{*name}</span> });
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
            <Raster pixels marks on_point=point describe signed=true />
            {names}
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_unit_is_framed_last() {
        let mosaic = Mosaic::new(10, (1, 1));
        assert!(marks(mosaic, None, 0, None).is_empty());
        let framed = marks(mosaic, None, 0, Some(7));
        assert_eq!(framed.len(), 1);
        assert_eq!(
            (framed[0].at, framed[0].kind),
            ([2.0, 1.0, 1.0, 1.0], "mark-chosen")
        );
    }
}
