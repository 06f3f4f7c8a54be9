//! How the page looks: what a link may carry along but a run does not depend on.

mod carried;
mod shown_settings;
#[cfg(test)]
mod tests;

use super::remembered;
use super::sheets::Sheets;
use super::time_axis::TimeAxis;
use crate::run::history::History;
use carried::{CARRIED, Carried, ON_SHEETS};
use leptos::prelude::*;
use playground_data::rows;
use playground_experiment::protocol::{Part, WATCH_EVERY};
use playground_insight::theory::contents::Anchor;
pub use shown_settings::{ShownSettings, key_of};
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;
use web_sys::{NavigationType, PerformanceNavigationTiming};

/// Which size of the gradients is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figure {
    /// Frobenius norm of the weights' gradient.
    #[default]
    Weight,
    /// L2 norm of the biases' gradient.
    Bias,
    /// Backpropagated signal at the pre-activations.
    Signal,
}

impl Figure {
    /// Each with its word in links and its name.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Weight, "weights", "weights"),
        (Self::Bias, "biases", "biases"),
        (Self::Signal, "signal", "signal at pre-activations"),
    ];

    /// Returns its word in links.
    pub fn key(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .map_or("", |row| row.1)
    }

    /// Returns the figure that a word means.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == key).map(|row| row.0)
    }
}

/// What the horizontal axis of the picture measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sureness {
    /// The probability of the right answer.
    #[default]
    Probability,
    /// Its log-odds: what stands together at 0 or at 1 stands apart here.
    LogOdds,
}

impl Sureness {
    /// Each with its word in links and its name.
    pub const ALL: [(Self, &'static str, &'static str); 2] = [
        (Self::Probability, "probability", "probability"),
        (Self::LogOdds, "log-odds", "log-odds"),
    ];

    /// Returns its word in links.
    fn key(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .map_or("", |row| row.1)
    }

    /// Returns the axis that a word means.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == key).map(|row| row.0)
    }
}

/// The word of a link that keeps the settings from standing beside any view.
pub const HIDDEN: &str = "hidden";

/// The name in links of the settings that are shown alone.
pub const ONLY: &str = "only";

/// The word of a link that puts them beside views that have the width for themselves.
const OPEN: &str = "open";

/// A view of the middle.
#[derive(Debug, PartialEq)]
pub struct Tab {
    /// The word in links.
    pub key: &'static str,
    /// On the tab.
    pub name: &'static str,
    /// The part of the name that a phone's tab has no room for.
    pub left_out: &'static str,
    /// The word that older links have for it, or for what it has taken in.
    was: &'static str,
}

/// Every view, in order; a first visit opens on the first. The key of its place, from 1, shows it too.
pub const TABS: &[Tab] = rows![
    Tab (key, name, left_out, was)
    ["compare", "Compare", "", "train"]
    ["batch", "Batch", "", "gradients"]
    ["inside", "Inside", "", ""]
    ["mistakes", "Mistakes made", " made", "evaluate"]
    ["work", "Work it out", " it", "theory"]
    ["runs", "All runs", "All ", ""]
];

/// The word of the view of what is worked out by hand.
const WORK: &str = "work";

impl Tab {
    /// Returns the word of the view that a word in a link means, of whatever age the link is: the first one for any
    /// other word.
    pub fn key_of(word: &str) -> &'static str {
        let is_meant = |tab: &&Tab| tab.key == word || (tab.was == word && !word.is_empty());
        let meant = TABS.iter().find(is_meant);
        meant.unwrap_or(&TABS[0]).key
    }
}

/// Smoothing of the curves on a first visit.
const SMOOTHING: f32 = 0.6;

/// The type of stage mode at its largest, and at first.
pub const LARGEST_TYPE: u8 = 4;
const USUAL_TYPE: u8 = 1;

/// The name of stage mode in links, and where it is kept for this tab.
pub const PROJECTOR: &str = "projector";

/// Where the place among the sheets that was gone to last is kept for this tab.
const AT: &str = "at";

/// The name of the switch for single keys where it is kept.
const SINGLE_KEYS: &str = "single-keys";

/// The part that a first visit is evaluated on.
const FIRST_PART: Part = Part::Test;

