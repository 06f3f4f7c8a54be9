//! Draws in CSS pixels, on a canvas or into an SVG file. plotters draws what stands on whole pixels of the bitmap; text
//! and lines between them go to the paper directly, because plotters measures text through the DOM and rounds every
//! place.

use js_sys::Array;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, RGBColor, Rectangle};
use plotters::style::Color;
use std::rc::Rc;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

pub use super::labels::Align;
use super::labels::wrapped;
use super::layout::Rect;
use super::palette::Palette;
use super::paper::{Backend, Paper};
use super::pixels::Pixels;
use super::spec::Point;
use super::surface::Surface;
use super::svg::{self, Ruler, Svg};

/// Draws in CSS pixels on a bitmap of any ratio, or into a file.
pub struct Pen<'a> {
    paper: Paper<'a>,
    palette: &'a Palette,
    /// How wide a text is in a file, which cannot measure it.
    ruler: Option<Ruler<'a>>,
    /// The paper, for plotters.
    pub root: DrawingArea<Backend, Shift>,
    /// Text size in CSS pixels.
    font: f64,
    /// Bitmap pixels per CSS pixel.
    pub ratio: f64,
}

impl<'a> Pen<'a> {
    /// Creates a pen for `surface` that writes at `font` CSS pixels.
    ///
    /// # Errors
    /// What the canvas refused, in words for the console; so in all that follows.
    pub fn new(surface: &'a Surface, palette: &'a Palette, font: f64) -> Result<Self, String> {
        let (context, ratio) = (&surface.context, surface.ratio());
        let backend = Backend::of_canvas(&surface.canvas).ok_or("the canvas has no 2-D context")?;
        context.set_font(&format!("{}px {}", font * ratio, palette.family));
        context.set_text_baseline("middle");
        Ok(Self {
            paper: Paper::Canvas(context),
            palette,
            ruler: None,
            root: backend.into_drawing_area(),
            font,
            ratio,
        })
    }

    /// Creates a pen for a file that writes at `font` CSS pixels.
    pub fn into_file(svg: Rc<Svg>, palette: &'a Palette, ruler: Ruler<'a>, font: f64) -> Self {
        Self {
            paper: Paper::Svg(svg.clone()),
            palette,
            ruler: Some(ruler),
            root: Backend::Svg(svg).into_drawing_area(),
            font,
            ratio: svg::RATIO,
        }
    }

    /// Returns the colour of this name in the style sheet.
    pub fn color(&self, name: &str) -> RGBColor {
        self.palette.color(name)
    }

    /// Returns the bitmap pixel nearest to a point.
    pub fn pixel(&self, at: Point) -> (i32, i32) {
        (
            (at.0 * self.ratio).round() as i32,
            (at.1 * self.ratio).round() as i32,
        )
    }

    /// Converts a length that grows with the text on a projector to CSS pixels.
    pub fn scaled(&self, length: f64) -> f64 {
        length * self.palette.scale
    }

    /// Converts a stroke width to whole bitmap pixels, at least one.
    pub fn length(&self, css: f64) -> u32 {
        (css * self.ratio).round().max(1.0) as u32
    }

    /// Measures the width of a text in CSS pixels.
    pub fn measure(&self, text: &str) -> f64 {
        match (&self.paper, self.ruler) {
            (_, Some(ruler)) => ruler(text, self.font),
            (Paper::Canvas(context), None) => context
                .measure_text(text)
                .map_or(0.0, |m| m.width() / self.ratio),
            (Paper::Svg(_), None) => 0.0,
        }
    }

