//! Links: a run as a short URL fragment and back, from the one table [`FIELDS`].
//!
//! ```text
//! v=1&preset=fashion-tanh&lr=0.05&at=120:lr=0.01,loss=mse;300:opt=sgd&backend=cpu&ui.tab=train
//! v=1&opt=sgd&lr=0.1&vs=loss=mse;Adam:opt=adam,lr=0.001
//! ```
//!
//! - `v`: version of this format.
//! - `preset`: what the settings start from; without it, [`Experiment::default`].
//! - The keys of [`FIELDS`]: the settings that differ from that. A data set brings its own split.
//! - `at`: changes made while the run went on, as `STEP:KEY=VALUE,…;STEP:…`.
//! - `vs`: the runs beside this one, as `NAME:KEY=VALUE,…;NAME:KEY=VALUE,…`, each what it does
//!   differently; the names may be left out. A preset brings its own unless `vs` says otherwise.
//! - `backend`: the device asked for.
//! - `ui.…`: how the page looked; this crate passes it through.
//!
//! A link lists only what differs, so the defaults of the experiment and of the presets are part of
//! the format: changing one changes what old links mean, and `tests/links.txt` would fail.

mod change;
mod escape;
mod settle;
#[cfg(test)]
mod tests;
mod variants;

pub use change::{Change, apply_changes};

use crate::compare::Variant;
use crate::device::Preference;
use crate::experiment::Experiment;
use crate::fields::{FIELDS, field};
use crate::presets;
use escape::{escape, unescape};
use settle::{Setting, named, settle, shortened};

/// The version that [`encode`] writes.
pub(crate) const VERSION: &str = "1";

/// What the keys of page state begin with.
const VIEW: &str = "ui.";

/// What a link carries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// How the run begins.
    pub experiment: Experiment,
    /// What was changed while it went on, in the order in which that happened.
    pub changes: Vec<Change>,
    /// The runs beside it, at most [`MOST_VARIANTS`](crate::compare::MOST_VARIANTS): how each begins.
    pub variants: Vec<Variant>,
    /// The device asked for, if the link is to ask for one.
    pub device: Option<Preference>,
    /// Name of the preset that the experiment started from, if any.
    pub preset: Option<&'static str>,
    /// State of the page such as its tab, as (name, value).
    pub view: Vec<(String, String)>,
}

/// Writes the URL fragment for `link`, without the `#`. It is never empty, so a page can tell a link to the
/// default experiment from no link at all.
///
/// ```
/// use playground_experiment::experiment::Experiment;
/// use playground_experiment::share::{Link, decode, encode};
///
/// let experiment = Experiment { learning_rate: 0.05, ..Experiment::default() };
/// let link = Link { experiment, ..Link::default() };
/// assert_eq!(encode(&link), "v=1&lr=0.05");
/// assert_eq!(decode("#v=1&lr=0.05"), (link, vec![]));
/// ```
pub fn encode(link: &Link) -> String {
    let mut parts = vec![format!("v={VERSION}")];
    let mut push = |key: &str, value: &str| {
        parts.push(format!("{}={}", escape(key, b"="), escape(value, b"")));
    };
    let preset = link.preset.and_then(presets::preset);
    if let Some(preset) = preset {
        push("preset", preset.name);
    }
    let mut reached = preset.map_or_else(Experiment::default, |preset| (preset.experiment)());
    for row in FIELDS.iter() {
        let value = row.get(&link.experiment);
        // Setting as we go leaves out a split that the data set brings along. What cannot be set is
        // written all the same: whoever reads the link is told.
        if value != row.get(&reached) {
            let _ = row.set(&mut reached, &value);
            push(row.key, &value);
        }
    }
    let changes = change::write(&link.changes);
    if !changes.is_empty() {
        push("at", &changes);
    }
    let mut silent = Vec::new();
    let implied = variants::of_preset(preset, &link.experiment, &mut silent);
    if !silent.is_empty() || implied != link.variants {
        push("vs", &variants::write(&link.variants));
    }
    if let Some(device) = link.device {
        push("backend", device.key());
    }
    for (name, value) in &link.view {
        push(&format!("{VIEW}{name}"), value);
    }
    parts.join("&")
}

/// Reads the link behind a URL fragment, with or without its `#`, and returns with it a sentence for everything
/// that could not be used. Whatever the text, the experiment, all its changes and the runs beside it are valid.
///
/// ```
/// use playground_experiment::share::decode;
///
/// let (link, notices) = decode("v=1&lr=0.05&batch=none");
/// assert_eq!(link.experiment.learning_rate, 0.05);
/// assert_eq!(link.experiment.batch_size, 64);
/// assert!(notices[0].contains("batch=none"));
/// ```
pub fn decode(fragment: &str) -> (Link, Vec<String>) {
    let mut notices = Vec::new();
    let parts = Parts::read(fragment, &mut notices);
    let mut link = parts.link;
    let preset = link.preset.and_then(presets::preset);
    let base = preset.map_or_else(Experiment::default, |preset| (preset.experiment)());
    (link.experiment, _) = settle(&base, &parts.settings, "In the link", &mut notices);
    link.changes = change::read(&parts.changes, &link.experiment, &mut notices);
    link.variants = match &parts.variants {
        Some(text) => variants::read(text, &link.experiment, &mut notices),
        None => variants::of_preset(preset, &link.experiment, &mut notices),
    };
    (link, notices)
}

/// A fragment taken apart.
#[derive(Default)]
struct Parts {
    /// What it says by itself; the rest of it follows from the texts below.
    link: Link,
    settings: Vec<Setting>,
    changes: String,
    variants: Option<String>,
}

impl Parts {
    fn read(fragment: &str, notices: &mut Vec<String>) -> Self {
        let mut parts = Self::default();
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        for part in fragment.split('&').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            notices.extend(parts.take(&unescape(key), unescape(value)));
        }
        parts
    }

    /// Takes up one `key=value`, or says why it is not used and what is instead.
    fn take(&mut self, key: &str, value: String) -> Option<String> {
        match key {
            "v" => return (value != VERSION).then(|| other_version(&value)),
            "preset" => match presets::preset(&value) {
                Some(preset) => self.link.preset = Some(preset.name),
                None => return Some(unknown_preset(&value)),
            },
            "backend" => match Preference::from_key(&value) {
                Some(device) => self.link.device = Some(device),
                None => return Some(unknown_device(&value)),
            },
            "at" => self.changes = value,
            "vs" => self.variants = Some(value),
            _ => match (key.strip_prefix(VIEW), field(key)) {
                (Some(name), _) => self.link.view.push((name.to_owned(), value)),
                (None, Some(field)) => self.settings.push((field, value)),
                (None, None) => {
                    return Some(format!(
                        "In the link, {}: there is no such setting. It is left out.",
                        named(key, &value)
                    ));
                }
            },
        }
        None
    }
}

fn other_version(value: &str) -> String {
    format!(
        "The link says v={}, a version that this page does not know; it is read as version \
         {VERSION}. Reload the page to get its newest version.",
        shortened(value)
    )
}

fn unknown_preset(value: &str) -> String {
    format!(
        "In the link, preset={}: there is no such preset. Choose one under Experiments; the standard settings are used \
         until then.",
        shortened(value)
    )
}

fn unknown_device(value: &str) -> String {
    let known = Preference::ALL.map(|(_, key)| key).join(", ");
    format!(
        "In the link, backend={}: there is no such device; choose one of {known}. The page chooses \
         instead.",
        shortened(value)
    )
}
