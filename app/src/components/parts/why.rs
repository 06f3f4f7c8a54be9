//! "Why?" beside each figure: what it shows, its formula and where that comes from, in a sheet of the
//! browser's own (`popover`): Escape or a click elsewhere closes it, and focus goes back. Browsers older
//! than 2024 have none; there the button shows the sheet, and hides it when it is pressed again or left.

pub mod notes;

use crate::chart::{Digits, SaveFigure};
use crate::offered;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
pub use notes::Note;
use playground_chart::figure::Figure;

/// The notes behind a button: one that stays, or those on what is shown now.
#[derive(Clone, Copy)]
pub struct Notes(Signal<Vec<&'static Note>>);

impl From<&'static Note> for Notes {
    fn from(note: &'static Note) -> Self {
        Self(Signal::derive(move || vec![note]))
    }
}

impl From<Signal<Vec<&'static Note>>> for Notes {
    fn from(notes: Signal<Vec<&'static Note>>) -> Self {
        Self(notes)
    }
}

/// The head of a card: its title, with the notes on it.
#[component]
pub fn CardHead(
    id: &'static str,
    title: &'static str,
    #[prop(into)] notes: Notes,
    /// Returns what the card shows as figures, where it shows some.
    #[prop(optional, into)]
    figures: Option<Callback<Digits, Vec<Figure>>>,
) -> impl IntoView {
    view! {
        <div class="chart-head">
            <h3 class="chart-title">{title}</h3>
            <div class="chart-tools">
                <Why id about=title notes />
                {figures.map(|figures| view! { <SaveFigure about=title figures /> })}
            </div>
        </div>
    }
}

/// The button and its sheet.
#[component]
pub fn Why(
    /// Part of the element's id; unique on a page.
    id: &'static str,
    /// What the figure is called, for screen readers.
    about: &'static str,
    /// What to say, for the experiment as it is now.
    #[prop(into)]
    notes: Notes,
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
            {move || notes.0.get().into_iter().map(note).collect_view()}
        </section>
    }
}
