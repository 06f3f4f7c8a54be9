//! Distillation: who teaches, how much and how softly.

use super::fold::Fold;
use crate::components::parts::{Button, FileInput, TextField};
use crate::home::{CheckpointStore, Listed, StatusMessage, said, teacher};
use crate::run::notice::Level;
use crate::runs::{MOST, Runs};
use crate::state::{Store, Teacher};
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use std::future::Future;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// The teacher's share that is offered.
const USUAL_SHARE: f64 = 0.3;

/// What came of choosing a teacher.
type StatusSignal = RwSignal<Option<StatusMessage>>;

fn perform(outcome: StatusSignal, what: impl Future<Output = Result<String, String>> + 'static) {
    spawn_local(async move { outcome.set(Some(said(what.await))) });
}

/// The fold.
#[component]
pub fn TeacherPart() -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let said: StatusSignal = RwSignal::new(None);
    let who = move || match runs.teaching().teacher.get() {
        Some(teacher) => format!("Teacher: {}.", teacher.words()),
        None => "There is no teacher yet.".to_owned(),
    };
    let unready = store.memo(|run| run.network.is_none());
    let share = store.memo(|run| run.settings.draft.distill);
    let missing = move || match share.get() > 0.0 && runs.teaching().teacher.with(Option::is_none) {
        true => "Training waits for a teacher: choose one, or set its share to 0.",
        false => "",
    };
    let wrong = move || match said.get() {
        Some((Level::Info, _)) | None => String::new(),
        Some((_, text)) => text,
    };
    view! {
        <Fold id="distillation" name=t!("settings.distillation") keys=vec!["distil", "temp"]>
                <p class="caption" id="teacher" aria-live="polite">{who}</p>
                <Button
                    id="teach"
                    class="small"
                    title="The network of this run, as it is now, teaches every run from here on"
                    disabled=unready
                    press=move |_| perform(said, teacher::here(runs))
                >
                    "Make this network the teacher"
                </Button>
                <Others said />
                <p class="complaint" id="complaint-teacher" aria-live="polite">{wrong}</p>
                <div class="pair">
                    <TextField key="distil" label="teacher's share w" numeric=true />
                    <TextField key="temp" label="temperature T" numeric=true />
                </div>
                <p class="complaint" id="teacher-missing" aria-live="polite">{missing}</p>
                <p class="caption">
                    "Loss = (1 − w)·loss + w·T²·KL(teacher ‖ student), both softened by T. Validation and test show the loss without the teacher."
                </p>
                <Beside share />
        </Fold>
    }
}

/// A teacher from what was saved.
#[component]
fn Others(said: StatusSignal) -> impl IntoView {
    let (browser, runs) = (CheckpointStore::here(), Runs::here());
    let open = move |files: Vec<File>| {
        for file in files {
            perform(said, teacher::file(runs, file));
        }
    };
    let chosen = move |event| {
        let name = event_target_value(&event);
        if !name.is_empty() {
            perform(said, teacher::kept(runs, name));
        }
    };
    let option = |Listed { name, about, .. }: Listed| {
        let key = name.clone();
        view! { <option value=key title=about>{name}</option> }
    };
    let readable = move || {
        let list = browser.list.get().into_iter();
        list.filter(|e| !e.broken).map(option).collect_view()
    };
    view! {
        <div class="teacher-others">
            <select
                class="small"
                id="teacher-kept"
                aria-label="Teacher from a checkpoint in this browser"
                prop:value=""
                on:focus=move |_| browser.refresh()
                on:change=chosen
            >
                <option value="">"… or a saved run"</option>
                {readable}
            </select>
            <FileInput
                id="teacher-file"
                label="… or a file"
                title="A checkpoint, or safetensors of a network of the shape shown above"
                take=open
            />
        </div>
    }
}

/// The same network beside this one, taught where this one is not.
#[component]
fn Beside(share: Memo<f64>) -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let unable = Memo::new(move |_| {
        runs.teaching().teacher.with(Option::<Teacher>::is_none)
            || runs.slots.with(Vec::len) >= MOST
    });
    let label = move || match share.get() > 0.0 {
        true => "Compare with a student without",
        false => "Compare with a student of the teacher",
    };
    let open = move |_| {
        let draft = store.draft();
        let distill = match draft.distill > 0.0 {
            true => 0.0,
            false => USUAL_SHARE,
        };
        runs.compare(Experiment { distill, ..draft });
    };
    view! {
        <Button
            id="beside-taught"
            class="small"
            title="A run beside this one in lock-step: same weights at the start, same batches"
            disabled=unable
            press=open
        >
            {label}
        </Button>
    }
}
