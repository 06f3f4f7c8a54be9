//! The prepared image, pixel by pixel: what the network really sees.

use crate::components::picture::Picture;
use crate::components::why::{self, Why};
use crate::state::Store;
use leptos::prelude::*;
use std::sync::Arc;

/// The image.
#[component]
pub fn Seen() -> impl IntoView {
    let store = Store::here();
    let pixels = Signal::derive(move || store.seen.get().map(Arc::from));
    let words = Signal::derive(move || {
        match store.seen.with(Option::is_some) {
            true => "The drawing as the network sees it: 28 by 28 pixels, scaled and centred.",
            false => "Nothing is drawn, so the network sees nothing.",
        }
        .to_owned()
    });
    view! {
        <figure class="seen">
            <Picture pixels describe=words id="seen" />
            <figcaption class="caption">
                "what the network sees, 28×28 "
                <Why id="seen" about="What the network sees" notes=Signal::derive(why::seen) />
            </figcaption>
        </figure>
    }
}
