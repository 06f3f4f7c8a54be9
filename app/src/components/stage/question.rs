//! What the runs beside each other are to show: a question before the first step, a guess, and the answer in the figures of
//! the runs themselves.

use super::scene::Scene;
use super::{StageChoices, common_step};
use crate::components::lesson::LessonOffer;
use crate::components::notices::Hint;
use crate::components::parts::{Button, Toolbar, element, table};
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::format;
use playground_experiment::presets::{Preset, gallery, preset};

/// Shares of the batch that are this far apart are told from afar: the gap is open.
const GAP: f64 = 0.5;
/// From this share of the batch on a run has learned.
const LEARNED: f64 = 0.8;

/// What somebody thinks will happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The preset that asked.
    preset: &'static str,
    /// The run that will learn, from the left; none for all of them.
    run: Option<usize>,
}

/// Splits a sentence at numbers with a hyphen, after which a browser would break the line: returns its pieces, and of each
/// whether it is such a number.
fn pieces(sentence: &str) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    for word in sentence.split_inclusive(' ') {
        let number = word.contains("e-") && word.starts_with(|c: char| c.is_ascii_digit());
        match all.last_mut() {
            Some((text, false)) if !number => text.push_str(word),
            _ => all.push((word.to_owned(), number)),
        }
    }
    all
}

/// How one of the runs stands.
#[derive(Clone, Debug, PartialEq)]
struct Standing {
    name: String,
    step: u64,
    /// Whether it has come to the end of its training.
    finished: bool,
    /// Share of the latest batch that is read correctly, 0 to 1.
    right: f64,
    /// ‖∂L/∂z‖ of an image on average, under its own loss and under the counterpart, with their names; none before the
    /// images that are followed have been asked.
    pulls: Option<[(&'static str, f64); 2]>,
}

impl Standing {
    /// Returns how a run stood after `step` steps, or at its last report before that.
    fn of(run: &Run, name: String, step: u64) -> Option<Self> {
        let report = &run.history.at(step)?.report;
        let own = run.settings.objective();
        Some(Self {
            name,
            step: report.step,
            finished: run.progress.finished,
            right: f64::from(report.accuracy),
            pulls: Scene::of(run).map(|scene| scene.mean_pulls_from(own)),
        })
    }
}

/// What the figures say of a question.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    /// Nothing yet.
    Open,
    /// This run has learned and another has not.
    One(usize),
    /// All of them have learned.
    All,
}

impl Outcome {
    fn of(standings: &[Standing]) -> Self {
        let by_share = |a: &&Standing, b: &&Standing| a.right.total_cmp(&b.right);
        let (Some(best), Some(worst)) = (
            standings.iter().max_by(by_share),
            standings.iter().min_by(by_share),
        ) else {
            return Self::Open;
        };
        if best.right - worst.right >= GAP {
            let place = standings.iter().position(|standing| standing == best);
            return place.map_or(Self::Open, Self::One);
        }
        match worst.right >= LEARNED {
            true => Self::All,
            false => Self::Open,
        }
    }

    /// Says whether `guess` was right or, while the outcome is open, what it was.
    fn judge(&self, guess: Option<Guess>, standings: &[Standing]) -> String {
        let is_right = match (self, guess) {
            (_, None) => return String::new(),
            (Self::Open, Some(guess)) => {
                let run = guess.run.and_then(|run| standings.get(run));
                let whom = run.map_or("that all do", |standing| &standing.name);
                return format!("You guessed {whom}. ");
            }
            (Self::One(run), Some(guess)) => guess.run == Some(*run),
            (Self::All, Some(guess)) => guess.run.is_none(),
        };
        match is_right {
            true => "As you guessed. ",
            false => "Not as you guessed. ",
        }
        .to_owned()
    }

