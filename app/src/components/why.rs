//! "Why?" beside each figure: what it shows, its formula and where that comes from, in a sheet of the
//! browser's own (`popover`): Escape or a click elsewhere closes it, and focus goes back. Browsers older
//! than 2024 have none; there the button shows the sheet, and hides it when it is pressed again or left.

mod notes;

use crate::offered;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
pub use notes::{
    Note, accuracy, answer, calculator, calibration, claims, classes, confusion, diagnosis,
    eigenvalue, embedding, explain, gallery, gradients, held_out, latent, layers, loss, neuron,
    path, pixel_error, reconstructions, scatter, seen, sizes, slice, summary, surface, surprise,
    sweep, unit, units, updates,
};

/// The button and its sheet.
#[component]
pub fn Why(
    /// Part of the element's id; one a page.
    id: &'static str,
    /// What the figure is called, for screen readers.
    about: &'static str,
    /// What to say, for the experiment as it is now.
    #[prop(into)]
    notes: Signal<Vec<&'static Note>>,
) -> impl IntoView {
    let sheet = format!("why-{id}");
    let plain = !offered::knows("HTMLElement", "popover");
    let shown = RwSignal::new(false);
    let pressed = move |_| shown.update(|shown| *shown = plain && !*shown);
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            shown.set(false);
        }
    };
    let note = |note: &'static Note| {
        view! {
            <p>{note.text}</p>
            <div class="formula" inner_html=format!("<math display=\"block\">{}</math>", note.formula)></div>
            <p class="caption">{note.source}</p>
        }
    };
    view! {
        <button
            type="button"
            class="why"
            popovertarget=(!plain).then(|| sheet.clone())
            on:click=pressed
            on:blur=move |_| shown.set(false)
            on:keydown=key
        >
            "Why?"
            <span class="unseen">{format!(" {about}")}</span>
        </button>
        <section
            class="why-sheet"
            class:plain=plain
            class:shown=shown
            id=sheet
            popover=(!plain).then_some("auto")
            aria-label=format!("Why? {about}")
        >
            <h4>{about}</h4>
            {move || notes.get().into_iter().map(note).collect_view()}
        </section>
    }
}
