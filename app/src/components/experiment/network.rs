//! What learns: the layers and their first weights.

use super::fold::Fold;
use super::layers::Layers;
use super::only::ShownWith;
use super::summary::ModelSummary;
use super::{Group, options};
use crate::components::parts::{ChoiceField, TextField, chosen};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::fields;
use playground_experiment::model::init::{INITS, Init};

/// The group.
#[component]
pub fn NetworkGroup() -> impl IntoView {
    let store = Store::here();
    // Another initialisation with the scale of the one before would rarely mean anything.
    let choose = chosen(Init::from_key, move |init| {
        store.edit(|next| {
            next.init = init;
            next.init_scale = init.info().default_scale;
        });
    });
    view! {
        <Group id="settings-network" group=fields::Group::Network>
            <ShownWith key="net">
                <Layers />
                <ModelSummary />
            </ShownWith>
            <ChoiceField key="init" options=options!(INITS) on_choose=choose />
            <Fold id="network-more" name=t!("settings.network-more") keys=vec!["scale", "obias"]>
                <div class="pair">
                    <TextField key="scale" numeric=true />
                    <TextField key="obias" numeric=true />
                </div>
            </Fold>
        </Group>
    }
}
