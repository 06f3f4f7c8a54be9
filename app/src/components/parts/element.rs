//! Elements of the page as the browser knows them: focus, a place in them, and what a canvas shows.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement, ImageData};

/// Puts the focus on an element, if there is one.
pub fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        // Where focus cannot go it stays.
        let _ = element.focus();
    }
}

/// Puts the focus on the element of this id.
pub fn focus_id(id: &str) {
    focus(document().get_element_by_id(id));
}

/// Puts the focus, should it be lost with what had it, on the first element of `selector` in the next frame.
pub fn keep_focus(selector: &'static str) {
    request_animation_frame(move || {
        let active = document().active_element();
        if active.is_none_or(|element| element.tag_name() == "BODY") {
            focus(document().query_selector(selector).ok().flatten());
        }
    });
}

/// Returns the elements within another that a selector finds, in order.
pub fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else {
        return Vec::new();
    };
    let one = |at| found.item(at)?.dyn_into().ok();
    (0..found.length()).filter_map(one).collect()
}

/// The chip of the run that is looked at or, where there are no chips, the tab of the view.
pub const CHIP_OR_TAB: &str = ".chip-button[aria-pressed=true], [role=tab][aria-selected=true]";

/// The tab of the view.
pub const TAB: &str = "[role=tab][aria-selected=true]";

/// Returns where the pointer is over an element, in shares of its width and height.
pub fn place(element: &Element, event: &MouseEvent) -> (f64, f64) {
    let frame = element.get_bounding_client_rect();
    let share = |at: i32, from: f64, length: f64| (f64::from(at) - from) / length.max(1.0);
    (
        share(event.client_x(), frame.left(), frame.width()),
        share(event.client_y(), frame.top(), frame.height()),
    )
}

/// Returns what draws on a canvas, if the browser has it.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let context = canvas.get_context("2d").ok().flatten();
    context.and_then(|context| context.dyn_into().ok())
}

/// Gives a canvas this size, in pixels, and these colours, four bytes per pixel.
pub fn paint(canvas: &HtmlCanvasElement, (width, height): (u32, u32), bytes: &[u8]) {
    canvas.set_width(width);
    canvas.set_height(height);
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(bytes), width, height);
    if let (Some(context), Ok(data)) = (context(canvas), data) {
        let _ = context.put_image_data(&data, 0.0, 0.0);
    }
}
