//! The way from anywhere on the page to a setting: the folds around it open, it takes the focus, and it is marked for a
//! moment.

use super::element;
use crate::state::{View, key_of};
use leptos::prelude::*;
use playground_experiment::fields::{Place, field};
use std::time::Duration;
use web_sys::Element;

/// What is marked is the line around a control.
const LINE: &str = ".field, .mistake, .layer, .layers-foot, .own-files, summary";

/// How long it is marked.
const MARKED: Duration = Duration::from_millis(2000);

/// Returns the selectors by which the control of a place is found, the first choice first.
fn selectors(place: Place) -> Vec<String> {
    let all: &[&str] = match place {
        Place::Field("net") => &["#layers select, #layers input", "#add-block"],
        Place::Field("oops") => &["#mistakes-summary"],
        Place::Field("sched") => &["#schedule-kind"],
        Place::Field("classes") => &["#own-files"],
        Place::Field(key) => return vec![format!("#field-{key}")],
        Place::Units => &["#layers .units", "#add-block"],
        Place::Activation => &["#layers .activation", "#add-block"],
        Place::NewLayer => &["#add-block:enabled", "#layers select, #layers input"],
        // One that is no mistake here cannot be switched; the list says why.
        Place::Mistake(key) => {
            return vec![
                format!("#mistake-{key}:enabled"),
                "#mistakes-summary".to_owned(),
            ];
        }
    };
    all.iter().copied().map(str::to_owned).collect()
}

/// Finds the control of a setting, wherever it is folded away; none while another setting leaves it out.
pub fn control(place: Place) -> Option<Element> {
    let find = |selector: &String| document().query_selector(selector).ok().flatten();
    selectors(place).iter().find_map(find)
}

/// Returns where to go for a setting: to its control, or to that of the setting that brings it.
fn nearest(place: Place) -> Option<Element> {
    let through = || match place {
        Place::Field(key) => control(Place::Field(field(key)?.through()?.key)),
        _ => None,
    };
    control(place).or_else(through)
}

/// Opens the settings and goes to the control of one of them.
pub fn go_to_setting(view: View, place: Place) {
    if !untrack(|| view.has_settings()) {
        view.settings_open.set(true);
    }
    // Who is led to a setting wants it, or the one that brings it, whatever the link shows.
    if !untrack(|| view.shows_setting(key_of(place))) || control(place).is_none() {
        view.only.set(None);
    }
    // Where they were closed they are laid out in the next frame.
    request_animation_frame(move || {
        let Some(control) = nearest(place) else {
            return;
        };
        open_around(&control);
        mark(&control);
        element::focus(Some(control));
    });
}

/// Opens every fold around an element: what is folded away takes no focus.
fn open_around(inner: &Element) {
    let mut around = Some(inner.clone());
    while let Some(fold) = around.and_then(|element| element.closest("details").ok().flatten()) {
        let _ = fold.set_attribute("open", "");
        around = fold.parent_element();
    }
}

/// Marks the line of a control for a moment.
fn mark(control: &Element) {
    let line = control.closest(LINE).ok().flatten();
    let line = line.unwrap_or_else(|| control.clone());
    let _ = line.set_attribute("data-marked", "");
    set_timeout(
        move || {
            let _ = line.remove_attribute("data-marked");
        },
        MARKED,
    );
}
