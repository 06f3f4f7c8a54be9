//! Convolution of eight images at a time: a lane each, so that any kernel, stride and padding runs over whole lanes
//! and no copy of the pixels of every place is made.
//!
//! Values are `[images, channels · height · width]`, weights `[inputs, units]` with the inputs of a unit channel by
//! channel, row by row of a kernel. Sums run in the order of a unit's inputs; for gradients of the weights eight sums,
//! one for each lane, run in the order of images and places.

mod back;

use crate::block::Rows;
use crate::lanes::{Lanes, WIDTH, sum};
use back::Back;
use std::ops::Range;

/// What a convolution looks like.
#[derive(Clone, Copy, Debug)]
pub struct Convolution {
    /// Channels that come in.
    pub channels: usize,
    /// Height and width of what comes in.
    pub input: [usize; 2],
    /// Channels that go out.
    pub units: usize,
    /// Height and width of a kernel.
    pub kernel: [usize; 2],
    /// Steps from place to place, down and right.
    pub stride: [usize; 2],
    /// Rows above and below, columns left and right, of zeros.
    pub padding: [usize; 2],
}

/// What comes of a signal at the outputs.
pub struct Gradients {
    /// `[images · values]`, where it was asked for.
    pub values: Option<Vec<f32>>,
    /// `[inputs · units]`.
    pub weight: Vec<f32>,
    /// `[units]`.
    pub bias: Vec<f32>,
}

/// Computes Σ input · weight + bias for each unit at each place, `[images, units · places]`.
pub fn forward(shape: &Convolution, values: &[f32], weight: &[f32], bias: &[f32]) -> Vec<f32> {
    let images = values.len() / shape.values().max(1);
    let mut out = vec![0.0; images * shape.units * shape.places()];
    let mut pixels = vec![Lanes::ZERO; shape.values()];
    let packed = shape.packed(weight);
    for first in (0..images).step_by(WIDTH) {
        shape.enter(values, first, &mut pixels);
        for units in shape.tiles() {
            match units.len() {
                WIDE => shape.run::<WIDE>(&pixels, &packed, bias, units, (&mut out, first)),
                _ => shape.run::<NARROW>(&pixels, &packed, bias, units, (&mut out, first)),
            }
        }
    }
    out
}

/// Computes the gradients of weights, bias and, when `below` is set, of what came in, from `signal`
/// `[images, units · places]`.
pub fn gradients(
    shape: &Convolution,
    values: &[f32],
    weight: &[f32],
    signal: &[f32],
    below: bool,
) -> Gradients {
    let images = values.len() / shape.values().max(1);
    let mut back = Back::new(shape, weight, signal, below);
    let mut of_values = below.then(|| vec![0.0; values.len()]);
    let mut pixels = vec![Lanes::ZERO; shape.values()];
    for first in (0..images).step_by(WIDTH) {
        shape.enter(values, first, &mut pixels);
        back.of_pixels.fill(Lanes::ZERO);
        for units in shape.tiles() {
            match units.len() {
                WIDE => back.tile::<WIDE>(&pixels, units, first),
                _ => back.tile::<NARROW>(&pixels, units, first),
            }
        }
        if let Some(to) = &mut of_values {
            let (rows, all) = (shape.rows_in(first), 0..shape.values());
            rows.scatter(&back.of_pixels, 1, all, to);
        }
    }
    Gradients {
        values: of_values,
        weight: back.of_weight.into_iter().map(sum).collect(),
        bias: back.of_bias.into_iter().map(sum).collect(),
    }
}

/// Units that are worked on together: their sums stay in registers.
const WIDE: usize = 4;
/// The same for the last ones.
const NARROW: usize = 2;

/// A row of a kernel at a place: `count` pixels from `pixel` on meet the weights from input `tap` on.
struct KernelRow {
    pixel: usize,
    tap: usize,
    count: usize,
}

impl Convolution {
    /// Returns the height and width of what goes out.
    pub fn output(&self) -> [usize; 2] {
        [0, 1].map(|axis| {
            let room = self.input[axis] + 2 * self.padding[axis];
            match room.checked_sub(self.kernel[axis]) {
                Some(rest) => rest / self.stride[axis].max(1) + 1,
                None => 0,
            }
        })
    }

    /// Describes a dense layer: maps of one pixel, a channel for each input.
    pub fn dense(inputs: usize, units: usize) -> Self {
        Self {
            channels: inputs,
            input: [1, 1],
            units,
            kernel: [1, 1],
            stride: [1, 1],
            padding: [0, 0],
        }
    }

    /// Returns whether it is a dense layer.
    pub fn is_dense(&self) -> bool {
        self.input == [1, 1] && self.kernel == [1, 1] && !self.is_padded()
    }

    /// Returns whether a kernel can meet padding.
    pub fn is_padded(&self) -> bool {
        self.padding != [0, 0]
    }

    /// Returns the number of inputs of a unit.
    fn taps(&self) -> usize {
        self.channels * self.kernel[0] * self.kernel[1]
    }

    /// Returns the number of values of an image that come in.
    fn values(&self) -> usize {
        self.channels * self.input[0] * self.input[1]
    }

    /// Returns the number of places of a unit.
    fn places(&self) -> usize {
        let [height, width] = self.output();
        height * width
    }

