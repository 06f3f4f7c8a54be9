//! Eight images at a time, an image in each lane: from the rows of a batch `[images, width]` and back.

use crate::lanes::{Lanes, WIDTH, load, store, transposed};
use std::ops::Range;

/// Eight rows of a batch.
#[derive(Clone, Copy)]
pub(crate) struct Rows {
    /// Numbers of a row.
    pub(crate) width: usize,
    /// The first of the eight.
    pub(crate) first: usize,
}

impl Rows {
    /// Copies the values of the rows at each place of `range` to every `apart`-th lanes of `to`; beyond the last row
    /// there are zeros.
    pub(crate) fn gather(
        self,
        values: &[f32],
        range: Range<usize>,
        to: &mut [Lanes],
        apart: usize,
    ) {
        let rows: [&[f32]; WIDTH] = std::array::from_fn(|row| {
            let start = (self.first + row) * self.width;
            let row = values.get(start + range.start..start + range.end);
            row.unwrap_or_default()
        });
        for at in (0..range.len()).step_by(WIDTH) {
            let end = range.len().min(at + WIDTH);
            let mut square = [Lanes::ZERO; WIDTH];
            for (lanes, row) in square.iter_mut().zip(&rows) {
                *lanes = load(row.get(at..end).unwrap_or_default());
            }
            let to = to[at * apart..].iter_mut().step_by(apart);
            for (to, lanes) in to.take(end - at).zip(&transposed(&square)) {
                *to = *lanes;
            }
        }
    }

    /// Copies them back: every `apart`-th lanes of `from` to the rows at each place of `range`.
    pub(crate) fn scatter(self, from: &[Lanes], apart: usize, range: Range<usize>, to: &mut [f32]) {
        for at in (0..range.len()).step_by(WIDTH) {
            let count = WIDTH.min(range.len() - at);
            let mut columns = [Lanes::ZERO; WIDTH];
            let from = from[at * apart..].iter().step_by(apart);
            for (column, lanes) in columns.iter_mut().zip(from.take(count)) {
                *column = *lanes;
            }
            for (row, lanes) in transposed(&columns).iter().enumerate() {
                let start = (self.first + row) * self.width + range.start + at;
                if let Some(row) = to.get_mut(start..start + count) {
                    store(*lanes, row);
                }
            }
        }
    }
}
