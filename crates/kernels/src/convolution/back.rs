//! The way back through a convolution.

use super::{Convolution, WIDE};
use crate::lanes::Lanes;
use std::ops::Range;

/// The way back under way.
pub(super) struct Back<'a> {
    shape: &'a Convolution,
    signal: &'a [f32],
    /// The weights as [`Convolution::packed`] has them.
    packed: Vec<f32>,
    /// The signal at the units of a tile, place by place.
    at_hand: Vec<Lanes>,
    /// Of the eight images at hand; empty when nobody asks.
    pub(super) of_pixels: Vec<Lanes>,
    /// Eight sums for each weight, `[inputs, units]`.
    pub(super) of_weight: Vec<Lanes>,
    pub(super) of_bias: Vec<Lanes>,
}

impl<'a> Back<'a> {
    pub(super) fn new(
        shape: &'a Convolution,
        weight: &'a [f32],
        signal: &'a [f32],
        below: bool,
    ) -> Self {
        let zeros = |count| vec![Lanes::ZERO; count];
        Self {
            shape,
            signal,
            packed: shape.packed(weight),
            at_hand: zeros(shape.places() * WIDE),
            of_pixels: zeros(if below { shape.values() } else { 0 }),
            of_weight: zeros(shape.taps() * shape.units),
            of_bias: zeros(shape.units),
        }
    }

    /// Adds what the signal at `units` of the eight images from `first` on brings.
    pub(super) fn tile<const N: usize>(
        &mut self,
        pixels: &[Lanes],
        units: Range<usize>,
        first: usize,
    ) {
        let places = self.shape.places();
        let mut at_hand = std::mem::take(&mut self.at_hand);
        let signal = &mut at_hand[..N * places];
        for which in 0..N {
            let unit = units.start + which;
            let to = &mut signal[which..];
            if !units.contains(&unit) {
                to.iter_mut()
                    .step_by(N)
                    .for_each(|lanes| *lanes = Lanes::ZERO);
                continue;
            }
            let range = unit * places..(unit + 1) * places;
            self.shape.rows_out(first).gather(self.signal, range, to, N);
            for lanes in to.iter().step_by(N) {
                self.of_bias[unit] += *lanes;
            }
        }
        let signal = signal.as_chunks().0;
        self.add_weights::<N>(pixels, units.clone(), signal);
        if !self.of_pixels.is_empty() {
            self.add_pixels::<N>(units.start, signal);
        }
        self.at_hand = at_hand;
    }

    /// Adds to ∂L/∂w the signal of a place times the pixel that the weight meets there.
    fn add_weights<const N: usize>(
        &mut self,
        pixels: &[Lanes],
        units: Range<usize>,
        signal: &[[Lanes; N]],
    ) {
        let ([down, across], taps) = (self.shape.kernel, self.shape.taps());
        for tap in 0..taps {
            let (channel, row, column) = (tap / (down * across), tap / across % down, tap % across);
            let sums = self.weight_sums(pixels, [channel, row, column], signal);
            let to = &mut self.of_weight[tap * self.shape.units..][units.clone()];
            for (to, sums) in to.iter_mut().zip(sums) {
                *to += sums;
            }
        }
    }

    /// Sums signal times pixel over the places, for the weight at `row` and `column` of the kernels for `channel`.
    fn weight_sums<const N: usize>(
        &self,
        pixels: &[Lanes],
        [channel, row, column]: [usize; 3],
        signal: &[[Lanes; N]],
    ) -> [Lanes; N] {
        let shape = self.shape;
        let ([height, width], [_, across]) = (shape.input, shape.output());
        let (ys, xs) = (shape.meeting(0, row), shape.meeting(1, column));
        let mut kept = [Lanes::ZERO; N];
        if xs.is_empty() {
            return kept;
        }
        for y in ys {
            let line = channel * height + y * shape.stride[0] + row - shape.padding[0];
            let start = line * width + xs.start * shape.stride[1] + column - shape.padding[1];
            let pixels = pixels[start..].iter().step_by(shape.stride[1].max(1));
            let signal = &signal[y * across..][xs.clone()];
            for (signal, pixel) in signal.iter().zip(pixels) {
                for (kept, signal) in kept.iter_mut().zip(signal) {
                    *kept += *signal * *pixel;
                }
            }
        }
        kept
    }

    /// Adds to ∂L/∂x: at each place the signals go back to the pixels, by the weights they came through.
    fn add_pixels<const N: usize>(&mut self, unit: usize, signal: &[[Lanes; N]]) {
        let packed = self.shape.of_tile::<N>(&self.packed, unit);
        let [_, across] = self.shape.output();
        for (place, signal) in signal.iter().enumerate() {
            self.shape.each_row(place / across, place % across, |row| {
                let pixels = &mut self.of_pixels[row.pixel..][..row.count];
                let weights = &packed[row.tap..][..row.count];
                for (pixel, weights) in pixels.iter_mut().zip(weights) {
                    for (signal, weight) in signal.iter().zip(weights) {
                        *pixel += *signal * Lanes::splat(*weight);
                    }
                }
            });
        }
    }
}
