//! A lane of the stage: one run, how well it does, what it reads on the pad, and how hard its own loss pulls at its layers.

use super::reading::Reading;
use crate::components::parts::{Swatch, table};
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use leptos::prelude::*;
use playground_experiment::format;

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

/// How well a run does on its latest batch.
#[derive(Clone, Debug, PartialEq)]
struct HowWell {
    figure: String,
    words: &'static str,
}

/// Returns the share of the latest batch that is read correctly, in whole percent or, of an autoencoder, how far its images
/// are off; none before the first report.
fn how_well(run: &Run) -> Option<HowWell> {
    let report = &run.history.last()?.report;
    if let Some(error) = report.pixel_error {
        return Some(HowWell {
            figure: format::reading(error),
            words: "pixel error",
        });
    }
    let accuracy = f64::from(report.accuracy);
    accuracy.is_finite().then(|| HowWell {
        figure: format!("{:.0}", 100.0 * accuracy),
        words: "% of the batch right",
    })
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
    // As everywhere: several runs are told apart by their colours, a single one shows that of its loss.
    let color = move || match runs.several() {
        true => table::var(run_slot.color()),
        false => table::var(objective.get().color()),
    };
    let well = store.memo(how_well);
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
                <p class="lane-accuracy" class:none=move || well.with(Option::is_none)>
                    <b translate="no">
                        {move || format::or_dash(well.get(), |well| well.figure)}
                    </b>
                    <span>{move || well.get().map(|well| well.words)}</span>
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
