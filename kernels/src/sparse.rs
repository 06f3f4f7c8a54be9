//! The first layer on images that are mostly blank: four fifths of an MNIST digit are background, and what is
//! multiplied by nothing need not be multiplied.
//!
//! A batch is kept as its ink: for every image the pixels that are not blank, and for every pixel the images in which
//! it is not. Sums always run in the order of the pixels (of the images, for gradients), whatever the machine.

use crate::lanes::{Lanes, WIDTH, load, store};

/// The ink of a batch `[rows, columns]`: both ways through the same non-zero values.
#[derive(Clone, Debug, Default)]
pub struct Ink {
    by_row: Lists,
    by_column: Lists,
}

/// Lists of (place, value), one after the other.
#[derive(Clone, Debug, Default)]
struct Lists {
    /// Where each list ends.
    ends: Vec<u32>,
    places: Vec<u32>,
    values: Vec<f32>,
}

/// Bytes that are looked at together: most of an image is blank, and blank words are passed over whole.
const WORD: usize = 8;

impl Lists {
    /// Adds the list of an image's ink, and counts it by column.
    fn push(&mut self, row: &[u8], scale: f32, counts: &mut [u32]) {
        for (word, bytes) in row.chunks(WORD).enumerate() {
            if bytes
                .try_into()
                .is_ok_and(|bytes| u64::from_ne_bytes(bytes) == 0)
            {
                continue;
            }
            for (at, &ink) in bytes.iter().enumerate().filter(|(_, ink)| **ink != 0) {
                let column = word * WORD + at;
                self.places.push(column as u32);
                self.values.push(f32::from(ink) * scale);
                counts[column] += 1;
            }
        }
        self.ends.push(self.places.len() as u32);
    }

    fn list(&self, index: usize) -> impl Iterator<Item = (usize, f32)> + Clone {
        let start = index.checked_sub(1).map_or(0, |i| self.ends[i] as usize);
        let range = start..self.ends[index] as usize;
        let places = self.places[range.clone()].iter();
        let values = self.values[range].iter();
        places
            .zip(values)
            .map(|(&place, &value)| (place as usize, value))
    }
}

impl Ink {
    /// The ink of the images `rows` of `columns` bytes each, a byte being worth `scale`; `None` where more than the
    /// share `most` of all bytes is ink.
    pub fn of(rows: &[&[u8]], columns: usize, scale: f32, most: f64) -> Option<Self> {
        let count: usize = rows.iter().map(|row| inked(row)).sum();
        if count as f64 > most * (columns * rows.len()) as f64 {
            return None;
        }
        let mut by_row = Lists {
            ends: Vec::with_capacity(rows.len()),
            places: Vec::with_capacity(count),
            values: Vec::with_capacity(count),
        };
        let mut counts = vec![0u32; columns];
        for row in rows {
            by_row.push(&row[..columns.min(row.len())], scale, &mut counts);
        }
        let by_column = turned(&by_row, &counts);
        Some(Self { by_row, by_column })
    }

    /// All values `[rows, columns]`, blank ones being worth `shift`.
    pub fn dense(&self, shift: f32) -> Vec<f32> {
        let columns = self.by_column.ends.len();
        let mut all = vec![shift; self.rows() * columns];
        for row in 0..self.rows() {
            for (column, value) in self.by_row.list(row) {
                all[row * columns + column] += value;
            }
        }
        all
    }

    /// Images.
    pub fn rows(&self) -> usize {
        self.by_row.ends.len()
    }
}

/// How many bytes are not zero.
fn inked(bytes: &[u8]) -> usize {
    // Sums of a byte each do not overflow within 255 of them.
    let few = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0u8, |sum, &byte| sum + u8::from(byte != 0))
    };
    bytes.chunks(255).map(|bytes| usize::from(few(bytes))).sum()
}

/// The same values, listed by column; `counts` says how many each column has.
fn turned(by_row: &Lists, counts: &[u32]) -> Lists {
    let mut next: Vec<u32> = Vec::with_capacity(counts.len());
    let mut ends: Vec<u32> = Vec::with_capacity(counts.len());
    let mut total = 0;
    for count in counts {
        next.push(total);
        total += count;
        ends.push(total);
    }
    let mut places = vec![0; total as usize];
    let mut values = vec![0.0; total as usize];
    for row in 0..by_row.ends.len() {
        for (column, value) in by_row.list(row) {
            let at = next[column] as usize;
            places[at] = row as u32;
            values[at] = value;
            next[column] += 1;
        }
    }
    Lists {
        ends,
        places,
        values,
    }
}

/// (ink + shift) · W + b, `[rows, units]`: `weight` is `[columns, units]`, `bias` `[units]`, and `shift` what a
/// blank pixel is worth as an input.
pub fn product(ink: &Ink, shift: f32, weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let units = bias.len();
    let mut base = bias.to_vec();
    if shift != 0.0 {
        let sums = sums_of_columns(weight, units);
        for (base, sum) in base.iter_mut().zip(sums) {
            *base += shift * sum;
        }
    }
    combine(&ink.by_row, weight, &base)
}

