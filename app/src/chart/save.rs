//! The button that saves a figure. What it saves is taken as it is when the button is pressed, and handed to the one
//! dialog of the page; charts know nothing of runs, so what a figure says of them is given by context.

use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, GridCell};

/// What figures say of what they show, in the part of the page below.
#[derive(Clone, Copy)]
pub struct Caption {
    /// The text below a figure: the settings of the runs.
    pub text: Callback<(), String>,
    /// The end of the names of files: run and step; may be empty.
    pub word: Callback<(), String>,
}

/// How the numbers in the cells of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// Rounded, as on the page and in its pictures.
    Rounded,
    /// In full, for programs.
    Full,
}

impl Digits {
    /// Makes a cell of a number, which a picture writes as `show` does.
    pub fn cell(self, value: f64, show: fn(f64) -> String) -> GridCell {
        GridCell::number(match self {
            Self::Full if value.is_finite() => value.to_string(),
            _ => show(value),
        })
    }
}

/// The figures behind a button, as they were when it was pressed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureOffer {
    /// One of them is saved.
    pub figures: Vec<Figure>,
    /// The same with their numbers in full.
    pub in_full: Vec<Figure>,
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
    figures: Callback<Digits, Vec<Figure>>,
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
            figures: figures.run(Digits::Rounded),
            in_full: figures.run(Digits::Full),
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

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::format;

    #[test]
    fn a_number_is_rounded_for_the_eye_and_in_full_for_programs() {
        let written = |digits: Digits, value| digits.cell(value, format::percent).text;
        assert_eq!(written(Digits::Rounded, 0.973_123_456), "97.3 %");
        assert_eq!(written(Digits::Full, 0.973_123_456), "0.973123456");
        assert_eq!(written(Digits::Full, 1e-9), "0.000000001");
        assert_eq!(written(Digits::Full, f64::NAN), format::NO_NUMBER);
    }
}
