//! How the page looks: what a link may carry along but a run does not depend on.

use super::remembered;
use super::time_axis::TimeAxis;
use crate::run::history::History;
use leptos::prelude::*;
use playground_data::rows;
use playground_experiment::protocol::{Part, WATCH_EVERY};
use std::str::FromStr;

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

/// A view of the middle.
#[derive(Debug)]
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

/// The name of the switch for single keys where it is kept.
const SINGLE_KEYS: &str = "single-keys";

/// The part that a first visit is evaluated on.
const FIRST_PART: Part = Part::Test;

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
            ("lesson".to_owned(), self.name.clone()),
            ("step".to_owned(), step),
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
    /// Whether the settings stand beside the stage, which has the page for itself otherwise.
    pub settings_open: RwSignal<bool>,
    /// The folds among the settings that stand open, whichever run is looked at.
    pub open_folds: RwSignal<Vec<&'static str>>,
    /// Whether single keys act, as [`keys`](crate::keys) lists them.
    pub single_keys: RwSignal<bool>,
    /// Whether the help sheet is open.
    pub help: RwSignal<bool>,
    /// Whether the gallery of presets is open.
    pub gallery: RwSignal<bool>,
    /// Whether the page is covered.
    pub blank: RwSignal<bool>,
    /// How large the type of stage mode is, 0 to [`LARGEST_TYPE`].
    pub type_size: RwSignal<u8>,
    /// What was done, for screen readers.
    pub spoken: RwSignal<String>,
}

impl View {
    /// Creates the view of a first visit.
    fn new() -> Self {
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
            single_keys: RwSignal::new(!remembered::is_off(SINGLE_KEYS)),
            help: RwSignal::new(false),
            gallery: RwSignal::new(false),
            blank: RwSignal::new(false),
            type_size: RwSignal::new(USUAL_TYPE),
            spoken: RwSignal::new(String::new()),
        }
    }

    /// Creates the view that a link describes; what it does not describe is as on a first visit.
    pub fn from_link(pairs: &[(String, String)]) -> Self {
        let view = Self::new();
        view.show(pairs);
        view
    }

    /// Looks as a link describes from now on; what it does not describe is as on a first visit.
    pub fn show(self, pairs: &[(String, String)]) {
        let value = |name: &str| pairs.iter().find(|p| p.0 == name).map(|p| p.1.as_str());
        fn number<T: FromStr>(text: Option<&str>) -> Option<T> {
            text?.parse().ok()
        }
        let smoothing = number(value("smooth")).filter(|s| (0.0..=0.99).contains(s));
        self.smoothing.set(smoothing.unwrap_or(SMOOTHING));
        self.log_loss.set(value("log").map(|text| text == "1"));
        self.figure
            .set(value("grad").and_then(Figure::from_key).unwrap_or_default());
        self.time_axis
            .set(value("x").and_then(TimeAxis::from_key).unwrap_or_default());
        self.layer.set(number(value("layer")).unwrap_or(0));
        self.watch
            .set(number(value("probe")).unwrap_or(WATCH_EVERY));
        self.part
            .set(value("part").and_then(part_from_key).unwrap_or(FIRST_PART));
        self.tab.set(value("tab").map_or(TABS[0].key, Tab::key_of));
        // What older links have as a view of its own.
        let curves = value("tab") == Some(TABS[0].was);
        self.more.set(curves || value("more") == Some("1"));
        self.projector.set(value("projector") == Some("1"));
        self.lesson
            .set(LessonPlace::read(value("lesson"), value("step")));
    }

    /// Returns whether the view that has the page for itself is shown. Tracks.
    pub fn on_stage(self) -> bool {
        self.tab.get() == TABS[0].key
    }

    /// Shows the view that a first visit opens on.
    pub fn show_first_tab(self) {
        self.tab.set(TABS[0].key);
    }

    /// Switches stage mode on or off: what is large for the back of the room.
    pub fn toggle_stage_mode(self) {
        self.projector.update(|on| *on = !*on);
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
        let pairs = [
            ("tab", other(self.tab.get(), TABS[0].key)),
            ("smooth", other(self.smoothing.get(), SMOOTHING)),
            (
                "log",
                self.log_loss.get().map(|log| u8::from(log).to_string()),
            ),
            (
                "grad",
                other(self.figure.get().key(), Figure::default().key()),
            ),
            (
                "x",
                other(self.time_axis.get().key(), TimeAxis::default().key()),
            ),
            ("layer", other(self.layer.get(), 0)),
            ("probe", other(self.watch.get(), WATCH_EVERY)),
            (
                "part",
                other(part_key(self.part.get()), part_key(FIRST_PART)),
            ),
            ("more", self.more.get().then(|| "1".to_owned())),
            ("projector", self.projector.get().then(|| "1".to_owned())),
        ];
        let written = pairs.into_iter();
        let written = written.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let lesson = self.lesson.get().map(|place| place.pairs());
        written.chain(lesson.into_iter().flatten()).collect()
    }
}

/// Writes a value for a link; none where it is as usual.
fn other<T: PartialEq + ToString>(value: T, usual: T) -> Option<String> {
    (value != usual).then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_old_links_lead_to_their_successors_and_unknown_ones_to_the_first_view() {
        let now = ["train", "gradients", "inside", "evaluate", "theory", "runs"];
        for (word, tab) in now.into_iter().zip(TABS) {
            assert_eq!(Tab::key_of(word), tab.key);
            assert_eq!(Tab::key_of(tab.key), tab.key);
        }
        for tab in TABS {
            assert!(tab.name.contains(tab.left_out), "{}", tab.name);
        }
        assert_eq!(Tab::key_of("no such view"), TABS[0].key);
        assert_eq!(Tab::key_of(""), TABS[0].key);
    }

    #[test]
    fn a_link_opens_a_lesson_at_a_step() {
        let read = |name, step| LessonPlace::read(name, step).map(|place| (place.name, place.step));
        assert_eq!(read(Some("a"), Some("2")), Some(("a".to_owned(), 1)));
        for step in [None, Some("1"), Some("0"), Some("-1"), Some("two")] {
            assert_eq!(read(Some("a"), step), Some(("a".to_owned(), 0)));
        }
        assert_eq!(read(None, Some("2")), None);
        assert_eq!(read(Some(""), None), None);
    }

    #[test]
    fn lessons_open_the_views_that_there_are() {
        let keys: Vec<&str> = TABS.iter().map(|tab| tab.key).collect();
        assert_eq!(keys, playground_lesson::VIEWS);
    }
}
