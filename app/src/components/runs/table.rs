//! The runs in a table: only the settings in which they differ, and their live figures.

use super::super::sweep::Sweep;
use super::Compare;
use super::published::PublishedRows;
use crate::components::parts::{Button, SaveTable, Swatch, table};
use crate::run::Run;
use crate::run::history::ReportRow;
use crate::runs::{RunSlot, Runs};
use crate::text::t;
use leptos::prelude::*;
use playground_data::rows;
use playground_experiment::compare::differing_fields;
use playground_experiment::fields::Field;
use playground_experiment::format;
use playground_experiment::loss::Output;
use playground_experiment::protocol::{Evaluation, LayerGradient, Part, Report};

/// A row of figures.
struct Figure {
    name: &'static str,
    /// Of which runs it can be had.
    of: fn(&Run) -> bool,
    /// Its unit in a run, where that is not the same for all.
    unit: Option<fn(&Run) -> &'static str>,
    doc: &'static str,
    value: fn(&Run) -> Option<f64>,
    /// How it is written, rounded.
    show: fn(f64) -> String,
}

fn any(_: &Run) -> bool {
    true
}

fn reconstructs(run: &Run) -> bool {
    run.settings.active.is_autoencoder()
}

fn classifies(run: &Run) -> bool {
    !reconstructs(run)
}

fn has_cross_entropy(run: &Run) -> bool {
    run.settings.active.output == Output::Softmax
}

fn latest(run: &Run) -> Option<&Report> {
    run.history.last().map(|row| &row.report)
}

fn gradient(run: &Run, pick: fn(&[LayerGradient]) -> Option<&LayerGradient>) -> Option<f64> {
    let gradient = latest(run).and_then(|report| pick(&report.gradients));
    gradient.map(|g| g.weight.into())
}

fn loss(run: &Run) -> Option<f64> {
    latest(run).map(|report| report.loss.into())
}

fn whole(steps: f64) -> String {
    steps.to_string()
}

fn unit(run: &Run) -> &'static str {
    let latest = run.history.last().map(|row| row.objective);
    latest.unwrap_or_else(|| run.settings.objective()).unit()
}

/// Puts the units of the runs behind the name of a figure, each of them once. Cells with bare numbers can be reckoned
/// with.
fn with_units(name: &str, units: &[&str]) -> String {
    let is_first = |(at, unit): &(usize, &&str)| !units[..*at].contains(*unit);
    let once: Vec<&str> = units
        .iter()
        .enumerate()
        .filter(is_first)
        .map(|(_, unit)| *unit)
        .collect();
    format!("{name} ({})", once.join(", "))
}

fn cross_entropy(run: &Run) -> Option<f64> {
    let softmax = |row: &&ReportRow| row.objective.output == Output::Softmax;
    let row = run.history.last().filter(softmax);
    row.map(|row| row.report.cross_entropy.into())
}

fn pixel_error(run: &Run) -> Option<f64> {
    let error = latest(run).and_then(|report| report.pixel_error);
    error.map(f64::from)
}

fn validation(run: &Run) -> Option<&Evaluation> {
    run.history.latest(Part::Validation)
}

