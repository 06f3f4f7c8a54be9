//! The runs in a table: only the settings in which they differ, and their live figures.

use super::super::sweep::Sweep;
use super::Compare;
use super::published::PublishedRows;
use crate::components::parts::{Button, SaveTable, Swatch, table};
use crate::run::Run;
use crate::run::history::ReportRow;
use crate::runs::{RunSlot, Runs};
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
    doc: &'static str,
    value: fn(&Run) -> String,
}

fn reading(value: Option<f64>) -> String {
    format::or_dash(value, format::reading)
}

fn percent(value: Option<f64>) -> String {
    format::or_dash(value, format::percent)
}

fn latest(run: &Run) -> Option<&Report> {
    run.history.last().map(|row| &row.report)
}

fn gradient(run: &Run, pick: fn(&[LayerGradient]) -> Option<&LayerGradient>) -> String {
    let gradient = latest(run).and_then(|report| pick(&report.gradients));
    reading(gradient.map(|g| g.weight.into()))
}

fn loss(run: &Run) -> String {
    format::or_dash(run.history.last(), |row| {
        let loss = format::reading(row.report.loss);
        format!("{loss} {}", row.objective.unit())
    })
}

fn cross_entropy(run: &Run) -> String {
    let softmax = |row: &&ReportRow| row.objective.output == Output::Softmax;
    let row = run.history.last().filter(softmax);
    reading(row.map(|row| row.report.cross_entropy.into()))
}

fn pixel_error(run: &Run) -> String {
    let error = latest(run).and_then(|report| report.pixel_error);
    reading(error.map(f64::from))
}

fn validation(run: &Run) -> Option<&Evaluation> {
    run.history.latest(Part::Validation)
}

/// Every figure, in order.
const FIGURES: &[Figure] = rows![
    Figure (name, value, doc)
    ["step", |run| latest(run).map_or(0, |report| report.step).to_string(), "Steps taken at the latest report."]
    ["loss", loss, "Of the latest batch, in the unit of the run's own loss."]
    ["cross-entropy", cross_entropy, "Of the latest batch, where the output is a softmax."]
    ["error rate", |run| percent(latest(run).map(|report| 1.0 - f64::from(report.accuracy))),
     "Share of the latest batch that is classified wrongly."]
    ["validation accuracy", |run| percent(validation(run).map(|e| e.accuracy)),
     "On images that are never trained on; at the end of each epoch."]
    ["test accuracy", |run| percent(run.history.latest(Part::Test).map(|e| e.accuracy)),
     "On the test set, when it was last measured."]
    ["pixel error", pixel_error, "Of an autoencoder: squared difference of a pixel over the latest batch."]
    ["validation pixel error", |run| reading(validation(run).and_then(|e| e.pixel_error)),
     "Of an autoencoder, on images that are never trained on; at the end of each epoch."]
    ["‖∂L/∂W‖ of the first layer", |run| gradient(run, <[LayerGradient]>::first),
     "Norm of the weight gradient next to the input, under the run's own loss."]
    ["‖∂L/∂W‖ of the output layer", |run| gradient(run, <[LayerGradient]>::last),
     "Norm of the weight gradient at the output, under the run's own loss."]
    ["examples/s", |run| reading(run.progress.speed),
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
    let name = Memo::new(move |_| runs.name(run_slot));
    let rename = move |event| {
        let text = event_target_value(&event);
        let text = text.trim();
        let name = (!text.is_empty()).then(|| text.chars().take(40).collect());
        run_slot.name.set(name);
    };
    let hide = move |_| run_slot.hidden.update(|hidden| *hidden = !*hidden);
    let freeze = move |_| runs.freeze(run_slot, !run_slot.frozen.get_untracked());
    let alone = move || !runs.several();
    view! {
        <th scope="col">
            <div class="run-head">
                <Swatch color=table::var(run_slot.color()) />
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
                <Button class="quiet small" pressed=run_slot.frozen press=freeze>"Freeze"</Button>
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
    view! {
        <tr>
            <th scope="row" title=row.map(|row| row.doc)>{row.map(|row| row.label)}</th>
            <For each=move || runs.slots.get() key=|run_slot| run_slot.id children=cell />
        </tr>
    }
}

#[component]
fn FigureRow(figure: &'static Figure) -> impl IntoView {
    let runs = Runs::here();
    let cell = move |run_slot: RunSlot| table::number(run_slot.store.memo(figure.value));
    view! {
        <tr>
            <th scope="row" title=figure.doc>{figure.name}</th>
            <For each=move || runs.slots.get() key=|run_slot| run_slot.id children=cell />
        </tr>
    }
}
