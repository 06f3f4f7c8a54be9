//! What the answer hangs on: the slope of a class's logit at every pixel, and what covering parts of the
//! image takes from it. Two opinions, side by side.

use super::InsideContext;
use super::raster::Raster;
use super::tint::{inked, strongest, tint};
use crate::chart::Digits;
use crate::components::parts::{CardHead, WithSome, extent, notes, option};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_chart::Pixels;
use playground_chart::figure::{Figure, Plot, Tile};
use playground_experiment::format;
use playground_experiment::protocol::inside::{Inspected, OCCLUSION_SIDE};

const TITLE: &str = "Which pixels decide (saliency, occlusion)";

/// Lays a map over the image: `map` has this many `cells`, \[rows, columns\].
fn over(map: &[f32], cells: (usize, usize), image: &[f32]) -> Pixels {
    let (height, width) = extent(image);
    let most = strongest(map);
    let color = |(i, &ink): (usize, &f32)| {
        let (x, y) = (i % width * cells.1 / width, i / width * cells.0 / height);
        let value = map.get(y * cells.1 + x).copied().unwrap_or(0.0);
        inked(tint(value, most), ink)
    };
    Pixels {
        width,
        height,
        colors: image.iter().enumerate().map(color).collect(),
    }
}

/// The card; for an autoencoder, which has nothing to explain, a sentence.
#[component]
pub fn Explain(shown: InsideContext) -> impl IntoView {
    let autoencoder = Store::here().memo(|run| run.settings.active.is_autoencoder());
    let sentence = || {
        view! { <p class="card caption" id="explain-said">{t!("inside.no-classes")}</p> }
    };
    view! {
        <Show when=move || !autoencoder.get() fallback=sentence>
            <Maps shown />
        </Show>
    }
}

/// What the answer of a classifier hangs on.
#[component]
fn Maps(shown: InsideContext) -> impl IntoView {
    let explained = Memo::new(move |_| {
        let seen = shown.seen.get()?;
        let class = seen.what.head.class?;
        // The picture under the maps is the one that they are about, or the next answer is on its way.
        Some((seen, class))
    });
    let image = move || shown.subject.pixels.get();
    let class = move || explained.with(|e| e.as_ref().and_then(|e| shown.name(e.1)));
    let map = move |draw: fn(&Inspected, &[f32]) -> Pixels| {
        Signal::derive(move || match (explained.get(), image()) {
            (Some((seen, _)), Some(image)) => draw(&seen.what, &image),
            _ => Pixels::blank(28, 28),
        })
    };
    let saliency = map(|seen, image| over(&seen.saliency, extent(image), image));
    let occlusion =
        map(|seen, image| over(&seen.occlusion, (OCCLUSION_SIDE, OCCLUSION_SIDE), image));
    let most = move |of: fn(&Inspected) -> &[f32]| {
        let strongest = explained.with_some(|(seen, _)| strongest(of(&seen.what)));
        format::or_dash(strongest, format::reading)
    };
    let said = move || match class() {
        Some(class) => format!("On the logit of {class}."),
        None => "Draw, or wait for the test images.".to_owned(),
    };
    let option = move |value: Option<usize>| {
        let name = move || match value {
            None => "the class it answers",
            Some(class) => shown.name(class).unwrap_or_default(),
        };
        let key = value.map_or_else(String::new, |class| class.to_string());
        option(key, name, move || shown.class.get() == value)
    };
    let choose = move |event| shown.class.set(event_target_value(&event).parse().ok());
    let figures = move |_: Digits| {
        let (Some((seen, _)), Some(class)) = (explained.get(), class()) else {
            return Vec::new();
        };
        let tile = |what: &str, pixels: Signal<Pixels>, values: &[f32]| {
            Tile::new(what, pixels.get()).with_values(values.to_vec())
        };
        let tiles = vec![
            tile("Saliency", saliency, &seen.what.saliency),
            tile("Occlusion", occlusion, &seen.what.occlusion),
        ];
        let note = t!("figure.explain", class = class);
        vec![Figure::of(TITLE, Plot::Tiles(tiles)).with_note(note)]
    };
    let about = move |what: &'static str| {
        Signal::derive(move || format!("{what} for {}", class().unwrap_or("no class")))
    };
    view! {
        <div class="card" id="inside-explain">
            <CardHead id="explain" title=TITLE notes=&notes::inside::EXPLAIN figures=figures />
            <div class="tools">
                <label class="tool">
                    "explain" <select class="small" id="explain-class" on:change=choose>
                        {move || {
                            let classes = (0..shown.names.get().len()).map(Some);
                            std::iter::once(None).chain(classes).map(option).collect_view()
                        }}
                    </select>
                </label>
                <span class="caption" id="explain-said">{said}</span>
            </div>
            <div class="inside-maps">
                <figure>
                    <figcaption>
                        <strong>"Saliency"</strong>
                        <span class="caption">
                            {move || format!("blue: more ink raises the logit; strongest slope {}", most(|s| &s.saliency))}
                        </span>
                    </figcaption>
                    <Raster pixels=saliency describe=about("Saliency map") signed=true id="saliency" />
                </figure>
                <figure>
                    <figcaption>
                        <strong>"Occlusion"</strong>
                        <span class="caption">
                            {move || {
                                format!("blue: covering this lowers the logit; by {} at most", most(|s| &s.occlusion))
                            }}
                        </span>
                    </figcaption>
                    <Raster pixels=occlusion describe=about("Occlusion map") signed=true id="occlusion" />
                </figure>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_map_covers_the_whole_image() {
        let over = over(&[1.0, 0.0, 0.0, -1.0], (2, 2), &[0.0; 16]);
        assert_eq!((over.width, over.height), (4, 4));
        assert_eq!(over.colors[0], tint(1.0, 1.0));
        assert_eq!(over.colors[5], tint(1.0, 1.0));
        assert_eq!(over.colors[2], tint(0.0, 1.0));
        assert_eq!(over.colors[15], tint(-1.0, 1.0));
    }

    #[test]
    fn without_a_map_the_image_alone_is_seen() {
        let alone = over(&[], (28, 28), &[0.0, 1.0, 0.0, 0.0]);
        assert_eq!(alone.colors[0], tint(0.0, 0.0));
        assert_eq!(alone.colors[1], inked(tint(0.0, 0.0), 1.0));
    }
}
