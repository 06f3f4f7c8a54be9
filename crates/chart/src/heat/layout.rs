//! Where everything of a heat map stands, in CSS pixels. Pure, as the line chart's layout is.

use super::shading::Shading;
use super::spec::{Cell, HeatSpec};
use crate::labels::Measure;
use crate::layout::{Frame, Rect};
use crate::spec::Point;
use playground_experiment::format;

/// A label and the place of its middle.
pub type Placed = (f64, String);

/// The layout of a heat map.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatLayout {
    /// The cells together.
    pub plot: Rect,
    /// The colour scale.
    pub bar: Rect,
    /// Ticks of the horizontal axis.
    pub x_ticks: Vec<Placed>,
    /// Ticks of the vertical axis.
    pub y_ticks: Vec<Placed>,
    /// Ticks of the colour scale, by height.
    pub bar_ticks: Vec<Placed>,
    columns: usize,
    rows: usize,
}

impl HeatLayout {
    /// Lays out `spec`, whose values `shading` turns into colours.
    pub(crate) fn new(
        spec: &HeatSpec,
        shading: Option<Shading>,
        frame: Frame,
        measure: Measure,
    ) -> Self {
        let em = frame.font;
        let (top, bottom) = (2.0 * em, (frame.height - 3.2 * em).max(3.0 * em));
        let target = |length: f64, apart: f64| ((length / apart) as usize).clamp(2, 6);
        let rows = spec.y.ticks(spec.rows, target(bottom - top, 2.5 * em));
        let bar_rows = shading.map_or_else(Vec::new, |shading| {
            [0.0, 0.25, 0.5, 0.75, 1.0]
                .map(|p| (p, format::number(shading.value(p))))
                .to_vec()
        });
        let widest = |all: &[(f64, String)]| all.iter().map(|t| measure(&t.1)).fold(0.0, f64::max);
        let left = widest(&rows) + 0.9 * em;
        let bar_right = frame.width - widest(&bar_rows) - 0.7 * em;
        let plot = Rect {
            left,
            top,
            right: (bar_right - 2.2 * em).max(left + 1.0),
            bottom,
        };
        let bar = Rect {
            left: bar_right - em,
            right: bar_right,
            ..plot
        };
        let across = |p: f64| plot.left + p * plot.width();
        let up = |p: f64| plot.bottom - p * plot.height();
        let columns = spec.x.ticks(spec.columns, target(plot.width(), 4.5 * em));
        let stands = |all: Vec<(f64, String)>, at: &dyn Fn(f64) -> f64| -> Vec<Placed> {
            all.into_iter()
                .map(|(place, label)| (at(place), label))
                .collect()
        };
        Self {
            x_ticks: with_room(stands(columns, &across), |t| measure(t) + 0.5 * em),
            y_ticks: with_room(stands(rows, &up), |_| 1.2 * em),
            bar_ticks: stands(bar_rows, &up),
            plot,
            bar,
            columns: spec.columns,
            rows: spec.rows,
        }
    }

    /// Returns the edges of a cell.
    pub(crate) fn cell(&self, (column, row): Cell) -> Rect {
        let x = |column: usize| {
            self.plot.left + self.plot.width() * column as f64 / self.columns as f64
        };
        let y = |row: usize| self.plot.bottom - self.plot.height() * row as f64 / self.rows as f64;
        Rect {
            left: x(column),
            right: x(column + 1),
            top: y(row + 1),
            bottom: y(row),
        }
    }

    /// Finds the cell at a place; none outside the plot.
    pub fn cell_at(&self, (x, y): Point) -> Option<Cell> {
        let across = (x - self.plot.left) / self.plot.width();
        let up = (self.plot.bottom - y) / self.plot.height();
        let inside = (0.0..1.0).contains(&across) && (0.0..1.0).contains(&up);
        inside.then_some((
            (across * self.columns as f64) as usize,
            (up * self.rows as f64) as usize,
        ))
    }

    /// Returns where a point in units of both axes stands.
    pub(crate) fn at(&self, spec: &HeatSpec, (x, y): Point) -> Point {
        (
            self.plot.left + spec.x.place(x, self.columns) * self.plot.width(),
            self.plot.bottom - spec.y.place(y, self.rows) * self.plot.height(),
        )
    }

    /// Returns where a point in cells from the middle of the first one stands.
    pub(crate) fn at_cells(&self, (x, y): Point) -> Point {
        (
            self.plot.left + (x + 0.5) / self.columns as f64 * self.plot.width(),
            self.plot.bottom - (y + 0.5) / self.rows as f64 * self.plot.height(),
        )
    }
}

/// Keeps every n-th of the ticks, with the smallest n that gives each its `room`.
fn with_room(ticks: Vec<Placed>, room: impl Fn(&str) -> f64) -> Vec<Placed> {
    let wide = ticks.iter().map(|t| room(&t.1)).fold(0.0, f64::max);
    let apart = ticks
        .windows(2)
        .map(|w| (w[1].0 - w[0].0).abs())
        .fold(f64::INFINITY, f64::min);
    let every = (wide / apart.max(1e-9)).ceil().max(1.0);
    ticks.into_iter().step_by(every as usize).collect()
}

#[cfg(test)]
mod tests {
    use super::super::shading::Shades;
    use super::super::spec::HeatAxis;
    use super::*;

    fn lay(width: f64) -> (HeatSpec, HeatLayout) {
        let spec = HeatSpec {
            x: HeatAxis::range("a", (-2.0, 2.0)),
            y: HeatAxis::labels("b", (0..12).map(|i| i.to_string()).collect()),
            columns: 8,
            rows: 12,
            values: (0..96).map(f64::from).collect(),
            ..HeatSpec::default()
        };
        let frame = Frame {
            width,
            height: 200.0,
            font: 12.0,
        };
        let shading = Shading::of(Shades::Linear, &spec.values);
        let layout = HeatLayout::new(&spec, shading, frame, &|t| 7.0 * t.chars().count() as f64);
        (spec, layout)
    }

    #[test]
    fn every_cell_is_found_at_its_own_middle() {
        let (_, layout) = lay(400.0);
        for column in 0..8 {
            for row in 0..12 {
                let r = layout.cell((column, row));
                let middle = ((r.left + r.right) / 2.0, (r.top + r.bottom) / 2.0);
                assert_eq!(layout.cell_at(middle), Some((column, row)));
            }
        }
        assert_eq!(layout.cell_at((layout.plot.left - 1.0, 50.0)), None);
    }

    #[test]
    fn points_of_both_kinds_stand_where_their_cells_do() {
        let (spec, layout) = lay(400.0);
        let (a, b) = (layout.at(&spec, (-1.75, 0.0)), layout.at_cells((0.0, 0.0)));
        assert!(
            (a.0 - b.0).abs() < 1e-9 && (a.1 - b.1).abs() < 1e-9,
            "{a:?} {b:?}"
        );
        assert_eq!(
            layout.at(&spec, (2.0, 11.5)),
            (layout.plot.right, layout.plot.top)
        );
    }

    #[test]
    fn all_stays_inside_and_ticks_have_room() {
        for width in [180.0, 260.0, 600.0] {
            let (_, layout) = lay(width);
            assert!(layout.plot.left > 0.0 && layout.plot.right < layout.bar.left);
            assert!(layout.bar.right < width);
            assert!(layout.y_ticks.windows(2).all(|w| w[0].0 - w[1].0 >= 14.0));
        }
    }
}
