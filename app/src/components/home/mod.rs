//! "Save and export": everything that leaves the page as a file, the checkpoints kept in this browser, and
//! the way back from a file.

mod kept;

use crate::components::parts::{Button, Dialog, DialogHead, FileInput};
use crate::home::{self, CheckpointStore};
use crate::run::notice::Level;
use crate::runs::Runs;
use crate::state::Store;
use crate::text::t;
use kept::Kept;
use leptos::prelude::*;
use playground_insight::export::python::{LIBRARIES, Library};
use web_sys::File;

/// The button that opens the sheet.
#[component]
pub fn HomeButton(
    /// Class beside the button's own.
    class: &'static str,
) -> impl IntoView {
    let home = CheckpointStore::here();
    view! {
        <Button class title="Curves, weights, scripts, checkpoints" press=move |_| home.open.set(true)>
            "Save and export"
        </Button>
    }
}

/// The sheet; a dialog, so that the browser keeps the focus in it and closes it on Escape.
#[component]
pub fn TakeHome() -> impl IntoView {
    let home = CheckpointStore::here();
    let open = home.open;
    let on_open = move |()| {
        home.said.set(None);
        home.refresh();
    };
    view! {
        <Dialog class="help home" id="home" titled="home-title" on_open open>
            <div class="home-top">
                <DialogHead id="home-title" title="Save and export" open />
                <StatusMessage id="home-said" said=home.said />
            </div>
            <Files home />
            <Kept home />
            <FromFile home />
        </Dialog>
    }
}

/// What was done last, or what went wrong.
#[component]
pub fn StatusMessage(
    id: &'static str,
    said: RwSignal<Option<home::StatusMessage>>,
) -> impl IntoView {
    let text = move || said.with(|said| said.as_ref().map(|said| said.1.clone()));
    let failed = |said: &home::StatusMessage| said.0 == Level::Error;
    let wrong = move || said.with(|said| said.as_ref().is_some_and(failed));
    view! {
        <p class="home-said" class:wrong=wrong id=id role="status">{text}</p>
    }
}

/// A file that can be taken.
#[component]
fn FileRow(
    /// Id of its button.
    id: &'static str,
    /// On the button.
    word: &'static str,
    /// What it is good for.
    about: &'static str,
    /// Makes it and hands it over.
    #[prop(into)]
    take: Callback<()>,
) -> impl IntoView {
    view! {
        <li class="home-file">
            <Button id press=move |_| take.run(())>{word}</Button>
            <span class="caption">{about}</span>
        </li>
    }
}

#[component]
fn Files(home: CheckpointStore) -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let curves = move |()| home.say(home::curves_file(runs).offer());
    let weights = move |()| {
        home.perform(async move { home::weights_file(store).await?.offer() });
    };
    let checkpoint = move |()| {
        home.perform(async move { home::checkpoint_file(store).await?.offer() });
    };
    let script = move |library: Library| {
        move |()| home.say(home::script_file(runs, library).and_then(|file| file.offer()))
    };
    let scripts = LIBRARIES.iter().map(|library| {
        let (id, word, about) = match library.id {
            Library::PyTorch => (
                "take-pytorch",
                "PyTorch script",
                "The settings shown as a program that trains the same network; it can begin with these weights.",
            ),
            Library::Keras => ("take-keras", "Keras script", "The same for Keras, with any backend."),
        };
        view! { <FileRow id word about take=script(library.id) /> }
    });
    view! {
        <section aria-labelledby="home-files-title">
            <h3 id="home-files-title">"As files"</h3>
            <ul class="home-files">
                <FileRow
                    id="take-curves"
                    word="Curves (CSV)"
                    about="Every report and evaluation of every run, for a spreadsheet or pandas."
                    take=curves
                />
                <FileRow
                    id="take-weights"
                    word="Weights (safetensors)"
                    about="The network as it is now, with the names and shapes that PyTorch loads."
                    take=weights
                />
                {scripts.collect_view()}
                <FileRow
                    id="take-checkpoint"
                    word="Checkpoint"
                    about="Network, optimiser and curves: open it here again and go on."
                    take=checkpoint
                />
            </ul>
            <p class="caption">{t!("figure.everywhere")}</p>
        </section>
    }
}

/// The way back.
#[component]
fn FromFile(home: CheckpointStore) -> impl IntoView {
    let store = Store::here();
    let open = move |files: Vec<File>| {
        if let Some(file) = files.into_iter().next() {
            home.perform(async move {
                let said = home.load_file(store, file).await?;
                home.open.set(false);
                Ok(said)
            });
        }
    };
    view! {
        <section aria-labelledby="home-open-title">
            <h3 id="home-open-title">"From a file"</h3>
            <div class="own-files">
                <FileInput id="home-file" label="Open a file" take=open />
                <p class="caption">
                    "A checkpoint of this page, or a safetensors file of a network of the same shape. The run there \
                     is can be brought back. Drawings join your own test set."
                </p>
            </div>
        </section>
    }
}
