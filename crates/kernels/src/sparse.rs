//! The first layer on images that are mostly blank: four fifths of an MNIST digit are background, and what is
//! multiplied by nothing need not be multiplied.
//!
//! A batch is kept as its ink: for every image the pixels that are not blank, and for every pixel the images in which
//! it is not. Sums always run in the order of the pixels (of the images, for gradients), whatever the machine.

use crate::lanes::{Lanes, WIDTH, load, store};
use std::cell::OnceCell;

/// The ink of a batch `[rows, columns]`: both ways through the same non-zero values.
#[derive(Clone, Debug, Default)]
pub struct Ink {
    by_row: Csr,
    /// The entries of each column.
    counts: Vec<u32>,
    /// Only gradients go by columns.
    by_column: OnceCell<Csr>,
}

/// Compressed sparse rows: the (place, value) of each, one row after the other.
#[derive(Clone, Debug, Default)]
struct Csr {
    /// Where each list ends.
    ends: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Csr {
    fn list(&self, index: usize) -> impl Iterator<Item = (usize, f32)> + Clone {
        let start = index.checked_sub(1).map_or(0, |i| self.ends[i] as usize);
        let entries = self.entries[start..self.ends[index] as usize].iter();
        entries.map(|&(place, value)| (place as usize, value))
    }
}

/// Bytes that are looked at together: most of an image is blank, and blank words are passed over whole.
const WORD: usize = 8;

/// Enters the ink of an image among `entries` from `end` on, and counts it by column; returns where it ends. One entry
/// behind the last is written to.
fn enter(
    row: &[u8],
    scale: f32,
    (entries, mut end): (&mut [(u32, f32)], usize),
    counts: &mut [u32],
) -> usize {
    for (word, bytes) in row.chunks(WORD).enumerate() {
        if bytes
            .try_into()
            .is_ok_and(|bytes| u64::from_ne_bytes(bytes) == 0)
        {
            continue;
        }
        let first = word * WORD;
        let counts = &mut counts[first..][..bytes.len()];
        for (column, (&ink, count)) in (first as u32..).zip(bytes.iter().zip(counts)) {
            // Entered in any case, and overwritten by the next one where it is blank: there is no branch to guess.
            entries[end] = (column, f32::from(ink) * scale);
            let one = u32::from(ink != 0);
            end += one as usize;
            *count += one;
        }
    }
    end
}

impl Ink {
    /// Lists the ink of the images `rows` of `columns` bytes each, a byte being worth `scale`; `None` where more than
    /// the share `most` of all bytes is ink.
    pub fn of(rows: &[&[u8]], columns: usize, scale: f32, most: f64) -> Option<Self> {
        let count: usize = rows.iter().map(|row| inked(row)).sum();
        if count as f64 > most * (columns * rows.len()) as f64 {
            return None;
        }
        let (mut entries, mut end) = (vec![(0, 0.0); count + 1], 0);
        let mut counts = vec![0; columns];
        let mut ends = Vec::with_capacity(rows.len());
        for row in rows {
            let row = &row[..columns.min(row.len())];
            end = enter(row, scale, (&mut entries, end), &mut counts);
            ends.push(end as u32);
        }
        entries.truncate(end);
        Some(Self {
            by_row: Csr { ends, entries },
            counts,
            by_column: OnceCell::new(),
        })
    }

    /// Returns the first `rows` images, or all where there are fewer.
    pub fn first(&self, rows: usize) -> Self {
        let ends = self.by_row.ends[..rows.min(self.rows())].to_vec();
        let end = ends.last().map_or(0, |end| *end as usize);
        let entries = self.by_row.entries[..end].to_vec();
        let mut counts = vec![0; self.counts.len()];
        for (column, _) in &entries {
            counts[*column as usize] += 1;
        }
        Self {
            by_row: Csr { ends, entries },
            counts,
            by_column: OnceCell::new(),
        }
    }

    /// Returns all values `[rows, columns]`, blank ones being worth `shift`.
    pub fn dense(&self, shift: f32) -> Vec<f32> {
        let columns = self.counts.len();
        let mut all = vec![shift; self.rows() * columns];
        for row in 0..self.rows() {
            for (column, value) in self.by_row.list(row) {
                all[row * columns + column] += value;
            }
        }
        all
    }

    /// Returns the number of images.
    pub fn rows(&self) -> usize {
        self.by_row.ends.len()
    }

    fn by_column(&self) -> &Csr {
        self.by_column
            .get_or_init(|| transpose(&self.by_row, &self.counts))
    }
}

/// Counts the bytes that are not zero.
fn inked(bytes: &[u8]) -> usize {
    // A sum in one byte does not overflow within 255 of them.
    let few = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0u8, |sum, &byte| sum + u8::from(byte != 0))
    };
    bytes.chunks(255).map(|bytes| usize::from(few(bytes))).sum()
}