    /// Splits the units by fours, the last ones by twos.
    fn tiles(&self) -> impl Iterator<Item = Range<usize>> + Clone {
        let wide = self.units - self.units % WIDE;
        let wides = (0..wide).step_by(WIDE).map(|at| at..at + WIDE);
        let units = self.units;
        wides.chain(
            (wide..units)
                .step_by(NARROW)
                .map(move |at| at..units.min(at + NARROW)),
        )
    }

    /// Copies eight images from `first` on into `pixels`, side by side.
    fn enter(&self, values: &[f32], first: usize, pixels: &mut [Lanes]) {
        let all = 0..self.values();
        self.rows_in(first).gather(values, all, pixels, 1);
    }

    /// Returns eight images from `first` on, as rows of what comes in.
    fn rows_in(&self, first: usize) -> Rows {
        let width = self.values();
        Rows { width, first }
    }

    /// Returns eight images from `first` on, as rows of what goes out.
    fn rows_out(&self, first: usize) -> Rows {
        let width = self.units * self.places();
        Rows { width, first }
    }

    /// Finds the first place along an axis at which part `at` of a kernel meets a pixel, and the place behind the last.
    fn meeting(&self, axis: usize, at: usize) -> Range<usize> {
        let (stride, padding) = (self.stride[axis].max(1), self.padding[axis]);
        let first = padding.saturating_sub(at).div_ceil(stride);
        let end = (self.input[axis] + padding)
            .saturating_sub(at)
            .div_ceil(stride);
        first..end.clamp(first, self.output()[axis].max(first))
    }

    /// Finds the part of a kernel that meets pixels at place `at` along an axis, and the first of these pixels.
    fn part(&self, axis: usize, at: usize) -> (Range<usize>, usize) {
        let (start, padding) = (at * self.stride[axis], self.padding[axis]);
        let first = padding.saturating_sub(start);
        let end = (self.input[axis] + padding).saturating_sub(start);
        let end = end.min(self.kernel[axis]).max(first);
        (first..end, (start + first).saturating_sub(padding))
    }

    /// Calls `row` with the rows of the kernel that meet pixels at the place `(y, x)`, channel by channel.
    #[inline]
    fn each_row(&self, y: usize, x: usize, mut row: impl FnMut(KernelRow)) {
        let ([height, width], [down, across]) = (self.input, self.kernel);
        let ((rows, top), (columns, left)) = (self.part(0, y), self.part(1, x));
        if columns.is_empty() {
            return;
        }
        for channel in 0..self.channels {
            for at in rows.clone() {
                row(KernelRow {
                    pixel: (channel * height + top + at - rows.start) * width + left,
                    tap: (channel * down + at) * across + columns.start,
                    count: columns.len(),
                });
            }
        }
    }

    /// Packs the weights in the order in which they are read: tile by tile, those of its units side by side, with zeros
    /// where a tile has no unit.
    fn packed(&self, weight: &[f32]) -> Vec<f32> {
        let mut packed = Vec::with_capacity(self.taps() * self.units.next_multiple_of(NARROW));
        for units in self.tiles() {
            for row in weight.chunks_exact(self.units) {
                match units.len() {
                    WIDE => packed.extend(first_of::<WIDE>(&row[units.clone()])),
                    _ => packed.extend(first_of::<NARROW>(&row[units.clone()])),
                }
            }
        }
        packed
    }

    /// Returns the `packed` weights of the tile of `N` units from `unit` on.
    fn of_tile<'a, const N: usize>(&self, packed: &'a [f32], unit: usize) -> &'a [[f32; N]] {
        let taps = self.taps();
        packed[unit * taps..][..N * taps].as_chunks().0
    }

    /// Writes the outputs of `units` into `out` from image `first` on.
    fn run<const N: usize>(
        &self,
        pixels: &[Lanes],
        packed: &[f32],
        bias: &[f32],
        units: Range<usize>,
        (out, first): (&mut [f32], usize),
    ) {
        let packed = self.of_tile::<N>(packed, units.start);
        let bias = first_of::<N>(&bias[units.clone()]).map(Lanes::splat);
        let [height, width] = self.output();
        let mut sums = Vec::with_capacity(height * width);
        for y in 0..height {
            for x in 0..width {
                let mut kept = bias;
                self.each_row(y, x, |row| {
                    let pixels = &pixels[row.pixel..][..row.count];
                    let weights = &packed[row.tap..][..row.count];
                    for (pixel, weights) in pixels.iter().zip(weights) {
                        for (kept, weight) in kept.iter_mut().zip(weights) {
                            *kept += *pixel * Lanes::splat(*weight);
                        }
                    }
                });
                sums.push(kept);
            }
        }
        let (sums, places) = (sums.as_flattened(), height * width);
        for (which, unit) in units.enumerate() {
            let range = unit * places..(unit + 1) * places;
            let rows = self.rows_out(first);
            rows.scatter(&sums[which..], N, range, out);
        }
    }
}

/// Returns the first `N` of the numbers, with zeros where there are fewer.
fn first_of<const N: usize>(numbers: &[f32]) -> [f32; N] {
    std::array::from_fn(|at| numbers.get(at).copied().unwrap_or(0.0))
}

#[cfg(test)]
mod tests;
