//! The way of an image of the data onto the pad.

use super::button::Button;
use crate::state::{Loaded, Store};
use leptos::prelude::*;
use std::sync::Arc;

/// A button that puts an image on the pad.
#[component]
pub fn LoadIntoPad(
    id: &'static str,
    /// The image; the button rests until there is one.
    #[prop(into)]
    pixels: Signal<Option<Arc<[f32]>>>,
    /// What it is called, and its class.
    #[prop(into)]
    named: Signal<Option<(String, Option<&'static str>)>>,
    children: Children,
) -> impl IntoView {
    let store = Store::here();
    let load = move |_| {
        if let (Some(pixels), Some((name, class))) = untrack(|| (pixels.get(), named.get())) {
            store.load_into_pad(Loaded { pixels, name }, class);
        }
    };
    view! {
        <Button id class="small" disabled=move || pixels.with(Option::is_none) press=load>{children()}</Button>
    }
}
