//! Output and loss.

use super::options;
use crate::components::parts::{ChoiceField, TextField, chosen};
use crate::run::objective::ObjectiveId;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::loss::{LOSSES, Loss, OUTPUTS, Output, REDUCTIONS, ReductionInfo};

/// The part.
#[component]
pub fn ObjectivePart() -> impl IntoView {
    let store = Store::here();
    let output = chosen(Output::from_key, move |output| {
        store.act(|run| run.choose_output(output));
    });
    let loss = chosen(Loss::from_key, move |loss| {
        store.act(|run| run.choose_loss(loss));
    });
    let has_reduction = store.memo(|run| {
        let id = ObjectiveId::in_use(&run.settings.draft);
        id.loss.info().has_reduction || id.counterpart().loss.info().has_reduction
    });
    let loss_in_draft = store.memo(|run| run.settings.draft.loss);
    let of_pixels = store.memo(|run| run.settings.draft.is_autoencoder());
    let reductions = move || -> Vec<_> {
        let name = |row: &'static ReductionInfo| match of_pixels.get() {
            true => row.of_pixels,
            false => row.name,
        };
        let option = |row: &'static ReductionInfo| (row.key, name(row), "");
        REDUCTIONS.iter().map(option).collect()
    };
    view! {
        <fieldset class="part">
            <legend>"Output and loss"</legend>
            <div class="pair wide-last">
                <ChoiceField key="out" options=options!(OUTPUTS) on_choose=output />
                <ChoiceField key="loss" options=options!(LOSSES) on_choose=loss />
            </div>
            {move || {
                has_reduction.get().then(|| view! { <ChoiceField key="red" options=reductions() /> })
            }}
            {move || {
                let parameters = loss_in_draft.get().info().parameters.iter();
                parameters.map(|row| view! { <TextField key=row.key numeric=true /> }).collect_view()
            }}
        </fieldset>
    }
}
