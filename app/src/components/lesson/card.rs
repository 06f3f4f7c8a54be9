//! The step of a lesson as it is seen: what it asks, how far it is, what comes out, and the way to the other steps.

use super::goal::told;
use super::guess::{Ask, verdict};
use super::measured::FigureSnapshot;
use super::player::{Content, OpenStep, Player, TITLE};
use super::prose::prose;
use crate::components::parts::Button;
use crate::text::t;
use leptos::prelude::*;
use playground_lesson::Condition;

/// The card; nothing while no lesson is open.
#[component]
pub fn LessonCard() -> impl IntoView {
    let player = Player::here();
    let language = move || {
        player
            .open_step()
            .map(|open| open.lesson().front.language.clone())
    };
    let body = move || match player.content() {
        Content::Nothing => ().into_any(),
        Content::Coming => {
            view! { <p class="caption" role="status">{t!("lesson.coming")}</p> }.into_any()
        }
        Content::Failed(why) => {
            view! { <p class="lesson-failed" role="alert">{why}</p> }.into_any()
        }
        Content::Ready(_) => view! { <Body /> }.into_any(),
    };
    view! {
        <Show when=move || player.is_open()>
            <section class="card lesson" id="lesson" aria-labelledby=TITLE lang=language>
                <Head />
                {body}
            </section>
        </Show>
    }
}

/// The title of the step, where it stands among the others, and the way to them.
#[component]
fn Head() -> impl IntoView {
    let player = Player::here();
    let title = move || match player.open_step() {
        Some(open) => open.step().title.clone(),
        None => t!("lesson.lesson"),
    };
    let position = move || {
        let open = player.open_step()?;
        let lesson = open.lesson();
        let (step, steps) = (open.at() + 1, lesson.steps.len());
        let name = lesson.front.title.clone();
        Some(t!(
            "lesson.position",
            name = name,
            step = step,
            steps = steps
        ))
    };
    let at = Memo::new(move |_| player.open_step().map(|open| open.at()));
    let steps = Memo::new(move |_| {
        player
            .open_step()
            .map_or(0, |open| open.lesson().steps.len())
    });
    let first = move || at.get().is_none_or(|at| at == 0);
    let last = move || at.get().is_none_or(|at| at + 1 >= steps.get());
    let go = move |by: isize| {
        if let Some(to) = at.get_untracked().and_then(|at| at.checked_add_signed(by)) {
            player.go(to);
        }
    };
    view! {
        <div class="lesson-head">
            <h3 class="lesson-title" id=TITLE tabindex="-1">{title}</h3>
            <span class="caption lesson-position" id="lesson-position">{position}</span>
            <div class="lesson-nav" role="group" aria-label=t!("lesson.steps")>
                <Button id="lesson-back" class="small" disabled=first press=move |_| go(-1)>
                    {t!("lesson.back")}
                </Button>
                <Button id="lesson-next" class="small" disabled=last press=move |_| go(1)>
                    {t!("lesson.next")}
                </Button>
                <Button id="lesson-leave" class="small" press=move |_| player.leave()>
                    {t!("lesson.leave")}
                </Button>
            </div>
        </div>
    }
}

/// What stands below the head: made anew for each step, and once more when its answer is there.
#[component]
fn Body() -> impl IntoView {
    let player = Player::here();
    let shown = Memo::new(move |_| {
        let open = player.open_step()?;
        let measured = player.attempt(&open.place).measured;
        Some((open, measured))
    });
    move || {
        let (open, measured) = shown.get()?;
        Some(match measured {
            None => view! { <Question open /> }.into_any(),
            Some(measured) => view! { <Outcome open measured /> }.into_any(),
        })
    }
}

/// Before the run: the prose, the guess, and how far the step is.
#[component]
fn Question(open: OpenStep) -> impl IntoView {
    let player = Player::here();
    let step = open.step().clone();
    let place = open.place.clone();
    let waits = step.until.is_some();
    let ask = step.predict.map(|prediction| {
        let place = place.clone();
        view! { <Ask place prediction /> }
    });
    let explain = step.explain.filter(|_| !waits).map(|question| {
        let open = open.clone();
        view! { <Explain open question /> }
    });
    let foot = match step.until {
        Some(until) => view! { <Goal open=open.clone() until /> }.into_any(),
        None if step.reveal.is_empty() => ().into_any(),
        None => {
            let reveal = move |_| player.reveal(&place);
            view! { <Button id="lesson-reveal-now" class="small" press=reveal>{t!("lesson.reveal")}</Button> }
                .into_any()
        }
    };
    view! {
        <div class="lesson-body" id="lesson-body" tabindex="0" role="group" aria-labelledby=TITLE>
            {prose(&step.prose, &FigureSnapshot::default())}
        </div>
        <div class="lesson-foot">{ask} {explain} {foot}</div>
    }
}

/// What is to be done next, and how far the runs are.
#[component]
fn Goal(open: OpenStep, until: Condition) -> impl IntoView {
    let player = Player::here();
    let asks = open.step().predict.is_some();
    let guessed = Memo::new(move |_| player.attempt(&open.place).guess.is_some());
    let next = move || (asks && !guessed.get()).then(|| t!("lesson.guess-first"));
    let far = move || told(&until, &player.measured());
    view! {
        <p class="lesson-goal caption">
            {next} " " <span id="lesson-goal" translate="no">{far}</span>
        </p>
    }
}

/// After the run: what became of the guess, what it means, and the prose again for whoever asks for it.
#[component]
fn Outcome(open: OpenStep, measured: FigureSnapshot) -> impl IntoView {
    let player = Player::here();
    let step = open.step();
    let attempt = untrack(|| player.attempt(&open.place));
    let verdict = step
        .predict
        .as_ref()
        .and_then(|prediction| verdict(prediction, &attempt));
    let verdict = verdict.map(|verdict| {
        view! { <p class="lesson-verdict" id="lesson-verdict" translate="no">{verdict}</p> }
    });
    let reveal = prose(&step.reveal, &measured);
    let again = prose(&step.prose, &measured);
    let explain = step.explain.clone().map(|question| {
        let open = open.clone();
        view! { <Explain open question /> }
    });
    view! {
        <div class="lesson-body" id="lesson-body" tabindex="0" role="group" aria-labelledby=TITLE>
            {verdict}
            <div class="lesson-reveal" id="lesson-reveal">{reveal}</div>
            <details class="lesson-again">
                <summary>{t!("lesson.again")}</summary>
                {again}
            </details>
        </div>
        {explain.map(|explain| view! { <div class="lesson-foot">{explain}</div> })}
    }
}

/// A question to be answered in one's own words, which stay on the page.
#[component]
fn Explain(open: OpenStep, question: String) -> impl IntoView {
    let player = Player::here();
    let written = untrack(|| player.attempt(&open.place)).explained;
    let take = move |event| {
        let words = event_target_value(&event);
        player.note(&open.place, |attempt| attempt.explained = words);
    };
    view! {
        <label class="lesson-explain">
            <span>{question}</span>
            <textarea id="lesson-explain" rows="2" prop:value=written on:change=take></textarea>
        </label>
    }
}
