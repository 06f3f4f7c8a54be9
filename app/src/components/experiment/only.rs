//! A few of the settings alone, as a link may ask: chosen under Share, said on top of the panel.

use super::group_name;
use crate::components::parts::{Button, Tick};
use crate::state::{ShownSettings, Store};
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::fields::{FIELDS, Field, Group};

const GROUPS: [Group; 4] = [Group::Problem, Group::Network, Group::Training, Group::More];

/// Lists the settings of a group that can be shown alone. The number of classes is told by the files of a person's own.
fn of_group(group: Group) -> impl Iterator<Item = &'static Field> {
    let fields = FIELDS.iter();
    fields.filter(move |field| field.group() == group && field.key != "classes")
}

/// Parts of the panel that belong to one setting and are no fields themselves.
#[component]
pub fn ShownWith(
    /// Link key of the setting.
    key: &'static str,
    children: Children,
) -> impl IntoView {
    let view = Store::here().view;
    view! {
        <div class="shown-with" hidden=move || !view.shows_setting(key)>
            {children()}
        </div>
    }
}

/// Says that there are more settings than these, and shows them.
#[component]
pub fn OnlyThese() -> impl IntoView {
    let view = Store::here().view;
    let count = move || view.only.get().map_or(0, ShownSettings::len);
    view! {
        <Show when=move || view.only.get().is_some()>
            <p class="caption only-these" id="only-these">
                {move || t!("settings.only", count = count())}
                <Button id="all-settings" class="small" press=move |_| view.only.set(None)>
                    {t!("settings.all")}
                </Button>
            </p>
        </Show>
    }
}

/// Boxes for all settings, of which those ticked are shown.
#[component]
pub fn ChooseSettings(
    /// Those ticked.
    #[prop(into)]
    chosen: Signal<ShownSettings>,
    #[prop(into)] choose: Callback<ShownSettings>,
) -> impl IntoView {
    let tick = move |field: &'static Field| {
        let key = field.key;
        let set = move |on| choose.run(chosen.get_untracked().with(key, on));
        let words = Signal::stored(field.title().to_owned());
        let id = format!("only-{key}");
        view! { <Tick id words on=Signal::derive(move || chosen.get().has(key)) set /> }
    };
    let group = move |group| {
        view! {
            <fieldset>
                <legend>{group_name(group)}</legend>
                {of_group(group).map(tick).collect_view()}
            </fieldset>
        }
    };
    view! { <div class="choose-settings">{GROUPS.map(group).collect_view()}</div> }
}
