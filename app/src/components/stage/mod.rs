//! Runs side by side around the picture of what tells them apart: how hard each image pulls under either loss.
//!
//! | file | |
//! | --- | --- |
//! | `scene.rs` | what the picture shows, free of how it is drawn |
//! | `picture.rs` | the picture: bands, dots, images, the tip, the table |
//! | `lane.rs` | one run: accuracy, what it reads on the pad, pulls by layer |

mod lane;
mod picture;
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

/// Training images that are followed.
const FOLLOWED: u32 = 24;

/// The view.
#[component]
pub fn Stage() -> impl IntoView {
    let runs = Runs::here();
    Effect::new(move || {
        for run_slot in runs.slots.get() {
            follow(run_slot.store, FOLLOWED);
        }
    });
    on_cleanup(move || {
        for run_slot in runs.slots.get_untracked() {
            follow(run_slot.store, 0);
        }
    });
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
    let open = store.view.panel;
    let about = store.memo(home::about);
    view! {
        <div class="stage-settings">
            <p class="caption">{about}</p>
            <Button id="stage-panel" class="small" pressed=open press=move |_| open.update(|open| *open = !*open)>
                "Settings"
            </Button>
        </div>
    }
}

fn follow(store: Store, images: u32) {
    store.act(|run| run.connection.set_follows(images));
}
