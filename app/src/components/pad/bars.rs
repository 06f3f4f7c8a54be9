//! The network's answer: one bar per class.

use crate::chart::Digits;
use crate::components::parts::{Why, WithSome, notes};
use crate::state::Store;
use crate::text::t;
use leptos::prelude::*;
use playground_chart::figure::{Figure, Fill, Grid, GridCell, Plot};
use playground_experiment::format;
use playground_experiment::loss::Output;
use playground_experiment::metrics::argmax;

/// What a class's bar shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// Part of the full length, 0 to 1.
    pub length: f64,
    /// The value.
    pub value: f32,
    /// The value as text.
    pub text: String,
    /// The largest of all.
    pub best: bool,
    /// How many are larger.
    pub rank: usize,
    /// Below zero.
    pub negative: bool,
}

/// Builds the bars for an answer: shares of 1 for probabilities, of the largest score for raw scores.
pub fn bars(values: &[f32], output: Output) -> Vec<Bar> {
    let raw = output == Output::Linear;
    let largest = values.iter().fold(0.0_f32, |a, v| a.max(v.abs()));
    let full = match raw {
        true => largest.max(f32::MIN_POSITIVE),
        false => 1.0,
    };
    let best = argmax(values);
    let bar = |(class, value): (usize, &f32)| Bar {
        length: f64::from((value.abs() / full).clamp(0.0, 1.0)),
        value: *value,
        text: match raw {
            true => format::reading(*value),
            false => format::percent(*value),
        },
        best: class == best,
        rank: values.iter().filter(|other| *other > value).count(),
        negative: *value < 0.0,
    };
    values.iter().enumerate().map(bar).collect()
}

/// Returns bars as a figure: a row for each class.
pub fn figure(title: &str, bars: &[Bar], names: &[&str], digits: Digits) -> Option<Figure> {
    let row = |(name, bar): (&&str, &Bar)| {
        let color = if bar.negative { "--run-2" } else { "--run-1" };
        let fill = Fill::Bar(color.into(), bar.length);
        let answer = match digits {
            Digits::Rounded => GridCell::number(bar.text.clone()),
            Digits::Full => digits.cell(bar.value.into(), format::reading),
        };
        vec![GridCell::words(*name), answer.with(fill)]
    };
    let head = [t!("figure.class"), t!("figure.answer")].map(GridCell::words);
    let rows = names.iter().zip(bars).map(row);
    let grid = Grid {
        head: 1,
        rows: std::iter::once(head.to_vec()).chain(rows).collect(),
    };
    (!bars.is_empty()).then(|| Figure::of(title, Plot::Table(grid)))
}

/// Returns the bars of what a network answers to the drawing now. Tracks the answer.
pub fn now(store: Store, output: Output, classes: usize) -> Vec<Bar> {
    store.predictor.prediction.with(|answer| match answer {
        // The answer may still be that of another network.
        Some(answer) if answer.values.len() == classes => bars(&answer.values, output),
        _ => Vec::new(),
    })
}

/// Returns the bars of what the network of `store` answers to the drawing; none without an answer.
pub fn of_drawing(store: Store) -> Memo<Vec<Bar>> {
    let about = store.memo(|run| {
        let active = &run.settings.active;
        (active.output, active.classes().len())
    });
    Memo::new(move |_| {
        let (output, classes) = about.get();
        now(store, output, classes)
    })
}

/// A bar for each class and a sentence on how to read them.
#[component]
pub fn Bars() -> impl IntoView {
    let store = Store::here();
    let output = store.memo(|run| run.settings.active.output);
    let classes = store.memo(|run| run.settings.active.classes());
    let bars = of_drawing(store);
    let best = Memo::new(move |_| bars.with(|bars| bars.iter().position(|b| b.best)));
    Effect::new(move || {
        if let Some(class) = best.get() {
            let name = classes.with_untracked(|c| c.get(class).copied().unwrap_or_default());
            store.view.spoken.set(format!("The network sees {name}."));
        }
    });
    let dead = store.memo(|run| run.connection.is_dead());
    let subject = store.memo(|run| run.settings.active.dataset.info().subject);
    let step = Memo::new(move |_| store.predictor.prediction.with_some(|answer| answer.step));
    let on_image = Memo::new(move |_| store.pad.background.with(Option::is_some));
    let unready = store.memo(|run| run.network.is_none());
    let drawn = Memo::new(move |_| store.pad.seen.with(Option::is_some));
    let sentence = move || match dead.get() {
        true => "The trainer has stopped; start it again to get answers.".to_owned(),
        false if unready.get() && drawn.get() => {
            "The answer comes as soon as the network is there.".to_owned()
        }
        false => sentence(step.get(), output.get(), subject.get(), on_image.get()),
    };
    let on_answer = Signal::derive(move || notes::answer(output.get()));
    view! {
        <div class="answer-bars">
            <BarList bars names=classes id="bars" label="Answer of the network by class" target=store.pad.target />
            <div class="caption answer-foot">
                <span id="answer-note">{sentence}</span>
                <Why id="answer" about="The network's answer" notes=on_answer />
            </div>
        </div>
    }
}

