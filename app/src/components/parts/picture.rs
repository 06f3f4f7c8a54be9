//! An image or a series, pixel by pixel, as ink on paper.

use super::element;
use leptos::html;
use leptos::prelude::*;
use playground_data::dataset::shape_of;
use playground_data::sketch::IMAGE_SIDE;
use std::sync::Arc;
use web_sys::HtmlCanvasElement;

/// The image enlarged without smoothing; empty until it is at hand.
#[component]
pub fn Picture(
    /// Raw pixels in [0, 1], ink = 1, row by row.
    #[prop(into)]
    pixels: Signal<Option<Arc<[f32]>>>,
    /// In words; empty where the words beside it say it.
    #[prop(into, optional)]
    describe: Signal<String>,
    /// Of the element, where it has one.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    let canvas_ref = NodeRef::<html::Canvas>::new();
    Effect::new(move || {
        if let Some(canvas) = canvas_ref.get() {
            pixels.with(|image| draw(&canvas, image.as_deref().unwrap_or_default()));
        }
    });
    let silent = move || describe.with(String::is_empty).then_some("true");
    let named = move || Some(describe.get()).filter(|words| !words.is_empty());
    view! {
        <canvas
            node_ref=canvas_ref
            id=id
            class="picture"
            role=move || named().map(|_| "img")
            aria-label=named
            aria-hidden=silent
        ></canvas>
    }
}

/// Returns the rows and columns of an image: those of the data sets with this many pixels, otherwise a square.
pub fn extent(image: &[f32]) -> (usize, usize) {
    match shape_of(image.len()) {
        Some(shape) => (shape.rows as usize, shape.columns as usize),
        None => {
            let side = image.len().isqrt().max(1);
            (side, side)
        }
    }
}

/// Paints black ink of the image's strength; the style sheet turns it to the theme's ink.
fn draw(canvas: &HtmlCanvasElement, image: &[f32]) {
    let (height, width) = match image.is_empty() {
        true => (IMAGE_SIDE, IMAGE_SIDE),
        false => extent(image),
    };
    let black = |ink: &f32| [0, 0, 0, (ink * 255.0).round() as u8];
    let pixels: Vec<u8> = image.iter().flat_map(black).collect();
    element::paint(canvas, (width as u32, height as u32), &pixels);
}
