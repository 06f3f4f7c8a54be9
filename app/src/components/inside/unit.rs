//! One unit: what it looks for, what it says of the image, and the test images that excite it most.

use super::InsideContext;
use super::mosaic::{Mosaic, weight_image};
use super::raster::Raster;
use super::tint::strongest;
use crate::chart::Digits;
use crate::components::parts::{CardHead, Picture, WithSome, ink, notes, option, parsed};
use crate::state::{Loaded, Store, image_name, part_key};
use leptos::prelude::*;
use playground_chart::Pixels;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_experiment::format;
use playground_experiment::model::{Architecture, Layer};
use playground_experiment::protocol::DataFile;
use playground_experiment::protocol::inside::ScanResult;

const TITLE: &str = "One unit";

/// An image that excites the unit.
#[derive(Clone, Debug, PartialEq)]
struct TopImage {
    file: DataFile,
    index: u32,
    /// "test image 17, 4".
    name: String,
    class: &'static str,
    activation: f64,
}

fn exciting(
    scan: &ScanResult,
    names: &[&'static str],
    (layer, unit): (usize, usize),
) -> Vec<TopImage> {
    let of = scan.top_activating(layer, unit);
    of.map(|top| {
        let index = scan.indices[top.image];
        let label = usize::from(scan.labels[top.image]);
        let class = names.get(label).copied().unwrap_or_default();
        TopImage {
            file: scan.head.file,
            index,
            name: image_name(scan.head.part, index, class),
            class,
            activation: f64::from(top.activation),
        }
    })
    .collect()
}

/// Draws incoming weights: as an image where they are one, else as cells.
fn picture(weights: &[f32], image: Option<(usize, usize)>) -> Pixels {
    match image {
        Some(tile) => Mosaic::new(1, tile).pixels(weights),
        None => Mosaic::new(weights.len(), (1, 1)).pixels(weights),
    }
}

/// Returns what a unit says: its activation or, at many places, the strongest of them.
fn max_activation(activations: &[f32], unit: usize, places: usize) -> Option<f32> {
    let own = activations.get(unit * places..(unit + 1) * places)?;
    own.iter().copied().reduce(f32::max)
}

/// Says for how many images the unit is flat.
fn idle(scan: &ScanResult, (layer, unit): (usize, usize)) -> Option<String> {
    let share = f64::from(scan.lost(layer, unit)?);
    let head = &scan.head;
    let (images, part) = (format::grouped(head.images), part_key(head.part));
    let learns = match share {
        1.0 => "is flat for all".to_owned(),
        share => format!("is flat for {}", format::percent(share)),
    };
    Some(format!("It {learns} of the {images} {part} images."))
}

/// The card.
#[component]
pub fn Unit(shown: InsideContext) -> impl IntoView {
    let store = Store::here();
    let unit = Memo::new(move |_| shown.unit_now());
    let of_layer = move |read: fn(&Layer) -> usize| {
        Memo::new(move |_| shown.layer(unit.get().0, read).unwrap_or(1))
    };
    let (width, places) = (of_layer(Layer::units_after), of_layer(Layer::places));
    let image = move || shown.layer(unit.get().0, weight_image).flatten();
    let weights = Memo::new(move |_| {
        let seen = shown.seen_layer()?;
        let (weights, bias) = seen.what.unit(unit.get().1)?;
        Some((weights.to_vec(), bias))
    });
    let pixels = Signal::derive(move || {
        let drawn = weights.with_some(|w| picture(&w.0, image()));
        drawn.unwrap_or_else(|| Pixels::blank(28, 28))
    });
    let said = move || {
        let (layer, number) = unit.get();
        let activation = shown.seen.with(|s| {
            let of = s.as_ref()?.what.activations.get(layer)?;
            max_activation(of, number, places.get())
        });
        let number = |v: Option<f32>| format::or_dash(v, format::reading);
        let of_unit = weights.with_some(|w| (strongest(&w.0), w.1));
        let (strongest, bias) = of_unit.unzip();
        format!(
            "Activation {}, bias {}, strongest weight {}.",
            number(activation),
            number(bias),
            number(strongest)
        )
    };
    let idle = move || {
        let words = shown.scan.with(|s| idle(&s.as_ref()?.what, unit.get()));
        words.unwrap_or_default()
    };
    let top_activating = Memo::new(move |_| {
        let (names, unit) = (shown.names.get(), unit.get());
        shown.scan.with_some(|s| exciting(&s.what, names, unit))
    });
    Effect::new(move || {
        store.pictures.track();
        let list = top_activating.get().unwrap_or_default();
        if let Some(first) = list.first() {
            let indices: Vec<u32> = list.iter().map(|e| e.index).collect();
            store.pictures.look_at(first.file, &indices);
        }
    });
    let empty = move || {
        top_activating.with(|list| match list {
            None => Some("The test images have not been looked at yet."),
            Some(list) if list.is_empty() => {
                Some("No test image excites this unit: it is zero for all of them.")
            }
            Some(_) => None,
        })
    };
    let image = move |exciting: TopImage| {
        let (file, index) = (exciting.file, exciting.index);
        let pixels = Signal::derive(move || store.pictures.get(file, index));
        let name = exciting.name.clone();
        let load = move |_| {
            if let Some(pixels) = pixels.get_untracked() {
                let name = name.clone();
                store.load_into_pad(Loaded { pixels, name }, Some(exciting.class));
            }
        };
        let activation = format::reading(exciting.activation);
        let seen = format!("{activation} · {}", exciting.class);
        let words = format!("{seen}, {}: load into the pad", exciting.name);
        view! {
            <button type="button" class="exciting" title=words.clone() aria-label=words on:click=load>
                <Picture pixels />
                <span>{seen}</span>
            </button>
        }
    };
    let figures = move |_: Digits| {
        let (layer, number) = unit.get();
        let name = format!("unit {number} of layer {}", layer + 1);
        let own = weights.with_some(|w| Tile::new(name, pixels.get()).with_values(w.0.clone()));
        let exciting = |e: TopImage| {
            let image = store.pictures.get(e.file, e.index)?;
            let name = format!("{}, {}", e.name, format::reading(e.activation));
            Some(Tile::new(name, ink(&image)))
        };
        let best = top_activating.get().unwrap_or_default().into_iter();
        let figure = |own| {
            let tiles = std::iter::once(own)
                .chain(best.filter_map(exciting))
                .collect();
            Figure::of(TITLE, Plot::Tiles(tiles)).with_note(said())
        };
        own.map(figure).into_iter().collect()
    };
    let describe = Signal::derive(move || {
        let (layer, number) = unit.get();
        format!("Incoming weights of unit {number} of layer {}", layer + 1)
    });
    view! {
        <div class="card" id="inside-unit">
            <CardHead id="unit" title=TITLE notes=&notes::inside::UNIT figures=figures />
            <Chooser shown unit width />
            <div class="inside-unit">
                <Raster pixels describe signed=true id="unit-weights" />
                <div class="inside-unit-words">
                    <p id="unit-said">{said}</p>
                    <p class="caption" id="unit-idle">{idle}</p>
                    <h4 class="caption">"Test images that excite it most"</h4>
                    <div class="excitings" id="unit-top-activating">
                        {move || top_activating.get().unwrap_or_default().into_iter().map(image).collect_view()}
                        <p class="caption">{empty}</p>
                    </div>
                </div>
            </div>
        </div>
    }
}

/// Layer and number of the unit, for those who do not point.
#[component]
fn Chooser(shown: InsideContext, unit: Memo<(usize, usize)>, width: Memo<usize>) -> impl IntoView {
    let layers = Memo::new(move |_| {
        let named = |a: &Architecture| a.layers.iter().map(|l| l.name.clone()).collect::<Vec<_>>();
        shown.architecture.with_some(named).unwrap_or_default()
    });
    let option =
        move |(index, name): (usize, String)| option(index, name, move || unit.get().0 == index);
    let choose_layer = parsed(move |layer| shown.unit.set((layer, 0)));
    let choose_unit = parsed(move |number| shown.unit.update(|(_, unit)| *unit = number));
    view! {
        <div class="tools">
            <label class="tool">
                "layer" <select class="small" id="unit-layer" on:change=choose_layer>
                    {move || layers.get().into_iter().enumerate().map(option).collect_view()}
                </select>
            </label>
            <label class="tool">
                "unit"
                <input
                    type="number"
                    class="small"
                    id="unit-number"
                    min="0"
                    max=move || (width.get() - 1).to_string()
                    prop:value=move || unit.get().1.to_string()
                    on:input=choose_unit
                />
            </label>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_layer_looks_for_an_image_and_a_later_one_for_units() {
        let image = picture(&[0.5; 784], Some((28, 28)));
        // A line on each side.
        assert_eq!((image.width, image.height), (30, 30));
        let units = picture(&[0.5; 128], None);
        assert_eq!((units.width, units.height), (16, 8));
    }

    #[test]
    fn a_channel_says_what_its_strongest_place_says() {
        let activations = [0.0, 3.0, 1.0, -1.0, -2.0, -0.5];
        assert_eq!(max_activation(&activations, 0, 3), Some(3.0));
        assert_eq!(max_activation(&activations, 1, 3), Some(-0.5));
        assert_eq!(max_activation(&activations, 2, 3), None);
        assert_eq!(max_activation(&activations, 4, 1), Some(-2.0));
    }
}
