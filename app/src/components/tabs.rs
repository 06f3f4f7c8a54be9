//! The views of the middle, one row of [`TABS`] each. The address keeps which one is shown.

use super::charts::Charts;
use super::diagnosis::Announcer;
use super::evaluate::Evaluate;
use super::inside::Inside;
use super::lab::Lab;
use super::parts::{WithSelectedRun, open_tab};
use super::runs::{Chips, Compare, RunsView};
use super::stage::Stage;
use super::theory::Theory;
use crate::runs::Runs;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use playground_data::rows;

/// A view of the middle.
pub struct Tab {
    /// The word in links.
    pub key: &'static str,
    /// On the tab.
    pub name: &'static str,
    /// What is seen.
    view: fn() -> AnyView,
}

/// Every view, in order; the first one is what a first visit opens on, [`FIRST_TAB`](crate::state::View::FIRST_TAB).
pub const TABS: &[Tab] = rows![
    Tab (key, name, view)
    ["train", "Train", || view! { <Charts /> }.into_any()]
    ["compare", "Compare", || view! { <Stage /> }.into_any()]
    ["gradients", "Gradients", || view! { <Lab /> }.into_any()]
    ["inside", "Inside", || view! { <Inside /> }.into_any()]
    ["evaluate", "Evaluate", || view! { <Evaluate /> }.into_any()]
    ["theory", "Theory", || view! { <Theory /> }.into_any()]
    ["runs", "Runs", || view! { <RunsView /> }.into_any()]
];

/// Returns whether a word in links means the view that has the page for itself.
pub fn is_stage(key: &str) -> bool {
    tab(key).key == "compare"
}

/// Finds the row of a word in links; the first one for any other word.
fn tab(key: &str) -> &'static Tab {
    TABS.iter().find(|tab| tab.key == key).unwrap_or(&TABS[0])
}

/// The row of tabs and the view chosen. A view that is not shown does not exist, so it costs nothing.
#[component]
pub fn Tabs() -> impl IntoView {
    let chosen = Runs::here().view().tab;
    let current = Memo::new(move |_| tab(&chosen.get()).key);
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
    let button = move |row: &'static Tab| {
        let selected = move || current.get() == row.key;
        view! {
            <button
                type="button"
                role="tab"
                class="tab"
                id=format!("tab-{}", row.key)
                aria-selected=move || selected().to_string()
                aria-controls="view"
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| chosen.set(row.key.to_owned())
            >
                {row.name}
            </button>
        }
    };
    view! {
        <div class="tabs-row">
            <div class="tabs" role="tablist" aria-label="Views" on:keydown=arrows>
                {TABS.iter().map(button).collect_view()}
            </div>
            <Compare />
        </div>
        <Chips />
        <div id="view" class="view" role="tabpanel" aria-labelledby=move || format!("tab-{}", current.get())>
            <Announcer />
            <WithSelectedRun>{move || (tab(current.get()).view)()}</WithSelectedRun>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_visit_and_an_unknown_word_open_the_first_view() {
        assert_eq!(tab("no such view").key, TABS[0].key);
        assert_eq!(TABS[0].key, crate::state::View::FIRST_TAB);
        for row in TABS {
            assert_eq!(tab(row.key).name, row.name);
        }
    }
}