/// Every figure, in order.
const FIGURES: &[Figure] = rows![
    Figure (name, of, unit, value, show, doc)
    ["step", any, None, |run| Some(latest(run).map_or(0, |report| report.step) as f64), whole,
     "Steps taken at the latest report."]
    ["loss of the batch", any, Some(unit), loss, format::reading,
     "Of the latest batch, in the unit of the run's own loss."]
    ["cross-entropy", has_cross_entropy, None, cross_entropy, format::reading,
     "Of the latest batch, where the output is a softmax."]
    ["error rate", classifies, None, |run| latest(run).map(|report| 1.0 - f64::from(report.accuracy)), format::percent,
     "Share of the latest batch that is classified wrongly."]
    ["validation accuracy", classifies, None, |run| validation(run).map(|e| e.accuracy), format::percent,
     "On images that are never trained on; at the end of each epoch."]
    ["test accuracy", classifies, None, |run| run.history.latest(Part::Test).map(|e| e.accuracy), format::percent,
     "On the test set, when it was last measured."]
    ["pixel error", reconstructs, None, pixel_error, format::reading,
     "Of an autoencoder: squared difference of a pixel over the latest batch."]
    ["validation pixel error", reconstructs, None, |run| validation(run).and_then(|e| e.pixel_error), format::reading,
     "Of an autoencoder, on images that are never trained on; at the end of each epoch."]
    ["‖∂L/∂W‖ of the first layer", any, None, |run| gradient(run, <[LayerGradient]>::first), format::reading,
     "Norm of the weight gradient next to the input, under the run's own loss."]
    ["‖∂L/∂W‖ of the output layer", any, None, |run| gradient(run, <[LayerGradient]>::last), format::reading,
     "Norm of the weight gradient at the output, under the run's own loss."]
    ["examples/s", any, None, |run| run.progress.speed, format::reading,
     "Measured while it trains; waiting for the slower runs is not counted."]
];

/// The table and what can be done with each run.
#[component]
pub fn RunsView() -> impl IntoView {
    let runs = Runs::here();
    let several = Memo::new(move |_| runs.several());
    let shown = NodeRef::new();
    let rows = Memo::new(move |_| {
        let differing = differing_fields(&runs.drafts());
        differing.iter().map(|row| row.key).collect::<Vec<_>>()
    });
    let measure = move |_| {
        for run_slot in runs.slots.get_untracked() {
            for part in [Part::Validation, Part::Test] {
                run_slot.store.figures.measure(part);
            }
        }
    };
    view! {
        <section class="charts" aria-labelledby="runs-title">
            <h2 id="runs-title" class="unseen">"Runs"</h2>
            <div class="card">
                <SaveTable title="Runs side by side" table=shown />
                <div class="scroll">
                    <table node_ref=shown class="runs" id="runs-table">
                        <thead>
                            <tr>
                                <th scope="col">
                                    <span class="unseen">"setting or figure"</span>
                                </th>
                                <For each=move || runs.slots.get() key=|run_slot| run_slot.id let:run_slot>
                                    <Head run_slot />
                                </For>
                            </tr>
                        </thead>
                        <tbody>
                            <For each=move || rows.get() key=|key| *key let:key>
                                <SettingRow key />
                            </For>
                            {FIGURES.iter().map(|figure| view! { <FigureRow figure /> }).collect_view()}
                            <PublishedRows />
                        </tbody>
                    </table>
                </div>
                <div class="runs-foot">
                    <p class="caption">
                        {move || {
                            if several.get() {
                                "Same seed, same first weights where shapes agree, same batches in the same order. \
                                 No run is ever more than one report ahead of another."
                            } else {
                                "Add a run to compare with: it starts from the same weights and sees the same batches."
                            }
                        }}
                    </p>
                    <Button id="measure-all" class="small" press=measure>"Measure all now"</Button>
                </div>
            </div>
            <Show when=move || !several.get()>
                <Compare />
            </Show>
            <Sweep />
        </section>
    }
}

/// The head of a run's column: name and what can be done with it.
#[component]
fn Head(run_slot: RunSlot) -> impl IntoView {
    let runs = Runs::here();
    let name = Memo::new(move |_| runs.own_name(run_slot));
    let rename = move |event| {
        let text = event_target_value(&event);
        let text = text.trim();
        let name = (!text.is_empty()).then(|| text.chars().take(40).collect());
        run_slot.name.set(name);
    };
    let hide = move |_| run_slot.hidden.update(|hidden| *hidden = !*hidden);
    let freeze = move |_| runs.freeze(run_slot, !run_slot.frozen.get_untracked());
    let freezes = move || match run_slot.frozen.get() {
        true => t!("runs.frozen"),
        false => "Freeze".to_owned(),
    };
    let alone = move || !runs.several();
    view! {
        <th scope="col">
            <div class="run-head">
                <Swatch color=Signal::derive(move || table::var(run_slot.color())) />
                <input
                    type="text"
                    class="run-name"
                    aria-label="Name of the run"
                    prop:value=name
                    on:change=rename
                />
            </div>
            <div class="run-actions">
                <Button class="quiet small" pressed=run_slot.hidden press=hide>"Hide"</Button>
                <Button class="quiet small" pressed=run_slot.frozen press=freeze>{freezes}</Button>
                <Button class="quiet small" disabled=alone press=move |_| runs.remove(run_slot.id)>"Remove"</Button>
            </div>
        </th>
    }
}

