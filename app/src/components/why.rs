//! "Why?" beside each figure: what it shows, its formula and where that comes from, in a sheet of the
//! browser's own (`popover`): Escape or a click elsewhere closes it, and focus goes back.

mod notes;

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
    let note = |note: &'static Note| {
        view! {
            <p>{note.text}</p>
            <div class="formula" inner_html=format!("<math display=\"block\">{}</math>", note.formula)></div>
            <p class="caption">{note.source}</p>
        }
    };
    view! {
        <button type="button" class="why" popovertarget=sheet.clone()>
            "Why?"
            <span class="unseen">{format!(" {about}")}</span>
        </button>
        <section class="why-sheet" id=sheet popover="auto" aria-label=format!("Why? {about}")>
            <h4>{about}</h4>
            {move || notes.get().into_iter().map(note).collect_view()}
        </section>
    }
}
