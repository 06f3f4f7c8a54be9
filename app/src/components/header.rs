//! Name, controls, where training stands, device, link, help.

use super::device::DeviceChip;
use super::fault_banner::FaultMark;
use super::home::HomeButton;
use super::parts::{Button, Fact};
use super::share::Share;
use super::waiting::Waiting;
use crate::run::objective::ObjectiveId;
use crate::runs::Runs;
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::format;
use web_sys::{ScrollBehavior, ScrollIntoViewOptions};

/// The bar at the top; its controls stand at the bottom of a phone.
#[component]
pub fn Header() -> impl IntoView {
    view! {
        <header class="bar">
            <h1 class="bar-name">"Gradient Playground"</h1>
            <Controls />
            <div class="whereabouts">
                <Progress />
                <Waiting />
            </div>
            <FaultMark />
            <div class="bar-end">
                <DeviceChip />
                <HomeButton class="bar-home" />
                <Share />
                <HelpButton />
            </div>
        </header>
    }
}

#[component]
fn Controls() -> impl IntoView {
    let store = Store::here();
    let runs = Runs::here();
    let training = Memo::new(move |_| runs.training());
    let dead = store.memo(|run| run.connection.is_dead());
    let invalid = store.memo(|run| run.settings.problem.is_some());
    view! {
        <div class="controls" role="group" aria-label="Training">
            <Button
                id="train"
                class="primary train"
                disabled=dead
                title="Train or pause (space)"
                press=move |_| runs.toggle()
            >
                <span class="train-sign" class:pause=training aria-hidden="true"></span>
                <span class="train-word">{move || if training.get() { "Pause" } else { "Train" }}</span>
            </Button>
            <Button
                id="step"
                title="Take one step (s)"
                disabled=move || dead.get() || training.get()
                press=move |_| runs.step()
            >
                "Step"
            </Button>
            <Button id="reset" title="New weights (r)" disabled=invalid press=move |_| runs.reset()>
                "Reset"
            </Button>
            <Flip />
            <nav class="jumps" aria-label="Parts of the page">
                <Show when=move || !store.view.on_sheets()>
                    <Jump to="draw" word="Draw" />
                </Show>
                <Jump to="settings" word="Setup" />
            </nav>
        </div>
    }
}

/// Swaps the loss of the run that is looked at for its counterpart.
#[component]
fn Flip() -> impl IntoView {
    let store = Store::here();
    let to = store.memo(|run| {
        let here = ObjectiveId::in_use(&run.settings.draft);
        (here.label(), here.counterpart().label())
    });
    let impossible = store.memo(|run| run.settings.draft.flipped().is_err());
    view! {
        <Button
            id="flip"
            class="flip"
            title="Swap the loss for its counterpart while it trains (f)"
            disabled=impossible
            press=move |_| store.act(|run| run.flip())
        >
            <span class="flip-from">{move || to.get().0}</span>
            <span aria-hidden="true">"⇄"</span>
            <span class="flip-to"><span class="unseen">"Flip to "</span>{move || to.get().1}</span>
        </Button>
    }
}

/// Goes to a part of the page; the address's fragment is the run's, so links cannot.
#[component]
fn Jump(to: &'static str, word: &'static str) -> impl IntoView {
    let view = Store::here().view;
    let go = move || {
        if let Some(part) = document().get_element_by_id(to) {
            let options = ScrollIntoViewOptions::new();
            options.set_behavior(ScrollBehavior::Auto);
            part.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let jump = move |_| {
        if to == "settings" && view.settings_hidden.get_untracked() {
            view.settings_open.set(true);
        }
        // What was hidden is laid out by then.
        request_animation_frame(go);
    };
    view! { <button type="button" class="jump" on:click=jump>{word}</button> }
}

/// Epoch, step and speed.
#[component]
fn Progress() -> impl IntoView {
    let store = Store::here();
    let epoch = store.memo(|run| format!("{:.2}", run.progress.epoch));
    let step = store.memo(|run| run.progress.step.to_string());
    let speed = store.memo(|run| format::or_dash(run.progress.speed, format::reading));
    view! {
        <dl class="figures">
            <Fact id="epoch" name="epoch" value=epoch />
            <Fact id="step-count" name="step" value=step />
            <Fact id="speed" class="speed" name="examples/s" value=speed />
        </dl>
    }
}

#[component]
fn HelpButton() -> impl IntoView {
    let store = Store::here();
    let open = move |_| store.view.help.set(true);
    view! { <Button id="help-button" class="quiet" title="Keys and words (?)" label="Help" press=open>"?"</Button> }
}
