//! A table on paper: words at the left, numbers at the right, and cells that are shaded or hold a drawing.

use crate::labels::Measure;
use crate::layout::{Frame, Rect};
use crate::palette;
use crate::pen::{Align, Pen};
use crate::spec::Point;
use plotters::style::RGBColor;
use std::borrow::Cow;

/// Height of a row, in sizes of the text.
const ROW: f64 = 1.8;
/// Free at either side of a cell, in sizes of the text.
const PAD: f64 = 0.5;
/// Width of a drawing in a cell, in sizes of the text.
const DRAWING: f64 = 8.0;
/// Text is made smaller, down to this share, where a table is wider than the paper. Nothing is cut off; who wants to read
/// a table of many long words makes the paper wider.
const SMALLEST: f64 = 0.02;

/// A table: rows of cells, of which the first `head` are headings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Rows of headings at the top.
    pub head: usize,
    /// All rows; shorter ones end early.
    pub rows: Vec<Vec<GridCell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridCell {
    /// What is written in it.
    pub text: String,
    /// Whether it is a number.
    pub number: bool,
    /// What is drawn in it.
    pub fill: Fill,
}

/// What is drawn in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Fill {
    /// Nothing.
    #[default]
    Nothing,
    /// A colour over the whole cell, of a strength from 0 to 1.
    Shade(Cow<'static, str>, f64),
    /// A bar of a share of the cell, before the text.
    Bar(Cow<'static, str>, f64),
    /// Columns of heights from 0 to 1, before the text.
    Columns(Vec<f64>),
}

impl GridCell {
    /// Creates a cell of words.
    pub fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Creates a cell with a number.
    pub fn number(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            number: true,
            ..Self::default()
        }
    }

    /// Sets what is drawn in it.
    pub fn with(self, fill: Fill) -> Self {
        Self { fill, ..self }
    }

    fn drawn(&self) -> f64 {
        match self.fill {
            Fill::Nothing | Fill::Shade(..) => 0.0,
            Fill::Bar(..) | Fill::Columns(_) => DRAWING + PAD,
        }
    }
}

/// Widths of the columns, and the size of the text that makes them fit.
struct Plan {
    widths: Vec<f64>,
    em: f64,
}

impl Grid {
    fn plan(&self, width: f64, em: f64, measure: Measure) -> Plan {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let wanted = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let wide = cells.map(|cell| measure(&cell.text) + (cell.drawn() + 2.0 * PAD) * em);
            wide.fold(2.0 * PAD * em, f64::max)
        };
        let mut widths: Vec<f64> = (0..columns).map(wanted).collect();
        let natural: f64 = widths.iter().sum();
        let share = (width / natural.max(1.0)).clamp(SMALLEST, 1.0);
        let spare = (width - natural * share).max(0.0) / columns.max(1) as f64;
        for wide in &mut widths {
            *wide = *wide * share + spare;
        }
        Plan {
            widths,
            em: em * share,
        }
    }

    /// Returns how high the table is.
    pub(super) fn height(&self, width: f64, em: f64, measure: Measure) -> f64 {
        let rows = self.rows.len().max(1) as f64;
        rows * ROW * self.plan(width, em, measure).em + 0.6 * em
    }

    /// Draws the table by pens of the size that they are asked for.
    pub(super) fn draw<'p>(
        &self,
        frame: Frame,
        pen_of: &dyn Fn(f64) -> Result<Pen<'p>, String>,
    ) -> Result<(), String> {
        let pen = pen_of(frame.font)?;
        let plan = self.plan(frame.width, frame.font, &|text| pen.measure(text));
        let pen = pen_of(plan.em)?;
        let row = ROW * plan.em;
        let (axis, edge) = (pen.color(palette::AXIS), pen.color(palette::GRID));
        for (at, cells) in self.rows.iter().enumerate() {
            let top = at as f64 * row;
            let mut left = 0.0;
            for (cell, width) in cells.iter().zip(&plan.widths) {
                let area = Rect {
                    left,
                    top,
                    right: left + width,
                    bottom: top + row,
                };
                draw_cell(&pen, cell, &area, plan.em)?;
                left += width;
            }
        }
        let right: f64 = plan.widths.iter().sum();
        let rule = |row_at: usize, color: RGBColor| {
            let y = row_at as f64 * row;
            pen.rule((0.0, y), (right, y), color)
        };
        for at in self.head + 1..self.rows.len() {
            rule(at, edge)?;
        }
        rule(self.head, axis)?;
        rule(self.rows.len(), axis)
    }
}

