//! What a run reads on the pad: a bar for each class, and the largest in words.

use super::super::pad::bars::{Bar, of_drawing};
use super::super::pad::given_back;
use crate::components::parts::Picture;
use crate::run::Run;
use crate::runs::RunSlot;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::format;

/// The most classes that bars are shown of; of more the sentence says the largest.
const MOST_BARS: usize = 10;

/// Says why nothing is read; none where something may be.
fn silent(run: &Run) -> Option<&'static str> {
    if run.connection.is_dead() {
        Some("This run has stopped.")
    } else if run.network.is_none() {
        Some("Its network is being built.")
    } else {
        None
    }
}

/// What an autoencoder makes of the drawing.
#[component]
fn ComesBack(store: Store) -> impl IntoView {
    let silent = store.memo(silent);
    let error = Memo::new(move |_| {
        let prediction = store.predictor.prediction;
        prediction.with(|answer| answer.as_ref().and_then(given_back::error))
    });
    let said = move || match (silent.get(), error.get()) {
        (Some(why), _) => why.to_owned(),
        (None, None) => t!("stage.draw-for-copy"),
        (None, Some(error)) => t!("stage.comes-back", error = format::reading(error)),
    };
    view! {
        <div class="lane-reading lane-back">
            <Picture pixels=given_back::now(store) describe=t!("stage.copy") />
            <p class="caption" translate="no">{said}</p>
        </div>
    }
}

/// The bars and the sentence; of an autoencoder, which reads no classes, the image that comes back.
#[component]
pub fn Reading(run_slot: RunSlot) -> impl IntoView {
    let store = run_slot.store;
    let classes = store.memo(|run| run.settings.active.classes());
    let output = store.memo(|run| run.settings.active.output);
    let autoencoder = store.memo(|run| run.settings.active.is_autoencoder());
    let series = store.memo(|run| run.settings.active.dataset.info().is_series());
    let silent = store.memo(silent);
    let answer = of_drawing(store);
    let bars = Memo::new(move |_| match silent.get() {
        Some(_) => Vec::new(),
        None => answer.get(),
    });
    let said = move || {
        let best = bars.with(|bars| {
            let class = bars.iter().position(|bar| bar.best)?;
            Some((class, bars[class].text.clone()))
        });
        let Some((class, text)) = best else {
            let why = silent.get().unwrap_or(match series.get() {
                true => "Choose an example: it is read here.",
                false => "Draw something: it is read here.",
            });
            return view! { <span class="caption">{why}</span> }.into_any();
        };
        let sure = match output.get().is_probability() {
            true => format!("{text} sure"),
            false => format!("score {text}"),
        };
        view! {
            "reads it as "
            <b>{move || classes.get().get(class).copied()}</b>
            <span class="caption" translate="no">{sure}</span>
        }
        .into_any()
    };
    let row = move |class: usize| {
        let is = move |read: fn(&Bar) -> bool| {
            move || bars.with(|bars| bars.get(class).is_some_and(read))
        };
        let length = move || {
            let length = bars.with(|bars| bars.get(class).map_or(0.0, |bar| bar.length));
            format!("scaleX({length:.4})")
        };
        let name = move || classes.get().get(class).copied().unwrap_or_default();
        view! {
            <li class:best=is(|bar| bar.best)>
                <span class="lane-class">{name}</span>
                <span class="lane-track">
                    <span class="lane-bar" class:negative=is(|bar| bar.negative) style:transform=length></span>
                </span>
            </li>
        }
    };
    let count = Memo::new(move |_| match classes.get().len() {
        count if count > MOST_BARS => 0,
        count => count,
    });
    let words = move || classes.get().iter().any(|name| name.chars().count() > 2);
    view! {
        <Show when=move || !autoencoder.get() fallback=move || view! { <ComesBack store /> }>
            <div class="lane-reading">
                <ol class="lane-bars" class:words=words aria-hidden="true">
                    {move || (0..count.get()).map(row).collect_view()}
                </ol>
                <p class="lane-said">{said}</p>
            </div>
        </Show>
    }
}
