//! Named experiments, with their sources and what others reported.

use crate::components::parts::{chosen, option, table};
use crate::run::notice::{Level, Topic};
use crate::runs::Runs;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::fields::differing;
use playground_experiment::presets::families::{Family, WIDTHS, family};
use playground_experiment::presets::{PRESETS, Preset, preset};

/// Sets the settings to those of a preset, on a data set that can be had here.
pub fn choose(runs: Runs, store: Store, chosen: &'static Preset) {
    let (experiment, other_data) = store.data.available(&(chosen.experiment)());
    let dataset = experiment.dataset;
    store.data.need(dataset, store, move |outcome| {
        if outcome.is_err() {
            return;
        }
        store.act(|run| {
            run.settings.preset = Some(chosen.name);
            if let Some(text) = other_data {
                run.notices.show(Topic::Data, Level::Warning, text);
            }
            run.edit(experiment.clone());
        });
        if !chosen.variants.is_empty() {
            runs.open_variants(&experiment, &chosen.variants());
        }
    });
}

/// The menu and what belongs to its choice.
#[component]
pub fn PresetPart() -> impl IntoView {
    let (runs, store) = (Runs::here(), Store::here());
    let current = store.memo(|run| run.settings.preset);
    let changed = store.memo(|run| {
        let chosen = run.settings.preset.and_then(preset);
        let fields = chosen.map_or_else(Vec::new, |p| {
            differing(&(p.experiment)(), &run.settings.draft)
        });
        let labels: Vec<_> = fields.iter().map(|field| field.label).collect();
        labels.join(", ")
    });
    let pick = move |event| match preset(&event_target_value(&event)) {
        Some(row) => choose(runs, store, row),
        None => store.act(|run| run.settings.preset = None),
    };
    let entry = move |row: &'static Preset| {
        option(row.name, row.title, move || current.get() == Some(row.name))
    };
    let entries = move |mistaken: bool| {
        let of_kind = PRESETS.iter().filter(|row| row.shows_mistake() == mistaken);
        of_kind.map(entry).collect_view()
    };
    view! {
        <div class="part">
            <div class="field">
                <label class="field-label" for="preset">
                    "preset"
                    <span title=move || format!("Changed since: {}", changed.get())>
                        {move || if changed.with(String::is_empty) { "" } else { "changed" }}
                    </span>
                </label>
                <select id="preset" prop:value=move || current.get().unwrap_or_default() on:change=pick>
                    {option("", "your own settings", move || current.get().is_none())}
                    {entries(false)}
                    <optgroup label="The right way beside a mistake">{entries(true)}</optgroup>
                </select>
            </div>
            {move || current.get().and_then(family).map(|row| view! { <Width row /> })}
            {move || current.get().and_then(preset).map(about)}
        </div>
    }
}

/// How wide the network of a family is, as a share of the published one.
#[component]
fn Width(row: &'static Family) -> impl IntoView {
    let store = Store::here();
    let now = store.memo(move |run| row.width_of(&run.settings.draft.blocks));
    let named = |name: &str| WIDTHS.iter().find(|(_, other)| *other == name);
    let choose = chosen(named, move |(width, _)| {
        store.edit(|next| next.blocks = row.at(*width));
    });
    let option = |(width, name): &'static (f64, &'static str)| {
        option(name, *name, move || now.get() == Some(*width))
    };
    view! {
        <div class="field">
            <label class="field-label" for="preset-width">"width of the network"</label>
            <select
                id="preset-width"
                title="Units and channels of every layer, as a share of the published network's"
                on:change=choose
            >
                <option value="" disabled selected=move || now.get().is_none()>"its own"</option>
                {WIDTHS.iter().map(option).collect_view()}
            </select>
        </div>
    }
}

fn about(row: &'static Preset) -> impl IntoView {
    let figures = row.published.iter().map(|figure| {
        view! {
            <tr>
                <th scope="row">{figure.what}</th>
                <td>{figure.value}</td>
                <td>{figure.source}</td>
            </tr>
        }
    });
    let table = (!row.published.is_empty()).then(|| {
        view! {
            <table class="published">
                <caption>"Published elsewhere, not measured here"</caption>
                {table::head(&["figure", "value", "by"], &[])}
                <tbody>{figures.collect_view()}</tbody>
            </table>
        }
    });
    view! {
        <details class="about">
            <summary>"Source and notes"</summary>
            <p class="caption">{row.source}</p>
            <p class="caption">{row.note}</p>
            {table}
        </details>
    }
}
