//! The experiment panel: everything that can be set, in three groups, what matters most of each standing open; the rest is
//! folded away, and a search leads to all of it.
//!
//! | file | |
//! | --- | --- |
//! | `search.rs` | the search on top |
//! | `presets.rs` | named experiments |
//! | `problem.rs`, `dataset.rs` | what is to be learned: data, output, loss |
//! | `network.rs`, `layers.rs`, `summary.rs` | what learns it: layers and their first weights |
//! | `training.rs` | how it learns: optimiser, rate, batch, end, seed |
//! | `only.rs` | a few settings alone, as a link may ask |
//! | `more.rs`, `transfer.rs`, `teacher.rs`, `mistakes.rs` | the rest |
//! | `fold.rs` | a fold that says what in it is other than usual |

mod dataset;
mod fold;
mod layers;
mod mistakes;
mod more;
mod network;
mod only;
mod presets;
mod problem;
mod search;
mod summary;
mod teacher;
mod training;
mod transfer;

use crate::components::parts::{Button, RESET_MARK, Swatch, table};
use crate::run::Run;
use crate::runs::Runs;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
pub use mistakes::{count, do_it_right, names};
use more::MoreGroup;
use network::NetworkGroup;
pub use only::ChooseSettings;
use only::OnlyThese;
use playground_experiment::fields::{self, FIELDS, Field};
use presets::PresetPart;
use problem::ProblemGroup;
use search::SettingSearch;
use training::TrainingGroup;

/// The panel.
#[component]
pub fn ExperimentPanel() -> impl IntoView {
    let view = Store::here().view;
    let all = move || view.only.get().is_none();
    view! {
        <section class="panel settings" id="settings" aria-labelledby="settings-title">
            <div class="settings-head">
                <h2 id="settings-title">"Experiment"</h2>
                <Show when=all><SettingSearch /></Show>
                <OfRun />
                <OnlyThese />
                <Legend />
            </div>
            <Show when=all><PresetPart /></Show>
            <ProblemGroup />
            <NetworkGroup />
            <TrainingGroup />
            <MoreGroup />
            <Pending />
        </section>
    }
}

/// A choice from one of the tables of `playground_experiment`.
macro_rules! options {
    ($table:expr) => {
        $table
            .iter()
            .map(|row| (row.key, row.name, row.doc))
            .collect::<Vec<_>>()
    };
}
use options;

/// Whose settings these are, where there are several runs.
#[component]
fn OfRun() -> impl IntoView {
    let runs = Runs::here();
    let color = Signal::derive(move || table::var(runs.selected().color()));
    let name = move || runs.name(runs.selected());
    view! {
        <Show when=move || runs.several()>
            <p class="caption settings-of" id="settings-of">
                {t!("settings.of")} <Swatch color /> <strong>{name}</strong>
            </p>
        </Show>
    }
}

/// Returns the heading of a group.
pub fn group_name(group: fields::Group) -> String {
    match group {
        fields::Group::Problem => t!("settings.problem"),
        fields::Group::Network => t!("settings.network"),
        fields::Group::Training => t!("settings.training"),
        fields::Group::More => t!("settings.more"),
    }
}

/// Settings that stand together, under a heading; nothing where a link shows none of them.
#[component]
fn Group(id: &'static str, group: fields::Group, children: Children) -> impl IntoView {
    let view = Store::here().view;
    let shown = move |field: &Field| field.group() == group && view.shows_setting(field.key);
    view! {
        <fieldset class="part" id=id hidden=move || !FIELDS.iter().any(shown)>
            <legend>
                <h3>{group_name(group)}</h3>
            </legend>
            {children()}
        </fieldset>
    }
}

/// Says what the mark beside a setting means, and when all others work.
#[component]
fn Legend() -> impl IntoView {
    let store = Store::here();
    let free = store.memo(Run::has_nothing_to_lose);
    let text = move || match free.get() {
        true => t!("settings.legend-before", mark = RESET_MARK),
        false => t!("settings.legend", mark = RESET_MARK),
    };
    view! { <p class="caption settings-legend" id="settings-legend">{text}</p> }
}

/// The settings that wait, and the button that they wait for.
#[component]
fn Pending() -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let pending = store.memo(|run| match run.settings.problem {
        None => run.settings.pending(),
        Some(_) => Vec::new(),
    });
    let text = move || format!("Takes effect after Reset: {}.", pending.get().join(", "));
    let keep = move |_| store.act(|run| run.edit(run.settings.requested.clone()));
    view! {
        <Show when=move || pending.with(|p| !p.is_empty())>
            <div class="pending" role="status">
                <p id="pending">{text}</p>
                <div class="pending-buttons">
                    <Button class="primary small" press=move |_| runs.reset()>"Reset now"</Button>
                    <Button class="small" press=keep>"Discard"</Button>
                </div>
            </div>
        </Show>
    }
}
