//! An image or a series, pixel by pixel, as ink on paper.

use super::element;
use leptos::html;
use leptos::prelude::*;
use playground_chart::Pixels;
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

/// Returns an image as black ink on paper.
pub fn ink(image: &[f32]) -> Pixels {
    Pixels::of_ink(image, extent(image).1)
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
    let pixels = match image.is_empty() {
        true => Pixels::blank(IMAGE_SIDE, IMAGE_SIDE),
        false => ink(image),
    };
    let size = (pixels.width as u32, pixels.height as u32);
    element::paint(canvas, size, &pixels.bytes());
}
