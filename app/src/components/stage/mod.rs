//! The first view: runs side by side around the picture of what tells them apart, how hard each image pulls under
//! either loss. Above it a question, below it the pad, the race, and what the runs have in common; the curves of
//! training and the answer in full unfold below that.
//!
//! | file | |
//! | --- | --- |
//! | `question.rs` | what the runs beside each other are to show, a guess, and the answer in figures |
//! | `scene.rs` | what the picture shows, free of how it is drawn |
//! | `picture.rs`, `images.rs` | the picture: bands, dots, the tip, the table; the images beside their dots |
//! | `badges.rs` | how many images stand in one place |
//! | `lane.rs`, `layers.rs`, `reading.rs` | one run: accuracy, pulls by layer; its layers; what it reads on the pad |
//! | `facts.rs` | the settings that the runs share, and those in which they differ |

mod badges;
mod facts;
mod images;
mod lane;
mod layers;
mod picture;
mod question;
mod reading;
pub(super) mod scene;

use super::autoencoder::WhatComesBack;
use super::charts::{Accuracy, Charts};
use super::diagnosis::DiagnosisLine;
use super::lesson::{LessonCard, Player};
use super::pad::{Answer, Example, PEN, PadOfStage};
use super::parts::WithSelectedRun;
use crate::chart::{Digits, SaveFigure};
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use crate::state::{Store, Sureness, View};
use crate::text::t;
use facts::Facts;
use lane::Lane;
use leptos::ev::Event;
use leptos::prelude::*;
use picture::{AsTable, Pulls};
use playground_chart::figure::Figure;
use question::{Guess, QuestionLine};
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;

/// Training images that are followed.
const FOLLOWED: u32 = 24;

/// Has every run's images followed while the view is `shown`. Tracks which runs there are.
pub fn follow(runs: Runs, shown: bool) {
    let images = if shown { FOLLOWED } else { 0 };
    for run_slot in runs.slots.get() {
        run_slot.store.act(|run| run.connection.set_follows(images));
    }
}

/// Returns the last step that all runs have reported; none while one of them has reported nothing. Tracks.
fn common_step(runs: Runs) -> Option<u64> {
    let last = |run_slot: &RunSlot| {
        let step = |run: &Run| Some(run.history.last()?.report.step);
        run_slot.store.read(step)
    };
    let lasts = runs
        .slots
        .with(|slots| slots.iter().map(last).collect::<Option<Vec<_>>>());
    lasts?.into_iter().min()
}

/// What was chosen on the stage: made once, so that it stays whichever run is looked at.
#[derive(Clone, Copy)]
pub struct StageChoices {
    axis: RwSignal<Sureness>,
    log_pull: RwSignal<bool>,
    /// Place in the training file of the image that the tip is about, whatever is pointed at next.
    kept: RwSignal<Option<u32>>,
    /// Of the image under the pointer, or with the focus.
    pointed: RwSignal<Option<u32>>,
    /// What was guessed, and of which preset.
    guess: RwSignal<Option<Guess>>,
    /// Width of the pen, in widths of the pad.
    pen: RwSignal<f32>,
}

impl StageChoices {
    /// Begins with what a first visit shows; what links carry is kept in the view.
    pub fn new(view: View) -> Self {
        Self {
            axis: view.picked.sureness,
            log_pull: view.picked.log_pull,
            kept: view.picked.kept,
            pointed: RwSignal::new(None),
            guess: RwSignal::new(None),
            pen: RwSignal::new(PEN),
        }
    }

    /// Returns the image that is pointed at, else the one that is kept. Tracks.
    fn chosen(self) -> Option<u32> {
        self.pointed.get().or_else(|| self.kept.get())
    }
}

/// The view. Its lanes stay when another run is looked at; all else is about that one.
#[component]
pub fn Stage() -> impl IntoView {
    let (runs, player) = (Runs::here(), Player::here());
    let choices: StageChoices = expect_context();
    let crowded = move || runs.slots.with(|slots| slots.len() > 2);
    view! {
        <section class="stage" id="stage" aria-labelledby="stage-title">
            <h2 id="stage-title" class="unseen">"Compare"</h2>
            <div class="stage-first">
                // A lesson asks questions of its own.
                <Show when=move || !player.is_open()>
                    <WithSelectedRun>
                        <QuestionLine />
                    </WithSelectedRun>
                </Show>
                <div class="stage-scene" class:crowded=crowded>
                    <div class="stage-picture">
                        <LessonCard />
                        <WithSelectedRun>
                            <Picture />
                        </WithSelectedRun>
                    </div>
                    <For each=move || runs.slots.get() key=|run_slot| run_slot.id let:run_slot>
                        <Lane run_slot />
                    </For>
                </div>
                <div class="stage-below">
                    <WithSelectedRun>
                        <PadOfStage pen=choices.pen />
                        <div class="race">
                            <Accuracy />
                        </div>
                        <div class="card facts-card">
                            <Facts />
                            <DiagnosisLine />
                        </div>
                    </WithSelectedRun>
                </div>
            </div>
            <WithSelectedRun>
                <More />
            </WithSelectedRun>
        </section>
    }
}

/// Returns what the lanes show as figures. Tracks.
fn figures_of_lanes(runs: Runs, digits: Digits) -> Vec<Figure> {
    let slots = runs.slots.get().into_iter();
    slots
        .flat_map(|run_slot| lane::figures(runs, run_slot, digits))
        .collect()
}

/// The picture, or why there is none.
#[component]
fn Picture() -> impl IntoView {
    let runs = Runs::here();
    let autoencoder = Store::here().memo(|run| run.settings.active.is_autoencoder());
    let figures = move |digits: Digits| figures_of_lanes(runs, digits);
    move || match autoencoder.get() {
        true => view! {
            <div class="stage-copies" id="stage-no-classes">
                <WhatComesBack />
                <p class="caption stage-lanes">
                    {t!("stage.no-classes")}
                    <SaveFigure about=t!("figure.lanes") figures=figures />
                </p>
            </div>
        }
        .into_any(),
        false => view! { <Pulls beside=figures /> }.into_any(),
    }
}

/// What unfolds below: it exists only while it is open.
#[component]
fn More() -> impl IntoView {
    let store = Store::here();
    let choices: StageChoices = expect_context();
    let open = store.view.more;
    let toggled = move |event: Event| {
        let fold = event.target();
        let fold = fold.and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok());
        if let Some(fold) = fold {
            open.set(fold.open());
        }
    };
    view! {
        <details class="stage-more" id="stage-more" prop:open=open on:toggle=toggled>
            <summary>"Loss, gradient norms, and the answer in full"</summary>
            <Show when=move || open.get()>
                <div class="stage-more-parts">
                    <div class="stage-more-curves">
                        <Charts />
                        <AsTable />
                    </div>
                    <section class="panel draw" aria-label="The answer in full">
                        <Example />
                        <Answer pen=choices.pen />
                    </section>
                </div>
            </Show>
        </details>
    }
}