/// The gradients of weights and bias, `[columns · units]` and `[units]`, from `signal` `[rows, units]`, that at the
/// pre-activations.
pub fn gradients(ink: &Ink, shift: f32, signal: &[f32], units: usize) -> (Vec<f32>, Vec<f32>) {
    let bias = sums_of_columns(signal, units);
    let base: Vec<f32> = bias.iter().map(|sum| shift * sum).collect();
    (combine(&ink.by_column, signal, &base), bias)
}

/// Σ over the rows of `[rows, units]`.
fn sums_of_columns(values: &[f32], units: usize) -> Vec<f32> {
    let mut sums = vec![0.0; units];
    for row in values.chunks_exact(units.max(1)) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
    sums
}

/// For every list the sum of value · row over its places, `[lists, units]`, on top of `base`.
fn combine(lists: &Lists, rows: &[f32], base: &[f32]) -> Vec<f32> {
    let units = base.len();
    let mut out = Vec::with_capacity(lists.ends.len() * units);
    for index in 0..lists.ends.len() {
        out.extend_from_slice(base);
        let start = out.len() - units;
        let sums = &mut out[start..];
        let (whole, rest) = sums.as_chunks_mut::<TILE>();
        let narrow = whole.len() * TILE;
        for (tile, sums) in whole.iter_mut().enumerate() {
            add_tile(lists.list(index), rows, (units, tile * TILE), sums);
        }
        for (tile, sums) in rest.chunks_mut(WIDTH).enumerate() {
            add_few(
                lists.list(index),
                rows,
                (units, narrow + tile * WIDTH),
                sums,
            );
        }
    }
    out
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

/// The same for at most [`WIDTH`] units.
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes `[rows, columns]`, mostly zero, with weights and biases for `units`.
    fn cases() -> impl Strategy<Value = (Vec<Vec<u8>>, usize, Vec<f32>, Vec<f32>, f32)> {
        (1usize..6, 1usize..30, 1usize..45).prop_flat_map(|(rows, columns, units)| {
            let byte = prop_oneof![3 => Just(0u8), 1 => 1u8..];
            let image = prop::collection::vec(byte, columns);
            let numbers = |n| prop::collection::vec(-2.0f32..2.0, n);
            (
                prop::collection::vec(image, rows),
                Just(columns),
                numbers(columns * units),
                numbers(units),
                prop_oneof![Just(0.0f32), -1.0f32..1.0],
            )
        })
    }

    fn close(got: &[f32], expected: &[f64]) {
        assert_eq!(got.len(), expected.len());
        for (got, expected) in got.iter().zip(expected) {
            assert!(
                (f64::from(*got) - expected).abs() < 1e-4,
                "{got} {expected}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_product_is_the_dense_one((images, columns, weight, bias, shift) in cases()) {
            let ink = ink_of(&images, columns);
            let units = bias.len();
            let expected: Vec<f64> = images
                .iter()
                .flat_map(|image| (0..units).map(|unit| {
                    let terms = image.iter().enumerate().map(|(column, &byte)| {
                        let input = f64::from(byte) / 255.0 + f64::from(shift);
                        input * f64::from(weight[column * units + unit])
                    });
                    f64::from(bias[unit]) + terms.sum::<f64>()
                }).collect::<Vec<_>>())
                .collect();
            close(&product(&ink, shift, &weight, &bias), &expected);
            let inputs: Vec<f64> = images
                .iter()
                .flatten()
                .map(|&byte| f64::from(byte) / 255.0 + f64::from(shift))
                .collect();
            close(&ink.dense(shift), &inputs);
        }

        #[test]
        fn gradients_are_the_dense_ones((images, columns, weight, bias, shift) in cases()) {
            let ink = ink_of(&images, columns);
            let units = bias.len();
            // Any numbers will do as a signal.
            let signal: Vec<f32> = (0..images.len() * units).map(|i| weight[i % weight.len()]).collect();
            let (of_weight, of_bias) = gradients(&ink, shift, &signal, units);
            let at = |row: usize, unit: usize| f64::from(signal[row * units + unit]);
            let sum = |unit: usize, input: &dyn Fn(usize) -> f64| {
                (0..images.len()).map(|row| input(row) * at(row, unit)).sum::<f64>()
            };
            let expected: Vec<f64> = (0..columns)
                .flat_map(|column| {
                    let input = move |image: &[u8]| f64::from(image[column]) / 255.0 + f64::from(shift);
                    (0..units).map(|unit| sum(unit, &|row| input(&images[row]))).collect::<Vec<_>>()
                })
                .collect();
            close(&of_weight, &expected);
            close(&of_bias, &(0..units).map(|unit| sum(unit, &|_| 1.0)).collect::<Vec<_>>());
        }
    }

    fn ink_of(images: &[Vec<u8>], columns: usize) -> Ink {
        let rows: Vec<&[u8]> = images.iter().map(Vec::as_slice).collect();
        Ink::of(&rows, columns, 1.0 / 255.0, 1.0).unwrap()
    }

    #[test]
    fn the_share_of_ink_is_counted() {
        let of = |most| Ink::of(&[&[0, 3, 0, 0], &[0, 0, 0, 9]], 4, 1.0, most);
        assert_eq!(of(0.25).map(|ink| ink.rows()), Some(2));
        assert!(of(0.24).is_none());
        assert_eq!(inked(&[7; 1000]), 1000);
        assert_eq!(inked(&[0, 1, 0, 255]), 2);
    }
}