/// Returns whether the page was here before: the browser has loaded it anew or gone back to it. A link opens it.
fn is_back() -> bool {
    let entries = window()
        .performance()
        .map(|performance| performance.get_entries_by_type("navigation"));
    let visit = entries.and_then(|entries| {
        entries
            .get(0)
            .dyn_into::<PerformanceNavigationTiming>()
            .ok()
    });
    visit.is_some_and(|visit| {
        matches!(
            visit.type_(),
            NavigationType::Reload | NavigationType::BackForward
        )
    })
}

/// Returns the word of a part in links and scripts.
pub fn part_key(part: Part) -> &'static str {
    match part {
        Part::Validation => "validation",
        Part::Test => "test",
    }
}

/// Returns what an image of a part is called: "test image 17, 4".
pub fn image_name(part: Part, index: u32, class: &str) -> String {
    format!("{} image {index}, {class}", part_key(part))
}

/// Returns the part that a word means.
pub fn part_from_key(key: &str) -> Option<Part> {
    [Part::Validation, Part::Test]
        .into_iter()
        .find(|part| part_key(*part) == key)
}

/// The name in links of a place on the page.
pub const PLACE: &str = "place";

/// The names in links of the lesson that is open, and of its step.
pub const LESSON: &str = "lesson";
pub const LESSON_STEP: &str = "step";

/// A step of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LessonPlace {
    /// The name of the lesson's file.
    pub name: String,
    /// The step, from 0; in links it is counted from 1.
    pub step: usize,
}

impl LessonPlace {
    /// Reads it off what a link says; none where no lesson is open.
    fn read(name: Option<&str>, step: Option<&str>) -> Option<Self> {
        let name = name.filter(|name| !name.is_empty())?.to_owned();
        let step: usize = step.and_then(|step| step.parse().ok()).unwrap_or(1);
        Some(Self {
            name,
            step: step.saturating_sub(1),
        })
    }

    /// Returns what a link says of it.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let step = (self.step + 1).to_string();
        vec![
            (LESSON.to_owned(), self.name.clone()),
            (LESSON_STEP.to_owned(), step),
        ]
    }
}

/// The signals of the view.
#[derive(Clone, Copy)]
pub struct View {
    /// Smoothing of the curves, 0 to 0.99.
    pub smoothing: RwSignal<f32>,
    /// Loss on a logarithmic axis; none while nobody has chosen, see [`log_loss_now`](Self::log_loss_now).
    pub log_loss: RwSignal<Option<bool>>,
    /// What the curves of training stand over.
    pub time_axis: RwSignal<TimeAxis>,
    /// Which size of the gradients the chart shows.
    pub figure: RwSignal<Figure>,
    /// The layer whose gradients several runs show, counted from the input.
    pub layer: RwSignal<usize>,
    /// Reports from one detailed probe to the next; 0 for none.
    pub watch: RwSignal<u32>,
    /// The part of the data that the network is evaluated on.
    pub part: RwSignal<Part>,
    /// The view of the middle, by its word in links.
    pub tab: RwSignal<&'static str>,
    /// The step under the crosshair of all charts.
    pub hover: RwSignal<Option<f64>>,
    /// Large charts for the back of the room.
    pub projector: RwSignal<bool>,
    /// Whether the curves of training and the answer in full stand below the stage.
    pub more: RwSignal<bool>,
    /// The step of a lesson that is open, if any is.
    pub lesson: RwSignal<Option<LessonPlace>>,
    /// Whether the settings stand beside views that have the width for themselves otherwise.
    pub settings_open: RwSignal<bool>,
    /// The folds among the settings that stand open, whichever run is looked at.
    pub open_folds: RwSignal<Vec<&'static str>>,
    /// Whether they stand beside no view until they are opened, as a link may ask.
    pub settings_hidden: RwSignal<bool>,
    /// The settings that are shown, where a link has picked a few; none for all.
    pub only: RwSignal<Option<ShownSettings>>,
    /// What was picked in the views.
    pub picked: ViewSelection,
    /// What is typed on the sheets of *Work it out*.
    pub sheets: Sheets,
    /// The place in *Work it out* that was gone to last.
    pub at: RwSignal<Option<Anchor>>,
    /// Whether a link leads to that place, which is not shown yet.
    pub arriving: RwSignal<bool>,
    /// Whether single keys act, as [`keys`](crate::keys) lists them.
    pub single_keys: RwSignal<bool>,
    /// Whether the help sheet is open.
    pub help: RwSignal<bool>,
    /// Whether the gallery of presets is open.
    pub gallery: RwSignal<bool>,
    /// Whether the page is covered.
    pub blank: RwSignal<bool>,
    /// Counts how often the card with the focus was to be enlarged, or to be small again.
    pub enlarged: RwSignal<u32>,
    /// How large the type of stage mode is, 0 to [`LARGEST_TYPE`].
    pub type_size: RwSignal<u8>,
    /// What was done, for screen readers.
    pub spoken: RwSignal<String>,
}

