//! Draws a heat map: cells, contours, the path, axes and the colour scale.

use super::colour::color;
use super::contour::contour;
use super::layout::HeatLayout;
use super::shading::Shading;
use super::spec::{Cell, HeatSpec, Sign};
use crate::layout::{Frame, Rect};
use crate::palette::{self, Palette};
use crate::pen::{Align, Pen};
use crate::spec::Point;
use crate::surface::Surface;
use plotters::style::RGBColor;

const BLACK: RGBColor = RGBColor(0, 0, 0);
const WHITE: RGBColor = RGBColor(255, 255, 255);
/// Pieces of the colour scale.
const BAR_STEPS: u32 = 64;

/// Draws `spec` onto `surface`, with the cell that is read framed, and gives the layout.
///
/// # Errors
/// What the canvas refused, in words for the console.
pub fn draw(
    surface: &Surface,
    palette: &Palette,
    spec: &HeatSpec,
    cursor: Option<Cell>,
) -> Result<HeatLayout, String> {
    let frame = surface.frame(palette.font());
    let pen = Pen::new(surface, palette, frame.font)?;
    draw_with(pen, frame, spec, cursor)
}

/// Draws `spec` into `frame` by `pen`, as [`draw`] does.
///
/// # Errors
/// As [`draw`].
pub(crate) fn draw_with(
    pen: Pen,
    frame: Frame,
    spec: &HeatSpec,
    cursor: Option<Cell>,
) -> Result<HeatLayout, String> {
    let shading = Shading::of(spec.shades, &spec.values);
    let layout = HeatLayout::new(spec, shading, frame, &|text| pen.measure(text));
    let map = HeatMapDrawing {
        spec,
        layout: &layout,
        pen,
        em: frame.font,
    };
    map.cells(shading)?;
    map.pen.clip(&layout.plot);
    map.contours();
    map.path();
    map.pen.undo();
    map.axes();
    map.bar(shading)?;
    if let Some(cell) = cursor {
        map.frame_of(&layout.cell(cell));
    }
    Ok(layout)
}

struct HeatMapDrawing<'a> {
    spec: &'a HeatSpec,
    layout: &'a HeatLayout,
    pen: Pen<'a>,
    em: f64,
}

impl HeatMapDrawing<'_> {
    fn cells(&self, shading: Option<Shading>) -> Result<(), String> {
        let gap = self.pen.color(palette::GRID);
        for row in 0..self.spec.rows {
            for column in 0..self.spec.columns {
                let value = self.spec.value((column, row));
                let place = shading.and_then(|s| s.place(value));
                let shade = place.map_or(gap, |p| color(self.spec.shades, p));
                self.pen.fill(&self.layout.cell((column, row)), shade)?;
            }
        }
        self.signs()?;
        if shading.is_none() && self.spec.notes.is_empty() {
            let (muted, plot) = (self.pen.color(palette::MUTED), self.layout.plot);
            self.pen
                .paragraph(&self.spec.gap_label, &plot, muted, gap)?;
        }
        Ok(())
    }

    fn signs(&self) -> Result<(), String> {
        for (cell, note) in &self.spec.notes {
            let Some(sign) = note.sign else { continue };
            let (ground, ink) = match sign {
                Sign::Cross => (
                    self.pen.color(palette::BAD_SURFACE),
                    self.pen.color(palette::BAD),
                ),
                Sign::Dash => (
                    self.pen.color(palette::SURFACE),
                    self.pen.color(palette::MUTED),
                ),
            };
            let area = self.layout.cell(*cell);
            self.pen.fill(&area, ground)?;
            self.pen
                .text(sign.glyph(), area.middle(), Align::Centre, ink);
        }
        Ok(())
    }

    fn contours(&self) {
        for level in &self.spec.contours {
            for (a, b) in contour(&self.spec.values, self.spec.columns, *level) {
                self.outlined(&[self.layout.at_cells(a), self.layout.at_cells(b)], 1.0);
            }
        }
    }

    fn path(&self) {
        let points = self.spec.path.iter();
        let points = points.map(|point| self.layout.at(self.spec, *point));
        let points: Vec<Point> = points.collect();
        self.outlined(&points, 2.0);
        if let (Some(first), Some(last)) = (points.first(), points.last()) {
            // A ring where it begins, a disc where it ends.
            self.pen.disc(*first, 6.0, BLACK);
            self.pen.disc(*first, 4.5, WHITE);
            self.pen.disc(*first, 2.0, BLACK);
            self.pen.disc(*last, 5.0, BLACK);
            self.pen.disc(*last, 3.5, WHITE);
        }
    }

    /// Draws a line in white on black, so that it stands out from every colour of the scale.
    fn outlined(&self, points: &[Point], width: f64) {
        self.pen.path(points, width + 1.6, BLACK);
        self.pen.path(points, width, WHITE);
    }

    fn axes(&self) {
        let (muted, plot, em) = (self.pen.color(palette::MUTED), self.layout.plot, self.em);
        for (x, label) in &self.layout.x_ticks {
            let foot = plot.bottom + 0.35 * em;
            self.pen.path(&[(*x, plot.bottom), (*x, foot)], 1.0, muted);
            self.pen.below(label, *x, &plot, muted);
        }
        for (y, label) in &self.layout.y_ticks {
            self.pen
                .path(&[(plot.left - 0.35 * em, *y), (plot.left, *y)], 1.0, muted);
            self.pen.beside(label, *y, &plot, muted);
        }
        let (x, y) = (&self.spec.x.label, &self.spec.y.label);
        self.pen.axis_names(&plot, x, y, muted);
    }

    fn bar(&self, shading: Option<Shading>) -> Result<(), String> {
        let Some(shading) = shading else {
            return Ok(());
        };
        let (muted, bar, em) = (self.pen.color(palette::MUTED), self.layout.bar, self.em);
        let height = bar.height() / f64::from(BAR_STEPS);
        for step in 0..BAR_STEPS {
            let bottom = bar.bottom - f64::from(step) * height;
            let piece = Rect {
                top: bottom - height,
                bottom,
                ..bar
            };
            let place = (f64::from(step) + 0.5) / f64::from(BAR_STEPS);
            self.pen.fill(&piece, color(shading.shades, place))?;
        }
        for (y, label) in &self.layout.bar_ticks {
            self.pen
                .text(label, (bar.right + 0.4 * em, *y), Align::Left, muted);
        }
        let end = bar.right + 0.4 * em + self.widest_bar_label();
        self.pen.text(
            &self.spec.value_label,
            (end, 0.75 * em),
            Align::Right,
            muted,
        );
        Ok(())
    }

    fn widest_bar_label(&self) -> f64 {
        let labels = self.layout.bar_ticks.iter();
        labels
            .map(|tick| self.pen.measure(&tick.1))
            .fold(0.0, f64::max)
    }

    fn frame_of(&self, r: &Rect) {
        let corners = [
            (r.left, r.top),
            (r.right, r.top),
            (r.right, r.bottom),
            (r.left, r.bottom),
            (r.left, r.top),
        ];
        self.outlined(&corners, 1.5);
    }
}
