//! Generated series of two classes, on which networks that read them differently do differently well: 50 steps of 8
//! features, one byte per value: 127.5 stands for 0, and 127.5 more or less for ±1.
//!
//! Every series has its own random stream, so that any of them can be made without those before it.

use crate::rng::{ChaCha8Rng, Purpose, stream};
use crate::sample::SampleShape;
use crate::synthetic::Set;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// Steps and features of a series.
pub(crate) const SHAPE: SampleShape = SampleShape {
    rows: STEPS as u32,
    columns: FEATURES as u32,
};

const STEPS: usize = 50;
const FEATURES: usize = 8;

/// The seed of the sets. Fixed, as a file is.
const SEED: u64 = 1;

/// Standard deviation of the noise on every value.
const NOISE: f32 = 0.25;

/// What tells the classes of a set apart. The discriminants are part of every series' key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Kind {
    /// A short staircase somewhere in the noise runs up or down the features.
    Motif = 0,
    /// The sign of the first of three pulses, which may lie far back.
    Recall = 1,
    /// A slow drift, fainter than the noise, that rises or falls.
    Trend = 2,
}

/// Draws series `index` of a set, `[50 · 8]` bytes step by step, and its class. The result depends on the arguments
/// alone.
pub(crate) fn series(kind: Kind, set: Set, index: u64) -> (Vec<u8>, u8) {
    let kind_and_set = 2 * kind as u64 + set as u64;
    let mut rng = stream(SEED, Purpose::Sequences, kind_and_set, index);
    let class = rng.random_range(0..2u8);
    let mut values = noise(&mut rng);
    match kind {
        Kind::Motif => add_staircase(&mut rng, &mut values, class),
        Kind::Recall => add_pulses(&mut rng, &mut values, class),
        Kind::Trend => add_drift(&mut rng, &mut values, class),
    }
    let bytes = values.into_iter().flatten().map(byte).collect();
    (bytes, class)
}

type Values = [[f32; FEATURES]; STEPS];

fn byte(value: f32) -> u8 {
    (127.5 + 127.5 * value).round().clamp(0.0, 255.0) as u8
}

fn normal(rng: &mut ChaCha8Rng) -> f32 {
    StandardNormal.sample(rng)
}

fn noise(rng: &mut ChaCha8Rng) -> Values {
    let mut values = [[0.0; FEATURES]; STEPS];
    for value in values.iter_mut().flatten() {
        *value = NOISE * normal(rng);
    }
    values
}

/// Adds a staircase of a random place and first feature: for eight steps one feature after the other is lit, upwards
/// for class 1 and downwards for class 0. Neither a single step nor a single feature tells which.
fn add_staircase(rng: &mut ChaCha8Rng, values: &mut Values, class: u8) {
    let start = rng.random_range(0..=STEPS - FEATURES);
    let lowest = rng.random_range(0..FEATURES);
    for stair in 0..FEATURES {
        let feature = match class {
            1 => (lowest + stair) % FEATURES,
            _ => (lowest + FEATURES - stair) % FEATURES,
        };
        values[start + stair][feature] += 0.8;
    }
}

/// Adds three pulses on feature 0, at least four steps apart: the first has the sign of the class, the others any sign.
fn add_pulses(rng: &mut ChaCha8Rng, values: &mut Values, class: u8) {
    const PULSE: usize = 3;
    const APART: usize = 7;
    let first = rng.random_range(0..=STEPS - PULSE - 2 * APART);
    let second = rng.random_range(first + APART..=STEPS - PULSE - APART);
    let third = rng.random_range(second + APART..=STEPS - PULSE);
    for (order, start) in [first, second, third].into_iter().enumerate() {
        let plus = match order {
            0 => class == 1,
            _ => rng.random::<bool>(),
        };
        for row in &mut values[start..start + PULSE] {
            row[0] += if plus { 0.9 } else { -0.9 };
        }
    }
}

/// Adds a line on every feature that rises for class 1 and falls for class 0, by less than two standard deviations of
/// the noise from end to end, about a level of its own.
fn add_drift(rng: &mut ChaCha8Rng, values: &mut Values, class: u8) {
    let slope = if class == 1 { 1.0 } else { -1.0 } * (0.1 + 0.15 * rng.random::<f32>());
    let mut levels = [0.0; FEATURES];
    for level in &mut levels {
        *level = 0.2 * normal(rng);
    }
    for (step, row) in values.iter_mut().enumerate() {
        let along = step as f32 / (STEPS - 1) as f32 - 0.5;
        for (value, level) in row.iter_mut().zip(levels) {
            *value += level + slope * along;
        }
    }
}

#[cfg(test)]
mod tests;
