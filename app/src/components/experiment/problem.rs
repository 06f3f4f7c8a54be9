//! What is to be learned: the data, the output and the loss.

use super::dataset::{AboutData, Arrival, DatasetMenu, OwnFiles};
use super::fold::Fold;
use super::only::ShownWith;
use super::{Group, options};
use crate::components::parts::{ChoiceField, TextField, chosen};
use crate::run::objective::ObjectiveId;
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_data::dataset::NORMALISATIONS;
use playground_experiment::fields;
use playground_experiment::loss::{LOSSES, Loss, OUTPUTS, Output, REDUCTIONS, ReductionInfo};

/// The group.
#[component]
pub fn ProblemGroup() -> impl IntoView {
    let store = Store::here();
    let output = chosen(Output::from_key, move |output| {
        store.act(|run| run.choose_output(output));
    });
    let loss = chosen(Loss::from_key, move |loss| {
        store.act(|run| run.choose_loss(loss));
    });
    let loss_in_draft = store.memo(|run| run.settings.draft.loss);
    let parameters = move || {
        let rows = loss_in_draft.get().info().parameters.iter();
        rows.map(|row| view! { <TextField key=row.key numeric=true /> })
            .collect_view()
    };
    let keys = Signal::derive(move || {
        let rows = loss_in_draft.get().info().parameters.iter();
        let own = ["split", "norm", "red"].into_iter();
        own.chain(rows.map(|row| row.key)).collect::<Vec<_>>()
    });
    view! {
        <Group id="settings-problem" group=fields::Group::Problem>
            <DatasetMenu />
            <Arrival />
            <div class="pair wide-last">
                <ChoiceField key="out" options=options!(OUTPUTS) on_choose=output />
                <ChoiceField key="loss" options=options!(LOSSES) on_choose=loss />
            </div>
            <Fold id="problem-more" name=t!("settings.problem-more") keys=keys>
                <div class="pair">
                    <TextField key="split" />
                    <ChoiceField key="norm" options=options!(NORMALISATIONS) />
                </div>
                <ClassReduction />
                {parameters}
                <ShownWith key="data">
                    <OwnFiles />
                    <AboutData />
                </ShownWith>
            </Fold>
        </Group>
    }
}

/// How the terms of the classes become one number, where the loss or its counterpart leaves that open.
#[component]
fn ClassReduction() -> impl IntoView {
    let store = Store::here();
    let is_open = store.memo(|run| {
        let id = ObjectiveId::in_use(&run.settings.draft);
        id.loss.info().has_reduction || id.counterpart().loss.info().has_reduction
    });
    let of_pixels = store.memo(|run| run.settings.draft.is_autoencoder());
    let reductions = move || -> Vec<_> {
        let name = |row: &'static ReductionInfo| match of_pixels.get() {
            true => row.of_pixels,
            false => row.name,
        };
        let option = |row: &'static ReductionInfo| (row.key, name(row), "");
        REDUCTIONS.iter().map(option).collect()
    };
    move || {
        let field = || view! { <ChoiceField key="red" options=reductions() /> };
        is_open.get().then(field)
    }
}