/// Lists the same values by column; `counts` says how many each column has.
fn transpose(by_row: &Csr, counts: &[u32]) -> Csr {
    let mut next: Vec<u32> = Vec::with_capacity(counts.len());
    let mut ends: Vec<u32> = Vec::with_capacity(counts.len());
    let mut total = 0;
    for count in counts {
        next.push(total);
        total += count;
        ends.push(total);
    }
    let mut entries = vec![(0, 0.0); total as usize];
    for row in 0..by_row.ends.len() {
        for (column, value) in by_row.list(row) {
            entries[next[column] as usize] = (row as u32, value);
            next[column] += 1;
        }
    }
    Csr { ends, entries }
}

/// Computes (ink + shift) · W + b, `[rows, units]`: `weight` is `[columns, units]`, `bias` `[units]`, and `shift` what
/// a blank pixel is worth as an input.
pub fn product(ink: &Ink, shift: f32, weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let units = bias.len();
    let mut base = bias.to_vec();
    if shift != 0.0 {
        let sums = sums_of_columns(weight, units);
        for (base, sum) in base.iter_mut().zip(sums) {
            *base += shift * sum;
        }
    }
    let mut out = vec![0.0; ink.rows() * units];
    combine(&ink.by_row, weight, &base, &mut out);
    out
}

/// Computes the gradients of weights and bias, `[columns · units]` and `[units]`, from the signal at the
/// pre-activations, `signal` `[rows, units]`.
pub fn gradients(ink: &Ink, shift: f32, signal: &[f32], units: usize) -> (Vec<f32>, Vec<f32>) {
    let (mut weight, mut bias) = (vec![0.0; ink.counts.len() * units], vec![0.0; units]);
    enter_gradients(ink, shift, signal, [&mut weight, &mut bias]);
    (weight, bias)
}

/// Writes the same to `weight` `[columns · units]` and `bias` `[units]`.
pub fn enter_gradients(ink: &Ink, shift: f32, signal: &[f32], [weight, bias]: [&mut [f32]; 2]) {
    let sums = sums_of_columns(signal, bias.len());
    let base: Vec<f32> = sums.iter().map(|sum| shift * sum).collect();
    combine(ink.by_column(), signal, &base, weight);
    bias.copy_from_slice(&sums);
}

/// Adds up the rows of `[rows, units]`.
fn sums_of_columns(values: &[f32], units: usize) -> Vec<f32> {
    let mut sums = vec![0.0; units];
    for row in values.chunks_exact(units.max(1)) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    sums
}

/// Computes for every list the sum of value · row over its places, `[lists, units]`, on top of `base`.
fn combine(csr: &Csr, rows: &[f32], base: &[f32], out: &mut [f32]) {
    let units = base.len();
    for (index, sums) in out.chunks_exact_mut(units.max(1)).enumerate() {
        sums.copy_from_slice(base);
        let (whole, rest) = sums.as_chunks_mut::<TILE>();
        let narrow = whole.len() * TILE;
        for (tile, sums) in whole.iter_mut().enumerate() {
            add_tile(csr.list(index), rows, (units, tile * TILE), sums);
        }
        for (tile, sums) in rest.chunks_mut(WIDTH).enumerate() {
            add_few(csr.list(index), rows, (units, narrow + tile * WIDTH), sums);
        }
    }
}

/// Sums that are kept in registers at a time: eight of four, which any processor has.
const TILE: usize = 32;

/// Adds value · row over the places of `list` to the `sums` of the units from `first` on; a row has `units`.
fn add_tile(
    list: impl Iterator<Item = (usize, f32)>,
    rows: &[f32],
    (units, first): (usize, usize),
    sums: &mut [f32; TILE],
) {
    let mut kept: [Lanes; TILE / WIDTH] = std::array::from_fn(|i| load(&sums[i * WIDTH..]));
    for (place, value) in list {
        let row = rows.get(place * units + first..);
        if let Some(row) = row.and_then(<[f32]>::first_chunk::<TILE>) {
            let value = Lanes::splat(value);
            for (kept, weights) in kept.iter_mut().zip(row.as_chunks::<WIDTH>().0) {
                *kept += value * Lanes::new(*weights);
            }
        }
    }
    for (kept, sums) in kept.into_iter().zip(sums.as_chunks_mut::<WIDTH>().0) {
        *sums = kept.to_array();
    }
}

/// Does what [`add_tile`] does for at most [`WIDTH`] units.
fn add_few(
    list: impl Iterator<Item = (usize, f32)>,
    rows: &[f32],
    (units, first): (usize, usize),
    sums: &mut [f32],
) {
    let mut kept = load(sums);
    for (place, value) in list {
        let at = place * units + first;
        if let Some(row) = rows.get(at..at + sums.len()) {
            kept += Lanes::splat(value) * load(row);
        }
    }
    store(kept, sums);
}

#[cfg(test)]
mod tests;