fn draw_cell(pen: &Pen, cell: &GridCell, area: &Rect, em: f64) -> Result<(), String> {
    let ink = pen.color(palette::INK);
    let pad = PAD * em;
    let drawing = Rect {
        left: area.left + pad,
        top: area.top + 0.4 * em,
        right: area.left + pad + DRAWING * em,
        bottom: area.bottom - 0.4 * em,
    };
    match &cell.fill {
        Fill::Nothing => {}
        Fill::Shade(color, strength) => {
            let shade = over(pen.color(color), *strength, pen.color(palette::SURFACE));
            pen.fill(area, shade)?;
        }
        Fill::Bar(color, share) => {
            pen.fill(&drawing, pen.color(palette::GRID))?;
            let bar = Rect {
                right: drawing.left + drawing.width() * share.clamp(0.0, 1.0),
                ..drawing
            };
            pen.fill(&bar, pen.color(color))?;
        }
        Fill::Columns(heights) => columns(pen, heights, &drawing),
    }
    let y = area.middle().1;
    let (at, align): (Point, Align) = match (&cell.fill, cell.number) {
        (Fill::Shade(..), _) => (area.middle(), Align::Centre),
        (_, true) => ((area.right - pad, y), Align::Right),
        (_, false) => ((area.left + pad + cell.drawn() * em, y), Align::Left),
    };
    pen.text(&cell.text, at, align, ink);
    Ok(())
}

/// Draws columns as one shape that stands on the lower edge.
fn columns(pen: &Pen, heights: &[f64], area: &Rect) {
    let width = area.width() / heights.len().max(1) as f64;
    let corner = |(at, height): (usize, &f64)| {
        let (left, y) = (
            area.left + at as f64 * width,
            area.bottom - height.clamp(0.0, 1.0) * area.height(),
        );
        [(left, y), (left + width, y)]
    };
    let tops = heights.iter().enumerate().flat_map(corner);
    let ends = [(area.right, area.bottom), (area.left, area.bottom)];
    let corners: Vec<Point> = tops.chain(ends).collect();
    pen.polygon(&corners, pen.color(palette::MUTED));
}

/// Mixes a colour of a strength with what lies under it.
fn over(color: RGBColor, strength: f64, ground: RGBColor) -> RGBColor {
    let mix = |a: u8, b: u8| {
        let strength = strength.clamp(0.0, 1.0);
        (f64::from(a) * strength + f64::from(b) * (1.0 - strength)).round() as u8
    };
    RGBColor(
        mix(color.0, ground.0),
        mix(color.1, ground.1),
        mix(color.2, ground.2),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(columns: usize) -> Grid {
        let row = |_| {
            (0..columns)
                .map(|c| GridCell::number(format!("{c}.00")))
                .collect()
        };
        Grid {
            head: 1,
            rows: (0..4).map(row).collect(),
        }
    }

    #[test]
    fn a_table_fits_the_width_and_a_wide_one_is_written_smaller() {
        let measure = |text: &str| 6.0 * text.len() as f64;
        let narrow = grid(3).plan(300.0, 10.0, &measure);
        assert!((narrow.widths.iter().sum::<f64>() - 300.0).abs() < 1e-9);
        assert_eq!(narrow.em, 10.0);
        let wide = grid(14).plan(300.0, 10.0, &measure);
        assert!((wide.widths.iter().sum::<f64>() - 300.0).abs() < 1e-9);
        assert!(wide.em < 10.0);
        assert!(Grid::default().height(300.0, 10.0, &measure) > 0.0);
    }

    #[test]
    fn shades_lie_over_the_paper() {
        let (blue, white) = (RGBColor(0, 0, 200), RGBColor(255, 255, 255));
        assert_eq!(over(blue, 0.0, white), white);
        assert_eq!(over(blue, 1.0, white), blue);
        assert_eq!(
            over(RGBColor(0, 0, 0), 0.5, RGBColor(100, 100, 100)),
            RGBColor(50, 50, 50)
        );
    }
}
