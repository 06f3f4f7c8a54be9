//! Which step of which lesson is open, what was guessed, and what was measured when a step had reached what it waits
//! for. Made once, so that all of it stays whichever view or run is looked at.

use super::measured::FigureSnapshot;
use crate::components::parts::element;
use crate::data;
use crate::run::Run;
use crate::runs::Runs;
use crate::state::{Address, LessonPlace};
use crate::text::t;
use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use playground_experiment::experiment::Experiment;
use playground_lesson::{Lesson, Setup, Step};
use std::collections::HashMap;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// The heading of the step.
pub const TITLE: &str = "lesson-title";
const TITLE_SELECTOR: &str = "#lesson-title";

/// What can be shown of the lesson that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// No lesson is open.
    #[default]
    Nothing,
    /// It has been asked for.
    Coming,
    /// It is here.
    Ready(Arc<Lesson>),
    /// A sentence that says why there is none.
    Failed(String),
}

/// What somebody thinks will happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guess {
    /// The choice at this place.
    Choice(usize),
    /// A number.
    Number(f64),
}

/// What was done at a step. It stays for the visit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attempt {
    /// What was guessed.
    pub guess: Option<Guess>,
    /// What was measured when the step had reached what it waits for; none before. Then the answer is shown.
    pub measured: Option<FigureSnapshot>,
    /// What was answered in one's own words.
    pub explained: String,
}

/// The step that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenStep {
    /// Where it is.
    pub place: LessonPlace,
    lesson: Arc<Lesson>,
}

impl OpenStep {
    /// Returns the step; of a lesson that has fewer, the last.
    pub fn step(&self) -> &Step {
        // Every lesson has a step (tested).
        &self.lesson.steps[self.at()]
    }

    /// Returns its place among the steps.
    pub fn at(&self) -> usize {
        self.place.step.min(self.lesson.steps.len() - 1)
    }

    /// Returns the lesson.
    pub fn lesson(&self) -> &Lesson {
        &self.lesson
    }
}

/// What was seen of a step last.
struct StepProgress {
    place: LessonPlace,
    /// Whether it had reached what it waits for.
    reached: bool,
}

/// The player. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct Player {
    runs: Runs,
    content: RwSignal<Content>,
    attempts: RwSignal<HashMap<LessonPlace, Attempt>>,
    open: Memo<Option<OpenStep>>,
    measured: Memo<FigureSnapshot>,
    /// Somebody has pressed for the lesson that is coming: its setup is to be shown, and its heading gets the focus.
    pressed: StoredValue<bool>,
}

impl Player {
    /// Creates the player of the page of `runs`: a lesson that its link names is opened.
    pub fn new(runs: Runs) -> Self {
        let place = runs.view().lesson;
        let content = RwSignal::new(Content::Nothing);
        let open = Memo::new(move |_| {
            let place = place.get()?;
            match content.get() {
                Content::Ready(lesson) => Some(OpenStep { place, lesson }),
                _ => None,
            }
        });
        let player = Self {
            runs,
            content,
            attempts: RwSignal::default(),
            open,
            measured: Memo::new(move |_| match open.with(Option::is_some) {
                true => FigureSnapshot::now(runs),
                // Where nothing asks nothing is worked out.
                false => FigureSnapshot::default(),
            }),
            pressed: StoredValue::new(false),
        };
        let name = Memo::new(move |_| place.with(|place| Some(place.as_ref()?.name.clone())));
        Effect::new(move || player.fetch(name.get()));
        Effect::new(move || player.enter());
        Effect::new(move |before: Option<Option<StepProgress>>| player.watch(before.flatten()));
        let keys = window_event_listener(ev::keydown, move |event| player.turn(&event));
        on_cleanup(move || keys.remove());
        player
    }

    /// Returns the player of the page that this is called on.
    pub fn here() -> Self {
        expect_context()
    }

    /// Returns whether a lesson is open. Tracks.
    pub fn is_open(self) -> bool {
        self.runs.view().lesson.with(Option::is_some)
    }

    /// Returns what can be shown of the lesson that is open. Tracks.
    pub fn content(self) -> Content {
        self.content.get()
    }

    /// Returns the step that is open, once its lesson is here. Tracks.
    pub fn open_step(self) -> Option<OpenStep> {
        self.open.get()
    }

    /// Returns what the runs have measured. Tracks.
    pub fn measured(self) -> FigureSnapshot {
        self.measured.get()
    }

    /// Returns what was done at a step. Tracks.
    pub fn attempt(self, place: &LessonPlace) -> Attempt {
        let attempts = self.attempts;
        attempts.with(|attempts| attempts.get(place).cloned().unwrap_or_default())
    }

    /// Notes what is done at a step.
    pub fn note(self, place: &LessonPlace, change: impl FnOnce(&mut Attempt)) {
        self.attempts
            .update(|attempts| change(attempts.entry(place.clone()).or_default()));
    }

    /// Opens a lesson at its first step and shows what it sets up.
    pub fn begin(self, name: &str) {
        self.pressed.set_value(true);
        self.runs.view().lesson.set(Some(LessonPlace {
            name: name.to_owned(),
            step: 0,
        }));
    }

    /// Leaves the lesson; the runs stay as they are.
    pub fn leave(self) {
        let view = self.runs.view();
        self.pressed.set_value(false);
        view.lesson.set(None);
        // The button that opens it comes back with the stage's question.
        element::keep_focus(match untrack(|| view.on_stage()) {
            true => "#lesson-open",
            false => element::TAB,
        });
    }

