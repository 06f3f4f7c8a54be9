//! The guess of a step: asked for before the run, and held against what was measured after it.

use super::player::{Attempt, Guess, Player};
use crate::components::parts::Button;
use crate::state::LessonPlace;
use crate::text::t;
use leptos::html;
use leptos::prelude::*;
use playground_lesson::{Answer, Choice, Format, Prediction};

/// Asks for the guess.
#[component]
pub fn Ask(place: LessonPlace, prediction: Prediction) -> impl IntoView {
    let answers = match prediction.answer {
        Answer::Choice(choices) => view! { <Choices place choices /> }.into_any(),
        Answer::Number { format, .. } => view! { <Number place format /> }.into_any(),
    };
    view! {
        <div class="lesson-ask" role="group" aria-labelledby="lesson-ask">
            <p class="lesson-asked" id="lesson-ask">{prediction.ask}</p>
            {answers}
        </div>
    }
}

#[component]
fn Choices(place: LessonPlace, choices: Vec<Choice>) -> impl IntoView {
    let player = Player::here();
    let chip = move |(at, choice): (usize, Choice)| {
        let (this, here) = (Guess::Choice(at), StoredValue::new(place.clone()));
        let guessed = move || here.with_value(|place| player.attempt(place).guess);
        let pressed = Signal::derive(move || guessed() == Some(this));
        let press = move |_| {
            let guess = (!pressed.get_untracked()).then_some(this);
            here.with_value(|place| player.note(place, |attempt| attempt.guess = guess));
        };
        view! {
            <Button class="small lesson-choice" pressed press>
                {choice.words}
            </Button>
        }
    };
    let choices: Vec<_> = choices.into_iter().enumerate().map(chip).collect();
    view! { <div class="lesson-choices">{choices}</div> }
}

#[component]
fn Number(place: LessonPlace, format: Format) -> impl IntoView {
    let player = Player::here();
    let (here, wrong) = (StoredValue::new(place), RwSignal::new(String::new()));
    let field = NodeRef::<html::Input>::new();
    let take = move || {
        let Some(field) = field.get_untracked() else {
            return;
        };
        let read = format.read_guess(&field.value());
        wrong.set(read.as_ref().err().cloned().unwrap_or_default());
        let guess = read.ok().map(Guess::Number);
        here.with_value(|place| player.note(place, |attempt| attempt.guess = guess));
    };
    let guessed = move || match here.with_value(|place| player.attempt(place).guess) {
        Some(Guess::Number(value)) => Some(format.write(Some(value))),
        _ => None,
    };
    // A guess that was made stands in the field when its step is shown again.
    let begun = untrack(guessed).unwrap_or_default();
    let kept = move || guessed().map(|guess| t!("lesson.guess-kept", guess = guess));
    view! {
        <div class="lesson-number">
            <input
                node_ref=field
                type="text"
                id="lesson-number"
                inputmode="text"
                autocomplete="off"
                spellcheck="false"
                aria-labelledby="lesson-ask"
                aria-describedby="lesson-number-wrong"
                aria-invalid=move || wrong.with(|wrong| !wrong.is_empty()).to_string()
                prop:value=begun
                on:change=move |_| take()
            />
            <Button id="lesson-guess" class="small" press=move |_| take()>
                {t!("lesson.guess")}
            </Button>
            <span class="caption" id="lesson-guessed" translate="no">{kept}</span>
            <p class="complaint" id="lesson-number-wrong" aria-live="polite">{wrong}</p>
        </div>
    }
}

/// Says what was guessed and what it is; none while nothing was measured.
pub fn verdict(prediction: &Prediction, attempt: &Attempt) -> Option<String> {
    let measured = attempt.measured.as_ref()?;
    match &prediction.answer {
        Answer::Choice(choices) => {
            let outcome = prediction.answer.outcome(measured);
            let words = |at: usize| choices.get(at).map(|choice| choice.words.clone());
            let told = outcome
                .and_then(words)
                .unwrap_or_else(|| t!("lesson.verdict-other"));
            let Some(Guess::Choice(guess)) = attempt.guess else {
                return Some(t!("lesson.verdict-choice", outcome = told));
            };
            let guessed = words(guess).unwrap_or_default();
            Some(match outcome == Some(guess) {
                true => t!("lesson.verdict-choice-right", guess = guessed),
                false => t!(
                    "lesson.verdict-choice-wrong",
                    guess = guessed,
                    outcome = told
                ),
            })
        }
        Answer::Number {
            measured: expression,
            format,
            tolerance,
        } => {
            let value = expression.evaluate(measured);
            let told = format.write(value);
            let Some(Guess::Number(guess)) = attempt.guess else {
                return Some(t!("lesson.verdict-number", outcome = told));
            };
            let guessed = format.write(Some(guess));
            let near = value.is_some_and(|value| tolerance.allows(guess, value));
            Some(match near {
                true => t!(
                    "lesson.verdict-number-right",
                    guess = guessed,
                    outcome = told
                ),
                false => t!(
                    "lesson.verdict-number-wrong",
                    guess = guessed,
                    outcome = told
                ),
            })
        }
    }
}
