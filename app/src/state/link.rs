//! The run in the page's address: read at the start and when it changes, written as the run changes.

use super::Store;
use super::datasets::on_built_in_digits;
use super::view::View;
use crate::run::Run;
use crate::run::notice::{Level, Topic};
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_experiment::compare::Variant;
use playground_experiment::device::Preference;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::{self, FIRST_PRESET, Preset};
use playground_experiment::share::{Change, Link, decode, encode};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// What the page's address says: the runs, and what is to be told about them.
pub struct Address {
    link: Link,
    preference: Option<Preference>,
    warnings: Vec<String>,
    /// Whether it is the bare address of the page.
    first_visit: bool,
}

impl Address {
    /// Reads the address of the page as it is being opened on a host that offers `hosted`. On a first visit, without a
    /// link, it stands for the first preset with all its runs on MNIST, or else on the built-in digits.
    pub fn read(hosted: &[DatasetId]) -> Self {
        Self::of(&location().hash().unwrap_or_default(), hosted)
    }

    /// Reads an address whose fragment is `hash` as [`read`](Self::read) does.
    pub fn of(hash: &str, hosted: &[DatasetId]) -> Self {
        let first_visit = hash.trim_start_matches('#').is_empty();
        let (mut link, mut warnings) = decode(hash);
        if let Some(preset) = presets::preset(FIRST_PRESET).filter(|_| first_visit) {
            set_preset(&mut link, preset);
            link.experiment = at_hand(link.experiment, hosted);
        }
        let preference = preference_in_query(&mut warnings).or(link.device);
        Self {
            link,
            preference,
            warnings,
            first_visit,
        }
    }

    /// Returns that of a preset with all its runs, on the same device and in the same look as now.
    pub fn of_preset(preset: &'static Preset, preference: Preference, view: View) -> Self {
        let (mut link, _) = decode("");
        set_preset(&mut link, preset);
        link.view = untrack(|| view.to_link());
        Self {
            link,
            preference: Some(preference),
            warnings: Vec::new(),
            first_visit: false,
        }
    }

    /// Returns the address of the runs of a lesson, by the device asked for so far, on a set that the host offers. The
    /// page looks as `view` says.
    pub fn of_lesson(
        link: Link,
        view: Vec<(String, String)>,
        preference: Preference,
        hosted: &[DatasetId],
    ) -> Self {
        let experiment = at_hand(link.experiment, hosted);
        Self {
            link: Link {
                experiment,
                view,
                ..link
            },
            preference: Some(preference),
            warnings: Vec::new(),
            first_visit: false,
        }
    }

    /// Returns whether it is the bare address of the page.
    pub fn is_first_visit(&self) -> bool {
        self.first_visit
    }

    /// Returns how the page looks, as a link says it.
    pub fn view(&self) -> &[(String, String)] {
        &self.link.view
    }

    /// Returns the runs beside the first.
    pub fn variants(&self) -> Vec<Variant> {
        self.link.variants.clone()
    }

    /// Returns how the first run begins, and what changes it on the way.
    pub fn first(&self) -> (Experiment, Vec<Change>) {
        (self.link.experiment.clone(), self.link.changes.clone())
    }

    /// Returns the run that it describes, not started yet.
    pub fn run(&self) -> Run {
        let (experiment, changes) = self.first();
        let mut run = Run::new(experiment, changes, self.preference.unwrap_or_default());
        run.settings.preset = self.link.preset;
        run
    }
}

/// Sets a link to a preset and the runs beside it.
fn set_preset(link: &mut Link, preset: &'static Preset) {
    link.preset = Some(preset.name);
    link.experiment = (preset.experiment)();
    link.variants = preset.variants();
}

/// Returns `experiment` on its set where the host offers that one or none is needed, and otherwise on the built-in
/// digits.
fn at_hand(experiment: Experiment, hosted: &[DatasetId]) -> Experiment {
    let dataset = experiment.dataset;
    match hosted.contains(&dataset) || dataset.info().made.is_some() {
        true => experiment,
        false => on_built_in_digits(experiment),
    }
}

/// Starts the run that `address` describes, which `store` is around.
pub fn start(store: Store, address: Address) {
    let (experiment, other_data) = store.data.available(&address.link.experiment);
    store.act(|run| {
        run.settings.begin_with(experiment);
        for text in address.warnings.into_iter().chain(other_data) {
            run.notices.show(Topic::Link, Level::Warning, text);
        }
        run.start();
    });
}

/// Returns what a link to the present state of `first` carries, with these runs beside it. Tracks.
fn link(first: Store, variants: Vec<Variant>) -> Link {
    let view = first.view.to_link();
    first.run.with(|run| {
        let (experiment, changes) = run.to_share();
        let preference = run.device.preference;
        Link {
            experiment,
            changes,
            variants,
            device: (preference != Preference::Auto).then_some(preference),
            preset: run.settings.preset,
            view,
        }
    })
}

/// Returns the address of the present state of `first` with `variants` beside it, to be shared.
pub fn address(first: Store, variants: Vec<Variant>) -> String {
    let place = location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    let fragment = untrack(|| encode(&link(first, variants)));
    format!(
        "{}{}#{fragment}",
        part(place.origin()),
        part(place.pathname())
    )
}

/// Writes the address as the runs change, and calls `changed` when the person changes it. `runs` tracks which
/// run is the first, and how the others differ from it.
pub fn keep_address(
    runs: impl Fn() -> (Store, Vec<Variant>) + Copy + Send + Sync + 'static,
    changed: impl Fn() + 'static,
) {
    let fragment = Memo::new(move |_| {
        let (first, variants) = runs();
        encode(&link(first, variants))
    });
    let requested = Rc::new(Cell::new(false));
    Effect::new(move || {
        fragment.track();
        // Once a frame: a dragged slider changes it more often, and browsers limit such calls.
        if !requested.replace(true) {
            let requested = requested.clone();
            request_animation_frame(move || {
                requested.set(false);
                write(&fragment.get_untracked());
            });
        }
    });
    let listener = window_event_listener(leptos::ev::hashchange, move |_| changed());
    // For the life of the page.
    std::mem::forget(listener);
}

fn write(fragment: &str) {
    let Ok(history) = window().history() else {
        return;
    };
    // Refused only when it is called too often; the next change writes again.
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}")));
}

/// Reads `?backend=` of the address; a word that means nothing is added to the warnings.
fn preference_in_query(warnings: &mut Vec<String>) -> Option<Preference> {
    let query = location().search().ok()?;
    let word = UrlSearchParams::new_with_str(&query).ok()?.get("backend")?;
    let preference = Preference::from_key(&word);
    if preference.is_none() {
        warnings.push(format!(
            "The address says backend={word}; choose auto, webgpu or cpu. The page chooses by itself."
        ));
    }
    preference
}
