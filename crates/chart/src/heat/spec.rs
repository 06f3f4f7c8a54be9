//! What a heat map shows, free of how it is drawn.

use super::shading::Shades;
use crate::spec::Point;
use playground_experiment::format;
use playground_insight::ticks;
use std::collections::BTreeMap;

/// A rectangle of values: everything it shows except which cell is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatSpec {
    /// What to look at, as a heading.
    pub title: String,
    /// Horizontal axis.
    pub x: HeatAxis,
    /// Vertical axis.
    pub y: HeatAxis,
    /// Cells along the horizontal axis.
    pub columns: usize,
    /// Cells along the vertical axis.
    pub rows: usize,
    /// `[rows · columns]`, the lowest row first; what is not finite is a gap.
    pub values: Vec<f64>,
    /// What a value is: "loss".
    pub value_label: String,
    /// What a gap is: "undefined".
    pub gap_label: String,
    /// From values to colours.
    pub shades: Shades,
    /// Values along which a contour is drawn.
    pub contours: Vec<f64>,
    /// A line over the map, in the units of both axes (places of cells where an axis has labels); its
    /// ends are marked.
    pub path: Vec<Point>,
    /// What is said of cells in place of their values, and drawn on them.
    pub notes: BTreeMap<Cell, CellNote>,
}

/// What is said of a cell in place of its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellNote {
    /// In words: "diverged at step 12".
    pub text: String,
    /// Drawn on the cell in place of a colour; none for a cell with a value.
    pub sign: Option<Sign>,
}

/// What marks a cell that has no value, to tell its kind from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Something went wrong in it.
    Cross,
    /// There is nothing in it.
    Dash,
}

impl Sign {
    /// Returns the sign as it is written.
    pub(crate) fn glyph(self) -> &'static str {
        match self {
            Self::Cross => "×",
            Self::Dash => "–",
        }
    }
}

/// An axis: a range of numbers, or a label for each cell.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatAxis {
    /// Its name.
    pub label: String,
    /// What lies along it.
    pub along: Along,
}

/// What lies along an axis.
#[derive(Clone, Debug, PartialEq)]
pub enum Along {
    /// Numbers, from one outer edge to the other.
    Range(f64, f64),
    /// A label for each cell.
    Labels(Vec<String>),
}

impl Default for HeatAxis {
    fn default() -> Self {
        Self {
            label: String::new(),
            along: Along::Range(0.0, 1.0),
        }
    }
}

impl HeatAxis {
    /// Creates an axis of numbers.
    pub fn range(label: impl Into<String>, (low, high): (f64, f64)) -> Self {
        Self {
            label: label.into(),
            along: Along::Range(low, high),
        }
    }

    /// Creates an axis of cells with labels.
    pub fn labels(label: impl Into<String>, labels: Vec<String>) -> Self {
        Self {
            label: label.into(),
            along: Along::Labels(labels),
        }
    }

    /// Returns the value in the middle of the cell `index` of `count`; its number where cells have labels.
    pub fn middle(&self, index: usize, count: usize) -> f64 {
        match self.along {
            Along::Range(low, high) => low + (high - low) * (index as f64 + 0.5) / count as f64,
            Along::Labels(_) => index as f64,
        }
    }

    /// Returns what the cell `index` of `count` is called: "w₁ 0.500".
    pub(crate) fn cell_text(&self, index: usize, count: usize) -> String {
        let value = match &self.along {
            Along::Range(..) => format::reading(self.middle(index, count)),
            Along::Labels(labels) => labels.get(index).cloned().unwrap_or_default(),
        };
        format!("{} {value}", self.label)
    }

    /// Returns where `value` lies, 0 at the low edge and 1 at the high one.
    pub(crate) fn place(&self, value: f64, count: usize) -> f64 {
        match self.along {
            Along::Range(low, high) => (value - low) / (high - low),
            Along::Labels(_) => (value + 0.5) / count as f64,
        }
    }

    /// Returns ticks as (place, label), about `target` of them on an axis of numbers.
    pub(crate) fn ticks(&self, count: usize, target: usize) -> Vec<(f64, String)> {
        match &self.along {
            Along::Range(low, high) => ticks::linear(*low, *high, target)
                .into_iter()
                .filter_map(|tick| Some((self.place(tick.value, count), tick.label?)))
                .collect(),
            Along::Labels(labels) => labels
                .iter()
                .enumerate()
                .map(|(index, label)| (self.place(index as f64, count), label.clone()))
                .collect(),
        }
    }
}

