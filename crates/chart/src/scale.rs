//! From values to places along an axis. Pure: no canvas, no pixels.

use playground_insight::ticks::{self, Tick};

/// An axis from its lower end (place 0) to its upper end (place 1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Equal distances for equal differences.
    Linear {
        /// Value at place 0.
        low: f64,
        /// Value at place 1.
        high: f64,
    },
    /// Equal distances for equal ratios.
    Log {
        /// Value at place 0.
        low: f64,
        /// Value at place 1.
        high: f64,
        /// Whether the floor stands for zero, one decade below the smallest positive value.
        zero_at_floor: bool,
    },
}

impl Scale {
    /// Creates the linear axis for `values`: outwards to round numbers, and down to zero where zero is near, so that
    /// heights can be compared.
    pub fn linear(values: impl Iterator<Item = f64>, ticks: usize) -> Self {
        let (low, high) = extent(values.filter(|v| v.is_finite())).unwrap_or((0.0, 1.0));
        let near_zero = low > 0.0 && low < 0.5 * high;
        let low = if near_zero { 0.0 } else { low };
        let (low, high) = widened(low, high);
        let (low, high) = ticks::nice_bounds(low, high, ticks);
        Self::Linear { low, high }
    }

    /// Creates the logarithmic axis for `values`: round ends, and a floor for zero when one of them is zero or less.
    pub fn log(values: impl Iterator<Item = f64> + Clone) -> Self {
        let finite = values.filter(|v| v.is_finite());
        let zero_at_floor = finite.clone().any(|v| v <= 0.0);
        let (low, high) = extent(finite.filter(|v| *v > 0.0)).unwrap_or((1e-3, 1.0));
        let (mut low, high) = round_ends(low, high);
        if zero_at_floor {
            low = 10f64.powf(low.log10().floor() - 1.0);
        }
        Self::Log {
            low,
            high,
            zero_at_floor,
        }
    }

    /// Creates the axis that counts from the first step shown to the last.
    pub fn steps(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = extent(values.filter(|v| v.is_finite())).unwrap_or((0.0, 100.0));
        let low = if low < 0.5 * high { low.min(0.0) } else { low };
        Self::Linear {
            low,
            high: if high > low { high } else { low + 1.0 },
        }
    }

    /// Returns the place of `value`: 0 at the lower end, 1 at the upper, NaN for a gap. Outside the axis it may leave 0
    /// … 1, except that a logarithmic axis ends at its floor.
    pub fn place(&self, value: f64) -> f64 {
        match *self {
            Self::Linear { low, high } => (value - low) / (high - low),
            Self::Log { .. } if value.is_nan() => f64::NAN,
            Self::Log { low, high, .. } => {
                let above_floor = value.max(low);
                (above_floor / low).log10() / (high / low).log10()
            }
        }
    }

    /// Returns the value at `place`.
    pub fn value(&self, place: f64) -> f64 {
        match *self {
            Self::Linear { low, high } => low + place * (high - low),
            Self::Log { low, high, .. } => low * (high / low).powf(place),
        }
    }

    /// Returns about `target` ticks.
    pub fn ticks(&self, target: usize) -> Vec<Tick> {
        match *self {
            Self::Linear { low, high } => ticks::linear(low, high, target),
            Self::Log {
                low,
                high,
                zero_at_floor: true,
            } => ticks::decades_above_zero(low, low * 10.0, high, target),
            Self::Log { low, high, .. } => ticks::decades(low, high, target),
        }
    }

    /// Returns about `target` ticks at whole numbers.
    pub fn whole_ticks(&self, target: usize) -> Vec<Tick> {
        match *self {
            Self::Linear { low, high } => ticks::whole(low, high, target),
            Self::Log { .. } => self.ticks(target),
        }
    }
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, v| match range {
        None => Some((v, v)),
        Some((low, high)) => Some((low.min(v), high.max(v))),
    })
}

