//! The prepared image, pixel by pixel: what the network really sees.

use crate::components::picture::{Picture, extent};
use crate::components::why::{Why, notes};
use crate::state::Store;
use leptos::prelude::*;
use std::sync::Arc;

/// The image.
#[component]
pub fn Seen() -> impl IntoView {
    let store = Store::here();
    let pixels = Signal::derive(move || store.pad.seen.get().map(Arc::from));
    let words = Signal::derive(move || {
        let image = store
            .pad
            .background
            .with(|image| image.as_ref().map(|image| image.name.clone()));
        match image {
            Some(name) => format!("What the network sees: {name}, as it is in the data."),
            None if store.pad.seen.with(Option::is_some) => {
                "The drawing as the network sees it: 28 by 28 pixels, scaled and centred."
                    .to_owned()
            }
            None => "Nothing is drawn, so the network sees nothing.".to_owned(),
        }
    });
    let caption = move || {
        let size = pixels.with(|pixels| {
            let (rows, columns) = pixels.as_deref().map_or((28, 28), extent);
            format!("{rows}×{columns}")
        });
        store.pad.background.with(|image| match image {
            Some(image) => format!("{}, {size} ", image.name),
            None => format!("what the network sees, {size} "),
        })
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
