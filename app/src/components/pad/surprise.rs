//! What the drawing is meant to be, and how surprised the network is: −ln p of that class.

use crate::components::parts::{Button, Why, notes, option};
use crate::home::OwnSet;
use crate::state::{Drawing, Store};
use leptos::prelude::*;
use playground_data::sketch::labelled::{LabelledDrawing, Under};
use playground_experiment::format;
use playground_experiment::loss::{Output, Task};

/// Says how surprising an answer is to what is meant to be class number `target`.
fn words(answer: Option<&[f32]>, target: Option<usize>, output: Output) -> String {
    if output.task() == Task::Reconstruction {
        return "An autoencoder names no class, so there is no surprise.".to_owned();
    }
    if !output.is_probability() {
        return "Logits are not probabilities, so there is no surprise.".to_owned();
    }
    let Some(target) = target else {
        return "Choose what it is, or press its bar.".to_owned();
    };
    match answer.and_then(|values| values.get(target)) {
        Some(p) => format!("surprise −ln p = {} nats", format::reading(surprise(*p))),
        None => "Draw it, and the surprise −ln p appears here.".to_owned(),
    }
}

/// Computes −ln p in nats.
fn surprise(p: f32) -> f64 {
    -f64::from(p).ln()
}

/// The menu, the figure, and the button that keeps the drawing.
#[component]
pub fn Surprise() -> impl IntoView {
    let store = Store::here();
    let output = store.memo(|run| run.settings.active.output);
    let classes = store.memo(|run| run.settings.active.classes());
    // Meant for another data set, it is not a class here.
    let target = Memo::new(move |_| {
        let wanted = store.pad.target.get()?;
        classes.with(|classes| classes.iter().position(|name| *name == wanted))
    });
    let said = Memo::new(move |_| {
        store.predictor.prediction.with(|answer| {
            let values = answer.as_ref().map(|answer| answer.values.as_slice());
            words(values, target.get(), output.get())
        })
    });
    let choose = move |event| {
        let chosen = event_target_value(&event).parse::<usize>().ok();
        let name = chosen.and_then(|k| classes.with_untracked(|names| names.get(k).copied()));
        store.pad.target.set(name);
    };
    let options = move || {
        let option = |(class, name): (usize, &&'static str)| {
            option(class, *name, move || target.get() == Some(class))
        };
        classes.get().iter().enumerate().map(option).collect_view()
    };
    view! {
        <div class="surprise">
            <label class="tool">
                "if it is"
                <select
                    id="target"
                    class="small"
                    prop:value=move || target.get().map_or_else(String::new, |k| k.to_string())
                    on:change=choose
                >
                    {option("", "…", move || target.get().is_none())}
                    {options}
                </select>
            </label>
            <KeepButton target=Signal::derive(move || {
                target.get().and_then(|class| classes.with(|names| names.get(class).copied()))
            }) />
        </div>
        <div class="caption answer-foot surprise-foot">
            <span id="surprise">{said}</span>
            <Why id="surprise" about="The surprise" notes=&notes::pad::SURPRISE />
        </div>
    }
}

/// Keeps the drawing in the person's own test set.
#[component]
fn KeepButton(target: Signal<Option<&'static str>>) -> impl IntoView {
    let store = Store::here();
    let set = OwnSet::here();
    let drawn = Memo::new(move |_| store.pad.seen.with(Option::is_some));
    let series = store.memo(|run| run.settings.active.dataset.info().is_series());
    let keep = move |_| {
        if let Some(label) = target.get_untracked() {
            keep(set, store.pad.drawing(), label);
            store.view.spoken.set(format!("Kept as {label}."));
        }
    };
    let word = move || match target.get() {
        Some(label) => format!("Keep as {label}"),
        None => "Keep".to_owned(),
    };
    view! {
        <Button
            id="keep-drawing"
            class="small"
            title="Adds it to your own test set"
            // A series is looked at and not kept.
            style:display=move || series.get().then_some("none")
            disabled=move || !drawn.get() || target.get().is_none()
            press=keep
        >
            {word}
        </Button>
    }
}

fn keep(set: OwnSet, drawing: Drawing, label: &str) {
    set.keep(LabelledDrawing {
        label: label.to_owned(),
        strokes: drawing.strokes,
        image: drawing.image.as_ref().map(Under::from),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surprise_is_minus_the_logarithm_of_the_probability() {
        let answer = [0.25_f32, 0.75, 0.0, 1.0];
        let said = |class| words(Some(&answer), class, Output::Softmax);
        assert_eq!(said(Some(0)), "surprise −ln p = 1.39 nats");
        assert_eq!(said(Some(1)), "surprise −ln p = 0.288 nats");
        assert_eq!(said(Some(2)), "surprise −ln p = ∞ nats");
        assert_eq!(said(Some(3)), "surprise −ln p = 0 nats");
        assert!(said(None).starts_with("Choose what it is"));
        assert!(words(None, Some(1), Output::Sigmoid).contains("appears here"));
        let raw = words(Some(&answer), Some(1), Output::Linear);
        assert!(raw.contains("not probabilities"));
    }
}
