//! A chart as a picture to take home: twice as sharp as the page, on the page's paper, with its title,
//! its legend and a caption that says what it is of.
//!
//! `sheet.rs` says where everything stands; here it is drawn, off the page. The visible canvas is asked
//! for colours, because a canvas off the page has no style.

use super::layout::Frame;
use super::palette::{self, Palette};
use super::pen::{Align, Pen};
use super::sheet::{Entry, SAMPLE, Sheet};
use super::spec::Marker;
use super::surface::Surface;
use crate::home::download;
use js_sys::Promise;
use leptos::prelude::*;
use playground_insight::export::file_word;
use plotters::style::RGBColor;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlCanvasElement};

/// Pixels of the picture per CSS pixel.
const RATIO: f64 = 2.0;

/// What pictures say of themselves below their legend: given by context, because charts know nothing of
/// runs.
#[derive(Clone, Copy)]
pub struct Caption(pub Callback<(), String>);

/// What is drawn besides the plot.
pub(super) struct About<'a> {
    pub title: &'a str,
    pub entries: Vec<Entry>,
    pub caption: String,
}

/// The button that takes the picture of a chart.
#[component]
pub(super) fn PictureButton(
    /// Takes it, with this caption, and gives it to the browser.
    take: Callback<String>,
    /// What the chart is called, for screen readers.
    #[prop(into)]
    title: Signal<String>,
) -> impl IntoView {
    let caption = use_context::<Caption>();
    let said = move || caption.map_or_else(String::new, |Caption(say)| say.run(()));
    view! {
        <button
            type="button"
            class="why picture-button"
            title="Save this chart as a picture"
            on:click=move |_| take.run(said())
        >
            "PNG"
            <span class="unseen">{move || format!(" of {}", title.get())}</span>
        </button>
    }
}

/// Draws a picture around a plot of `size` CSS pixels, which `draw` draws onto the surface that it is
/// given, and hands it to the browser. `visible` is the chart's canvas on the page, the colours of which
/// `palette` must have been asked for before.
pub(super) fn take(
    about: &About,
    visible: &HtmlCanvasElement,
    palette: &mut Palette,
    size: (f64, f64),
    draw: impl FnOnce(&Surface, &mut Palette),
) -> Option<()> {
    for name in [
        palette::INK,
        palette::MUTED,
        palette::GRID,
        palette::AXIS,
        palette::SURFACE,
    ] {
        palette.color(visible, name);
    }
    for name in [palette::BAD, palette::BAD_SURFACE] {
        palette.color(visible, name);
    }
    for entry in &about.entries {
        palette.color(visible, &entry.color);
    }
    let plot = Surface::detached(size, RATIO)?;
    draw(&plot, palette);
    let frame = Frame {
        width: size.0,
        height: size.1,
        font: palette.font(),
    };
    let pen = Pen::new(&plot, &palette.family, frame.font);
    let sheet = Sheet::new(frame, &about.entries, &about.caption, &|text| {
        pen.measure(text)
    });
    let paper = Surface::detached((sheet.width, sheet.height), RATIO)?;
    Drawing {
        paper: &paper,
        palette,
        sheet: &sheet,
        about,
    }
    .draw(&plot);
    let name = format!("{}.png", file_word(about.title, "chart"));
    spawn_local(hand_over(paper.canvas.clone(), name));
    Some(())
}

async fn hand_over(canvas: HtmlCanvasElement, name: String) {
    let promise = Promise::new(&mut |good, bad| {
        if let Err(error) = canvas.to_blob(&good) {
            // Nobody is left to hear of it if this fails too.
            let _ = bad.call1(&bad, &error);
        }
    });
    let made = JsFuture::from(promise).await;
    let blob = made.ok().and_then(|blob| blob.dyn_into::<Blob>().ok());
    let outcome = match blob {
        Some(blob) => download::offer(&blob, &name),
        None => Err("the browser made no picture of it".to_owned()),
    };
    if let Err(why) = outcome {
        leptos::logging::error!("A chart could not be saved: {why}");
    }
}

/// A picture in the making.
struct Drawing<'a> {
    paper: &'a Surface,
    palette: &'a mut Palette,
    sheet: &'a Sheet,
    about: &'a About<'a>,
}

impl Drawing<'_> {
    fn color(&mut self, name: &str) -> RGBColor {
        self.palette.color(&self.paper.canvas, name)
    }

    fn draw(&mut self, plot: &Surface) {
        let (ink, muted, surface) = (
            self.color(palette::INK),
            self.color(palette::MUTED),
            self.color(palette::SURFACE),
        );
        let (sheet, em) = (self.sheet, self.sheet.em);
        let title = Pen::new(self.paper, &self.palette.family, sheet.title_size);
        title.fill(&sheet.paper(), surface);
        title.text(
            self.about.title,
            (sheet.left, sheet.title_y),
            Align::Left,
            ink,
        );
        let (x, y) = title.pixel((sheet.left, sheet.plot_top));
        // Fails only for a canvas without pixels, and then there is nothing to show.
        let context = &self.paper.context;
        let _ = context.draw_image_with_html_canvas_element(&plot.canvas, x.into(), y.into());
        let pen = Pen::new(self.paper, &self.palette.family, em);
        for placed in &sheet.entries {
            let entry = &self.about.entries[placed.index];
            let color = self.color(&entry.color);
            sample(&pen, entry, placed.at, color);
            let at = (placed.at.0 + SAMPLE + 0.5 * em, placed.at.1);
            pen.text(&entry.label, at, Align::Left, ink);
        }
        for (line, y) in &sheet.caption {
            pen.text(line, (sheet.left, *y), Align::Left, muted);
        }
    }
}

/// A piece of a line with its dash and marker, its middle at the height of `at`.
fn sample(pen: &Pen, entry: &Entry, at: (f64, f64), color: RGBColor) {
    if entry.width > 0.0 {
        pen.dash(entry.dash.pattern());
        pen.path(&[at, (at.0 + SAMPLE, at.1)], entry.width.max(2.0), color);
        pen.dash(&[]);
    }
    let middle = (at.0 + SAMPLE / 2.0, at.1);
    let corners = entry.marker.corners().iter();
    let corners: Vec<_> = corners
        .map(|c| (middle.0 + 3.5 * c.0, middle.1 + 3.5 * c.1))
        .collect();
    match entry.marker {
        Marker::None => {}
        Marker::Circle => pen.disc(middle, 3.5, color),
        Marker::Triangle | Marker::Square | Marker::Diamond => pen.polygon(&corners, color),
    }
}
