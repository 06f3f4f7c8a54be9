//! The same preparation for a drawing that exists only as pixels.

use std::ops::Range;

use super::fit::{centre_of_mass, shift};
use super::{BOX_SIDE, IMAGE_SIDE};

/// Ink under this is paper: scanned backgrounds are rarely a clean zero.
const PAPER: f32 = 0.05;

/// Prepares a grey picture `[height, width]`, row by row, ink = 1: crops it to its ink, scales the
/// larger side to 20 pixels by averaging areas, and centres it by mass. Returns `[28, 28]` values
/// in [0, 1], or `None` when there is no ink or `gray` does not hold `width · height` values.
pub fn prepare_pixels(gray: &[f32], width: usize, height: usize) -> Option<Vec<f32>> {
    if width == 0 || width.checked_mul(height) != Some(gray.len()) {
        return None;
    }
    let (columns, rows) = ink_box(gray, width)?;
    let scale = columns.len().max(rows.len()) as f32 / BOX_SIDE;
    let middle = (
        (columns.start + columns.end) as f32 / 2.0,
        (rows.start + rows.end) as f32 / 2.0,
    );
    let source = Source {
        gray,
        width,
        columns,
        rows,
    };
    let half = IMAGE_SIDE as f32 / 2.0;
    let draw = |dx: f32, dy: f32| -> Vec<f32> {
        (0..IMAGE_SIDE * IMAGE_SIDE)
            .map(|index| {
                let left = ((index % IMAGE_SIDE) as f32 - half - dx) * scale + middle.0;
                let top = ((index / IMAGE_SIDE) as f32 - half - dy) * scale + middle.1;
                source.mean(left, top, scale)
            })
            .collect()
    };
    let mass = centre_of_mass(&draw(0.0, 0.0), IMAGE_SIDE)?;
    Some(draw(shift(mass.0), shift(mass.1)))
}

/// Columns and rows of the smallest box around the ink.
fn ink_box(gray: &[f32], width: usize) -> Option<(Range<usize>, Range<usize>)> {
    let mut bounds: Option<(Range<usize>, Range<usize>)> = None;
    // A value that is not a number fails the comparison and so counts as paper.
    for (index, _) in gray.iter().enumerate().filter(|(_, ink)| **ink > PAPER) {
        let (x, y) = (index % width, index / width);
        let (columns, rows) = bounds.get_or_insert((x..x + 1, y..y + 1));
        *columns = columns.start.min(x)..columns.end.max(x + 1);
        *rows = rows.start.min(y)..rows.end.max(y + 1);
    }
    bounds
}

struct Source<'a> {
    gray: &'a [f32],
    width: usize,
    columns: Range<usize>,
    rows: Range<usize>,
}

impl Source<'_> {
    /// Mean ink of the square of `side` source pixels at (`left`, `top`); paper outside the crop.
    fn mean(&self, left: f32, top: f32, side: f32) -> f32 {
        let mut sum = 0.0;
        for (row, tall) in overlaps(top, side, &self.rows) {
            for (column, wide) in overlaps(left, side, &self.columns) {
                let ink = self.gray[row * self.width + column];
                if ink > PAPER {
                    sum += ink.min(1.0) * tall * wide;
                }
            }
        }
        (sum / (side * side)).min(1.0)
    }
}

/// The pixels within `limits` that the interval from `start` touches, each with the length shared.
fn overlaps(start: f32, length: f32, limits: &Range<usize>) -> impl Iterator<Item = (usize, f32)> {
    let end = start + length;
    let first = (start as usize).max(limits.start);
    let last = (end.ceil().max(0.0) as usize).min(limits.end);
    (first..last).filter_map(move |pixel| {
        let low = pixel as f32;
        let shared = end.min(low + 1.0) - start.max(low);
        (shared > 0.0).then_some((pixel, shared))
    })
}
