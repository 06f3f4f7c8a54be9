//! A lane of the stage: one run, how well it does, what it reads on the pad, and how hard its own loss pulls at its layers.

use super::super::pad::bars::bars;
use crate::components::parts::{Swatch, table};
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::metrics::argmax;

/// Ends of the scale of pulls: what is smaller is an empty bar, what is larger a full one.
const PULL_DECADES: (f64, f64) = (-9.0, 1.0);

/// The pull at one layer.
#[derive(Clone, Debug, PartialEq)]
struct LayerPull {
    name: String,
    /// ‖∂L/∂W‖ of the latest report.
    norm: f64,
}

impl LayerPull {
    /// Returns the length of its bar, 0 to 1, on a logarithmic scale.
    fn length(&self) -> f64 {
        let (low, high) = PULL_DECADES;
        match self.norm > 0.0 {
            true => ((self.norm.log10() - low) / (high - low)).clamp(0.0, 1.0),
            false => 0.0,
        }
    }
}

/// Returns the pulls at the layers from the output back to the input, as the gradient goes; none before the first report.
fn layer_pulls(run: &Run) -> Vec<LayerPull> {
    let Some(row) = run.history.last() else {
        return Vec::new();
    };
    let gradients = row.report.gradients.iter();
    let pulls = run.history.layers.iter().zip(gradients);
    let mut pulls: Vec<LayerPull> = pulls
        .map(|(name, gradient)| LayerPull {
            name: name.clone(),
            norm: f64::from(gradient.weight),
        })
        .collect();
    pulls.reverse();
    pulls
}

/// Returns the share of the latest batch that it got right, in whole percent.
fn accuracy(run: &Run) -> Option<String> {
    let accuracy = f64::from(run.history.last()?.report.accuracy);
    accuracy
        .is_finite()
        .then(|| format!("{:.0}", 100.0 * accuracy))
}

/// The lane.
#[component]
pub fn Lane(run_slot: RunSlot) -> impl IntoView {
    let runs = Runs::here();
    let store = run_slot.store;
    let objective = store.memo(|run| run.settings.objective());
    let name = Memo::new(move |_| match runs.several() {
        true => runs.name(run_slot),
        false => objective.get().label().to_owned(),
    });
    let color = move || table::var(objective.get().color());
    let percent = store.memo(accuracy);
    let layers = store.memo(layer_pulls);
    let selected = move || runs.several() && runs.selected() == run_slot;
    // Every lane reads the drawing, whichever run is looked at.
    Effect::new(move || {
        runs.selected();
        store.predictor.set_in_view(true);
    });
    on_cleanup(move || {
        if untrack(|| runs.selected()) != run_slot {
            store.predictor.set_in_view(false);
        }
    });
    let layer = |pull: LayerPull| {
        let length = format!("scaleX({:.4})", pull.length());
        view! {
            <dt>{pull.name}</dt>
            <dd>
                <span class="lane-track" aria-hidden="true">
                    <span class="lane-bar" style:transform=length></span>
                </span>
                <span class="lane-value" translate="no">{format::reading(pull.norm)}</span>
            </dd>
        }
    };
    view! {
        <section class="card lane" class:selected=selected style:--lane=color>
            <div class="lane-head">
                <h3 class="lane-name"><Swatch color=Signal::derive(color) /> {name}</h3>
                <p class="lane-accuracy" class:none=move || percent.with(Option::is_none)>
                    <b translate="no">{move || percent.get().unwrap_or_else(|| format::NO_NUMBER.to_owned())}</b>
                    <span>"% of the batch right"</span>
                </p>
            </div>
            <Reading run_slot />
            <div class="lane-pulls">
                <h4 class="caption">"pull of one step, by layer (log)"</h4>
                <dl>{move || layers.get().into_iter().map(layer).collect_view()}</dl>
            </div>
        </section>
    }
}

/// What it reads on the pad: a bar for each class, and the largest in words.
#[component]
fn Reading(run_slot: RunSlot) -> impl IntoView {
    let store = run_slot.store;
    let classes = store.memo(|run| run.settings.active.classes());
    let output = store.memo(|run| run.settings.active.output);
    let answer = Memo::new(move |_| {
        store.predictor.prediction.with(|answer| {
            let answer = answer.as_ref()?;
            // It may still be that of another network.
            (answer.values.len() == classes.get().len()).then(|| answer.values.clone())
        })
    });
    let said = move || match answer.get() {
        None => {
            view! { <span class="caption">"Draw something: it is read here."</span> }.into_any()
        }
        Some(values) => {
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
        let bar = move || {
            let values = answer.get()?;
            bars(&values, output.get()).into_iter().nth(class)
        };
        let length = Memo::new(move |_| bar().map_or(0.0, |bar| bar.length()));
        let best = move || answer.get().is_some_and(|values| argmax(&values) == class);
        let name = move || classes.get().get(class).copied().unwrap_or_default();
        view! {
            <li class:best=best>
                <span class="lane-class">{name}</span>
                <span class="lane-track">
                    <span class="lane-bar" style:transform=move || format!("scaleX({:.4})", length.get())></span>
                </span>
            </li>
        }
    };
    view! {
        <div class="lane-reading">
            <ol class="lane-bars" aria-hidden="true">
                {move || (0..classes.get().len()).map(row).collect_view()}
            </ol>
            <p class="lane-said">{said}</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulls_of_any_size_have_a_bar_within_its_track() {
        let length = |norm| {
            let name = String::new();
            LayerPull { name, norm }.length()
        };
        assert_eq!(length(0.0), 0.0);
        assert_eq!(length(1e-12), 0.0);
        assert!((length(1e-4) - 0.5).abs() < 1e-12);
        assert_eq!(length(1e3), 1.0);
        assert_eq!(length(f64::NAN), 0.0);
    }
}
