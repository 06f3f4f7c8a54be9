//! Eight images at a time, an image in each lane: from the rows of a batch `[images, width]` and back.

use crate::lanes::{Lanes, WIDTH, load, store, transposed};
use std::ops::Range;

/// Hands `put` the values of eight images at each place of `range` of their rows, counted from its start. `first` is
/// the first of the images; beyond the last one there are zeros.
#[inline]
pub(crate) fn interleave(
    values: &[f32],
    width: usize,
    first: usize,
    range: Range<usize>,
    mut put: impl FnMut(usize, Lanes),
) {
    let row = |image: usize| {
        let start = (first + image) * width;
        let row = values.get(start + range.start..start + range.end);
        row.unwrap_or_default()
    };
    let rows: [&[f32]; WIDTH] = std::array::from_fn(row);
    for at in (0..range.len()).step_by(WIDTH) {
        let count = WIDTH.min(range.len() - at);
        let columns = transposed(rows.map(|row| load(row.get(at..at + count).unwrap_or_default())));
        for (beyond, lanes) in columns.into_iter().take(count).enumerate() {
            put(at + beyond, lanes);
        }
    }
}

/// The way back: writes what `get` has for each place into the rows of `to`.
#[inline]
pub(crate) fn separate(
    to: &mut [f32],
    width: usize,
    first: usize,
    range: Range<usize>,
    get: impl Fn(usize) -> Lanes,
) {
    for at in (0..range.len()).step_by(WIDTH) {
        let count = WIDTH.min(range.len() - at);
        let columns = std::array::from_fn(|beyond| match beyond < count {
            true => get(at + beyond),
            false => Lanes::ZERO,
        });
        for (image, lanes) in transposed(columns).into_iter().enumerate() {
            let start = (first + image) * width + range.start + at;
            if let Some(row) = to.get_mut(start..start + count) {
                store(lanes, row);
            }
        }
    }
}
