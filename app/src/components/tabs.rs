//! The row of tabs, and the view that is chosen. The address keeps which one it is.

use super::diagnosis::Announcer;
use super::evaluate::Evaluate;
use super::gallery::GalleryButton;
use super::inside::Inside;
use super::lab::Lab;
use super::lesson::LessonCard;
use super::parts::{Button, WithSelectedRun, element, open_tab};
use super::presenter::StageModeButton;
use super::runs::{Chips, Compare, RunsView};
use super::stage::Stage;
use super::theory::Theory;
use crate::runs::Runs;
use crate::state::{TABS, Tab};
use crate::text::t;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// Shows the view of this word, about the run that is looked at.
fn show(key: &str) -> AnyView {
    match key {
        "batch" => view! { <Lab /> }.into_any(),
        "inside" => view! { <Inside /> }.into_any(),
        "mistakes" => view! { <Evaluate /> }.into_any(),
        "work" => view! { <Theory /> }.into_any(),
        "runs" => view! { <RunsView /> }.into_any(),
        // The stage is about all runs.
        _ => ().into_any(),
    }
}

/// The row of tabs and the view chosen. A view that is not shown does not exist, so it costs nothing.
#[component]
pub fn Tabs() -> impl IntoView {
    let view = Runs::here().view();
    let chosen = view.tab;
    let current = Memo::new(move |_| chosen.get());
    // As the pattern for tabs has it: arrows move, and only the chosen one is in the tab order.
    let arrows = move |event: KeyboardEvent| {
        let at = TABS.iter().position(|t| t.key == current.get_untracked());
        let (at, count) = (at.unwrap_or(0), TABS.len());
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        open_tab(chosen, TABS[to].key);
    };
    let button = move |(place, row): (usize, &'static Tab)| {
        let selected = move || current.get() == row.key;
        let (before, after) = row.name.split_once(row.left_out).unwrap_or((row.name, ""));
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=format!("tab-{}", row.key)
                title=format!("Show this view ({})", place + 1)
                aria-selected=move || selected().to_string()
                aria-controls="view"
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| chosen.set(row.key)
            >
                {before}
                <span class="tab-more">{row.left_out}</span>
                {after}
            </button>
        }
    };
    // The stage has a button of its own, which open settings move out of sight.
    let settings = move || view.settings_fold() && (!view.on_stage() || view.settings_open.get());
    let toggle_settings = move |_| {
        view.settings_open.update(|open| *open = !*open);
        element::keep_focus("#stage-settings-open");
    };
    // Its lanes are the runs' chips.
    let chips = move || !view.on_stage();
    view! {
        <div class="tabs-row">
            <div class="tabs" role="tablist" aria-label="Views" on:keydown=arrows>
                {TABS.iter().enumerate().map(button).collect_view()}
            </div>
            <Show when=settings>
                <Button
                    id="settings-open"
                    class="small"
                    pressed=view.settings_open
                    press=toggle_settings
                >
                    {t!("work.settings")}
                </Button>
            </Show>
            <GalleryButton id="experiments-open" />
            <StageModeButton />
            <Compare />
        </div>
        <Show when=chips>
            <Chips />
        </Show>
        <div id="view" class="view" role="tabpanel" aria-labelledby=move || format!("tab-{}", current.get())>
            <Announcer />
            // On the stage it stands above the picture.
            <Show when=move || !view.on_stage()>
                <LessonCard />
            </Show>
            <Show
                when=move || view.on_stage()
                fallback=move || view! { <WithSelectedRun>{move || show(current.get())}</WithSelectedRun> }
            >
                <Stage />
            </Show>
        </div>
    }
}
