//! The menu of examples: a digit for those who cannot or would rather not draw, and images of the test part to
//! be edited. A network that has seen no digits is offered its test images by class instead.

use crate::components::parts::Button;
use crate::run::notice::{Level, Topic};
use crate::state::{Drawing, Store, test_image};
use leptos::prelude::*;
use playground_data::dataset::DIGITS;
use playground_data::synthetic::templates;

/// What a choice puts on the pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// A written digit.
    Digit(u8),
    /// A test image, of this class or any.
    Test(Option<usize>),
}

impl Choice {
    fn from_key(key: &str) -> Option<Self> {
        match key.strip_prefix("test") {
            Some("") => Some(Self::Test(None)),
            Some(class) => Some(Self::Test(Some(class.strip_prefix('-')?.parse().ok()?))),
            None => key.parse().ok().map(Self::Digit),
        }
    }
}

/// The menu.
#[component]
pub fn Example() -> impl IntoView {
    let store = Store::here();
    let about = store.memo(|run| {
        let active = &run.settings.active;
        (active.shows_digits(), active.classes())
    });
    let choose = move |event| {
        let select = event_target::<web_sys::HtmlSelectElement>(&event);
        match Choice::from_key(&select.value()) {
            Some(Choice::Digit(digit)) => draw(store, digit),
            Some(Choice::Test(class)) => load(store, class),
            None => {}
        }
        // The menu is a set of buttons: the same one can be chosen again.
        select.set_value("");
    };
    let options = move || {
        let (digits, classes) = about.get();
        let by_name = |digit: &&str| (digit.to_string(), digit.to_string());
        let random = view! { <option value="test">"A test image"</option> };
        let others = match digits {
            true => DIGITS.iter().map(by_name).collect(),
            false => by_class(classes),
        };
        let option = |(key, words)| view! { <option value=key>{words}</option> };
        let others = others.into_iter().map(option).collect_view();
        match digits {
            true => (others, random).into_any(),
            false => (random, others).into_any(),
        }
    };
    view! {
        <select id="example" class="small" aria-label="Put an example on the pad" on:change=choose>
            <option value="">"Example…"</option>
            {options}
        </select>
    }
}

fn by_class(classes: &[&str]) -> Vec<(String, String)> {
    let option =
        |(class, name): (usize, &&str)| (format!("test-{class}"), format!("A test image: {name}"));
    classes.iter().enumerate().map(option).collect()
}

/// The digit that lies on the pad of a first visit.
const FIRST_DIGIT: u8 = 7;

/// Puts a digit on the pad before anyone has drawn.
pub fn begin_with_a_digit(store: Store) {
    put(store, FIRST_DIGIT, 0);
}

/// The button on the stage: another example with each press, a digit or else a test image.
#[component]
pub fn ExampleButton() -> impl IntoView {
    let store = Store::here();
    let digits = store.memo(|run| run.settings.active.shows_digits());
    let press = move |_| match digits.get_untracked() {
        true => draw(store, any_of(DIGITS.len()) as u8),
        false => load(store, None),
    };
    view! {
        <Button id="example-button" class="small" title="Puts another example on the pad" press>
            "Example"
        </Button>
    }
}

/// Chooses a number below `count`.
fn any_of(count: usize) -> usize {
    (js_sys::Math::random() * count as f64) as usize
}

/// Puts a digit on the pad, in any of the ways to write it.
fn draw(store: Store, digit: u8) {
    put(store, digit, any_of(templates(digit).len()));
}

fn put(store: Store, digit: u8, style: usize) {
    if let Some(strokes) = templates(digit).into_iter().nth(style) {
        let classes = store.peek(|run| run.settings.active.classes());
        let drawing = Drawing {
            strokes,
            image: None,
            target: classes.get(usize::from(digit)).copied(),
        };
        store.pad.put(drawing, store);
    }
}

fn load(store: Store, class: Option<usize>) {
    match test_image(store, class) {
        Ok(drawing) => {
            let name = drawing.image.as_ref().map(|image| image.name.clone());
            let said = format!("On the pad: {}.", name.unwrap_or_default());
            store.view.spoken.set(said);
            store.pad.put(drawing, store);
        }
        Err(text) => store.act(|run| run.notices.show(Topic::Data, Level::Warning, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_a_key() {
        assert_eq!(Choice::from_key("7"), Some(Choice::Digit(7)));
        assert_eq!(Choice::from_key("test"), Some(Choice::Test(None)));
        for (key, words) in by_class(&["Coat", "Bag"]) {
            let Some(Choice::Test(Some(class))) = Choice::from_key(&key) else {
                panic!("{key}");
            };
            assert!(words.ends_with(["Coat", "Bag"][class]));
        }
        assert_eq!(Choice::from_key(""), None);
        assert_eq!(Choice::from_key("testing"), None);
    }
}