    /// Writes `text` with its vertical middle at `at`.
    pub fn text(&self, text: &str, at: Point, align: Align, color: RGBColor) {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => return svg.text(text, at, self.font, align, color),
        };
        context.set_text_align(match align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        });
        context.set_fill_style_str(&css(color));
        // Fails only for what is not a number, and then there is nothing to show.
        context
            .fill_text(text, at.0 * self.ratio, at.1 * self.ratio)
            .ok();
    }

    /// Writes the names of the axes: y above the plot, x below it.
    pub fn axis_names(&self, plot: &Rect, x: &str, y: &str, color: RGBColor) {
        let em = self.font;
        self.text(y, (0.0, 0.75 * em), Align::Left, color);
        let below = (plot.middle().0, plot.bottom + 2.45 * em);
        self.text(x, below, Align::Centre, color);
    }

    /// Writes the label of a tick below the plot.
    pub fn below(&self, label: &str, x: f64, plot: &Rect, color: RGBColor) {
        let at = (x, plot.bottom + 1.05 * self.font);
        self.text(label, at, Align::Centre, color);
    }

    /// Writes the label of a tick left of the plot.
    pub fn beside(&self, label: &str, y: f64, plot: &Rect, color: RGBColor) {
        let at = (plot.left - 0.5 * self.font, y);
        self.text(label, at, Align::Right, color);
    }

    /// Writes `text` on a patch of `ground`, so that lines behind it do not strike it through.
    pub fn text_on(
        &self,
        text: &str,
        at: Point,
        align: Align,
        color: RGBColor,
        ground: RGBColor,
    ) -> Result<(), String> {
        let (pad, height) = (0.2 * self.font, 1.3 * self.font);
        let width = self.measure(text);
        let left = match align {
            Align::Left => at.0,
            Align::Centre => at.0 - width / 2.0,
            Align::Right => at.0 - width,
        };
        let patch = Rect {
            left: left - pad,
            top: at.1 - height / 2.0,
            right: left + width + pad,
            bottom: at.1 + height / 2.0,
        };
        self.fill(&patch, ground)?;
        self.text(text, at, align, color);
        Ok(())
    }

    /// Writes `text` in the middle of `area`, broken into lines, on patches of `ground`.
    pub fn paragraph(
        &self,
        text: &str,
        area: &Rect,
        color: RGBColor,
        ground: RGBColor,
    ) -> Result<(), String> {
        let width = area.width() - 2.0 * self.font;
        let lines = wrapped(text, width, &|t| self.measure(t));
        let height = 1.4 * self.font;
        let middle = area.middle();
        let first = middle.1 - (lines.len() as f64 - 1.0) / 2.0 * height;
        lines.iter().enumerate().try_for_each(|(row, line)| {
            let at = (middle.0, first + row as f64 * height);
            self.text_on(line, at, Align::Centre, color, ground)
        })
    }

    /// Sets the stroke pattern, given in CSS pixels, for what is stroked next, by plotters too.
    pub fn dash(&self, pattern: &[f64]) {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => return svg.dash(pattern),
        };
        let scaled: Array = pattern
            .iter()
            .map(|v| wasm_bindgen::JsValue::from(v * self.ratio))
            .collect();
        context.set_line_dash(&scaled).ok();
    }

    /// Draws a thin dashed vertical line on whole bitmap pixels.
    pub fn dashed_rule(&self, x: f64, top: f64, bottom: f64, color: RGBColor) {
        let thick = f64::from(self.length(1.0)) / self.ratio;
        let x = (x * self.ratio).round() / self.ratio + thick / 2.0;
        self.dash(&[3.0, 3.0]);
        self.path(&[(x, top), (x, bottom)], thick, color);
        self.dash(&[]);
    }

    /// Fills a rectangle, its edges on whole bitmap pixels so that neighbours leave no seam.
    pub fn fill(&self, area: &Rect, color: RGBColor) -> Result<(), String> {
        let corners = [(area.left, area.top), (area.right, area.bottom)];
        self.rectangle(corners.map(|corner| self.pixel(corner)), color)
    }

    /// Draws a crisp horizontal or vertical rule: a filled rectangle on whole pixels, since a stroke on whole
    /// coordinates would straddle two of them.
    pub fn rule(&self, from: Point, to: Point, color: RGBColor) -> Result<(), String> {
        let thick = self.length(1.0) as i32;
        let (from, (x, y)) = (self.pixel(from), self.pixel(to));
        let end = match from.0 == x {
            true => (x + thick, y),
            false => (x, y + thick),
        };
        self.rectangle([from, end], color)
    }

    fn rectangle(&self, corners: [(i32, i32); 2], color: RGBColor) -> Result<(), String> {
        let rectangle = Rectangle::new(corners, color.filled());
        self.root.draw(&rectangle).map_err(|e| e.to_string())
    }

    /// Draws a line through `points`, `width` CSS pixels wide.
    pub fn path(&self, points: &[Point], width: f64, color: RGBColor) {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => return svg.path(points, width, color),
        };
        context.set_stroke_style_str(&css(color));
        context.set_line_width(width * self.ratio);
        context.set_line_join("round");
        self.trace(context, points);
        context.stroke();
    }

    fn trace(&self, context: &CanvasRenderingContext2d, points: &[Point]) {
        context.begin_path();
        for (x, y) in points {
            // The first of a fresh path moves there.
            context.line_to(x * self.ratio, y * self.ratio);
        }
    }

    /// Draws a disc of `radius` CSS pixels.
    pub fn disc(&self, at: Point, radius: f64, color: RGBColor) {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => return svg.disc(at, radius, color),
        };
        let (x, y, r) = (at.0 * self.ratio, at.1 * self.ratio, radius * self.ratio);
        context.set_fill_style_str(&css(color));
        context.begin_path();
        // Fails only for a negative radius, and then there is nothing to show.
        context.arc(x, y, r, 0.0, std::f64::consts::TAU).ok();
        context.fill();
    }

    /// Fills a shape with these corners.
    pub fn polygon(&self, corners: &[Point], color: RGBColor) {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => return svg.polygon(corners, color),
        };
        context.set_fill_style_str(&css(color));
        self.trace(context, corners);
        context.fill();
    }

    /// Draws pixels into `area` without smoothing.
    ///
    /// # Errors
    /// What the browser refused, in words for the console.
    pub fn image(&self, pixels: &Pixels, area: &Rect) -> Result<(), String> {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => {
                svg.image(pixels, area);
                return Ok(());
            }
        };
        if pixels.width == 0 || pixels.height == 0 {
            return Ok(());
        }
        let small = bitmap(pixels).ok_or("the browser makes no picture of pixels")?;
        let (left, top) = self.pixel((area.left, area.top));
        let (right, bottom) = self.pixel((area.right, area.bottom));
        context.set_image_smoothing_enabled(false);
        context
            .draw_image_with_html_canvas_element_and_dw_and_dh(
                &small,
                left.into(),
                top.into(),
                (right - left).into(),
                (bottom - top).into(),
            )
            .map_err(|error| format!("{error:?}"))
    }

    /// Draws inside `area` alone until [`undo`](Self::undo).
    pub fn clip(&self, area: &Rect) {
        let context = match &self.paper {
            Paper::Canvas(context) => context,
            Paper::Svg(svg) => return svg.clip(area),
        };
        context.save();
        context.begin_path();
        context.rect(
            area.left * self.ratio,
            area.top * self.ratio,
            area.width() * self.ratio,
            area.height() * self.ratio,
        );
        context.clip();
        context.set_line_join("round");
    }

    /// Moves what is drawn next by a distance, until [`undo`](Self::undo).
    pub fn shift(&self, by: Point) {
        let (x, y) = self.pixel(by);
        match &self.paper {
            Paper::Canvas(context) => {
                context.save();
                // Fails only for what is not a number, and then nothing is to be moved.
                context.translate(x.into(), y.into()).ok();
            }
            Paper::Svg(svg) => svg.shift((f64::from(x) / self.ratio, f64::from(y) / self.ratio)),
        }
    }

    /// Ends what [`clip`](Self::clip) or [`shift`](Self::shift) began.
    pub fn undo(&self) {
        match &self.paper {
            Paper::Canvas(context) => context.restore(),
            Paper::Svg(svg) => svg.end(),
        }
    }
}

/// Returns a canvas off the page that holds these pixels, one each.
fn bitmap(pixels: &Pixels) -> Option<HtmlCanvasElement> {
    let canvas = web_sys::window()?.document()?.create_element("canvas");
    let canvas: HtmlCanvasElement = canvas.ok()?.dyn_into().ok()?;
    let (width, height) = (pixels.width as u32, pixels.height as u32);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d").ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    let bytes = pixels.bytes();
    let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&bytes), width, height).ok()?;
    context.put_image_data(&data, 0.0, 0.0).ok()?;
    Some(canvas)
}

fn css(color: RGBColor) -> String {
    format!("rgb({} {} {})", color.0, color.1, color.2)
}
