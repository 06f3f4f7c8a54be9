//! The preset that the runs come from: its source, what others reported, and the way to all of them.

use crate::components::gallery::GalleryButton;
use crate::components::parts::{chosen, option, table};
use crate::runs::Runs;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::fields::differing;
use playground_experiment::presets::families::{Family, WIDTHS, family};
use playground_experiment::presets::{Preset, preset};

/// The preset and what belongs to it, whichever of its runs is looked at.
#[component]
pub fn PresetPart() -> impl IntoView {
    let runs = Runs::here();
    let current = Memo::new(move |_| {
        let name = runs.first().store.read(|run| run.settings.preset);
        name.and_then(preset).map(|row| row.name)
    });
    let changed = Memo::new(move |_| {
        let fields = runs
            .first()
            .store
            .read(|run| match current.get().and_then(preset) {
                Some(row) => differing(&(row.experiment)(), &run.settings.draft),
                None => Vec::new(),
            });
        let titles: Vec<_> = fields.iter().map(|field| field.title()).collect();
        titles.join(", ")
    });
    let title = move || match current.get().and_then(preset) {
        Some(row) => row.title.to_owned(),
        None => t!("gallery.own"),
    };
    let departure = move || match changed.with(String::is_empty) {
        true => String::new(),
        false => t!("gallery.changed", settings = changed.get()),
    };
    view! {
        <div class="part preset-part">
            <div class="preset-head">
                <p class="preset-title" id="preset">{title}</p>
                <GalleryButton id="experiments-choose" />
            </div>
            <p class="caption" id="preset-changed">{departure}</p>
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
                <caption>{t!("gallery.published")}</caption>
                {table::head(&["figure", "value", "by"], &[])}
                <tbody>{figures.collect_view()}</tbody>
            </table>
        }
    });
    view! {
        <details class="about">
            <summary>{t!("gallery.about")}</summary>
            <p class="caption">{row.source}</p>
            <p class="caption">{row.note}</p>
            {table}
        </details>
    }
}
