//! Runs side by side around the picture of what tells them apart: how hard each image pulls under either loss.
//!
//! | file | |
//! | --- | --- |
//! | `scene.rs` | what the picture shows, free of how it is drawn |
//! | `picture.rs`, `images.rs` | the picture: bands, dots, the tip, the table; the images beside their dots |
//! | `lane.rs`, `reading.rs` | one run: accuracy, pulls by layer; what it reads on the pad |

mod images;
mod lane;
mod picture;
mod reading;
mod scene;

use super::charts::Accuracy;
use super::diagnosis::DiagnosisLine;
use crate::components::parts::Button;
use crate::home;
use crate::runs::Runs;
use crate::state::Store;
use lane::Lane;
use leptos::prelude::*;
use picture::Pulls;
use scene::Sureness;

/// Training images that are followed.
const FOLLOWED: u32 = 24;

/// Has every run's images followed while the view is `shown`. Tracks which runs there are.
pub fn follow(runs: Runs, shown: bool) {
    let images = if shown { FOLLOWED } else { 0 };
    for run_slot in runs.slots.get() {
        run_slot.store.act(|run| run.connection.set_follows(images));
    }
}

/// What was chosen on the picture: made once, so that it stays whichever run is looked at.
#[derive(Clone, Copy)]
pub struct StageChoices {
    axis: RwSignal<Sureness>,
    log_pull: RwSignal<bool>,
    /// Place in the training file of the image that the tip is about, whatever is pointed at next.
    kept: RwSignal<Option<u32>>,
    /// Of the image under the pointer, or with the focus.
    pointed: RwSignal<Option<u32>>,
    table: RwSignal<bool>,
}

impl StageChoices {
    /// Begins with what a first visit shows.
    pub fn new() -> Self {
        Self {
            axis: RwSignal::default(),
            log_pull: RwSignal::new(false),
            kept: RwSignal::new(None),
            pointed: RwSignal::new(None),
            table: RwSignal::new(false),
        }
    }

    /// Returns the image that is pointed at, else the one that is kept. Tracks.
    fn chosen(self) -> Option<u32> {
        self.pointed.get().or_else(|| self.kept.get())
    }
}

/// The view.
#[component]
pub fn Stage() -> impl IntoView {
    let runs = Runs::here();
    let autoencoder = Store::here().memo(|run| run.settings.active.is_autoencoder());
    let picture = move || {
        match autoencoder.get() {
        true => view! {
            <p class="card caption" id="stage-no-classes">
                "Images stand here by how sure the network is of the right class. An autoencoder has no classes: see its \
                 images on the tab Evaluate."
            </p>
        }
        .into_any(),
        false => view! { <Pulls /> }.into_any(),
    }
    };
    view! {
        <section class="stage" id="stage" aria-labelledby="stage-title">
            <h2 id="stage-title" class="unseen">"Compare"</h2>
            <Settings />
            <div class="stage-picture">{picture}</div>
            <For each=move || runs.slots.get() key=|run_slot| run_slot.id let:run_slot>
                <Lane run_slot />
            </For>
            <div class="stage-below">
                <DiagnosisLine />
                <Accuracy />
            </div>
        </section>
    }
}

/// What the run that is looked at is, in a line, and the button that shows its settings.
#[component]
fn Settings() -> impl IntoView {
    let store = Store::here();
    let open = store.view.settings_open;
    let about = store.memo(home::about);
    view! {
        <div class="stage-settings">
            <p class="caption">{about}</p>
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
