//! Values as coloured pixels, enlarged without smoothing, and one of them to point at.

use crate::components::parts::element;
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use playground_chart::Pixels;
use web_sys::HtmlCanvasElement;

/// Height of a long picture, in rem.
const TALLEST: f64 = 28.0;

/// Signed colours on a dark page: what is pale becomes dark, as ink does on the pad, and blue stays blue.
const TURNED: &str = "var(--light, none) var(--dark, invert(1) hue-rotate(180deg))";

/// A mark over some pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Left, top, width and height, in pixels.
    pub at: [f64; 4],
    /// Class in the style sheet.
    pub kind: &'static str,
}

/// The picture. It is read by pointer; what it says is in words beside it.
#[component]
pub fn Raster(
    /// What it shows.
    #[prop(into)]
    pixels: Signal<Pixels>,
    /// Over it.
    #[prop(into, optional)]
    marks: Signal<Vec<Mark>>,
    /// Called with the pixel under the pointer, as it moves and when it presses.
    #[prop(into, optional)]
    on_point: Option<Callback<(usize, usize)>>,
    /// In words.
    #[prop(into)]
    describe: Signal<String>,
    /// Whether its colours are those of signed values, pale at zero.
    #[prop(optional)]
    signed: bool,
    /// Of the canvas, where it has one.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    let canvas_ref = NodeRef::<html::Canvas>::new();
    Effect::new(move || {
        if let Some(canvas) = canvas_ref.get() {
            pixels.with(|pixels| draw(&canvas, pixels));
        }
    });
    let size = Memo::new(move |_| pixels.with(|p| (p.width.max(1), p.height.max(1))));
    let point = move |event: MouseEvent| {
        let (Some(told), Some(canvas)) = (on_point, canvas_ref.get_untracked()) else {
            return;
        };
        let (width, height) = size.get_untracked();
        let (x, y) = element::place(&canvas, &event);
        let cell =
            |share: f64, count: usize| ((share * count as f64).max(0.0) as usize).min(count - 1);
        told.run((cell(x, width), cell(y, height)));
    };
    // A series is long: it would be higher than the window.
    let narrow = move || {
        let (width, height) = size.get();
        let long = height as f64 > 2.5 * width as f64;
        long.then(|| format!("{}rem", TALLEST * width as f64 / height as f64))
    };
    // The marks too: they are black on what is pale.
    let turned = move || signed.then_some(TURNED);
    let view_box = move || format!("0 0 {} {}", size.get().0, size.get().1);
    let rects = move || {
        let rect = |mark: Mark| {
            let [x, y, width, height] = mark.at.map(|v| v.to_string());
            view! { <rect class=mark.kind x=x y=y width=width height=height /> }
        };
        marks.get().into_iter().map(rect).collect_view()
    };
    view! {
        <div class="raster" class:pointed=on_point.is_some() style:aspect-ratio=move || format!("{} / {}", size.get().0, size.get().1) style:max-width=narrow>
            <canvas
                node_ref=canvas_ref
                id=id
                role="img"
                aria-label=describe
                style:filter=turned
                on:mousemove=point
                on:click=point
            ></canvas>
            <svg viewBox=view_box preserveAspectRatio="none" aria-hidden="true" style:filter=turned>{rects}</svg>
        </div>
    }
}

fn draw(canvas: &HtmlCanvasElement, pixels: &Pixels) {
    let (width, height) = (pixels.width.max(1) as u32, pixels.height.max(1) as u32);
    let mut bytes = pixels.bytes();
    // One that has no pixels is painted as one of paper.
    bytes.resize(4 * (width * height) as usize, 0);
    element::paint(canvas, (width, height), &bytes);
}
