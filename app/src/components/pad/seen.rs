//! The prepared image, pixel by pixel: what the network really sees.

use crate::components::parts::{Picture, Why, WithSome, extent, notes};
use crate::state::Store;
use leptos::prelude::*;
use std::sync::Arc;

/// The image.
#[component]
pub fn Seen() -> impl IntoView {
    let store = Store::here();
    let pixels = Signal::derive(move || store.pad.seen.get().map(Arc::from));
    let words =
        Signal::derive(
            move || match store.pad.background.with_some(|image| image.name.clone()) {
                Some(name) => format!("What the network sees: {name}, as it is in the data."),
                None => match store.pad.seen.with(Option::is_some) {
                    true => {
                        "The drawing as the network sees it: 28 by 28 pixels, scaled and centred."
                    }
                    false => "Nothing is drawn, so the network sees nothing.",
                }
                .to_owned(),
            },
        );
    let caption = move || {
        let (rows, columns) = pixels.with(|p| p.as_deref().map_or((28, 28), extent));
        let name = store.pad.background.with_some(|image| image.name.clone());
        let name = name.unwrap_or_else(|| "what the network sees".to_owned());
        format!("{name}, {rows}×{columns} ")
    };
    view! {
        <figure class="seen">
            <Picture pixels describe=words id="seen" />
            <figcaption class="caption">
                {caption}
                <Why id="seen" about="What the network sees" notes=&notes::SEEN />
            </figcaption>
        </figure>
    }
}