/// Images, units and axes that were picked: they stay whichever view and run is looked at.
#[derive(Clone, Copy, Default)]
pub struct ViewSelection {
    /// The lines hidden from charts, each with the title of its chart before it.
    pub hidden_lines: RwSignal<BTreeSet<(String, String)>>,
    /// What the horizontal axis of the stage's picture measures.
    pub sureness: RwSignal<Sureness>,
    /// Whether its vertical axis is logarithmic.
    pub log_pull: RwSignal<bool>,
    /// The image that its tip is about, whatever is pointed at next, by its place in the training file.
    pub kept: RwSignal<Option<u32>>,
    /// The image of the batch, by its place in the training file.
    pub of_batch: RwSignal<Option<u32>>,
    /// Whether the gradients of the batch's images stand on a logarithmic axis.
    pub log_scatter: RwSignal<bool>,
    /// True class and class taken for it, of the cell whose images are shown; none for all mistakes.
    pub cell: RwSignal<Option<(usize, usize)>>,
    /// The image that is evaluated, by its place in its file.
    pub evaluated: RwSignal<Option<u32>>,
    /// The unit in the card of one unit: its layer, counted from the input, and its number in it.
    pub unit: RwSignal<(usize, usize)>,
    /// The class explained; the one answered when none.
    pub class: RwSignal<Option<usize>>,
    /// Which of the scan's images stands in for an empty pad.
    pub example: RwSignal<usize>,
}

impl View {
    /// Creates the view of a first visit, in which single keys act or not.
    fn new(single_keys: bool) -> Self {
        Self {
            smoothing: RwSignal::new(SMOOTHING),
            log_loss: RwSignal::new(None),
            time_axis: RwSignal::default(),
            figure: RwSignal::default(),
            layer: RwSignal::new(0),
            watch: RwSignal::new(WATCH_EVERY),
            part: RwSignal::new(FIRST_PART),
            tab: RwSignal::new(TABS[0].key),
            hover: RwSignal::new(None),
            projector: RwSignal::new(false),
            more: RwSignal::new(false),
            lesson: RwSignal::new(None),
            settings_open: RwSignal::new(false),
            open_folds: RwSignal::default(),
            settings_hidden: RwSignal::new(false),
            only: RwSignal::new(None),
            picked: ViewSelection::default(),
            sheets: Sheets::new(),
            at: RwSignal::new(None),
            arriving: RwSignal::new(false),
            single_keys: RwSignal::new(single_keys),
            help: RwSignal::new(false),
            gallery: RwSignal::new(false),
            blank: RwSignal::new(false),
            type_size: RwSignal::new(USUAL_TYPE),
            enlarged: RwSignal::new(0),
            spoken: RwSignal::new(String::new()),
        }
    }

    /// Creates the view that a link describes; what it does not describe is as on a first visit, or as this tab keeps it.
    pub fn from_link(pairs: &[(String, String)]) -> Self {
        let view = Self::new(!remembered::is_off(SINGLE_KEYS));
        view.projector
            .set(remembered::in_this_tab(PROJECTOR).is_some());
        view.show(pairs);
        if is_back() {
            view.stay_if_been(remembered::in_this_tab(AT).as_deref());
        }
        view
    }

    /// Stays where it is if `been` is the place that the link leads to: the browser itself scrolls to where it was.
    fn stay_if_been(self, been: Option<&str>) {
        let at = self.at.get_untracked().map(Anchor::word);
        if at.as_deref() == been {
            self.arriving.set(false);
        }
    }