#[component]
fn SettingRow(key: &'static str) -> impl IntoView {
    let runs = Runs::here();
    let row: Option<&'static Field> = playground_experiment::fields::field(key);
    let cell = move |run_slot: RunSlot| {
        let value = run_slot
            .store
            .memo(move |run| row.map_or_else(String::new, |row| row.show(&run.settings.draft)));
        view! { <td class="number setting" translate="no">{value}</td> }
    };
    let name = row.map(|row| match row.key {
        // Beside the value of the loss.
        "loss" => t!("runs.trained-with"),
        _ => row.title().to_owned(),
    });
    view! {
        <tr>
            <th scope="row" title=row.map(|row| row.doc)>{name}</th>
            <For each=move || runs.slots.get() key=|run_slot| run_slot.id children=cell />
        </tr>
    }
}

#[component]
fn FigureRow(figure: &'static Figure) -> impl IntoView {
    let runs = Runs::here();
    let cell = move |run_slot: RunSlot| {
        let value = run_slot.store.memo(figure.value);
        table::rounded(move || value.get(), figure.show)
    };
    let exists = Memo::new(move |_| {
        let has = |run_slot: &RunSlot| run_slot.store.read(figure.of);
        runs.slots.with(|slots| slots.iter().any(has))
    });
    let name = Memo::new(move |_| match figure.unit {
        None => figure.name.to_owned(),
        Some(unit) => {
            let of = |run_slot: &RunSlot| run_slot.store.read(unit);
            let units: Vec<&str> = runs.slots.with(|slots| slots.iter().map(of).collect());
            with_units(figure.name, &units)
        }
    });
    view! {
        <Show when=move || exists.get()>
            <tr>
                <th scope="row" title=figure.doc>{name}</th>
                <For each=move || runs.slots.get() key=|run_slot| run_slot.id children=cell />
            </tr>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::loss::Loss;

    fn names(experiment: Experiment) -> Vec<&'static str> {
        let run = Run::new(experiment, Vec::new(), Preference::Auto);
        let had = FIGURES.iter().filter(|figure| (figure.of)(&run));
        had.map(|figure| figure.name).collect()
    }

    #[test]
    fn a_run_has_the_figures_of_its_kind() {
        let classifier = names(Experiment::default());
        assert!(
            classifier.contains(&"validation accuracy") && classifier.contains(&"cross-entropy")
        );
        assert!(!classifier.contains(&"pixel error"));
        let autoencoder = names(Experiment {
            output: Output::Image,
            loss: Loss::MeanSquaredError,
            ..Experiment::default()
        });
        let absent = [
            "cross-entropy",
            "error rate",
            "validation accuracy",
            "test accuracy",
        ];
        assert!(absent.iter().all(|name| !autoencoder.contains(name)));
        assert!(autoencoder.contains(&"loss of the batch") && autoencoder.contains(&"pixel error"));
    }

    #[test]
    fn each_unit_is_told_once() {
        let named = |units: &[&'static str]| with_units("loss", units);
        assert_eq!(named(&["nats", "nats"]), "loss (nats)");
        assert_eq!(
            named(&["nats", "squared error"]),
            "loss (nats, squared error)"
        );
        let four = named(&["nats", "squared error", "squared error", "nats"]);
        assert_eq!(four, "loss (nats, squared error)");
    }
}
