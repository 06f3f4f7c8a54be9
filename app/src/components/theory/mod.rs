//! Theory one can touch: a sheet each, with its inputs, its figures and a "Why?", beside a list of their contents. What is
//! computed is in `playground_insight::theory`; nothing here needs the run, except the size of an update.
//!
//! | file | |
//! | --- | --- |
//! | `contents.rs` | the list of sheets and claims, the search over them, the way to each |
//! | `neuron.rs` | one neuron under two costs |
//! | `calculator.rs`, `steps.rs` | losses and gradients of one example |
//! | `sizes.rs` | parameters, steps, updates |
//! | `surface.rs`, `maps.rs` | the loss over two weights |
//! | `claims.rs` | statements and verdicts |

mod calculator;
mod claims;
mod contents;
mod maps;
mod neuron;
mod sizes;
mod steps;
mod surface;

use crate::chart::Caption;
use crate::components::parts::{Note, Why};
use crate::runs::Runs;
use contents::{Contents, Finds, LinkHere, heading_id, id, show};
use leptos::prelude::*;
use playground_insight::theory::contents::{Anchor, SHEETS, Sheet};

/// The view.
#[component]
pub fn Theory() -> impl IntoView {
    let view = Runs::here().view();
    let sheets = view.sheets;
    let finds = Finds::new();
    provide_context(finds);
    // These figures are worked out by hand; no run stands behind them.
    provide_context(Caption {
        text: Callback::new(|()| "Gradient Playground".to_owned()),
        word: Callback::new(|()| String::new()),
    });
    Effect::new(move || {
        if !view.arriving.get() {
            return;
        }
        view.arriving.set(false);
        if let Some(anchor) = view.at.get_untracked() {
            finds.clear();
            // It is laid out by then.
            request_animation_frame(move || show(anchor));
        }
    });
    view! {
        <div class="theory-page">
            <Contents finds />
            <div class="theory" id="theory">
                <neuron::Neuron inputs=sheets.neuron />
                <calculator::Calculator inputs=sheets.calculator />
                <sizes::Sizes inputs=sheets.sizes />
                <surface::Surface inputs=sheets.surface />
                <claims::Claims typed=sheets.claims finds />
            </div>
        </div>
    }
}

/// Returns the sheet with this key.
fn sheet(key: &str) -> &'static Sheet {
    // Every card has one (tested); the first stands in rather than a panic.
    let found = SHEETS.iter().find(|sheet| sheet.key == key);
    found.unwrap_or(&SHEETS[0])
}

/// A card with its heading, what it is for, and why; left out while it is not among what is found.
#[component]
fn Card(
    /// The key of its sheet.
    key: &'static str,
    /// Id of the notes behind "Why?".
    why: &'static str,
    /// What the notes say.
    note: &'static Note,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let (sheet, anchor) = (sheet(key), Anchor::Sheet(key));
    let finds: Finds = expect_context();
    view! {
        <section
            class="card theory-card"
            class:left-out=move || !finds.has(anchor)
            id=id(anchor)
            aria-labelledby=heading_id(anchor)
        >
            <div class="theory-head">
                <h2 id=heading_id(anchor) tabindex="-1">{sheet.title}</h2>
                <div class="theory-tools">
                    <LinkHere anchor />
                    <Why id=why about=sheet.title notes=Signal::derive(move || vec![note]) />
                </div>
            </div>
            <p class="caption">{sheet.lead}</p>
            {children()}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_has_its_card() {
        for key in ["neuron", "calculator", "sizes", "surface", "claims"] {
            assert_eq!(sheet(key).key, key);
        }
        assert_eq!(SHEETS.len(), 5);
    }
}
