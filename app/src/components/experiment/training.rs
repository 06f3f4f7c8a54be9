//! How it learns: the optimiser, the learning rate, the batch, the end, and the seed of all of it.

use super::fold::Fold;
use super::only::ShownWith;
use super::{Group, options};
use crate::components::parts::{
    Button, ChoiceField, Labelled, TextField, commit, described, field_text, two_figures,
};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_experiment::fields::{self, field};
use playground_experiment::format;
use playground_experiment::optimizer::{OPTIMIZERS, Optimizer};
use web_sys::HtmlInputElement;

/// Returns the link keys of the numbers that an optimiser takes besides μ.
fn numbers(optimizer: Optimizer) -> &'static [&'static str] {
    match optimizer {
        Optimizer::Sgd | Optimizer::Momentum | Optimizer::Nesterov => &[],
        Optimizer::RmsProp => &["alpha", "eps"],
        Optimizer::Adagrad => &["eps"],
        Optimizer::Adam | Optimizer::AdamW => &["b1", "b2", "eps"],
    }
}

/// The group.
#[component]
pub fn TrainingGroup() -> impl IntoView {
    let store = Store::here();
    let optimizer = store.memo(|run| run.settings.draft.optimizer);
    let has_momentum =
        Memo::new(move |_| matches!(optimizer.get(), Optimizer::Momentum | Optimizer::Nesterov));
    let keys = Signal::derive(move || numbers(optimizer.get()).to_vec());
    let name = Signal::derive(move || {
        let labels = numbers(optimizer.get()).iter().filter_map(|key| field(key));
        let labels: Vec<_> = labels.map(|row| row.label).collect();
        t!("settings.training-more", numbers = labels.join(", "))
    });
    let momentum = move || {
        let input = || view! { <TextField key="mu" numeric=true /> };
        has_momentum.get().then(input)
    };
    let inputs = move || {
        let input = |key: &&'static str| view! { <TextField key=*key numeric=true /> };
        let all = numbers(optimizer.get()).iter().map(input);
        view! { <div class="row">{all.collect_view()}</div> }
    };
    let none = Signal::derive(move || keys.with(Vec::is_empty));
    view! {
        <Group id="settings-training" group=fields::Group::Training>
            <div class="pair wide-first">
                <ChoiceField key="opt" options=options!(OPTIMIZERS) />
                <TextField key="batch" numeric=true />
            </div>
            <LearningRate />
            {momentum}
            <TextField key="stop" />
            <ShownWith key="seed">
                <Seed />
            </ShownWith>
            <Fold id="training-more" name=name keys=keys hidden=none>
                {inputs}
            </Fold>
        </Group>
    }
}

/// The seed, and the button that draws another one.
#[component]
fn Seed() -> impl IntoView {
    let store = Store::here();
    let new_seed = move |_| {
        // 2^32 seeds are plenty, and short enough to read aloud in class.
        let seed = (js_sys::Math::random() * f64::from(u32::MAX)) as u64;
        store.edit(|next| next.seed = seed);
    };
    view! {
        <div class="pair wide-first">
            <TextField key="seed" numeric=true />
            <Button class="beside" press=new_seed>"New seed"</Button>
        </div>
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
        <Labelled key="lr" label=None typed>
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
                    aria-describedby=described("lr")
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