    /// Looks as a link describes from now on; what it does not describe is as on a first visit, but for stage mode,
    /// which belongs to the screen.
    pub fn show(self, pairs: &[(String, String)]) {
        let word = |name: &str| pairs.iter().find(|p| p.0 == name).map(|p| p.1.as_str());
        for part in CARRIED {
            (part.read)(self, word(part.name));
        }
        let of_sheets = ON_SHEETS.iter().any(|part| word(part.name).is_some());
        if of_sheets || self.tab.get_untracked() == WORK {
            for part in ON_SHEETS {
                (part.read)(self, word(part.name));
            }
        }
        // What older links have as a view of its own.
        self.lesson
            .set(LessonPlace::read(word(LESSON), word(LESSON_STEP)));
        if word("tab") == Some(TABS[0].was) {
            self.more.set(true);
        }
        if self.at.get_untracked().is_some() {
            if word("tab").is_none() {
                self.tab.set(WORK);
            }
            // A place on the page is nearer to what was seen.
            let arrives = self.tab.get_untracked() == WORK && word(PLACE).is_none();
            self.arriving.set(arrives);
        }
        if let Some(word) = word(PROJECTOR) {
            self.projector.set(word == "1");
        }
    }

    /// Keeps in this tab from now on what belongs to it and is in no address: whether it is in stage mode, and the
    /// place among the sheets that it has been at.
    pub fn keep_in_this_tab(self) {
        Effect::new(move || {
            let been = self.at.get().filter(|_| !self.arriving.get());
            remembered::keep_in_this_tab(AT, been.map(Anchor::word).as_deref());
        });
        Effect::new(move || {
            remembered::keep_in_this_tab(PROJECTOR, self.projector.get().then_some("1"));
        });
    }

    /// Returns whether the view that has the page for itself is shown. Tracks.
    pub fn on_stage(self) -> bool {
        self.tab.get() == TABS[0].key
    }

    /// Switches stage mode on or off: what is large for the back of the room.
    pub fn toggle_stage_mode(self) {
        self.projector.update(|on| *on = !*on);
    }

    /// In stage mode, makes the card with the focus as large as the window, or small again.
    pub fn enlarge(self) {
        if self.projector.get_untracked() {
            self.enlarged.update(|times| *times += 1);
        }
    }

    /// Covers the page in stage mode.
    pub fn cover(self) {
        self.blank.set(self.projector.get_untracked());
    }

    /// Makes the type of stage mode larger or smaller by a step.
    pub fn scale_type(self, up: bool) {
        let now = self.type_size.get_untracked();
        let next = match up {
            true => (now + 1).min(LARGEST_TYPE),
            false => now.saturating_sub(1),
        };
        if self.projector.get_untracked() {
            self.type_size.set(next);
        }
    }

    /// Returns whether the view of what is worked out by hand is shown. Tracks.
    pub fn on_sheets(self) -> bool {
        self.tab.get() == WORK
    }

    /// Returns whether the settings stand beside the view only once they are opened. Tracks.
    pub fn settings_fold(self) -> bool {
        self.on_stage() || self.on_sheets() || self.settings_hidden.get()
    }

    /// Returns whether the settings stand beside the view. Tracks.
    pub fn has_settings(self) -> bool {
        self.settings_open.get() || !self.settings_fold()
    }

    /// Returns whether the setting with a link key is shown. Tracks.
    pub fn shows_setting(self, key: &str) -> bool {
        self.only.get().is_none_or(|only| only.has(key))
    }

    /// Lets single keys act or not, on later visits too.
    pub fn let_single_keys_act(self, on: bool) {
        self.single_keys.set(on);
        remembered::keep(SINGLE_KEYS, on);
    }

    /// Returns whether the loss axes are logarithmic: as chosen, or else once the run has been trained under several losses,
    /// whose curves then show their orders of magnitude. Tracks.
    pub fn log_loss_now(self, history: &History) -> bool {
        self.log_loss
            .get()
            .unwrap_or_else(|| history.losses().count() > 1)
    }

    /// Returns what of it belongs in a link. Tracks.
    pub fn to_link(self) -> Vec<(String, String)> {
        let on_sheets = if self.on_sheets() { ON_SHEETS } else { &[] };
        self.written(on_sheets)
    }

    /// Returns all that [`show`](Self::show) brings back: what is typed on the sheets too, whichever view is shown. Tracks.
    pub fn whole(self) -> Vec<(String, String)> {
        self.written(ON_SHEETS)
    }

    fn written(self, on_sheets: &[Carried]) -> Vec<(String, String)> {
        let written = CARRIED.iter().chain(on_sheets);
        let written = written.filter_map(|part| Some((part.name.to_owned(), (part.write)(self)?)));
        let lesson = self.lesson.get().map(|place| place.pairs());
        written.chain(lesson.into_iter().flatten()).collect()
    }
}