    /// Says it in the figures of the runs; `explained` by how hard their images pull.
    fn say(&self, standings: &[Standing], explained: bool) -> String {
        let share =
            |standing: &Standing| format!("{} {}", standing.name, format::percent(standing.right));
        let step = standings
            .iter()
            .map(|standing| standing.step)
            .min()
            .unwrap_or(0);
        let others = |but: Option<usize>| {
            let others = standings
                .iter()
                .enumerate()
                .filter(|(at, _)| Some(*at) != but);
            others
                .map(|(_, standing)| share(standing))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let steps = match step {
            1 => "1 step".to_owned(),
            step => format!("{step} steps"),
        };
        let finished = standings.iter().all(|standing| standing.finished);
        let steps = steps + if finished { ", the end" } else { "" };
        match self {
            Self::Open => format!("After {steps}: {} of the batch right.", others(None)),
            Self::All => format!(
                "All learn. After {steps}: {} of the batch right.",
                others(None)
            ),
            Self::One(best) => {
                let why = standings.iter().enumerate().filter(|(at, _)| at != best);
                let stuck = why
                    .map(|(_, standing)| standing)
                    .min_by(|a, b| a.right.total_cmp(&b.right));
                let why = stuck.filter(|_| explained);
                let why = why.and_then(|standing| Some((standing, standing.pulls?)));
                let why = why.map_or_else(String::new, |(standing, [(own, a), (other, b)])| {
                    let under = match standing.name == own {
                        true => String::new(),
                        false => format!(" under {own}"),
                    };
                    format!(
                        " At the {} network an image pulls with {}{under} on average; {other} would pull with {}.",
                        standing.name,
                        format::reading(a),
                        format::reading(b),
                    )
                });
                let winner = &standings[*best];
                format!(
                    "After {steps}: {} right, {}.{why}",
                    share(winner),
                    others(Some(*best))
                )
            }
        }
    }
}

/// What is asked of the runs beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Question {
    /// The preset that asks.
    preset: &'static str,
    words: &'static str,
    /// Whether it is which loss gets out: to be guessed, and explained by the pulls.
    about_losses: bool,
}

impl Question {
    /// Returns the question of a preset: its own, if it is about these images, else that of its card.
    fn of(row: &Preset, digits: bool) -> Option<Self> {
        let card = gallery::card(row.name)?.question;
        let about_losses = !row.question.is_empty();
        Some(Self {
            preset: row.name,
            words: if about_losses && digits {
                row.question
            } else {
                card
            },
            about_losses,
        })
    }
}

/// Link keys of settings that may be other than the preset's: its question stays the same.
const FREE: [&str; 8] = [
    "data", "split", "norm", "batch", "stop", "keep", "seed", "every",
];

/// Returns the question of a preset, if it is about these runs: they are its own, several that choose a class, with what
/// is free changed at most.
fn about(row: &Preset, runs: &[Experiment]) -> Option<Question> {
    let (first, beside) = runs.split_first()?;
    let fits = !beside.is_empty() && !first.is_autoencoder() && row.is_of(runs, &FREE);
    fits.then(|| Question::of(row, first.shows_digits()))?
}

/// Returns the question of the preset whose runs are beside each other. Tracks.
fn asked(runs: Runs) -> Option<Question> {
    let chosen = runs.first().store.read(|run| run.settings.preset);
    // Changed on the way or about to be, a run is another than the one that was asked about.
    let whole = |run: &Run| {
        let settings = &run.settings;
        let same = settings.draft == settings.active && settings.changes.is_empty();
        same.then(|| settings.active.clone())
    };
    let as_asked = |run_slot: &RunSlot| run_slot.store.read(whole);
    let all = runs
        .slots
        .with(|slots| slots.iter().map(as_asked).collect::<Option<Vec<_>>>())?;
    about(chosen.and_then(preset)?, &all)
}

/// The line: the question with its guesses, and from the first report on how it stands; without a question, what to do
/// next.
#[component]
pub fn QuestionLine() -> impl IntoView {
    let runs = Runs::here();
    let choices: StageChoices = expect_context();
    let asked = Memo::new(move |_| asked(runs));
    let standings = Memo::new(move |_| {
        // Where nothing is asked nothing is worked out.
        if asked.with(Option::is_none) {
            return Vec::new();
        }
        // One may be frozen, or a report behind.
        let step = common_step(runs).unwrap_or(0);
        let of_run = |run_slot: &RunSlot| {
            let name = runs.name(*run_slot);
            run_slot.store.read(|run| Standing::of(run, name, step))
        };
        let all = runs
            .slots
            .with(|slots| slots.iter().map(of_run).collect::<Option<Vec<_>>>());
        all.unwrap_or_default()
    });
    let begun = Memo::new(move |_| standings.with(|all| !all.is_empty()));
    // Whether a guess has the focus. Not every browser says that an element loses it which is taken away.
    let focused = StoredValue::new(false);
    let leave = move || {
        if focused.try_update_value(std::mem::take) == Some(true) && begun.get_untracked() {
            element::keep_focus("#train");
        }
    };
    Effect::new(move || {
        if begun.get() {
            leave();
        }
    });
    let guess = move || {
        let preset = asked.get()?.preset;
        choices.guess.get().filter(|guess| guess.preset == preset)
    };
    let said = move || {
        standings.with(|all| {
            let outcome = Outcome::of(all);
            let explained = asked.get().is_some_and(|asked| asked.about_losses);
            format!(
                "{}{}",
                outcome.judge(guess(), all),
                outcome.say(all, explained)
            )
        })
    };
    let answer = move || {
        let piece = |(text, number): (String, bool)| match number {
            true => view! { <span class="whole">{text}</span> }.into_any(),
            false => text.into_any(),
        };
        pieces(&said()).into_iter().map(piece).collect_view()
    };
    let chips = move |name: &'static str| {
        let of_run = move |(place, run_slot): (usize, RunSlot)| {
            let color = run_slot.color();
            view! { <GuessChip preset=name run=Some(place) words=Signal::derive(move || runs.name(run_slot)) color /> }
        };
        let slots = runs.slots.get();
        let all = match slots.len() {
            2 => "both",
            _ => "all",
        };
        view! {
            <div on:focusin=move |_| focused.set_value(true) on:focusout=move |_| leave()>
                <Toolbar class="guesses" label="Your guess">
                    {slots.into_iter().enumerate().map(of_run).collect_view()}
                    <GuessChip preset=name run=None words=Signal::stored(all.to_owned()) color="--ink" />
                </Toolbar>
            </div>
        }
    };
    let question = move || {
        asked.get().map(|asked| {
            view! {
                <h3 class="question" id="question">{asked.words}</h3>
                <Show when=move || asked.about_losses && !begun.get()>{chips(asked.preset)}</Show>
            }
        })
    };
    let next = move || match begun.get() {
        true => view! {
            <div class="question-said">
                <p class="question-answer" id="question-answer" translate="no">{answer}</p>
                <LessonOffer at_length=false />
            </div>
        }
        .into_any(),
        false => view! {
            <div class="question-next">
                <Hint />
                <LessonOffer at_length=Signal::derive(move || asked.with(Option::is_some)) />
            </div>
        }
        .into_any(),
    };
    view! { <div class="question-line">{question} {next}</div> }
}

