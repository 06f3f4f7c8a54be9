//! Draws a line chart: values over steps, with marks and the crosshair.
//!
//! plotters draws every shape in the plot through plotters-canvas; text goes to the canvas
//! directly, because plotters would measure it through the DOM.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{
    Cartesian2d, Circle, DrawingArea, EmptyElement, IntoDrawingArea, LineSeries, Polygon, RGBColor,
    Rectangle, ShapeStyle,
};
use plotters::style::Color;
use plotters_canvas::CanvasBackend;

use super::layout::{Layout, Rect};
use super::palette::{self, Palette};
use super::pen::{Align, Pen};
use super::spec::{ChartSpec, Dash, Line, Marker, Point};
use super::surface::Surface;
use super::thin::thinned;

/// Opacity of the unsmoothed line.
const FAINT: f64 = 0.3;
/// Radius of a marker in CSS pixels at scale 1.
pub(super) const MARKER_RADIUS: f64 = 3.5;

type Area = DrawingArea<CanvasBackend, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws `spec` as `layout` says onto `surface`, with the crosshair at `hover`.
///
/// # Errors
/// What the canvas refused, in words for the console.
pub fn draw(
    surface: &Surface,
    palette: &mut Palette,
    spec: &ChartSpec,
    layout: &Layout,
    hover: Option<f64>,
    hidden: &dyn Fn(&Line) -> bool,
) -> Result<(), String> {
    let backend = CanvasBackend::with_canvas_object(surface.canvas.clone())
        .ok_or("the canvas has no 2-D context")?;
    let root = backend.into_drawing_area();
    let pen = Pen::new(surface, &palette.family, palette.font());
    let area = plot_area(&root, &layout.plot, pen.ratio);
    let mut chart = LineChart {
        surface,
        palette,
        spec,
        layout,
        pen,
        root,
        area,
    };
    chart.grid()?;
    chart.mark_lines();
    if layout.empty {
        chart.empty_text();
    }
    chart.clipped(|chart| chart.lines(hidden))?;
    chart.axes()?;
    chart.mark_labels();
    chart.end_labels();
    match hover.filter(|x| layout.shows(*x) && !layout.empty) {
        Some(x) => chart.crosshair(x, hidden),
        None => Ok(()),
    }
}

/// Places 0 … 1 along both axes, as [`Layout`] counts them, to bitmap pixels. The vertical range
/// runs from the bottom up, because plotters maps it as it is given.
fn plot_area(root: &DrawingArea<CanvasBackend, Shift>, plot: &Rect, ratio: f64) -> Area {
    let pixel = |v: f64| (v * ratio).round() as i32;
    root.clone().apply_coord_spec(Cartesian2d::new(
        0.0..1.0,
        0.0..1.0,
        (
            pixel(plot.left)..pixel(plot.right),
            pixel(plot.bottom)..pixel(plot.top),
        ),
    ))
}

/// A drawing in the making.
pub(super) struct LineChart<'a> {
    pub(super) surface: &'a Surface,
    pub(super) palette: &'a mut Palette,
    pub(super) spec: &'a ChartSpec,
    pub(super) layout: &'a Layout,
    pub(super) pen: Pen<'a>,
    root: DrawingArea<CanvasBackend, Shift>,
    area: Area,
}

