//! Histograms of many values, counted in the worker so that only the counts travel.

use serde::{Deserialize, Serialize};

/// Bins of a histogram: odd, so that zero lies in the middle of one when the range is symmetric.
pub const BINS: usize = 41;

/// How often values fell into equal bins from `low` to `high`, both included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Lower edge of the first bin: finite, below `high`.
    pub low: f32,
    /// Upper edge of the last bin.
    pub high: f32,
    /// One count for each of [`BINS`].
    pub counts: Vec<u32>,
    /// Values that are NaN or infinite, and are in no bin.
    pub not_finite: u32,
}

impl Histogram {
    /// Counts `values`. The range reaches from 0 to the farthest value, and as far to the other side when there
    /// are values on both: so zero is always in sight and stays where it is. Values that are all
    /// zero lie in the middle of (−1, 1).
    pub fn of(values: &[f32]) -> Self {
        let finite = || values.iter().copied().filter(|v| v.is_finite());
        let (least, most) = finite().fold((0.0f32, 0.0f32), |(a, b), v| (a.min(v), b.max(v)));
        let (low, high) = range(least, most);
        let mut counts = vec![0; BINS];
        let width = (f64::from(high) - f64::from(low)) / BINS as f64;
        for value in finite() {
            let bin = (f64::from(value) - f64::from(low)) / width;
            counts[(bin as usize).min(BINS - 1)] += 1;
        }
        let binned: u32 = counts.iter().sum();
        Self {
            low,
            high,
            not_finite: values.len() as u32 - binned,
            counts,
        }
    }

    /// Returns the number of values counted in bins.
    pub fn total(&self) -> u64 {
        self.counts.iter().map(|&n| u64::from(n)).sum()
    }
}

fn range(least: f32, most: f32) -> (f32, f32) {
    let far = most.max(-least);
    if far == 0.0 {
        (-1.0, 1.0)
    } else if least < 0.0 && most > 0.0 {
        (-far, far)
    } else {
        (least, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against a count that asks every bin for itself.
        #[test]
        fn counts_agree_with_a_naive_count(values in prop::collection::vec(-3.0f32..5.0, 0..300)) {
            let histogram = Histogram::of(&values);
            for (bin, &count) in histogram.counts.iter().enumerate() {
                let edge = |b: usize| {
                    let (low, high) = (f64::from(histogram.low), f64::from(histogram.high));
                    low + b as f64 * (high - low) / BINS as f64
                };
                // The edges are rounded: what lies on one may be counted on either side of it.
                let within = |slack: f64| {
                    let inside = |v: &&f32| {
                        let v = f64::from(**v);
                        v >= edge(bin) - slack && v < edge(bin + 1) + slack
                    };
                    values.iter().filter(inside).count() as u32
                };
                prop_assert!(within(-1e-9) <= count && count <= within(1e-9), "bin {bin}");
            }
            prop_assert_eq!(histogram.total(), values.len() as u64);
        }
    }

    #[test]
    fn zero_is_in_the_middle_of_a_symmetric_range() {
        let histogram = Histogram::of(&[-2.0, 0.0, 0.0, 1.0]);
        assert_eq!((histogram.low, histogram.high), (-2.0, 2.0));
        assert_eq!(histogram.counts[BINS / 2], 2);
        assert_eq!((histogram.counts[0], histogram.counts[BINS - 1]), (1, 0));
    }

    #[test]
    fn values_on_one_side_take_the_whole_range() {
        let histogram = Histogram::of(&[0.0, 0.5, 4.1]);
        assert_eq!((histogram.low, histogram.high), (0.0, 4.1));
        assert_eq!(
            (
                histogram.counts[0],
                histogram.counts[5],
                histogram.counts[40]
            ),
            (1, 1, 1)
        );
    }

    #[test]
    fn what_is_not_finite_is_counted_apart() {
        let values = [
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            -f32::MAX,
        ];
        let histogram = Histogram::of(&values);
        assert_eq!((histogram.not_finite, histogram.total()), (3, 2));
        let nothing = Histogram::of(&[f32::NAN]);
        assert_eq!((nothing.low, nothing.high), (-1.0, 1.0));
        assert_eq!(Histogram::of(&[0.0; 7]).counts[BINS / 2], 7);
    }
}
