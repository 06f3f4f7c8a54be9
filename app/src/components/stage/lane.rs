//! A lane of the stage: one run, how well it does, what it reads on the pad, and how hard its own loss pulls at its
//! layers.

use super::super::pad::bars;
use super::common_step;
use super::layers::{self, Layers};
use super::reading::Reading;
use crate::chart::Digits;
use crate::components::gradients::layer_names;
use crate::components::parts::{Swatch, table};
use crate::components::runs::Chip;
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Fill, Grid, GridCell, Plot};
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

/// Returns the pulls at the layers from the output back to the input, as the gradient goes; before the first report the
/// layers alone, so that they have their room.
fn layer_pulls(run: &Run) -> Vec<LayerPull> {
    let mut pulls: Vec<LayerPull> = match run.history.last() {
        Some(row) => {
            let gradients = row.report.gradients.iter();
            let pulls = run.history.layers.iter().zip(gradients);
            pulls
                .map(|(name, gradient)| LayerPull {
                    name: name.clone(),
                    norm: f64::from(gradient.weight),
                })
                .collect()
        }
        None => {
            let norm = f64::NAN;
            let names = layer_names(run).into_iter();
            names.map(|name| LayerPull { name, norm }).collect()
        }
    };
    pulls.reverse();
    pulls
}

/// Returns what a lane shows as figures: its layers, its answer to the drawing, the pull at each layer. Tracks.
pub fn figures(runs: Runs, run_slot: RunSlot, digits: Digits) -> Vec<Figure> {
    let (store, name) = (run_slot.store, runs.name(run_slot));
    let layers = layers::figure(run_slot, t!("figure.layers", run = name.clone()));
    let active = store.read(|run| run.settings.active.clone());
    let names = active.classes();
    let answer = bars::now(store, active.output, names.len());
    let answer = bars::figure(
        &t!("figure.reads", run = name.clone()),
        &answer,
        names,
        digits,
    );
    let pulls = store.read(layer_pulls);
    let row = |pull: &LayerPull| {
        let fill = Fill::Bar(run_slot.color().into(), pull.length());
        let norm = digits.cell(pull.norm, format::reading).with(fill);
        vec![GridCell::words(pull.name.clone()), norm]
    };
    let head = [t!("figure.layer"), t!("figure.gradient")].map(GridCell::words);
    let rows = std::iter::once(head.to_vec()).chain(pulls.iter().map(row));
    let grid = Grid {
        head: 1,
        rows: rows.collect(),
    };
    let (low, high) = PULL_DECADES;
    let pulls = Figure::of(t!("figure.pulls", run = name), Plot::Table(grid));
    let pulls = pulls.with_note(t!("figure.pulls_note", low = low, high = high));
    [layers, answer, Some(pulls)]
        .into_iter()
        .flatten()
        .collect()
}

/// How well a run does on its latest batch.
#[derive(Clone, Debug, PartialEq)]
struct HowWell {
    figure: String,
    unit: &'static str,
    words: &'static str,
}

/// Returns the share of a batch that is read correctly, in whole percent or, of an autoencoder, how far its images are
/// off: of the latest or, one report before it, of the `common` step of all runs, so that lanes say the same moment. None
/// before the first report.
fn how_well(run: &Run, common: Option<u64>) -> Option<HowWell> {
    let last = run.history.last()?;
    let every = u64::from(run.settings.active.report_every);
    let near = common.filter(|step| step + every >= last.report.step);
    // One that goes on from a checkpoint may have reported nothing at that step.
    let report = &near
        .and_then(|step| run.history.at(step))
        .unwrap_or(last)
        .report;
    if let Some(error) = report.pixel_error {
        return Some(HowWell {
            figure: format::reading(error),
            unit: "",
            words: "pixel error",
        });
    }
    let accuracy = f64::from(report.accuracy);
    accuracy.is_finite().then(|| HowWell {
        figure: format!("{:.0}", 100.0 * accuracy),
        unit: " %",
        words: "of the batch right",
    })
}

/// The lane.
#[component]
pub fn Lane(run_slot: RunSlot) -> impl IntoView {
    let runs = Runs::here();
    let store = run_slot.store;
    let objective = store.memo(|run| run.settings.objective());
    let name = move || objective.get().label();
    let loss = move || objective.get().loss.info().name;
    // As everywhere: several runs are told apart by their colours, a single one shows that of its loss.
    let color = move || match runs.several() {
        true => table::var(run_slot.color()),
        false => table::var(objective.get().color()),
    };
    let common = Memo::new(move |_| common_step(runs));
    let well = Memo::new(move |_| store.read(|run| how_well(run, common.get())));
    let is_long = move || well.with(|well| well.as_ref().is_some_and(|well| well.figure.len() > 3));
    let layers = store.memo(layer_pulls);
    let selected = move || runs.several() && runs.selected() == run_slot;
    let several = Memo::new(move |_| runs.several());
    let head = move || match several.get() {
        true => view! { <Chip run_slot /> }.into_any(),
        false => view! { <Swatch color=Signal::derive(color) /> {name} }.into_any(),
    };
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
                <div class="lane-who">
                    <h3 class="lane-name">{head}</h3>
                    <p class="caption lane-loss">{loss}</p>
                </div>
                <p class="lane-accuracy" class:none=move || well.with(Option::is_none) class:long=is_long>
                    <b translate="no">
                        {move || format::or_dash(well.get(), |well| well.figure)}
                    </b>
                    <span class="lane-unit">{move || well.get().map(|well| well.unit)}</span>
                    <span class="lane-of">{move || well.get().map(|well| well.words)}</span>
                </p>
            </div>
            <Layers run_slot />
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
