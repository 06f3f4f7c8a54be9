//! What the runs have in common and in what they differ, setting by setting. Each leads to its place among the settings.

use crate::components::parts::{Button, go_to_setting};
use crate::runs::Runs;
use crate::state::Store;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use playground_data::rows;
use playground_experiment::compare::differing_fields;
use playground_experiment::experiment::Experiment;
use playground_experiment::fields::{Place, field};
use playground_insight::export::sizes;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A setting that is told of every experiment.
struct Fact {
    /// The link key of its field.
    key: &'static str,
    /// In a few words.
    say: fn(&Experiment) -> String,
}

/// What is told of every experiment; what differs besides is told as well.
const FACTS: &[Fact] = rows![
    Fact (key, say)
    ["data", |e| e.dataset.info().name.to_owned()]
    ["net", sizes]
    ["loss", |e| e.loss.info().short.to_owned()]
    ["opt", |e| e.optimizer.info().name.to_owned()]
    ["lr", |e| format!("rate {}", e.learning_rate)]
    ["batch", |e| format!("batch {}", e.batch_size)]
    ["seed", |e| format!("seed {}", e.seed)]
];

/// A setting in words.
#[derive(Clone, Debug, PartialEq)]
struct SettingText {
    key: &'static str,
    text: String,
    differs: bool,
}

/// Tells the settings of the runs, first those in which they differ.
fn told(runs: &[Experiment]) -> Vec<SettingText> {
    let Some(first) = runs.first() else {
        return Vec::new();
    };
    let differing = differing_fields(runs);
    let different = differing.iter().map(|row| {
        let values: Vec<String> = runs.iter().map(|run| row.show(run)).collect();
        SettingText {
            key: row.key,
            text: format!("{}: {}", row.label, values.join(" / ")),
            differs: true,
        }
    });
    let shared = FACTS
        .iter()
        .filter(|fact| differing.iter().all(|row| row.key != fact.key));
    let shared = shared.map(|fact| SettingText {
        key: fact.key,
        text: (fact.say)(first),
        differs: false,
    });
    different.chain(shared).collect()
}

/// The settings as chips, of which one is in the tab order, and the button that shows all of them.
#[component]
pub fn Facts() -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let all = Memo::new(move |_| told(&runs.drafts()));
    let open = store.view.settings_open;
    let current = RwSignal::new(0_usize);
    let place = move || current.get().min(all.with(Vec::len).saturating_sub(1));
    let list = NodeRef::<html::Div>::new();
    // As the pattern for toolbars has it.
    let arrows = move |event: KeyboardEvent| {
        let count = all.with_untracked(Vec::len);
        let at = untrack(place);
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => (at + 1).min(count.saturating_sub(1)),
            "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
            "Home" => 0,
            "End" => count.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        current.set(to);
        let chip = list
            .get_untracked()
            .and_then(|list| list.children().item(to as u32));
        if let Some(chip) = chip.and_then(|chip| chip.dyn_into::<HtmlElement>().ok()) {
            // One that is gone meanwhile takes no focus.
            let _ = chip.focus();
        }
    };
    let chip = move |(at, fact): (usize, SettingText)| {
        let doc = field(fact.key).map(|row| row.doc);
        view! {
            <button
                type="button"
                class="fact"
                class:differs=fact.differs
                data-setting=fact.key
                title=doc
                tabindex=move || if place() == at { "0" } else { "-1" }
                on:click=move |_| go_to_setting(store.view, Place::Field(fact.key))
            >
                {fact.text}
            </button>
        }
    };
    view! {
        <div class="facts-row">
            <div
                class="fact-chips"
                id="fact-chips"
                role="toolbar"
                aria-label="Settings: press one to change it"
                node_ref=list
                on:keydown=arrows
            >
                {move || all.get().into_iter().enumerate().map(chip).collect_view()}
            </div>
            <Button
                id="stage-settings-open"
                class="small"
                pressed=open
                press=move |_| open.update(|open| *open = !*open)
            >
                "Settings"
            </Button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_of_a_field() {
        for fact in FACTS {
            assert!(field(fact.key).is_some(), "{}", fact.key);
        }
    }

    #[test]
    fn what_differs_comes_first_and_is_not_told_twice() {
        let base = Experiment::default();
        let other = base.flipped().unwrap();
        let all = told(&[base.clone(), other]);
        assert_eq!(all[0].text, "loss: CE / MSE");
        assert!(all[0].differs && !all[1].differs);
        assert_eq!(all.iter().filter(|fact| fact.key == "loss").count(), 1);
        let alone = told(&[base]);
        assert_eq!(alone.len(), FACTS.len());
        assert!(alone.iter().any(|fact| fact.text == "784-128-64-10"));
        assert!(told(&[]).is_empty());
    }
}
