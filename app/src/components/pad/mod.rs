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
mod given_back;
mod own;
mod seen;
mod strip;
mod surprise;

use crate::components::parts::Button;
use crate::state::Store;
use bars::Bars;
use canvas::PadCanvas;
use example::Example;
use given_back::GivenBack;
use leptos::prelude::*;
use own::Own;
use seen::Seen;
use strip::Strip;
use surprise::Surprise;
use web_sys::HtmlInputElement;

/// Pen width on a first visit, in widths of the pad.
const PEN: f32 = 0.07;

/// The part of the page on which digits are drawn.
#[component]
pub fn Pad() -> impl IntoView {
    let store = Store::here();
    let pen = RwSignal::new(PEN);
    let empty = Memo::new(move |_| {
        store.pad.strokes.with(Vec::is_empty) && store.pad.background.with(Option::is_none)
    });
    let nothing_to_undo =
        move || empty.get() && store.pad.undo.with(|before| before.drawing.is_empty());
    // Series are looked at: there is nothing to draw with, or to keep.
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
        <section class="panel draw" id="draw" aria-labelledby="draw-title">
            <h2 id="draw-title">{move || if series.get() { "Look" } else { "Draw" }}</h2>
            <PadCanvas pen />
            <div class="pad-tools">
                <Button id="undo" class="small" disabled=nothing_to_undo press=move |_| store.pad.undo()>
                    "Undo"
                </Button>
                <Button id="clear" class="small" disabled=empty press=move |_| store.pad.clear(store)>
                    "Clear"
                </Button>
                <Example />
            </div>
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
        </section>
    }
}
