//! What a run reads on the pad: a bar for each class, and the largest in words.

use super::super::pad::bars::{Bar, bars};
use crate::run::Run;
use crate::runs::RunSlot;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::metrics::argmax;

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

/// The bars and the sentence; nothing of an autoencoder, which reads no classes.
#[component]
pub fn Reading(run_slot: RunSlot) -> impl IntoView {
    let store = run_slot.store;
    let classes = store.memo(|run| run.settings.active.classes());
    let output = store.memo(|run| run.settings.active.output);
    let autoencoder = store.memo(|run| run.settings.active.is_autoencoder());
    let series = store.memo(|run| run.settings.active.dataset.info().is_series());
    let silent = store.memo(silent);
    // It may still be that of another network.
    let answer = Memo::new(move |_| {
        let values = store.predictor.prediction.with(|answer| {
            let answer = answer.as_ref()?;
            let fits = answer.values.len() == classes.get().len();
            fits.then(|| answer.values.clone())
        });
        values.filter(|_| silent.get().is_none())
    });
    let all = Memo::new(move |_| {
        answer.with(|answer| answer.as_ref().map(|values| bars(values, output.get())))
    });
    let said = move || match (answer.get(), silent.get()) {
        (None, Some(why)) => view! { <span class="caption">{why}</span> }.into_any(),
        (None, None) if series.get() => {
            view! { <span class="caption">"Choose an example: it is read here."</span> }.into_any()
        }
        (None, None) => {
            view! { <span class="caption">"Draw something: it is read here."</span> }.into_any()
        }
        (Some(values), _) => {
            let best = argmax(&values);
            let name = classes.get().get(best).copied().unwrap_or_default();
            let sure = match output.get().is_probability() {
                true => format!("{} sure", format::percent(values[best])),
                false => format!("score {}", format::reading(values[best])),
            };
            view! {
                "reads it as "
                <b>{name}</b>
                <span class="caption" translate="no">{sure}</span>
            }
            .into_any()
        }
    };
    let row = move |class: usize| {
        let of = move |read: fn(&Bar) -> bool| {
            all.with(|all| {
                all.as_ref()
                    .and_then(|all| all.get(class))
                    .is_some_and(read)
            })
        };
        let length = move || {
            let length = all.with(|all| {
                all.as_ref()
                    .and_then(|all| all.get(class))
                    .map_or(0.0, Bar::length)
            });
            format!("scaleX({length:.4})")
        };
        let name = move || classes.get().get(class).copied().unwrap_or_default();
        view! {
            <li class:best=move || of(Bar::is_best)>
                <span class="lane-class">{name}</span>
                <span class="lane-track">
                    <span
                        class="lane-bar"
                        class:negative=move || of(Bar::is_negative)
                        style:transform=length
                    ></span>
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
        <Show when=move || !autoencoder.get()>
            <div class="lane-reading">
                <ol class="lane-bars" class:words=words aria-hidden="true">
                    {move || (0..count.get()).map(row).collect_view()}
                </ol>
                <p class="lane-said">{said}</p>
            </div>
        </Show>
    }
}
