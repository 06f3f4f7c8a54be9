//! The drawing pad, the image that the network sees of it, and what it answers.

pub(super) mod bars;
mod canvas;
mod seen;

use crate::state::Store;
use bars::Bars;
use canvas::PadCanvas;
use leptos::prelude::*;
use playground_core::data::synthetic::templates;
use seen::Seen;
use web_sys::HtmlInputElement;

/// Pen width on a first visit, in widths of the pad.
const PEN: f32 = 0.07;

/// The part of the page on which digits are drawn.
#[component]
pub fn Pad() -> impl IntoView {
    let store = Store::here();
    let pen = RwSignal::new(PEN);
    let empty =
        Memo::new(move |_| store.strokes.with(Vec::is_empty) && store.under.with(Option::is_none));
    let nothing_to_undo = move || {
        let nothing_kept = store
            .undone
            .with(|(strokes, image)| strokes.is_empty() && image.is_none());
        empty.get() && nothing_kept
    };
    let width = move |event| {
        pen.set(event_target::<HtmlInputElement>(&event).value_as_number() as f32);
    };
    view! {
        <section class="panel draw" id="draw" aria-labelledby="draw-title">
            <h2 id="draw-title">"Draw"</h2>
            <PadCanvas pen />
            <div class="pad-tools">
                <button type="button" id="undo" class="button small" disabled=nothing_to_undo on:click=move |_| store.undo_on_pad()>
                    "Undo"
                </button>
                <button type="button" id="clear" class="button small" disabled=empty on:click=move |_| store.clear_pad()>
                    "Clear"
                </button>
                <Example />
            </div>
            <div class="answer">
                <div class="seen-row">
                    <Seen />
                    <label class="tool pen">
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
                <Bars />
            </div>
        </section>
    }
}

/// Draws a digit for those who cannot or would rather not draw.
#[component]
fn Example() -> impl IntoView {
    let store = Store::here();
    let choose = move |event| {
        let select = event_target::<web_sys::HtmlSelectElement>(&event);
        if let Ok(digit) = select.value().parse::<u8>() {
            let styles = templates(digit);
            let index = (js_sys::Math::random() * styles.len() as f64) as usize;
            if let Some(strokes) = styles.into_iter().nth(index) {
                store.put_on_pad(strokes, None);
            }
        }
        // The menu is a set of buttons: the same digit can be chosen again.
        select.set_value("");
    };
    let digits = (0..10).map(|digit| view! { <option value=digit>{digit}</option> });
    view! {
        <select id="example" class="small" aria-label="Draw an example digit" on:change=choose>
            <option value="">"Example…"</option>
            {digits.collect_view()}
        </select>
    }
}
