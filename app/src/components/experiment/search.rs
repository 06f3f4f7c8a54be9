//! The search on top of the settings: what is typed finds settings by their names, by the words of courses and by their
//! values; a press leads to the control.

use super::group_name;
use crate::components::parts::{control, element, go_to_setting};
use crate::state::Store;
use crate::text::t;
use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use playground_experiment::fields::{Found, Place, field, search};
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Names the setting that has to be changed before this one has a control; none where it has one.
fn brought_by(place: Place) -> Option<&'static str> {
    let Place::Field(key) = place else {
        return None;
    };
    let through = field(key)?.through()?;
    control(place).is_none().then_some(through.title())
}

/// Writes a result: "optimiser: Adam, AdamW — Training".
fn told(found: &Found) -> String {
    let (title, group) = (found.title, group_name(found.group));
    if let Some(through) = brought_by(found.place) {
        return t!(
            "settings.found-through",
            title = title,
            group = group,
            through = through
        );
    }
    match &found.values[..] {
        [] => t!("settings.found", title = title, group = group),
        values => t!(
            "settings.found-values",
            title = title,
            group = group,
            values = values.join(", ")
        ),
    }
}

/// Says what came of looking for a text.
fn said(text: &str, found: usize) -> String {
    match found {
        0 => t!("settings.nothing-found", text = text),
        count => t!("settings.count-found", count = count),
    }
}

/// Returns the field and the results below it, in order.
fn stops(whole: NodeRef<html::Div>) -> Vec<Element> {
    let whole = whole.get_untracked();
    whole.map_or_else(Vec::new, |whole| element::all(&whole, "input, button"))
}

/// The field, and below it what it finds.
#[component]
pub fn SettingSearch() -> impl IntoView {
    let store = Store::here();
    let text = RwSignal::new(String::new());
    let within = RwSignal::new(false);
    let found = Memo::new(move |_| text.with(|text| search(text)));
    let shown = move || within.get() && text.with(|text| !text.trim().is_empty());
    let typed = move |event| {
        let wanted = event_target_value(&event);
        let asked = wanted.trim().to_owned();
        text.set(wanted);
        if !asked.is_empty() {
            let count = found.with_untracked(Vec::len);
            store.view.spoken.set(said(&asked, count));
        }
    };
    let whole = NodeRef::<html::Div>::new();
    let left = move |event: FocusEvent| {
        let to = event
            .related_target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        let stays = whole
            .get_untracked()
            .is_some_and(|whole| to.is_some() && whole.contains(to.as_ref()));
        within.set(stays);
    };
    let go = move |place: Place| {
        text.set(String::new());
        go_to_setting(store.view, place);
    };
    let keys = move |event: KeyboardEvent| {
        if text.with_untracked(String::is_empty) {
            return;
        }
        let stops = stops(whole);
        let focused = document().active_element();
        let at = stops.iter().position(|stop| focused.as_ref() == Some(stop));
        let at = at.unwrap_or(0);
        let to = match event.key().as_str() {
            "Escape" => {
                text.set(String::new());
                0
            }
            "ArrowDown" => (at + 1).min(stops.len().saturating_sub(1)),
            "ArrowUp" => at.saturating_sub(1),
            "Enter" if at == 0 => {
                event.prevent_default();
                let nearest = found.with_untracked(|found| found.first().map(|found| found.place));
                return nearest.into_iter().for_each(go);
            }
            _ => return,
        };
        event.prevent_default();
        element::focus(stops.into_iter().nth(to));
    };
    let result = move |found: Found| {
        view! {
            <li>
                <button type="button" class="found-setting" on:click=move |_| go(found.place)>
                    {told(&found)}
                </button>
            </li>
        }
    };
    let results = move || match found.get() {
        all if all.is_empty() => {
            let nothing = said(text.get().trim(), 0);
            view! { <p class="caption">{nothing}</p> }.into_any()
        }
        all => view! { <ul>{all.into_iter().map(result).collect_view()}</ul> }.into_any(),
    };
    view! {
        <div
            class="setting-search"
            role="search"
            aria-label=t!("settings.search")
            node_ref=whole
            on:focusin=move |_| within.set(true)
            on:focusout=left
            on:keydown=keys
        >
            <svg viewBox="0 0 14 14" aria-hidden="true">
                <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path d="M9.5 9.5L13 13" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
            </svg>
            <input
                type="text"
                id="setting-search"
                autocomplete="off"
                spellcheck="false"
                aria-label=t!("settings.search")
                placeholder=t!("settings.search")
                prop:value=text
                on:input=typed
            />
            <Show when=shown>
                // A press leaves the focus where it is, or the list would be gone before it is heard of.
                <div class="found-settings" id="found-settings" on:mousedown=|event| event.prevent_default()>
                    {results}
                </div>
            </Show>
        </div>
    }
}
