//! "Take it home": everything that leaves the page as a file, the checkpoints kept in this browser, and
//! the way back from a file.

mod kept;

use crate::home::{self, CheckpointStore};
use crate::run::notice::Level;
use crate::runs::Runs;
use crate::state::Store;
use kept::Kept;
use leptos::html;
use leptos::prelude::*;
use playground_insight::export::python::{LIBRARIES, Library};

/// The button that opens the sheet.
#[component]
pub fn HomeButton(
    /// Class beside the button's own.
    class: &'static str,
) -> impl IntoView {
    let home = CheckpointStore::here();
    view! {
        <button
            type="button"
            class=format!("button {class}")
            title="Curves, weights, scripts, checkpoints"
            on:click=move |_| home.open.set(true)
        >
            "Take it home"
        </button>
    }
}

/// The sheet; a dialog, so that the browser keeps the focus in it and closes it on Escape.
#[component]
pub fn TakeHome() -> impl IntoView {
    let home = CheckpointStore::here();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let (open, Some(dialog)) = (home.open.get(), dialog.get()) else {
            return;
        };
        if open && !dialog.open() {
            home.said.set(None);
            home.refresh();
            // Refused only where it is open already.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class="help home"
            id="home"
            aria-labelledby="home-title"
            on:close=move |_| home.open.set(false)
        >
            <div class="home-top">
                <div class="help-head">
                    <h2 id="home-title">"Take it home"</h2>
                    <button type="button" class="button" on:click=move |_| home.open.set(false)>
                        "Close"
                    </button>
                </div>
                <Outcome home />
            </div>
            <Files home />
            <Kept home />
            <FromFile home />
        </dialog>
    }
}

/// What came of the last thing done; its place is reserved.
#[component]
fn Outcome(home: CheckpointStore) -> impl IntoView {
    let text = move || {
        home.said
            .with(|said| said.as_ref().map_or_else(String::new, |s| s.1.clone()))
    };
    let wrong = move || {
        let failed = |said: &(Level, String)| said.0 == Level::Error;
        home.said.with(|said| said.as_ref().is_some_and(failed))
    };
    view! {
        <p class="home-said" class:wrong=wrong id="home-said" role="status">
            {text}
        </p>
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
    take: Callback<()>,
) -> impl IntoView {
    view! {
        <li class="home-file">
            <button type="button" class="button" id=id on:click=move |_| take.run(())>
                {word}
            </button>
            <span class="caption">{about}</span>
        </li>
    }
}

#[component]
fn Files(home: CheckpointStore) -> impl IntoView {
    let (store, runs) = (Store::here(), Runs::here());
    let curves = Callback::new(move |()| {
        let file = home::curves_file(runs);
        home.say(file.offer());
    });
    let weights = Callback::new(move |()| {
        home.perform(async move { home::weights_file(store).await?.offer() });
    });
    let checkpoint = Callback::new(move |()| {
        home.perform(async move { home::checkpoint_file(store).await?.offer() });
    });
    let script = move |library: Library| {
        Callback::new(move |()| {
            home.say(home::script_file(runs, library).and_then(|file| file.offer()));
        })
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
            <p class="caption">"Each chart has a button of its own, “PNG”, for a picture of it."</p>
        </section>
    }
}

/// The way back.
#[component]
fn FromFile(home: CheckpointStore) -> impl IntoView {
    let store = Store::here();
    let input = NodeRef::<html::Input>::new();
    let picked = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // So that choosing the same file again is a change again.
        input.set_value("");
        if let Some(file) = file {
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
                <label class="button small" for="home-file">
                    "Open a file"
                </label>
                <input node_ref=input type="file" id="home-file" class="unseen" on:change=picked />
                <p class="caption">
                    "A checkpoint of this page, or a safetensors file of a network of the same shape. The run there \
                     is can be brought back. Drawings join your own test set."
                </p>
            </div>
        </section>
    }
}
