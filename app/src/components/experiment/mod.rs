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
//! | `more.rs`, `transfer.rs`, `teacher.rs`, `mistakes.rs` | the rest |
//! | `fold.rs` | a fold that says what in it is other than usual |

mod dataset;
mod fold;
mod layers;
mod mistakes;
mod more;
mod network;
mod presets;
mod problem;
mod search;
mod summary;
mod teacher;
mod training;
mod transfer;

use crate::components::parts::{Button, RESET_MARK};
use crate::run::Run;
use crate::runs::Runs;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
pub use mistakes::{count, do_it_right, names};
use more::MoreGroup;
use network::NetworkGroup;
use presets::PresetPart;
use problem::ProblemGroup;
use search::SettingSearch;
use training::TrainingGroup;

/// The panel.
#[component]
pub fn ExperimentPanel() -> impl IntoView {
    view! {
        <section class="panel settings" id="settings" aria-labelledby="settings-title">
            <div class="settings-head">
                <h2 id="settings-title">"Experiment"</h2>
                <SettingSearch />
                <Legend />
            </div>
            <PresetPart />
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

/// Settings that stand together, under a heading.
#[component]
fn Group(id: &'static str, title: String, children: Children) -> impl IntoView {
    view! {
        <fieldset class="part" id=id>
            <legend>
                <h3>{title}</h3>
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
