//! Draws a line chart: values over steps, with marks and the crosshair.
//!
//! plotters draws every shape in the plot, at the places that the layout says.

use plotters::coord::types::RangedCoordf64;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{
    Cartesian2d, Circle, DrawingArea, EmptyElement, LineSeries, Polygon, RGBColor, ShapeStyle,
};
use plotters::style::Color;

use super::layout::{Frame, Layout, Rect, RightAxis};
use super::palette::{self, Palette};
use super::paper::Backend;
use super::pen::{Align, Pen};
use super::spec::{Band, ChartSpec, Dash, Hidden, Line, Marker, Point};
use super::surface::Surface;
use super::thin::thinned;

/// Opacity of the unsmoothed line.
const FAINT: f64 = 0.3;
/// Opacity of what is filled between two curves.
const BAND: f64 = 0.18;
/// Radius of a marker in CSS pixels at scale 1.
pub(super) const MARKER_RADIUS: f64 = 3.5;

type Area = DrawingArea<Backend, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws `spec` onto `surface` without the lines for which `hidden` is true, with the crosshair at `hover`, and gives
/// the layout.
///
/// # Errors
/// What the canvas refused, in words for the console.
pub fn draw(
    surface: &Surface,
    palette: &Palette,
    spec: &ChartSpec,
    hover: Option<f64>,
    hidden: Hidden,
) -> Result<Layout, String> {
    let frame = surface.frame(palette.font());
    let pen = Pen::new(surface, palette, frame.font)?;
    draw_with(pen, frame, spec, hover, hidden)
}

/// Draws `spec` into `frame` by `pen`, as [`draw`] does.
///
/// # Errors
/// As [`draw`].
pub(crate) fn draw_with(
    pen: Pen,
    frame: Frame,
    spec: &ChartSpec,
    hover: Option<f64>,
    hidden: Hidden,
) -> Result<Layout, String> {
    let layout = Layout::new(spec, hidden, frame, &|text| pen.measure(text));
    let chart = LineChart {
        spec,
        layout: &layout,
        area: plot_area(&pen, &layout.plot),
        pen,
    };
    chart.grid()?;
    chart.mark_lines();
    if layout.empty {
        chart.empty_text()?;
    }
    chart.clipped_lines(hidden)?;
    chart.axes()?;
    chart.mark_labels()?;
    chart.end_labels();
    if let Some(x) = hover.filter(|x| layout.shows(*x) && !layout.empty) {
        chart.crosshair(x, hidden)?;
    }
    Ok(layout)
}

/// Maps places 0 … 1 along both axes, as [`Layout`] counts them, to bitmap pixels. The vertical range runs from the
/// bottom up, because plotters maps it as it is given.
fn plot_area(pen: &Pen, plot: &Rect) -> Area {
    let (left, bottom) = pen.pixel((plot.left, plot.bottom));
    let (right, top) = pen.pixel((plot.right, plot.top));
    let places = Cartesian2d::new(0.0..1.0, 0.0..1.0, (left..right, bottom..top));
    pen.root.clone().apply_coord_spec(places)
}

/// A drawing in the making.
pub(super) struct LineChart<'a> {
    pub(super) spec: &'a ChartSpec,
    pub(super) layout: &'a Layout,
    pub(super) pen: Pen<'a>,
    area: Area,
}