/// A cell as (column, row), the lowest row first.
pub type Cell = (usize, usize);

impl HeatSpec {
    /// Returns the value of a cell; NaN outside.
    pub fn value(&self, (column, row): Cell) -> f64 {
        let inside = column < self.columns && row < self.rows;
        let at = inside.then_some(row * self.columns + column);
        at.and_then(|at| self.values.get(at))
            .copied()
            .unwrap_or(f64::NAN)
    }

    /// Puts a cell and its value into words.
    pub fn reading(&self, cell: Cell) -> String {
        let value = self.value(cell);
        let shown = match self.notes.get(&cell) {
            Some(note) => note.text.clone(),
            None if value.is_nan() => self.gap_label.clone(),
            None => format!("{} {}", self.value_label, format::reading(value)),
        };
        format!(
            "{}, {}: {shown}",
            self.x.cell_text(cell.0, self.columns),
            self.y.cell_text(cell.1, self.rows)
        )
    }

    /// Returns where an arrow key goes from `current`, `far` with Shift; the middle where nothing was read yet. The
    /// outer `None` means that the key keeps its usual effect.
    pub fn moved(&self, current: Option<Cell>, key: &str, far: bool) -> Option<Option<Cell>> {
        let (last_column, last_row) = (self.columns.checked_sub(1)?, self.rows.checked_sub(1)?);
        let (column, row) = current.unwrap_or((last_column / 2, last_row / 2));
        let by = if far { 5 } else { 1 };
        Some(match key {
            "Escape" => None,
            "ArrowLeft" => Some((column.saturating_sub(by), row)),
            "ArrowRight" => Some(((column + by).min(last_column), row)),
            "ArrowUp" => Some((column, (row + by).min(last_row))),
            "ArrowDown" => Some((column, row.saturating_sub(by))),
            "Home" => Some((0, row)),
            "End" => Some((last_column, row)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec() -> HeatSpec {
        HeatSpec {
            x: HeatAxis::range("w₁", (-1.0, 1.0)),
            y: HeatAxis::labels("scale", vec!["0.1".into(), "1".into()]),
            columns: 4,
            rows: 2,
            values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, f64::NAN],
            value_label: "loss".into(),
            gap_label: "diverged".into(),
            ..HeatSpec::default()
        }
    }

    #[test]
    fn cells_are_read_in_words() {
        assert_eq!(spec().reading((1, 0)), "w₁ -0.250, scale 0.1: loss 2.00");
        assert_eq!(spec().reading((3, 1)), "w₁ 0.750, scale 1: diverged");
        assert!(spec().value((4, 0)).is_nan());
        let note = CellNote {
            text: "diverged at step 12".into(),
            sign: Some(Sign::Cross),
        };
        let noted = HeatSpec {
            notes: BTreeMap::from([((3, 1), note)]),
            ..spec()
        };
        let said = noted.reading((3, 1));
        assert_eq!(said, "w₁ 0.750, scale 1: diverged at step 12");
    }

    #[test]
    fn arrows_move_and_stop_at_the_edges() {
        let spec = spec();
        assert_eq!(spec.moved(None, "ArrowRight", false), Some(Some((2, 0))));
        assert_eq!(
            spec.moved(Some((3, 0)), "ArrowRight", true),
            Some(Some((3, 0)))
        );
        assert_eq!(
            spec.moved(Some((0, 0)), "ArrowUp", false),
            Some(Some((0, 1)))
        );
        assert_eq!(
            spec.moved(Some((0, 0)), "ArrowDown", false),
            Some(Some((0, 0)))
        );
        assert_eq!(spec.moved(Some((1, 1)), "Escape", false), Some(None));
        assert_eq!(spec.moved(None, "x", false), None);
        assert_eq!(HeatSpec::default().moved(None, "ArrowUp", false), None);
    }

    #[test]
    fn labels_stand_at_the_middle_of_their_cells() {
        let axis = spec().y;
        assert_eq!(
            axis.ticks(2, 5),
            [(0.25, "0.1".to_string()), (0.75, "1".to_string())]
        );
        let numbers = spec().x.ticks(4, 2);
        assert_eq!(numbers[0], (0.0, "-1".to_string()));
    }
}
