//! The experiment panel: everything that can be set, in the order in which it matters.

mod dataset;
mod layers;
mod mistakes;
mod more;
mod objective;
mod optimizer;
mod presets;
mod summary;
mod teacher;
mod transfer;

use crate::components::parts::{Button, ChoiceField, TextField, chosen};
use crate::runs::Runs;
use crate::state::Store;
use dataset::DatasetPart;
use layers::LayersPart;
use leptos::prelude::*;
use mistakes::MistakesPart;
pub use mistakes::{count, do_it_right, names};
use more::MorePart;
use objective::ObjectivePart;
use optimizer::OptimizerPart;
use playground_experiment::model::init::{INITS, Init};
use presets::PresetPart;
use teacher::TeacherPart;

/// The panel.
#[component]
pub fn ExperimentPanel() -> impl IntoView {
    view! {
        <section class="panel settings" id="settings" aria-labelledby="settings-title">
            <h2 id="settings-title">"Experiment"</h2>
            <PresetPart />
            <ObjectivePart />
            <OptimizerPart />
            <LayersPart />
            <InitPart />
            <DatasetPart />
            <TeacherPart />
            <MorePart />
            <MistakesPart />
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

#[component]
fn InitPart() -> impl IntoView {
    let store = Store::here();
    // Another initialisation with the scale of the one before would rarely mean anything.
    let choose = chosen(Init::from_key, move |init| {
        store.edit(|next| {
            next.init = init;
            next.init_scale = init.info().default_scale;
        });
    });
    let new_seed = move |_| {
        // 2^32 seeds are plenty, and short enough to read aloud in class.
        let seed = (js_sys::Math::random() * f64::from(u32::MAX)) as u64;
        store.edit(|next| next.seed = seed);
    };
    view! {
        <fieldset class="part">
            <legend>"Weights"</legend>
            <div class="pair wide-first">
                <ChoiceField key="init" options=options!(INITS) on_choose=choose />
                <TextField key="scale" label="scale" numeric=true />
            </div>
            <div class="pair wide-first">
                <TextField key="seed" numeric=true />
                <Button class="beside" press=new_seed>"New seed"</Button>
            </div>
        </fieldset>
    }
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