    /// Goes to a step of the lesson, and shows what it sets up. Without a setup of its own on the way the runs go on.
    pub fn go(self, to: usize) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        let (from, lesson) = (open.at(), open.lesson());
        let Some(between) = lesson.steps.get(from.min(to) + 1..=from.max(to)) else {
            return;
        };
        let others = between.iter().any(|step| step.setup.is_some());
        let place = LessonPlace {
            step: to,
            ..open.place.clone()
        };
        match lesson.setup_at(to).filter(|_| others) {
            Some(setup) => self.set_up(setup, &place),
            None => self.runs.view().lesson.set(Some(place)),
        }
        focus_title();
    }

    /// Goes to the next step or the one before by the keys that a presenter's clicker sends, in stage mode: elsewhere they
    /// scroll.
    fn turn(self, event: &KeyboardEvent) {
        let Some(open) = self.open.get_untracked() else {
            return;
        };
        if !self.runs.view().projector.get_untracked() || event.default_prevented() {
            return;
        }
        let to = match event.key().as_str() {
            "PageDown" => open.at() + 1,
            "PageUp" => open.at().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if to != open.at() {
            self.go(to);
        }
    }

    /// Shows the answer of a step that waits for nothing, with the figures of now.
    pub fn reveal(self, place: &LessonPlace) {
        let measured = self.measured.get_untracked();
        self.note(place, |attempt| attempt.measured = Some(measured));
        self.runs.view().spoken.set(t!("lesson.revealed"));
        element::keep_focus(TITLE_SELECTOR);
    }

    /// Shows the runs of a setup at this place as a link pasted into the page would, unless they are there untouched.
    /// What else the page looks like stays.
    fn set_up(self, setup: &Setup, place: &LessonPlace) {
        let (runs, view) = (self.runs, self.runs.view());
        // The first of each name counts.
        let mut pairs = place.pairs();
        pairs.push(("tab".to_owned(), setup.view.to_owned()));
        pairs.extend(setup.link.view.iter().cloned());
        pairs.extend(untrack(|| view.whole()));
        let asked_for = |run: &Run| run.device.preference;
        let preference = untrack(|| runs.first()).store.peek(asked_for);
        let address = Address::of_lesson(setup.link.clone(), pairs, preference, &runs.hosted());
        match runs.are_at(&address) {
            true => runs.look(address.view()),
            false => runs.follow(address, &t!("lesson.set-up")),
        }
    }

    /// Fetches the lesson of this name; without a name none is open.
    fn fetch(self, name: Option<String>) {
        let Some(name) = name else {
            return self.content.set(Content::Nothing);
        };
        self.content.set(Content::Coming);
        spawn_local(async move {
            let read = data::lesson(&name).await;
            let place = self.runs.view().lesson.get_untracked();
            // Another one was opened meanwhile, or none.
            let Some(place) = place.filter(|place| place.name == name) else {
                return;
            };
            let pressed = self.pressed.try_update_value(std::mem::take) == Some(true);
            match read {
                Err(why) => self.content.set(Content::Failed(why)),
                Ok(lesson) => {
                    if let Some(setup) = lesson.setup_at(place.step).filter(|_| pressed) {
                        self.set_up(setup, &place);
                    }
                    self.content.set(Content::Ready(Arc::new(lesson)));
                }
            }
            if pressed {
                focus_title();
            }
        });
    }

    /// Shows what the open step sets up where the page shows what a link without runs does: whoever wrote it meant
    /// those of the lesson. Tracks.
    fn enter(self) {
        let Some(open) = self.open.get().filter(|_| self.runs_are_bare()) else {
            return;
        };
        if let Some(setup) = open.lesson().setup_at(open.at()) {
            self.set_up(setup, &open.place);
        }
    }

    /// Returns whether the page shows one usual run that nothing was done to.
    fn runs_are_bare(self) -> bool {
        let bare = |run: &Run| {
            let (experiment, changes) = run.to_share();
            let usual = experiment == Experiment::default() && changes.is_empty();
            usual && run.settings.preset.is_none() && run.progress.is_untouched()
        };
        untrack(|| !self.runs.several() && self.runs.first().store.peek(bare))
    }

    /// Sees whether the open step has reached what it waits for. When that comes about the runs pause, and the figures
    /// are taken down. Tracks.
    fn watch(self, before: Option<StepProgress>) -> Option<StepProgress> {
        let open = self.open.get()?;
        let until = open.step().until.as_ref()?;
        let measured = self.measured.get();
        let reached = until.holds(&measured);
        let before = before.filter(|before| before.place == open.place);
        // One that is opened again shows what was measured then.
        let known = || untrack(|| self.attempt(&open.place)).measured.is_some();
        if reached && !before.map_or_else(known, |before| before.reached) {
            untrack(|| self.runs.pause());
            self.note(&open.place, |attempt| attempt.measured = Some(measured));
            self.runs.view().spoken.set(t!("lesson.reached"));
            element::keep_focus(TITLE_SELECTOR);
        }
        Some(StepProgress {
            place: open.place,
            reached,
        })
    }
}

/// Puts the focus on the heading of the step, once it is there.
fn focus_title() {
    request_animation_frame(|| element::focus_id(TITLE));
}
