//! The hidden layers of a run for the image on the pad, as mosaics: a cell for each unit, or a map for each channel.

use crate::chart::environment;
use crate::components::inside::{Mosaic, Raster, activation_image, strongest};
use crate::components::parts::WithSome;
use crate::components::refresh::{After, Refresh, RunPosition};
use crate::runs::{RunSlot, Runs};
use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_data::dataset::SampleShape;
use playground_experiment::model::{Architecture, Layer};
use std::sync::Arc;

const LOOK: Refresh = Refresh::new(After::Step, 150.0);

/// Where a lane has room for them.
const ROOM: &str = "(min-width: 1100px) and (min-height: 730px)";
/// The most layers that are shown: of more the first, the one in the middle and the last.
const MOST: usize = 3;

/// Returns which layers of a network are shown: of the hidden ones, those with the fewest left out between them.
fn shown(network: &Architecture) -> Vec<usize> {
    let hidden = network.layers.len().saturating_sub(1);
    match hidden {
        0..=MOST => (0..hidden).collect(),
        _ => vec![0, hidden / 2, hidden - 1],
    }
}

/// Paper over the colour of the run: the less a unit responds, the more of it.
fn paper(value: f32, most: f32) -> [u8; 4] {
    let share = match most > 0.0 && value.is_finite() {
        true => (value.abs() / most).clamp(0.0, 1.0),
        false => 0.0,
    };
    // Even the faintest cell can be told from the card.
    [255, 255, 255, (255.0 * (1.0 - share) * 0.9) as u8]
}

/// Returns the layers that are shown of a run as a figure; none before they are looked at. Tracks.
pub fn figure(run_slot: RunSlot, title: String) -> Option<Figure> {
    let store = run_slot.store;
    let seen = store.figures.responses.now(store)?;
    let network = store.read(|run| run.settings.active.architecture().ok())?;
    let tile = |index: usize| {
        let (layer, values) = (network.layers.get(index)?, seen.what.layers.get(index)?);
        let mosaic = Mosaic::new(layer.units_after(), activation_image(layer));
        let pixels = mosaic.pixels(values);
        Some(Tile::new(layer.name.clone(), pixels).with_values(values.clone()))
    };
    let tiles: Vec<Tile> = shown(&network).into_iter().filter_map(tile).collect();
    let figure = Figure::of(title, Plot::Tiles(tiles));
    Some(figure.with_note(t!("figure.layers_note")))
}

/// The mosaics; nothing where there is no room for them, or no image.
#[component]
pub fn Layers(run_slot: RunSlot) -> impl IntoView {
    let runs = Runs::here();
    let store = run_slot.store;
    let room = Memo::new(move |_| {
        environment::changes().track();
        let fits = window().match_media(ROOM).ok().flatten();
        let alone = !runs.view().settings_open.get() && !runs.view().projector.get();
        alone && runs.slots.with(Vec::len) <= 2 && fits.is_some_and(|query| query.matches())
    });
    let network = store.memo(|run| run.settings.active.architecture().ok());
    let sample = store.memo(|run| run.settings.active.dataset.info().sample);
    let image = Memo::new(move |_| {
        let drawn = store.pad.seen.get();
        // A drawing is not a series.
        drawn
            .filter(|pixels| pixels.len() == sample.get().len())
            .map(Arc::<[f32]>::from)
    });
    let position = store.memo(RunPosition::of);
    let look = move || {
        let (position, image) = (position.get()?, image.get()?);
        room.get().then_some((position, image))
    };
    LOOK.keep(store.figures.responses, look, move |_, image, _| {
        store.figures.respond(image);
    });
    let seen = Memo::new(move |_| store.figures.responses.now(store));
    // A run that has stopped answers no more.
    let alive = store.memo(|run| !run.connection.is_dead());
    // An empty pad keeps their room, so that nothing moves when it is cleared.
    let readable = move || image.with(Option::is_some) || sample.get() == SampleShape::GREY_28;
    let layers = Memo::new(move |_| match room.get() && alive.get() && readable() {
        true => network.with_some(shown).unwrap_or_default(),
        false => Vec::new(),
    });
    let layer = move |index: usize| {
        let of = move |read: fn(&Layer) -> String| {
            network.with(|n| n.as_ref().and_then(|n| n.layers.get(index)).map(read))
        };
        let name = Memo::new(move |_| of(|layer| layer.name.clone()).unwrap_or_default());
        let mosaic = Memo::new(move |_| {
            let lay = |layer: &Layer| Mosaic::new(layer.units_after(), activation_image(layer));
            let laid = network.with(|n| n.as_ref().and_then(|n| n.layers.get(index)).map(lay));
            laid.unwrap_or_else(|| Mosaic::new(1, (1, 1)))
        });
        let values = Memo::new(move |_| {
            seen.with_some(|seen| seen.what.layers.get(index).cloned())
                .flatten()
        });
        let pixels = Signal::derive(move || match values.get() {
            Some(values) => mosaic.get().pixels_in(&values, paper),
            // Nothing lights up where nothing is looked at.
            None => {
                let mosaic = mosaic.get();
                mosaic.pixels_in(&vec![0.0; mosaic.values()], paper)
            }
        });
        let describe = Signal::derive(move || {
            let strongest = values.with_some(|values| strongest(values));
            match strongest {
                Some(most) => format!(
                    "How strongly {} responds to the image; at most {most:.3}.",
                    name.get()
                ),
                None => format!("{}: not looked at yet.", name.get()),
            }
        });
        // Layers side by side are of one height.
        let ratio = move || {
            let blank = mosaic.get().blank();
            format!("{:.3}", blank.width as f64 / blank.height.max(1) as f64)
        };
        view! {
            <figure class="lane-layer" style:flex-grow=ratio>
                <Raster pixels describe />
                <figcaption class="caption">{name}</figcaption>
            </figure>
        }
    };
    view! {
        <Show when=move || layers.with(|layers| !layers.is_empty())>
            <div class="lane-layers">
                <For each=move || layers.get() key=|index| *index children=layer />
            </div>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::fields::field;

    #[test]
    fn hidden_layers_are_shown_and_of_many_the_ends_and_the_middle() {
        let of = |net: &str| {
            let mut experiment = Experiment::default();
            field("net").unwrap().set(&mut experiment, net).unwrap();
            shown(&experiment.architecture().unwrap())
        };
        assert_eq!(of("128-relu.64-relu"), [0, 1]);
        assert_eq!(of("8-relu.8-relu.8-relu"), [0, 1, 2]);
        assert_eq!(of("8-relu.8-relu.8-relu.8-relu.8-relu"), [0, 2, 4]);
        assert!(of("").is_empty());
    }

    #[test]
    fn the_strongest_unit_has_the_full_colour() {
        assert_eq!(paper(2.0, 2.0)[3], 0);
        assert_eq!(paper(-2.0, 2.0)[3], 0);
        assert!(paper(1.0, 2.0)[3] > 100);
        assert_eq!(paper(0.0, 2.0)[3], 229);
        assert_eq!(paper(f32::NAN, 2.0), paper(0.0, 0.0));
    }
}
