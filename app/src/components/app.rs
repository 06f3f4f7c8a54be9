//! The page as a whole.

use super::experiment::ExperimentPanel;
use super::figure::FigureDialog;
use super::gallery::Gallery;
use super::header::Header;
use super::help::Help;
use super::home::TakeHome;
use super::lesson::Player;
use super::notices::Notices;
use super::pad::Pad;
use super::parts::WithSelectedRun;
use super::presenter::{Blank, Enlarge};
use super::share::{CodeOfLink, Sharing};
use super::stage::{self, StageChoices};
use super::tabs::Tabs;
use crate::chart::{Caption, HiddenLines, SaveRequest};
use crate::home::{self, CheckpointStore, KeptWork};
use crate::keys;
use crate::runs::Runs;
use crate::state::take_files;
use crate::sweeps::Sweeps;
use leptos::ev::DragEvent;
use leptos::prelude::*;

/// The page around a store.
#[component]
pub fn App(
    /// The runs side by side.
    runs: Runs,
    /// The sweep beside them.
    sweeps: Sweeps,
    /// What is kept in this browser.
    kept: CheckpointStore,
    /// What is kept of this page itself.
    work: KeptWork,
) -> impl IntoView {
    provide_context(runs);
    provide_context(sweeps);
    provide_context(kept);
    provide_context(work);
    provide_context(kept.own);
    provide_context(Caption {
        text: Callback::new(move |()| home::caption(runs)),
        word: Callback::new(move |()| home::word(runs.store())),
    });
    let request = SaveRequest::default();
    provide_context(request);
    provide_context(Player::new(runs));
    provide_context(StageChoices::new(runs.view()));
    provide_context(Sharing::new());
    provide_context(HiddenLines(runs.view().picked.hidden_lines));
    keys::listen(runs);
    let view = runs.view();
    Effect::new(move || {
        // On the root element, where sizes are defined and where charts watch for changes.
        if let Some(root) = document().document_element() {
            let mode = match view.projector.get() {
                true => "projector",
                false => "workplace",
            };
            let shown = match (view.on_stage(), view.on_sheets(), view.has_settings()) {
                (true, _, false) => "stage",
                (true, _, true) => "stage-and-settings",
                (_, true, false) => "sheets",
                (_, true, true) => "sheets-and-settings",
                (false, false, _) => "all",
            };
            let settings = match view.settings_hidden.get() && !view.settings_open.get() {
                true => "hidden",
                false => "usual",
            };
            // The page then merely keeps its usual size and order.
            let _ = root.set_attribute("data-mode", mode);
            let _ = root.set_attribute("data-shown", shown);
            let _ = root.set_attribute("data-type", &view.type_size.get().to_string());
            let _ = root.set_attribute("data-settings", settings);
        }
    });
    // A lesson asks for their pulls, whichever view it is read beside.
    Effect::new(move || stage::follow(runs, view.on_stage() || view.lesson.with(Option::is_some)));
    let over = RwSignal::new(false);
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        let files = files.map_or_else(Vec::new, |list| crate::data::listed(&list));
        let store = runs.store();
        match &files[..] {
            [] => {}
            [file] if home::is_importable(&file.name()) => kept.drop_file(store, file.clone()),
            _ => take_files(store, files),
        }
    };
    view! {
        <div
            class="page"
            class:dropping=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <WithSelectedRun>
                <Header />
            </WithSelectedRun>
            <main class="workplace">
                <div class="middle">
                    <WithSelectedRun>
                        <Notices />
                    </WithSelectedRun>
                    <Tabs />
                </div>
                // The stage has a pad of its own, and what is worked out by hand needs none.
                <Show when=move || !view.on_stage() && !view.on_sheets()>
                    <WithSelectedRun>
                        <Pad />
                    </WithSelectedRun>
                </Show>
                <WithSelectedRun>
                    <ExperimentPanel />
                </WithSelectedRun>
            </main>
            <WithSelectedRun>
                <Help />
                <TakeHome />
                <CodeOfLink />
            </WithSelectedRun>
            <Gallery />
            <Enlarge />
            <Blank />
            <FigureDialog request />
            <p class="unseen" role="status">{view.spoken}</p>
            <div class="drop-hint" aria-hidden="true">
                "Drop files here: IDX images and labels, a checkpoint, weights, drawings"
            </div>
        </div>
    }
}