impl LineChart<'_> {
    pub(super) fn color(&mut self, name: &str) -> RGBColor {
        self.palette.color(&self.surface.canvas, name)
    }

    /// A crisp horizontal or vertical rule: a filled rectangle on whole pixels, since a stroke on
    /// whole coordinates would straddle two of them.
    pub(super) fn rule(
        &self,
        from: Point,
        to: Point,
        width: f64,
        color: RGBColor,
    ) -> Result<(), String> {
        let thick = (width * self.pen.ratio).round().max(1.0) as i32;
        let (x0, y0) = self.pen.pixel(from);
        let (x1, y1) = self.pen.pixel(to);
        let end = if x0 == x1 {
            (x1 + thick, y1)
        } else {
            (x1, y1 + thick)
        };
        let rectangle = Rectangle::new([(x0, y0), end], color.filled());
        self.root.draw(&rectangle).map_err(|e| e.to_string())
    }

    fn grid(&mut self) -> Result<(), String> {
        let color = self.color(palette::GRID);
        let plot = self.layout.plot;
        for tick in self.layout.y_ticks.iter().filter(|t| t.label.is_some()) {
            let y = self.layout.y_at(tick.value);
            self.rule((plot.left, y), (plot.right, y), 1.0, color)?;
        }
        Ok(())
    }

    fn axes(&mut self) -> Result<(), String> {
        let (axis, muted) = (self.color(palette::AXIS), self.color(palette::MUTED));
        let (plot, em) = (self.layout.plot, self.layout.frame.font);
        self.rule(
            (plot.left, plot.bottom),
            (plot.right, plot.bottom),
            1.0,
            axis,
        )?;
        self.rule((plot.left, plot.top), (plot.left, plot.bottom), 1.0, axis)?;
        for tick in &self.layout.x_ticks {
            let x = self.layout.x_at(tick.value);
            self.rule((x, plot.bottom), (x, plot.bottom + 0.35 * em), 1.0, axis)?;
            if let Some(label) = &tick.label {
                self.pen
                    .text(label, (x, plot.bottom + 1.05 * em), Align::Centre, muted);
            }
        }
        for tick in &self.layout.y_ticks {
            let y = self.layout.y_at(tick.value);
            let length = if tick.label.is_some() { 0.35 } else { 0.2 } * em;
            self.rule((plot.left - length, y), (plot.left, y), 1.0, axis)?;
            if let Some(label) = &tick.label {
                self.pen
                    .text(label, (plot.left - 0.5 * em, y), Align::Right, muted);
            }
        }
        self.pen
            .text(&self.spec.y_label, (0.0, 0.75 * em), Align::Left, muted);
        let middle = (plot.left + plot.right) / 2.0;
        self.pen.text(
            &self.spec.x_label,
            (middle, plot.bottom + 2.45 * em),
            Align::Centre,
            muted,
        );
        Ok(())
    }

    /// Runs `draw` with the canvas clipped to the plot and a little more, so that a line along the
    /// edge keeps its width.
    fn clipped(&mut self, draw: impl Fn(&mut Self) -> Result<(), String>) -> Result<(), String> {
        let (plot, context) = (self.layout.plot, &self.surface.context);
        let (ratio, margin) = (self.pen.ratio, 5.0 * self.palette.scale);
        context.save();
        context.begin_path();
        context.rect(
            (plot.left - margin) * ratio,
            (plot.top - margin) * ratio,
            (plot.width() + 2.0 * margin) * ratio,
            (plot.height() + 2.0 * margin) * ratio,
        );
        context.clip();
        context.set_line_join("round");
        context.set_line_cap("butt");
        let drawn = draw(self);
        self.surface.context.restore();
        drawn
    }

    fn lines(&mut self, hidden: &dyn Fn(&Line) -> bool) -> Result<(), String> {
        let spec = self.spec;
        let visible = || spec.lines.iter().filter(|line| !hidden(line));
        for line in visible().filter(|line| !line.raw.is_empty()) {
            let style = self.stroke(line, 1.0, FAINT);
            self.pen.dash(&[]);
            self.polyline(&line.raw, style)?;
        }
        for line in visible() {
            if line.width > 0.0 {
                let style = self.stroke(line, line.width, 1.0);
                self.pen.dash(line.dash.pattern());
                self.polyline(&line.points, style)?;
            }
            self.pen.dash(Dash::Solid.pattern());
            self.markers(line)?;
        }
        Ok(())
    }

    fn stroke(&mut self, line: &Line, width: f64, opacity: f64) -> ShapeStyle {
        let color = self.color(&line.color).mix(opacity);
        color.stroke_width(self.pen.length(width * self.palette.scale))
    }

    fn place(&self, point: Point) -> Point {
        (self.layout.x.place(point.0), self.layout.y.place(point.1))
    }

    /// The points as drawn: no more than the plot has columns for.
    fn pieces(&self, points: &[Point]) -> Vec<Vec<Point>> {
        let (low, high) = (self.layout.x.value(0.0), self.layout.x.value(1.0));
        thinned(points, low, high, self.layout.plot.width().ceil() as usize)
    }

    fn polyline(&self, points: &[Point], style: ShapeStyle) -> Result<(), String> {
        for piece in self.pieces(points) {
            if let [alone] = piece[..] {
                let radius = style.stroke_width;
                self.show(&Circle::new(self.place(alone), radius, style.filled()))?;
            }
            for path in LineSeries::new(piece.into_iter().map(|p| self.place(p)), style) {
                self.show(&path)?;
            }
        }
        Ok(())
    }

    fn show<'e, E>(&self, element: &'e E) -> Result<(), String>
    where
        &'e E: PointCollection<'e, Point>,
        E: Drawable<CanvasBackend>,
    {
        self.area.draw(element).map_err(|e| e.to_string())
    }

    fn markers(&mut self, line: &Line) -> Result<(), String> {
        if line.marker == Marker::None {
            return Ok(());
        }
        let color = self.color(&line.color);
        for point in self.pieces(&line.points).into_iter().flatten() {
            self.marker(line.marker, point, MARKER_RADIUS, color)?;
        }
        Ok(())
    }

    pub(super) fn marker(
        &self,
        shape: Marker,
        point: Point,
        radius: f64,
        color: RGBColor,
    ) -> Result<(), String> {
        let radius = radius * self.palette.scale * self.pen.ratio;
        let pixel = |v: f64| (v * radius).round() as i32;
        let at = self.place(point);
        match shape.corners() {
            [] => self.show(&Circle::new(at, pixel(1.0), color.filled())),
            corners => {
                let corners: Vec<_> = corners.iter().map(|c| (pixel(c.0), pixel(c.1))).collect();
                self.show(&(EmptyElement::at(at) + Polygon::new(corners, color.filled())))
            }
        }
    }
}
