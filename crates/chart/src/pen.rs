//! Draws on a canvas in CSS pixels. plotters draws what stands on whole pixels of the bitmap; text and lines between
//! them go to the canvas directly, because plotters measures text through the DOM and rounds every place.

use js_sys::Array;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, RGBColor, Rectangle};
use plotters::style::Color;
use plotters_canvas::CanvasBackend;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::labels::wrapped;
use super::layout::Rect;
use super::palette::Palette;
use super::spec::Point;
use super::surface::Surface;

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its left end.
    Left,
    /// Its middle.
    Centre,
    /// Its right end.
    Right,
}

/// Draws in CSS pixels on a bitmap of any ratio.
pub struct Pen<'a> {
    canvas: &'a HtmlCanvasElement,
    context: &'a CanvasRenderingContext2d,
    palette: &'a Palette,
    /// The bitmap, for plotters.
    pub root: DrawingArea<CanvasBackend, Shift>,
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
        let backend = CanvasBackend::with_canvas_object(surface.canvas.clone())
            .ok_or("the canvas has no 2-D context")?;
        context.set_font(&format!("{}px {}", font * ratio, palette.family));
        context.set_text_baseline("middle");
        Ok(Self {
            canvas: &surface.canvas,
            context,
            palette,
            root: backend.into_drawing_area(),
            font,
            ratio,
        })
    }

    /// Returns the colour of this name in the style sheet.
    pub fn color(&self, name: &str) -> RGBColor {
        self.palette.color(self.canvas, name)
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
        self.context
            .measure_text(text)
            .map_or(0.0, |m| m.width() / self.ratio)
    }

    /// Writes `text` with its vertical middle at `at`.
    pub fn text(&self, text: &str, at: Point, align: Align, color: RGBColor) {
        self.context.set_text_align(match align {
            Align::Left => "left",
            Align::Centre => "center",
            Align::Right => "right",
        });
        self.context.set_fill_style_str(&css(color));
        // Fails only for what is not a number, and then there is nothing to show.
        self.context
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
        let scaled: Array = pattern
            .iter()
            .map(|v| wasm_bindgen::JsValue::from(v * self.ratio))
            .collect();
        self.context.set_line_dash(&scaled).ok();
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
        self.context.set_stroke_style_str(&css(color));
        self.context.set_line_width(width * self.ratio);
        self.context.set_line_join("round");
        self.trace(points);
        self.context.stroke();
    }

    fn trace(&self, points: &[Point]) {
        self.context.begin_path();
        for (x, y) in points {
            // The first of a fresh path moves there.
            self.context.line_to(x * self.ratio, y * self.ratio);
        }
    }

    /// Draws a disc of `radius` CSS pixels.
    pub fn disc(&self, at: Point, radius: f64, color: RGBColor) {
        let (x, y, r) = (at.0 * self.ratio, at.1 * self.ratio, radius * self.ratio);
        self.context.set_fill_style_str(&css(color));
        self.context.begin_path();
        // Fails only for a negative radius, and then there is nothing to show.
        self.context.arc(x, y, r, 0.0, std::f64::consts::TAU).ok();
        self.context.fill();
    }

    /// Fills a shape with these corners.
    pub fn polygon(&self, corners: &[Point], color: RGBColor) {
        self.context.set_fill_style_str(&css(color));
        self.trace(corners);
        self.context.fill();
    }

    /// Draws inside `area` alone until [`unclip`](Self::unclip).
    pub fn clip(&self, area: &Rect) {
        let context = self.context;
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

    /// Ends what [`clip`](Self::clip) began.
    pub fn unclip(&self) {
        self.context.restore();
    }
}

fn css(color: RGBColor) -> String {
    format!("rgb({} {} {})", color.0, color.1, color.2)
}
