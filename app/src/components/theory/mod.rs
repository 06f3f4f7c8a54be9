//! Theory one can touch: a card each, with its inputs, its figures and a "Why?". What is computed is
//! in `playground_insight::theory`; nothing here needs the run, except the size of an update.
//!
//! | file | |
//! | --- | --- |
//! | `neuron.rs` | one neuron under two costs |
//! | `calculator.rs`, `steps.rs` | losses and gradients of one example |
//! | `sizes.rs` | parameters, steps, updates |
//! | `surface.rs`, `maps.rs` | the loss over two weights |
//! | `claims.rs` | statements and verdicts |

mod calculator;
mod claims;
mod maps;
mod neuron;
mod sizes;
mod steps;
mod surface;

use crate::chart::Caption;
use crate::components::parts::{Note, Why};
use leptos::prelude::*;

/// What was typed and chosen: made once, so that it is still there when the view is shown again.
#[derive(Clone, Copy)]
pub struct TheoryInputs {
    neuron: neuron::NeuronInputs,
    calculator: calculator::CalculatorInputs,
    sizes: sizes::SizesInputs,
    surface: surface::SurfaceInputs,
    /// The seed of the samples.
    claims: RwSignal<String>,
}

impl TheoryInputs {
    /// Begins with what a first visit opens on.
    pub fn new() -> Self {
        Self {
            neuron: neuron::NeuronInputs::new(),
            calculator: calculator::CalculatorInputs::new(),
            sizes: sizes::SizesInputs::new(),
            surface: surface::SurfaceInputs::new(),
            claims: RwSignal::new("1".to_owned()),
        }
    }
}

/// The view.
#[component]
pub fn Theory() -> impl IntoView {
    let inputs: TheoryInputs = expect_context();
    // These figures are worked out by hand; no run stands behind them.
    provide_context(Caption {
        text: Callback::new(|()| "Gradient Playground".to_owned()),
        word: Callback::new(|()| String::new()),
    });
    view! {
        <div class="theory" id="theory">
            <neuron::Neuron inputs=inputs.neuron />
            <calculator::Calculator inputs=inputs.calculator />
            <sizes::Sizes inputs=inputs.sizes />
            <surface::Surface inputs=inputs.surface />
            <claims::Claims typed=inputs.claims />
        </div>
    }
}

/// A card with its heading, what it is for, and why.
#[component]
fn Card(
    /// Id of the card; its heading and sheet are named after it.
    id: &'static str,
    /// The heading.
    title: &'static str,
    /// What can be done here, in a sentence.
    lead: &'static str,
    /// What the sheet says.
    note: &'static Note,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    let named = heading.clone();
    view! {
        <section class="card theory-card" id=id aria-labelledby=named>
            <div class="theory-head">
                <h2 id=heading>{title}</h2>
                <Why id=id about=title notes=Signal::derive(move || vec![note]) />
            </div>
            <p class="caption">{lead}</p>
            {children()}
        </section>
    }
}
