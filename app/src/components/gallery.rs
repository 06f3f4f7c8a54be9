//! The gallery: every preset as a question, with what it promises and a small curve of how its runs went.

use crate::components::parts::{Button, Dialog, DialogHead, table};
use crate::runs::{Runs, colors};
use crate::state::Address;
use crate::text::t;
use leptos::html;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::format;
use playground_experiment::presets::Preset;
use playground_experiment::presets::gallery::{Card, GALLERY, Group};
use playground_experiment::presets::stored::{Curve, POINTS, curves};

/// Size of a thumbnail, in its own units.
const WIDTH: f64 = 96.0;
const HEIGHT: f64 = 54.0;

/// A button that opens the gallery.
#[component]
pub fn GalleryButton(id: &'static str) -> impl IntoView {
    let open = Runs::here().view().gallery;
    view! { <Button id=id class="small" press=move |_| open.set(true)>{t!("gallery.open")}</Button> }
}

/// Makes the page that of a preset with its runs, seen together. What was there can be put back.
fn open_preset(runs: Runs, preset: &'static Preset) {
    let view = runs.view();
    let preference = runs.store().peek(|run| run.device.preference);
    let opened = t!("gallery.opened", title = preset.title);
    runs.follow(Address::of_preset(preset, preference, view), &opened);
    view.spoken.set(opened);
}

/// The gallery; a dialog, so that the browser keeps the focus in it, closes it on Escape, and gives the focus back.
#[component]
pub fn Gallery() -> impl IntoView {
    let runs = Runs::here();
    let open = runs.view().gallery;
    view! {
        <Dialog id="experiments" class="help preset-gallery" titled="experiments-title" open>
            <DialogHead id="experiments-title" title=t!("gallery.title") open />
            // Nothing is drawn unseen.
            <Show when=move || open.get()>
                <Questions />
            </Show>
        </Dialog>
    }
}

/// The search, and every group of which a card is found.
#[component]
fn Questions() -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(field) = field.get() {
            // One that is gone again takes no focus.
            let _ = field.focus();
        }
    });
    let count = move || {
        let cards = GALLERY.iter().flat_map(|group| group.cards);
        cards
            .filter(|card| typed.with(|text| card.is_found_by(text)))
            .count()
    };
    let said = move || t!("gallery.found", count = count());
    view! {
        <div class="preset-search">
            <label class="field-label" for="experiments-search">{t!("gallery.search")}</label>
            <input
                node_ref=field
                type="search"
                id="experiments-search"
                placeholder=t!("gallery.search_hint")
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <p class="caption" id="experiments-found" role="status">{said}</p>
        </div>
        {GALLERY.iter().map(|group| view! { <Questioned group typed /> }).collect_view()}
        <p class="caption">{t!("gallery.stored")}</p>
    }
}

/// A group: its heading, and the cards that are found.
#[component]
fn Questioned(group: &'static Group, typed: RwSignal<String>) -> impl IntoView {
    let is_found = move |card: &Card| typed.with(|text| card.is_found_by(text));
    let any = Memo::new(move |_| group.cards.iter().any(is_found));
    let card = move |card: &'static Card| {
        let found = Memo::new(move |_| is_found(card));
        view! {
            <Show when=move || found.get()>
                <li>
                    <CardButton card />
                </li>
            </Show>
        }
    };
    view! {
        <section class="preset-group" hidden=move || !any.get()>
            <h3>{group.name}</h3>
            <ul class="preset-cards">{group.cards.iter().map(card).collect_view()}</ul>
        </section>
    }
}

/// A card, which opens its preset.
#[component]
fn CardButton(card: &'static Card) -> impl IntoView {
    let runs = Runs::here();
    let press = move |_| {
        if let Some(preset) = card.preset() {
            runs.view().gallery.set(false);
            open_preset(runs, preset);
        }
    };
    view! {
        <button type="button" class="preset-card" data-preset=card.preset on:click=press>
            <Thumbnail card />
            <span class="preset-question">{card.question}</span>
            <span class="preset-promise">{card.promise}</span>
            <span class="preset-name">{card.preset().map(|preset| preset.title)}</span>
        </button>
    }
}

/// The stored curves of a preset's runs.
#[component]
fn Thumbnail(card: &'static Card) -> impl IntoView {
    let curves = curves(card.preset);
    let runs = card.preset().map(Preset::runs).unwrap_or_default();
    let steps = curves.first().map_or(0, |curve| curve.steps);
    let rebuilds = runs.first().is_some_and(Experiment::is_autoencoder);
    let steps = format::count(steps);
    let said = match rebuilds {
        true => t!("gallery.thumbnail_loss", steps = steps),
        false => t!("gallery.thumbnail", steps = steps),
    };
    // The last one lies on top: the preset's own.
    let lines = curves.iter().enumerate().rev().map(|(number, curve)| {
        view! { <polyline points=points(curve) stroke=color(&runs, number) /> }
    });
    view! {
        <span class="preset-curve">
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") aria-hidden="true">{lines.collect_view()}</svg>
            <span class="preset-axis">{said}</span>
        </span>
    }
}

/// Returns the colour of a run's curve: the one that the run gets.
fn color(runs: &[Experiment], number: usize) -> String {
    let place = colors::places(runs).get(number).copied();
    table::var(colors::property(place.unwrap_or(number)))
}

/// Returns the points of a curve, from 0 at the bottom to 100 at the top; what goes beyond is cut off.
fn points(curve: &Curve) -> String {
    let x = |at: usize| 2.0 + (WIDTH - 4.0) * at as f64 / (POINTS - 1) as f64;
    let y = |value: f64| HEIGHT - 2.0 - (HEIGHT - 4.0) * value.clamp(0.0, 100.0) / 100.0;
    let point = |(at, value): (usize, &f64)| format!("{:.1},{:.1}", x(at), y(*value));
    let points: Vec<String> = curve.values.iter().enumerate().map(point).collect();
    points.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::presets::preset;

    #[test]
    fn curves_take_the_colours_of_their_runs() {
        let runs = |name: &str| preset(name).unwrap().runs();
        let colors = |name: &str| [0, 1].map(|number| color(&runs(name), number));
        assert_eq!(colors("mse-on-logits"), ["var(--run-2)", "var(--run-1)"]);
        assert_eq!(
            colors("fashion-activations"),
            ["var(--run-1)", "var(--run-3)"]
        );
    }

    #[test]
    fn curves_go_from_the_left_edge_to_the_right_one() {
        let values = (0..POINTS).map(|at| 5.0 * at as f64).collect();
        let drawn = points(&Curve { steps: 24, values });
        assert!(drawn.starts_with("2.0,52.0 "));
        assert!(drawn.ends_with(" 94.0,2.0"));
    }
}
