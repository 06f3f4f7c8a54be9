//! The page's clock.

use leptos::prelude::window;

/// Returns the milliseconds since the page was opened.
pub fn now_ms() -> f64 {
    window().performance().map_or(0.0, |p| p.now())
}
