//! The optimiser, its numbers, the learning rate and the batch.

use super::options;
use crate::components::parts::{ChoiceField, Labelled, TextField, commit, field_text, two_figures};
use crate::state::Store;
use leptos::prelude::*;
use playground_experiment::format;
use playground_experiment::optimizer::{OPTIMIZERS, Optimizer};
use web_sys::HtmlInputElement;

/// The part.
#[component]
pub fn OptimizerPart() -> impl IntoView {
    let store = Store::here();
    let optimizer = store.memo(|run| run.settings.draft.optimizer);
    let numbers = move || {
        let keys: &[&'static str] = match optimizer.get() {
            Optimizer::Sgd => &[],
            Optimizer::Momentum | Optimizer::Nesterov => &["mu"],
            Optimizer::RmsProp => &["alpha", "eps"],
            Optimizer::Adagrad => &["eps"],
            Optimizer::Adam | Optimizer::AdamW => &["b1", "b2", "eps"],
        };
        let input = |key: &&'static str| view! { <TextField key=*key numeric=true /> };
        view! { <div class="row">{keys.iter().map(input).collect_view()}</div> }
    };
    view! {
        <fieldset class="part">
            <legend>"Optimiser"</legend>
            <div class="pair wide-first">
                <ChoiceField key="opt" options=options!(OPTIMIZERS) />
                <TextField key="batch" label="batch size" numeric=true />
            </div>
            {numbers}
            <LearningRate />
        </fieldset>
    }
}

/// Decades that the slider spans, as powers of ten.
const DECADES: (f64, f64) = (-5.0, 1.0);

/// Converts a position of the slider to a rate of two figures.
fn rate_at(position: f64) -> f64 {
    two_figures(10f64.powf(position))
}

/// Converts a rate to a position of the slider; a rate beyond the slider stands at its end.
fn position_of(rate: f64) -> f64 {
    rate.max(1e-12).log10().clamp(DECADES.0, DECADES.1)
}

#[component]
fn LearningRate() -> impl IntoView {
    let store = Store::here();
    let rate = store.memo(|run| run.settings.draft.learning_rate);
    let text = field_text(store, "lr");
    let typed = RwSignal::new(None);
    let dragged = move |event| {
        let position = event_target::<HtmlInputElement>(&event).value_as_number();
        store.edit(|next| next.learning_rate = rate_at(position));
        typed.set(None);
    };
    let commit = commit(store, "lr", true, typed);
    view! {
        <Labelled key="lr" label=Some("learning rate") typed>
            <div class="slider">
                <input
                    type="range"
                    id="lr-slider"
                    aria-label="learning rate, logarithmic"
                    aria-valuetext=move || format::number(rate.get())
                    min=DECADES.0
                    max=DECADES.1
                    step="0.01"
                    prop:value=move || position_of(rate.get())
                    on:input=dragged
                />
                <input
                    type="text"
                    id="field-lr"
                    inputmode="decimal"
                    autocomplete="off"
                    aria-describedby="complaint-lr"
                    prop:value=text
                    on:input=move |_| typed.set(None)
                    on:change=commit
                />
            </div>
            <div class="decades" aria-hidden="true">
                <span>"1e-5"</span>
                <span>"1e-3"</span>
                <span>"0.1"</span>
                <span>"10"</span>
            </div>
        </Labelled>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_gives_rates_of_two_figures_and_finds_them_again() {
        assert_eq!(rate_at(-3.0), 0.001);
        assert_eq!(rate_at(-2.0), 0.01);
        assert_eq!(rate_at(-1.52), 0.03);
        assert_eq!(rate_at(0.0), 1.0);
        assert_eq!(position_of(0.001), -3.0);
        assert_eq!(position_of(0.0), DECADES.0);
        assert_eq!(position_of(50.0), DECADES.1);
    }
}