impl LineChart<'_> {
    fn grid(&self) -> Result<(), String> {
        let color = self.pen.color(palette::GRID);
        let plot = self.layout.plot;
        for tick in self.layout.y_ticks.iter().filter(|t| t.label.is_some()) {
            let y = self.layout.y_at(tick.value);
            self.pen.rule((plot.left, y), (plot.right, y), color)?;
        }
        Ok(())
    }

    fn axes(&self) -> Result<(), String> {
        let (axis, muted) = (
            self.pen.color(palette::AXIS),
            self.pen.color(palette::MUTED),
        );
        let (plot, em) = (self.layout.plot, self.layout.frame.font);
        let origin = (plot.left, plot.bottom);
        self.pen.rule(origin, (plot.right, plot.bottom), axis)?;
        self.pen.rule((plot.left, plot.top), origin, axis)?;
        for tick in &self.layout.x_ticks {
            let x = self.layout.x_at(tick.value);
            let foot = (x, plot.bottom + 0.35 * em);
            self.pen.rule((x, plot.bottom), foot, axis)?;
            if let Some(label) = &tick.label {
                self.pen.below(label, x, &plot, muted);
            }
        }
        for tick in &self.layout.y_ticks {
            let y = self.layout.y_at(tick.value);
            let length = if tick.label.is_some() { 0.35 } else { 0.2 } * em;
            self.pen
                .rule((plot.left - length, y), (plot.left, y), axis)?;
            if let Some(label) = &tick.label {
                self.pen.beside(label, y, &plot, muted);
            }
        }
        for right in &self.layout.right {
            self.right_axis(right)?;
        }
        let (x, y) = (&self.spec.x_label, &self.spec.y_label);
        self.pen.axis_names(&plot, x, y, muted);
        let right_end = (self.layout.frame.width, 0.75 * em);
        let name = self.spec.right_name();
        self.pen.text(&name, right_end, Align::Right, muted);
        Ok(())
    }

    fn right_axis(&self, right: &RightAxis) -> Result<(), String> {
        let (axis, muted) = (
            self.pen.color(palette::AXIS),
            self.pen.color(palette::MUTED),
        );
        let (plot, em, x) = (self.layout.plot, self.layout.frame.font, right.x);
        self.pen.rule((x, plot.top), (x, plot.bottom), axis)?;
        for tick in &right.ticks {
            let y = self.layout.height_of(right.scale.place(tick.value));
            let length = if tick.label.is_some() { 0.35 } else { 0.2 } * em;
            self.pen.rule((x, y), (x + length, y), axis)?;
            if let Some(label) = &tick.label {
                self.pen.text(label, (x + 0.5 * em, y), Align::Left, muted);
            }
        }
        Ok(())
    }

    /// Draws the lines, clipped to the plot and a little more, so that one along the edge keeps its width.
    fn clipped_lines(&self, hidden: Hidden) -> Result<(), String> {
        let margin = self.pen.scaled(5.0);
        self.pen.clip(&self.layout.plot.grown(margin));
        let drawn = self.lines(hidden);
        self.pen.undo();
        drawn
    }

    fn bands(&self, hidden: Hidden) -> Result<(), String> {
        let shown = |band: &&Band| {
            self.spec
                .visible(hidden)
                .any(|line| line.label == band.line)
        };
        for band in self.spec.bands.iter().filter(shown) {
            let place = |x: f64, y: f64| (self.layout.x.place(x), self.layout.y.place(y));
            let there = band.ends.iter().map(|&(x, [end, _])| place(x, end));
            let back = band.ends.iter().rev().map(|&(x, [_, end])| place(x, end));
            let corners: Vec<Point> = there.chain(back).collect();
            let fill = self.pen.color(&band.color).mix(BAND).filled();
            self.show(&Polygon::new(corners, fill))?;
        }
        Ok(())
    }

    fn lines(&self, hidden: Hidden) -> Result<(), String> {
        self.bands(hidden)?;
        for line in self
            .spec
            .visible(hidden)
            .filter(|line| !line.raw.is_empty())
        {
            let style = self.stroke(line, 1.0, FAINT);
            self.pen.dash(&[]);
            self.polyline(line, &line.raw, style)?;
        }
        for line in self.spec.visible(hidden) {
            if line.width > 0.0 {
                let style = self.stroke(line, line.width, 1.0);
                self.pen.dash(line.dash.pattern());
                self.polyline(line, &line.points, style)?;
            }
            self.pen.dash(Dash::Solid.pattern());
            self.markers(line)?;
        }
        Ok(())
    }

    fn stroke(&self, line: &Line, width: f64, opacity: f64) -> ShapeStyle {
        let color = self.pen.color(&line.color).mix(opacity);
        color.stroke_width(self.pen.length(self.pen.scaled(width)))
    }

    pub(super) fn place(&self, line: &Line, point: Point) -> Point {
        let scale = self.layout.scale_of(line);
        (self.layout.x.place(point.0), scale.place(point.1))
    }

    /// Returns the points as drawn: no more than the plot has columns for.
    fn pieces(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let (low, high) = (self.layout.x.value(0.0), self.layout.x.value(1.0));
        thinned(points, low, high, self.layout.plot.width().ceil() as usize)
    }

    fn polyline(&self, line: &Line, points: &[Point], style: ShapeStyle) -> Result<(), String> {
        for piece in self.pieces(points) {
            if let [alone] = piece[..] {
                let radius = style.stroke_width;
                self.show(&Circle::new(
                    self.place(line, alone),
                    radius,
                    style.filled(),
                ))?;
            }
            for path in LineSeries::new(piece.into_iter().map(|p| self.place(line, p)), style) {
                self.show(&path)?;
            }
        }
        Ok(())
    }

    fn show<'e, E>(&self, element: &'e E) -> Result<(), String>
    where
        &'e E: PointCollection<'e, Point>,
        E: Drawable<Backend>,
    {
        self.area.draw(element).map_err(|e| e.to_string())
    }

    fn markers(&self, line: &Line) -> Result<(), String> {
        if line.marker == Marker::None {
            return Ok(());
        }
        let color = self.pen.color(&line.color);
        for point in self.pieces(&line.points).into_iter().flatten() {
            let at = self.place(line, point);
            self.marker(line.marker, at, MARKER_RADIUS, color)?;
        }
        Ok(())
    }

    /// Draws a marker at `at`, a place along both axes.
    pub(super) fn marker(
        &self,
        shape: Marker,
        at: Point,
        radius: f64,
        color: RGBColor,
    ) -> Result<(), String> {
        let radius = self.pen.scaled(radius) * self.pen.ratio;
        let pixel = |v: f64| (v * radius).round() as i32;
        match shape.corners() {
            [] => self.show(&Circle::new(at, pixel(1.0), color.filled())),
            corners => {
                let corners: Vec<_> = corners.iter().map(|c| (pixel(c.0), pixel(c.1))).collect();
                self.show(&(EmptyElement::at(at) + Polygon::new(corners, color.filled())))
            }
        }
    }
}
