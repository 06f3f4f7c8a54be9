//! The place on the page: which part of the view stands at the top of the window, as a link says it. A distance in pixels
//! from the beginning would mean another place wherever text breaks otherwise.

use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::str::FromStr;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// What has a place: the view and its parts that are called something.
const PARTS: &str = "#view, #view section[id], #view .card[id], #view details[id]";

/// The bar that stays at the top.
const BAR: &str = ".bar";

/// Frames within which what a view fetches is there and has its height.
const FRAMES: u32 = 120;

/// What a browser may round a place by, in pixels.
const CLOSE: f64 = 1.0;

/// A part of the page, and how far below the bar it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    id: String,
    /// CSS pixels; less than 0 for a part that begins above.
    below: i32,
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (id, below) = text.rsplit_once(':').ok_or(())?;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let below = below.parse().map_err(|_| ())?;
        match !id.is_empty() && id.len() <= 60 && id.chars().all(plain) {
            true => Ok(Self {
                id: id.to_owned(),
                below,
            }),
            false => Err(()),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.id, self.below)
    }
}

/// Returns the lower edge of the bar that stays at the top.
fn bar() -> f64 {
    let bar = document().query_selector(BAR).ok().flatten();
    bar.map_or(0.0, |bar| bar.get_bounding_client_rect().bottom().max(0.0))
}

fn below_bar(element: &Element) -> f64 {
    element.get_bounding_client_rect().top() - bar()
}

impl Place {
    /// Returns where the page is scrolled to: the last part that begins at or above the bar, else the first one.
    pub fn here() -> Option<Self> {
        let all = document().query_selector_all(PARTS).ok()?;
        let parts = (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<Element>().ok());
        let seen = parts.filter(|part| part.client_height() > 0);
        let mut place = None;
        for part in seen {
            let below = below_bar(&part);
            if place.is_none() || below <= 0.0 {
                place = Some(Self {
                    id: part.id(),
                    below: below.round() as i32,
                });
            }
        }
        place
    }

    /// Scrolls there once its part is on the page and for as long as the view still grows; whoever scrolls goes first.
    pub fn go(self) {
        let touched = Rc::new(Cell::new(false));
        let listen = |event: &'static str| {
            let touched = touched.clone();
            window_event_listener_untyped(event, move |_| touched.set(true))
        };
        let listeners = ["wheel", "touchstart", "pointerdown", "keydown"].map(listen);
        let stop = move || {
            for listener in listeners {
                listener.remove();
            }
        };
        self.follow(FRAMES, touched, Box::new(stop));
    }

    fn follow(self, frames: u32, touched: Rc<Cell<bool>>, stop: Box<dyn FnOnce()>) {
        if frames == 0 || touched.get() {
            return stop();
        }
        if let Some(part) = document().get_element_by_id(&self.id) {
            let off = below_bar(&part) - f64::from(self.below);
            if off.abs() > CLOSE {
                window().scroll_by_with_x_and_y(0.0, off);
            }
        }
        request_animation_frame(move || self.follow(frames - 1, touched, stop));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_place_is_none() {
        for text in [
            "",
            "lab",
            "lab:",
            ":4",
            "a b:4",
            "lab:4.5",
            "<b>:1",
            "lab:99999999999",
        ] {
            assert_eq!(text.parse::<Place>(), Err(()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_place_is_read_back(id in "[a-z][a-z0-9-]{0,59}", below: i32) {
            let place = Place { id, below };
            prop_assert_eq!(place.to_string().parse(), Ok(place));
        }
    }
}