/// Says how the answer to a drawing is to be read. `subject` is what the network has seen instead of digits.
fn sentence(step: Option<u64>, output: Output, subject: Option<&str>, on_image: bool) -> String {
    match (step, subject) {
        (Some(0), _) => "These are guesses: the network has not been trained yet.".to_owned(),
        (Some(_), Some(subject)) if !on_image => {
            format!("The network has only seen {subject}, not drawings. Edit a test image instead.")
        }
        (Some(_), _) => format!("{}, by class", output.info().bars),
        (None, Some(subject)) => {
            format!("This network expects {subject}: try a test image.")
        }
        (None, None) => "The pad is empty. Draw, and the answer appears here.".to_owned(),
    }
}

/// More classes than this do not fit below each other: the likeliest then come first, and the others by scrolling.
const AT_ONCE: usize = 12;

/// A bar for each class; empty ones until there is an answer.
#[component]
pub fn BarList(
    /// By class.
    bars: Memo<Vec<Bar>>,
    /// Names of the classes.
    names: Memo<&'static [&'static str]>,
    /// Of the list.
    id: &'static str,
    /// What it is, for screen readers.
    label: &'static str,
    /// The class that it is meant to be, by name; a press on a row chooses it.
    #[prop(optional)]
    target: Option<RwSignal<Option<&'static str>>>,
) -> impl IntoView {
    let count = Memo::new(move |_| names.with(|names| names.len()));
    let many = move || count.get() > AT_ONCE;
    let row = move |class: usize| {
        let bar = Memo::new(move |_| bars.with(|b| b.get(class).cloned().unwrap_or_default()));
        let name = move || names.with(|names| names.get(class).copied().unwrap_or_default());
        let meant = move || target.is_some_and(|target| target.get() == Some(name()));
        // For the pointer; by keyboard there is the menu below.
        let choose = move |_| {
            if let Some(target) = target {
                target.set(Some(untrack(name)));
            }
        };
        view! {
            <li
                class="answer-row"
                class:best=move || bar.with(|b| b.best)
                class:choosable=target.is_some()
                class:target=meant
                style:order=move || many().then(|| bar.with(|b| b.rank.to_string()))
                aria-current=move || meant().then_some("true")
                on:click=choose
            >
                <span class="answer-class">{name}</span>
                <span class="answer-track" aria-hidden="true">
                    <span
                        class="answer-bar"
                        class:negative=move || bar.with(|b| b.negative)
                        style:transform=move || bar.with(|b| format!("scaleX({:.4})", b.length))
                    ></span>
                </span>
                <span class="answer-value" translate="no">{move || bar.with(|b| b.text.clone())}</span>
            </li>
        }
    };
    view! {
        <ol
            class="answer-list"
            class:many=many
            id=id
            aria-label=label
            tabindex=move || many().then_some("0")
        >
            {move || (0..count.get()).map(row).collect_view()}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_has_seen_no_digits_says_so() {
        let said = |step, on_image| sentence(step, Output::Softmax, Some("clothes"), on_image);
        assert!(said(None, false).contains("expects clothes"));
        assert!(said(Some(40), false).contains("has only seen clothes, not drawings"));
        assert_eq!(said(Some(40), true), "probability, by class");
        assert!(said(Some(0), false).contains("guesses"));
        let digits = sentence(Some(40), Output::Linear, None, false);
        assert_eq!(digits, "raw score, not a probability, by class");
    }

    #[test]
    fn probabilities_are_shares_of_one_and_scores_of_the_largest() {
        let softmax = bars(&[0.25, 0.75], Output::Softmax);
        assert_eq!(
            (softmax[1].length, softmax[1].text.as_str()),
            (0.75, "75.0 %")
        );
        assert!(softmax[1].best && !softmax[0].best);
        assert_eq!((softmax[1].rank, softmax[0].rank), (0, 1));
        let scores = bars(&[-2.0, 1.0], Output::Linear);
        assert_eq!((scores[0].length, scores[0].negative), (1.0, true));
        assert_eq!((scores[1].length, scores[1].text.as_str()), (0.5, "1.00"));
        assert!(scores[1].best);
        assert!(bars(&[], Output::Softmax).is_empty());
    }
}
