//! The button that saves a figure. What it saves is taken as it is when the button is pressed, and handed to the one
//! dialog of the page; charts know nothing of runs, so what a figure says of them is given by context.

use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::Figure;

/// What figures say of what they show, in the part of the page below.
#[derive(Clone, Copy)]
pub struct Caption {
    /// The text below a figure: the settings of the runs.
    pub text: Callback<(), String>,
    /// The end of the names of files: run and step; may be empty.
    pub word: Callback<(), String>,
}

/// The figures behind a button, as they were when it was pressed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureOffer {
    /// One of them is saved.
    pub figures: Vec<Figure>,
    /// The text below them.
    pub caption: String,
    /// The end of the names of files.
    pub word: String,
}

/// What is offered to be saved, and whether the dialog is open; nothing at first.
#[derive(Clone, Copy, Default)]
pub struct SaveRequest {
    /// Whether the dialog is open.
    pub open: RwSignal<bool>,
    /// What it offers.
    pub offer: RwSignal<FigureOffer>,
}

/// The button.
#[component]
pub fn SaveFigure(
    /// What the figure is called, for screen readers.
    #[prop(into)]
    about: Signal<String>,
    /// Returns the figures as they are now.
    #[prop(into)]
    figures: Callback<(), Vec<Figure>>,
) -> impl IntoView {
    let request: Option<SaveRequest> = use_context();
    let caption: Option<Caption> = use_context();
    let press = move |_| {
        let Some(request) = request else {
            return;
        };
        let said = |of: fn(&Caption) -> Callback<(), String>| {
            caption.map_or_else(String::new, |caption| of(&caption).run(()))
        };
        request.offer.set(untrack(|| FigureOffer {
            figures: figures.run(()),
            caption: said(|caption| caption.text),
            word: said(|caption| caption.word),
        }));
        request.open.set(true);
    };
    let words = move || format!(" {}", t!("figure.button_about", figure = about.get()));
    view! {
        <button type="button" class="why save-figure" title=t!("figure.button_title") on:click=press>
            {t!("figure.button")}
            <span class="unseen">{words}</span>
        </button>
    }
}
