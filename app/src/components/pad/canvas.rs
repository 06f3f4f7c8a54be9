//! The pad's canvas: pen, touch and mouse alike. Strokes are kept as vectors; the bitmap is drawn
//! anew from them, as sharp as the screen, over the image that was loaded, if any.

use crate::chart::SizeWatch;
use crate::components::parts::{element, extent};
use crate::offered;
use crate::state::Store;
use js_sys::Array;
use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;
use playground_data::sketch::Stroke;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Closest two points of a stroke, in widths of the pad: finer is jitter.
const CLOSEST: f32 = 0.002;

/// The canvas. `pen` is the width of the next stroke, in widths of the pad.
#[component]
pub fn PadCanvas(pen: RwSignal<f32>) -> impl IntoView {
    let store = Store::here();
    let canvas_ref = NodeRef::<html::Canvas>::new();
    let resized = RwSignal::new(0_u32);
    let observer = StoredValue::new_local(None);
    let requested = Rc::new(Cell::new(false));
    Effect::new(move || {
        if let Some(canvas) = canvas_ref.get() {
            let watch = SizeWatch::new(&canvas, move |_| resized.update(|n| *n += 1));
            observer.set_value(Some(watch));
        }
    });
    Effect::new(move || {
        store.pad.strokes.track();
        store.pad.background.track();
        resized.track();
        let Some(canvas) = canvas_ref.get() else {
            return;
        };
        if !requested.replace(true) {
            let requested = requested.clone();
            request_animation_frame(move || {
                requested.set(false);
                let image = store.pad.background.get_untracked();
                let pixels = image.as_ref().map(|image| &*image.pixels);
                let strokes = store.pad.strokes.read_untracked();
                draw(&canvas, &strokes, pixels);
            });
        }
    });

    let series = store.memo(|run| run.settings.active.dataset.info().is_series());
    let down = move |event: PointerEvent| {
        // A series is looked at; a pen has no place on it.
        if series.get_untracked() || !event.is_primary() || event.button() != 0 {
            return;
        }
        event.prevent_default();
        let Some(canvas) = canvas_ref.get_untracked() else {
            return;
        };
        // Without capture the stroke ends at the edge of the pad; it is drawn all the same.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        let stroke = Stroke {
            points: vec![place(&canvas, &event)],
            width: pen.get_untracked(),
        };
        store.pad.strokes.update(|strokes| strokes.push(stroke));
    };
    let moved = move |event: PointerEvent| {
        let Some(canvas) = canvas_ref.get_untracked() else {
            return;
        };
        if !event.is_primary() || !canvas.has_pointer_capture(event.pointer_id()) {
            return;
        }
        let points: Vec<_> = positions(event).iter().map(|e| place(&canvas, e)).collect();
        store.pad.strokes.update(|strokes| {
            if let Some(stroke) = strokes.last_mut() {
                for point in points {
                    extend(stroke, point);
                }
            }
        });
    };
    let words = move || {
        store.pad.background.with(|image| match image {
            Some(image) if series.get() => format!("The series looked at: {}.", image.name),
            None if series.get() => "No series yet. Choose an example below.".to_owned(),
            Some(image) => format!("Drawing pad with {}. What you draw goes on it.", image.name),
            None => "Drawing pad. Draw a digit here, or choose an example below.".to_owned(),
        })
    };
    view! {
        <div class="pad">
            <canvas
                node_ref=canvas_ref
                id="pad"
                class="pad-canvas"
                role="img"
                aria-label=words
                on:pointerdown=down
                on:pointermove=moved
            ></canvas>
        </div>
    }
}

/// Returns the positions that the browser hands out together with `event`, each a point of the stroke. Pages of plain
/// `http:` hosts cannot ask for them, nor can Safari before 18.2: there it is the event alone.
fn positions(event: PointerEvent) -> Vec<PointerEvent> {
    let ask = offered::method(&event, "getCoalescedEvents");
    let together = ask.and_then(|ask| ask.call0(&event).ok());
    let mut events: Vec<PointerEvent> = together
        .iter()
        .flat_map(Array::from)
        .filter_map(|e| e.dyn_into().ok())
        .collect();
    // An event that the page made itself has none.
    if events.is_empty() {
        events.push(event);
    }
    events
}

fn extend(stroke: &mut Stroke, point: (f32, f32)) {
    let far = |last: &(f32, f32)| (last.0 - point.0).hypot(last.1 - point.1) >= CLOSEST;
    if stroke.points.last().is_none_or(far) {
        stroke.points.push(point);
    }
}

/// Returns where an event is on the pad, 0 to 1 both ways.
fn place(canvas: &HtmlCanvasElement, event: &PointerEvent) -> (f32, f32) {
    let (x, y) = element::place(canvas, event);
    (x as f32, y as f32)
}

/// Draws the strokes in black, over an image where there is one; the style sheet turns black to the
/// theme's ink.
fn draw(canvas: &HtmlCanvasElement, strokes: &[Stroke], image: Option<&[f32]>) {
    let Some(context) = element::context(canvas) else {
        return;
    };
    let side = (canvas.get_bounding_client_rect().width() * window().device_pixel_ratio()).round();
    if f64::from(canvas.width()) != side {
        canvas.set_width(side as u32);
        canvas.set_height(side as u32);
    }
    context.clear_rect(0.0, 0.0, side, side);
    if let Some(image) = image {
        mosaic(&context, image, side);
    }
    context.set_line_cap("round");
    context.set_line_join("round");
    for stroke in strokes {
        path(&context, &stroke.points, side);
        context.set_line_width(f64::from(stroke.width) * side);
        context.stroke();
    }
}

/// Draws an image enlarged to the pad, a rectangle for each pixel.
fn mosaic(context: &CanvasRenderingContext2d, image: &[f32], side: f64) {
    let (rows, columns) = extent(image);
    // Edges fall on whole pixels of the screen, or seams would show.
    let edge = |i: usize, count: usize| (i as f64 * side / count as f64).round();
    for (i, ink) in image.iter().enumerate().filter(|(_, ink)| **ink > 0.0) {
        let (row, column) = (i / columns, i % columns);
        context.set_global_alpha(f64::from(*ink));
        let (left, top) = (edge(column, columns), edge(row, rows));
        let (right, bottom) = (edge(column + 1, columns), edge(row + 1, rows));
        context.fill_rect(left, top, right - left, bottom - top);
    }
    context.set_global_alpha(1.0);
}

/// Traces a stroke through the middles between its points, so that a quick curve has no corners.
fn path(context: &CanvasRenderingContext2d, points: &[(f32, f32)], side: f64) {
    let at = |p: &(f32, f32)| (f64::from(p.0) * side, f64::from(p.1) * side);
    let (Some(first), Some(last)) = (points.first().map(at), points.last().map(at)) else {
        return;
    };
    context.begin_path();
    context.move_to(first.0, first.1);
    for pair in points.windows(2) {
        let (a, b) = (at(&pair[0]), at(&pair[1]));
        context.quadratic_curve_to(a.0, a.1, (a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    }
    // A line to the same place still draws the round cap: a dot.
    context.line_to(last.0, last.1);
}