/// One of the guesses.
#[component]
fn GuessChip(
    preset: &'static str,
    run: Option<usize>,
    words: Signal<String>,
    /// The custom property of its colour.
    color: &'static str,
) -> impl IntoView {
    let choices: StageChoices = expect_context();
    let this = Guess { preset, run };
    let pressed = Signal::derive(move || choices.guess.get() == Some(this));
    let press = move |_| {
        choices
            .guess
            .set((!pressed.get_untracked()).then_some(this))
    };
    view! {
        <Button class="small guess" style:--lane=table::var(color) pressed press>
            {words}
        </Button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::dataset::DatasetId;

    fn standings(shares: [f64; 2]) -> [Standing; 2] {
        let of = |(name, right): (&str, f64)| Standing {
            name: name.to_owned(),
            step: 240,
            finished: false,
            right,
            pulls: Some([("MSE", 5e-9), ("CE", 1.41)]),
        };
        [of(("CE", shares[0])), of(("MSE", shares[1]))]
    }

    fn guessed(run: Option<usize>) -> Option<Guess> {
        let preset = "confidently-wrong";
        Some(Guess { preset, run })
    }

    #[test]
    fn a_question_is_asked_of_its_own_runs_alone() {
        let row = preset("confidently-wrong").unwrap();
        let first = (row.experiment)();
        let second = row.variants()[0].apply(&first).unwrap();
        let asked = |runs: &[Experiment]| about(row, runs).is_some();
        assert!(asked(&[first.clone(), second.clone()]));
        let other_seed = |run: &Experiment| Experiment {
            seed: 7,
            ..run.clone()
        };
        assert!(asked(&[other_seed(&first), other_seed(&second)]));
        assert!(!asked(&[first.clone(), other_seed(&second)]));
        assert!(!asked(std::slice::from_ref(&first)));
        assert!(!asked(&[first.clone(), first.clone()]));
        let unsure = |run: &Experiment| Experiment {
            output_bias: 0.0,
            ..run.clone()
        };
        assert!(!asked(&[unsure(&first), unsure(&second)]));
        let on = |dataset: DatasetId, run: &Experiment| Experiment {
            dataset,
            split: dataset.info().split,
            ..run.clone()
        };
        let both = |dataset| [on(dataset, &first), on(dataset, &second)];
        assert!(asked(&both(DatasetId::Synthetic)));
        let words = |dataset| about(row, &both(dataset)).map(|question| question.words);
        assert_eq!(words(DatasetId::Synthetic), Some(row.question));
        let of_clothes = words(DatasetId::FashionMnist).unwrap();
        assert!(!of_clothes.contains("digit"), "{of_clothes}");
        assert!(!asked(&[]));
    }

    #[test]
    fn a_preset_without_a_question_of_its_own_asks_that_of_its_card() {
        let question = |name: &str| {
            let row = preset(name).unwrap();
            about(row, &row.runs())
        };
        let asked = question("mse-on-logits").unwrap();
        assert_eq!(asked.words, "Is squared error bad in itself?");
        assert!(!asked.about_losses);
        let all = standings([0.9, 0.1]);
        assert!(!Outcome::of(&all).say(&all, false).contains("pull"));
        assert_eq!(question("autoencoder-2"), None);
    }

    #[test]
    fn an_open_gap_is_told_with_its_figures_and_its_reason() {
        let both = standings([0.9, 0.1]);
        let outcome = Outcome::of(&both);
        assert_eq!(outcome, Outcome::One(0));
        assert_eq!(outcome.judge(guessed(Some(0)), &both), "As you guessed. ");
        assert_eq!(
            outcome.judge(guessed(Some(1)), &both),
            "Not as you guessed. "
        );
        assert_eq!(outcome.judge(guessed(None), &both), "Not as you guessed. ");
        assert_eq!(outcome.judge(None, &both), "");
        assert_eq!(
            outcome.say(&both, true),
            "After 240 steps: CE 90.0 % right, MSE 10.0 %. At the MSE network an image pulls with 5.00e-9 on \
             average; CE would pull with 1.41."
        );
    }

    #[test]
    fn numbers_with_a_hyphen_stay_whole() {
        let split = pieces("Half-hearted: 5.00e-9 on average, 1.41.");
        let wanted = [
            ("Half-hearted: ", false),
            ("5.00e-9 ", true),
            ("on average, 1.41.", false),
        ];
        assert_eq!(
            split,
            wanted.map(|(text, number)| (text.to_owned(), number))
        );
    }

    #[test]
    fn until_the_gap_is_open_nothing_is_claimed() {
        let both = standings([0.3, 0.1]);
        let outcome = Outcome::of(&both);
        assert_eq!(outcome, Outcome::Open);
        assert_eq!(outcome.judge(guessed(Some(0)), &both), "You guessed CE. ");
        assert_eq!(
            outcome.judge(guessed(None), &both),
            "You guessed that all do. "
        );
        assert_eq!(
            outcome.say(&both, true),
            "After 240 steps: CE 30.0 %, MSE 10.0 % of the batch right."
        );
        assert_eq!(Outcome::of(&[]), Outcome::Open);
        assert_eq!(Outcome::of(&standings([f64::NAN, 0.1])), Outcome::Open);
    }

    #[test]
    fn runs_that_all_learn_are_told_so() {
        let both = standings([0.95, 0.9]);
        let outcome = Outcome::of(&both);
        assert_eq!(outcome, Outcome::All);
        assert_eq!(outcome.judge(guessed(None), &both), "As you guessed. ");
        assert!(
            outcome
                .say(&both, true)
                .starts_with("All learn. After 240 steps: ")
        );
        let at_the_end = both.map(|standing| Standing {
            finished: true,
            ..standing
        });
        let said = outcome.say(&at_the_end, true);
        assert!(
            said.starts_with("All learn. After 240 steps, the end: "),
            "{said}"
        );
    }
}
