//! The prepared image, pixel by pixel: what the network really sees.

use crate::components::why::{self, Why};
use crate::state::Store;
use leptos::html;
use leptos::prelude::*;
use playground_core::sketch::IMAGE_SIDE;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

/// The image, enlarged without smoothing.
#[component]
pub fn Seen() -> impl IntoView {
    let store = Store::here();
    let canvas_ref = NodeRef::<html::Canvas>::new();
    Effect::new(move || {
        let Some(canvas) = canvas_ref.get() else {
            return;
        };
        store.seen.with(|image| draw(&canvas, image.as_deref()));
    });
    let words = move || match store.seen.with(Option::is_some) {
        true => "The drawing as the network sees it: 28 by 28 pixels, scaled and centred.",
        false => "Nothing is drawn, so the network sees nothing.",
    };
    let side = IMAGE_SIDE.to_string();
    view! {
        <figure class="seen">
            <canvas
                node_ref=canvas_ref
                id="seen"
                class="seen-canvas"
                role="img"
                aria-label=words
                width=side.clone()
                height=side
            ></canvas>
            <figcaption class="caption">
                "what the network sees, 28×28 "
                <Why id="seen" about="What the network sees" notes=Signal::derive(why::seen) />
            </figcaption>
        </figure>
    }
}

/// Black ink of the image's strength; the style sheet turns it to the theme's ink.
fn draw(canvas: &HtmlCanvasElement, image: Option<&[f32]>) {
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|c| c.dyn_into::<CanvasRenderingContext2d>().ok());
    let Some(context) = context else { return };
    let side = IMAGE_SIDE as u32;
    context.clear_rect(0.0, 0.0, f64::from(side), f64::from(side));
    let Some(image) = image else { return };
    let pixels: Vec<u8> = image
        .iter()
        .flat_map(|ink| [0, 0, 0, (ink * 255.0).round() as u8])
        .collect();
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), side, side);
    if let Ok(data) = data {
        // Fails only for an image of another size.
        let _ = context.put_image_data(&data, 0.0, 0.0);
    }
}
