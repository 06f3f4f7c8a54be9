//! The run in the page's address: read at the start and when it changes, written as the run changes.

use super::datasets::on_built_in_digits;
use super::link_options::{self, LinkOptions};
use super::place::Place;
use super::view::View;
use super::{Store, remembered};
use crate::clock::now_ms;
use crate::patience::Timer;
use crate::run::Run;
use crate::run::notice::{Level, Topic};
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_experiment::compare::Variant;
use playground_experiment::device::Preference;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::{self, FIRST_PRESET, Preset};
use playground_experiment::share::{Change, Link, decode, encode};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// The name under which a tab keeps the device that was asked for.
const DEVICE: &str = "device";

/// The names in links of what stays as it looks when a preset takes the place of the runs; what was picked was about those.
const LOOK: [&str; 7] = ["settings", "more", "smooth", "log", "grad", "x", "probe"];

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
        let mut address = Self::of(&location().hash().unwrap_or_default(), hosted);
        // What this tab was asked for before it was loaded anew.
        let kept = || remembered::in_this_tab(DEVICE).and_then(|key| Preference::from_key(&key));
        address.preference = address.preference.or_else(kept);
        address
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

    /// Returns that of a preset with all its runs, on the same device, with the settings and charts as they look now.
    pub fn of_preset(preset: &'static Preset, preference: Preference, view: View) -> Self {
        let (mut link, _) = decode("");
        set_preset(&mut link, preset);
        let stays = |pair: &(String, String)| LOOK.contains(&&*pair.0);
        link.view = untrack(|| view.to_link())
            .into_iter()
            .filter(stays)
            .collect();
        Self::within(link, preference)
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
        let link = Link {
            experiment,
            view,
            ..link
        };
        Self::within(link, preference)
    }

    /// Returns that of a link which the page itself has made, for the device that it has asked for.
    fn within(link: Link, preference: Preference) -> Self {
        Self {
            link,
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

    /// Returns whether training is to start at once.
    pub fn starts(&self) -> bool {
        link_options::starts(&self.link.view)
    }

    /// Returns the place on the page that it leads to, if it names one.
    pub fn place(&self) -> Option<Place> {
        link_options::place(&self.link.view)?.parse().ok()
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

/// The runs of a page, as a link carries them.
pub struct RunsToShare {
    /// The store of the first.
    pub first: Store,
    /// The others.
    pub variants: Vec<Variant>,
    /// Which are hidden, and which one is looked at.
    pub view: Vec<(String, String)>,
}

/// Returns everything that a link to `runs` can carry. Tracks.
fn link(runs: RunsToShare) -> Link {
    let first = runs.first;
    let view = first.view.to_link().into_iter().chain(runs.view);
    first.run.with(|run| {
        let (experiment, changes) = run.to_share();
        Link {
            experiment,
            changes,
            variants: runs.variants,
            device: Some(run.device.preference).filter(|device| *device != Preference::Auto),
            preset: run.settings.preset,
            view: view.collect(),
        }
    })
}

/// Returns the address of `runs` as they are now, with what is `ticked`.
pub fn address(runs: RunsToShare, ticked: LinkOptions) -> String {
    let place = ticked.place.then(Place::here).flatten();
    let cut = |link: Link| ticked.cut(link, place.map(|place| place.to_string()));
    address_of(&cut(untrack(|| link(runs))))
}

/// Returns the address of this page that opens `link`.
pub fn address_of(link: &Link) -> String {
    let place = location();
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    format!(
        "{}{}#{}",
        part(place.origin()),
        part(place.pathname()),
        encode(link)
    )
}

/// Writes the address as the runs change, and calls `changed` when the person changes it. `runs` tracks what it returns.
/// The device stays in this tab: whoever is sent the address has another one.
pub fn keep_address(
    runs: impl Fn() -> RunsToShare + Copy + Send + Sync + 'static,
    changed: impl Fn() + 'static,
) {
    let fragment = Memo::new(move |_| encode(&LinkOptions::USUAL.cut(link(runs()), None)));
    let device = Memo::new(move |_| runs().first.run.with(|run| run.device.preference));
    Effect::new(move || {
        let asked = device.get();
        // What the query of the address asks for it asks for again.
        let in_query = preference_in_query(&mut Vec::new());
        let word = (asked != Preference::Auto && in_query != Some(asked)).then(|| asked.key());
        remembered::keep_in_this_tab(DEVICE, word);
    });
    let bar = Rc::new(AddressBar {
        fragment,
        busy: Cell::new(false),
        taken_until: Cell::default(),
        rest: RefCell::default(),
    });
    Effect::new(move || {
        fragment.track();
        bar.follow();
    });
    let listener = window_event_listener(leptos::ev::hashchange, move |_| changed());
    // For the life of the page.
    std::mem::forget(listener);
}

/// Milliseconds for each writing of the address, in the long run: Safari refuses more than a hundred in 30 seconds, and any
/// browser takes some time for each.
const EACH_MS: f64 = 320.0;
/// Writings that may come as quickly as they are asked for.
const AT_ONCE: f64 = 5.0;

/// The address bar, which follows the runs with the next frame, but no more often than browsers like.
struct AddressBar {
    fragment: Memo<String>,
    /// Whether it is about to be written, or rests from it.
    busy: Cell<bool>,
    /// When the writings so far would have ended, had each taken its time.
    taken_until: Cell<f64>,
    rest: RefCell<Option<Timer>>,
}

impl AddressBar {
    fn follow(self: &Rc<Self>) {
        if self.busy.replace(true) {
            return;
        }
        let bar = Rc::clone(self);
        // What changes at the same time is written at the same time.
        request_animation_frame(move || {
            let written = bar.fragment.get_untracked();
            write(&written);
            *bar.rest.borrow_mut() = bar.rest(written);
            bar.busy.set(bar.rest.borrow().is_some());
        });
    }

    /// Rests after a writing, if it must, and follows again if something else is to be written then.
    fn rest(self: &Rc<Self>, written: String) -> Option<Timer> {
        let now = now_ms();
        let until = self.taken_until.get().max(now) + EACH_MS;
        self.taken_until.set(until);
        let wait = until - now - AT_ONCE * EACH_MS;
        if wait <= 0.0 {
            return None;
        }
        let bar = Rc::clone(self);
        Timer::start(Duration::from_secs_f64(wait / 1000.0), move || {
            bar.busy.set(false);
            if bar.fragment.get_untracked() != written {
                bar.follow();
            }
        })
    }
}

fn write(fragment: &str) {
    let Ok(history) = window().history() else {
        return;
    };
    // Refused where the page may not have an address of its own.
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
