//! The drawing pad, the image that the network sees of it, and what it answers; below them what was drawn
//! before.
//!
//! | file | |
//! | --- | --- |
//! | `canvas.rs`, `example.rs` | the pad, and what can be put on it |
//! | `seen.rs`, `bars.rs` | what the network sees and answers |
//! | `given_back.rs` | what an autoencoder makes of it instead |
//! | `surprise.rs` | −ln p of what it is meant to be, and the button that keeps it |
//! | `strip.rs` | the last drawings |
//! | `own/` | the person's own test set |

pub(super) mod bars;
mod canvas;
mod example;
pub mod given_back;
mod own;
mod seen;
mod strip;
mod surprise;

use crate::components::parts::Button;
use crate::state::Store;
use bars::Bars;
use canvas::PadCanvas;
use example::ExampleButton;
pub use example::{Example, begin_with_a_digit};
use given_back::GivenBack;
use leptos::prelude::*;
use own::Own;
use seen::Seen;
use strip::Strip;
use surprise::Surprise;
use web_sys::HtmlInputElement;

/// Pen width on a first visit, in widths of the pad.
pub(super) const PEN: f32 = 0.07;

/// The pad beside the other views: all of it, one below the other.
#[component]
pub fn Pad() -> impl IntoView {
    let pen = RwSignal::new(PEN);
    view! {
        <section class="panel draw" id="draw" aria-labelledby="draw-title">
            <Title />
            <PadCanvas pen />
            <div class="pad-tools">
                <Undo />
                <Clear />
                <Example />
            </div>
            <Answer pen />
        </section>
    }
}

/// The pad on the stage, whose lanes say what the networks answer.
#[component]
pub fn PadOfStage(
    /// Width of the pen, in widths of the pad.
    pen: RwSignal<f32>,
) -> impl IntoView {
    view! {
        <section class="card draw" id="draw" aria-labelledby="draw-title">
            <PadCanvas pen />
            <div class="pad-beside">
                <Title />
                <div class="pad-tools">
                    <Undo />
                    <Clear />
                    <ExampleButton />
                </div>
            </div>
        </section>
    }
}

#[component]
fn Title() -> impl IntoView {
    // Series are looked at: there is nothing to draw with.
    let series = Store::here().memo(|run| run.settings.active.dataset.info().is_series());
    view! { <h2 id="draw-title">{move || if series.get() { "Look" } else { "Draw" }}</h2> }
}

/// Returns whether nothing is on the pad.
fn is_empty(store: Store) -> Memo<bool> {
    Memo::new(move |_| {
        store.pad.strokes.with(Vec::is_empty) && store.pad.background.with(Option::is_none)
    })
}

#[component]
fn Undo() -> impl IntoView {
    let store = Store::here();
    let empty = is_empty(store);
    let nothing_to_undo =
        move || empty.get() && store.pad.undo.with(|before| before.drawing.is_empty());
    view! {
        <Button id="undo" class="small" disabled=nothing_to_undo press=move |_| store.pad.undo()>
            "Undo"
        </Button>
    }
}

#[component]
fn Clear() -> impl IntoView {
    let store = Store::here();
    let empty = is_empty(store);
    view! {
        <Button id="clear" class="small" disabled=empty press=move |_| store.pad.clear(store)>
            "Clear"
        </Button>
    }
}

/// What the network sees and answers, what is kept of it, and the width of the pen.
#[component]
pub fn Answer(
    /// In widths of the pad.
    pen: RwSignal<f32>,
) -> impl IntoView {
    let store = Store::here();
    // Of a series there is nothing to keep.
    let series = store.memo(|run| run.settings.active.dataset.info().is_series());
    let width = move |event| {
        pen.set(event_target::<HtmlInputElement>(&event).value_as_number() as f32);
    };
    let autoencoder = store.memo(|run| run.settings.active.is_autoencoder());
    let answer = move || match autoencoder.get() {
        true => view! { <GivenBack /> }.into_any(),
        false => view! { <Bars /> }.into_any(),
    };
    view! {
        <div class="answer">
            <div class="seen-row">
                <Seen />
                <label class="tool pen" style:display=move || series.get().then_some("none")>
                    "pen"
                    <input
                        type="range"
                        min="0.03"
                        max="0.14"
                        step="0.01"
                        prop:value=move || pen.get().to_string()
                        on:input=width
                    />
                </label>
            </div>
            {answer}
        </div>
        <Surprise />
        <div style:display=move || series.get().then_some("none")>
            <Strip />
            <Own />
        </div>
    }
}