/// Widens a span of nothing: a constant needs an axis too.
fn widened(low: f64, high: f64) -> (f64, f64) {
    match (low, high) {
        (0.0, 0.0) => (0.0, 1.0),
        (low, high) if high - low > 1e-9 * high.abs().max(low.abs()) => (low, high),
        (low, high) => {
            let half = 0.5 * high.abs().max(low.abs());
            (low - half, high + half)
        }
    }
}

/// Moves the ends outwards to decades where there are more than two; else to the nearest 1, 2 or 5, lest half the chart
/// stay empty.
fn round_ends(low: f64, high: f64) -> (f64, f64) {
    let decade = |v: f64| 10f64.powf(v.log10().floor());
    let below = |v: f64| {
        let mut steps = [5.0, 2.0, 1.0].map(|d| d * decade(v)).into_iter();
        let found = steps.find(|s| *s <= v * (1.0 + 1e-9));
        found.unwrap_or(decade(v))
    };
    match high > 100.0 * low {
        true => (
            10f64.powf((low.log10() + 1e-9).floor()),
            10f64.powf((high.log10() - 1e-9).ceil()),
        ),
        false => (
            below(low * (1.0 - 1e-9)),
            ticks::nice_step(high * (1.0 + 1e-6)),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, target: usize) -> Vec<String> {
        scale
            .ticks(target)
            .into_iter()
            .filter_map(|t| t.label)
            .collect()
    }

    #[test]
    fn zero_stands_at_the_floor_below_every_positive_value() {
        let scale = Scale::log([0.0, 3e-5, 0.4].into_iter());
        assert_eq!(scale.place(0.0), 0.0);
        assert_eq!(scale.place(-1.0), 0.0);
        assert!(scale.place(3e-5) > 0.1);
        assert!((scale.place(1.0) - 1.0).abs() < 1e-9);
        assert_eq!(
            labels(scale, 8),
            ["0", "1e-5", "1e-4", "0.001", "0.01", "0.1", "1"]
        );
    }

    #[test]
    fn without_a_zero_there_is_no_floor() {
        let scale = Scale::log([2e-3, 0.5].into_iter());
        assert_eq!(labels(scale, 8), ["0.001", "0.01", "0.1", "1"]);
    }

    #[test]
    fn a_log_axis_is_never_flat() {
        let scale = Scale::log([2.3, 2.3].into_iter());
        assert!(labels(scale, 6).len() >= 2, "{scale:?}");
        let place = scale.place(2.3);
        assert!(place > 0.05 && place < 0.95, "{scale:?}");
    }

    #[test]
    fn only_zeros_still_make_an_axis() {
        let scale = Scale::log([0.0, 0.0].into_iter());
        assert_eq!(scale.place(0.0), 0.0);
        assert!(labels(scale, 6).len() >= 2);
    }

    #[test]
    fn a_linear_axis_reaches_for_zero_and_round_ends() {
        assert_eq!(
            Scale::linear([0.3, 2.31].into_iter(), 5),
            Scale::Linear {
                low: 0.0,
                high: 2.5
            }
        );
        assert_eq!(
            Scale::linear([0.0].into_iter(), 5),
            Scale::Linear {
                low: 0.0,
                high: 1.0
            }
        );
        let place = Scale::linear([5.0].into_iter(), 5).place(5.0);
        assert!(place > 0.0 && place < 1.0);
    }

    #[test]
    fn gaps_do_not_shape_an_axis_and_have_no_place() {
        let scale = Scale::linear([f64::NAN, 0.0, f64::INFINITY, 1.0].into_iter(), 5);
        assert_eq!(
            scale,
            Scale::Linear {
                low: 0.0,
                high: 1.0
            }
        );
        assert!(scale.place(f64::NAN).is_nan());
        assert!(Scale::log([1.0].into_iter()).place(f64::NAN).is_nan());
    }

    #[test]
    fn value_undoes_place() {
        let linear = Scale::steps([0.0, 400.0].into_iter());
        let log = Scale::log([1e-6, 3.0].into_iter());
        for value in [1e-5, 0.02, 2.5] {
            assert!((linear.value(linear.place(value)) - value).abs() < 1e-9);
            assert!((log.value(log.place(value)) / value - 1.0).abs() < 1e-9);
        }
    }
}
