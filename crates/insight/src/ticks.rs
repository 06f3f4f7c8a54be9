//! Where the ticks of an axis stand and what they say: steps of 1, 2 or 5 on linear axes, decades
//! on logarithmic ones.

use playground_experiment::format;

/// One tick of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Position in the units of the axis.
    pub value: f64,
    /// What stands beside it; a minor tick has none.
    pub label: Option<String>,
}

impl Tick {
    fn labelled(value: f64, label: String) -> Self {
        Self {
            value,
            label: Some(label),
        }
    }

    fn minor(value: f64) -> Self {
        Self { value, label: None }
    }
}

/// Returns the smallest 1, 2 or 5 times a power of ten that is at least `rough`; `rough` must be positive.
pub fn nice_step(rough: f64) -> f64 {
    let magnitude = 10f64.powf(rough.log10().floor());
    let nice = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|n| n * magnitude >= rough * (1.0 - 1e-9));
    nice.unwrap_or(10.0) * magnitude
}

/// Returns the step that puts about `target` ticks between `low` and `high`; `None` without a span.
fn step_for(low: f64, high: f64, target: usize) -> Option<f64> {
    let span = high - low;
    (span.is_finite() && span > 0.0).then(|| nice_step(span / target.max(1) as f64))
}

/// Moves `low` and `high` outwards to the nearest tick.
pub fn nice_bounds(low: f64, high: f64, target: usize) -> (f64, f64) {
    match step_for(low, high, target) {
        Some(step) => (
            (low / step + 1e-9).floor() * step,
            (high / step - 1e-9).ceil() * step,
        ),
        None => (low, high),
    }
}

/// Returns at most `target + 1` ticks at multiples of 1, 2 or 5 times a power of ten.
pub fn linear(low: f64, high: f64, target: usize) -> Vec<Tick> {
    step_for(low, high, target).map_or_else(Vec::new, |step| {
        let ticks = every(low, high, step);
        // A step longer than half the span can miss it; the next smaller one (5, 2, 1) cannot.
        match ticks.is_empty() {
            true => every(low, high, nice_step(step / 2.5)),
            false => ticks,
        }
    })
}

/// Does as [`linear`] for an axis that counts (steps, epochs): never a fraction.
pub fn whole(low: f64, high: f64, target: usize) -> Vec<Tick> {
    step_for(low, high, target).map_or_else(Vec::new, |step| every(low, high, step.max(1.0)))
}

fn every(low: f64, high: f64, step: f64) -> Vec<Tick> {
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    let largest = low.abs().max(high.abs());
    let tick = |i| {
        let value = i as f64 * step;
        Tick::labelled(value, linear_label(value, step, largest))
    };
    (first..=last).map(tick).collect()
}

/// Writes a label with the same unit and the same number of decimals along a whole axis: 0.00, 0.05, 0.10.
fn linear_label(value: f64, step: f64, largest: f64) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let (unit, suffix) = match largest {
        l if (999_500.0..1e9).contains(&l) => (1e6, "M"),
        l if (9_999.5..999_500.0).contains(&l) => (1e3, "k"),
        l if !(0.001..1e9).contains(&l) => return format::number(value),
        _ => (1.0, ""),
    };
    let decimals = (-(step / unit).log10().floor()).max(0.0) as usize;
    format!("{:.decimals$}{suffix}", value / unit)
}

/// Returns the ticks of a logarithmic axis from `low` to `high`, both positive: decades with a label, thinned to about
/// `target` of them. Where there are few decades their 2 … 9 become minor ticks. Where at most two have a label 2 and 5
/// get one too, since two labels hardly make an axis.
pub fn decades(low: f64, high: f64, target: usize) -> Vec<Tick> {
    if !(low > 0.0 && high >= low && high.is_finite()) {
        return Vec::new();
    }
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    let inside = |v: f64| v >= low * (1.0 - 1e-9) && v <= high * (1.0 + 1e-9);
    let labelled = (first..=last).filter(|k| inside(power(*k))).count();
    let every = labelled.div_ceil(target.max(1)).max(1) as i32;
    let mut ticks = Vec::new();
    for exponent in first..=last {
        let decade = power(exponent);
        for digit in 1..=9 {
            let value = f64::from(digit) * decade;
            let label = match digit {
                1 => exponent % every == 0,
                2 | 5 => labelled <= 2,
                _ => false,
            };
            if !inside(value) {
                continue;
            }
            if label {
                ticks.push(Tick::labelled(value, format::number(value)));
            } else if digit == 1 || every == 1 && labelled <= 4 {
                ticks.push(Tick::minor(value));
            }
        }
    }
    ticks
}

/// Returns `10^exponent` as the decimal literal means it: `powi` is off by an ulp in places.
fn power(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}

/// Returns the [`decades`] of an axis whose lower end stands for zero (and for what is smaller than `low`): the floor
/// is labelled "0", and a decade too near to it for the spacing of the others gives way.
pub fn decades_above_zero(floor: f64, low: f64, high: f64, target: usize) -> Vec<Tick> {
    let mut ticks = vec![Tick::labelled(floor, "0".to_string())];
    ticks.extend(decades(low, high, target));
    let labelled: Vec<usize> = (0..ticks.len())
        .filter(|i| ticks[*i].label.is_some())
        .collect();
    if let [zero, first, second, ..] = labelled[..] {
        let decades = |from: usize, to: usize| (ticks[to].value / ticks[from].value).log10();
        if decades(zero, first) < 0.75 * decades(first, second) {
            ticks[first].label = None;
        }
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().filter_map(|t| t.label.as_deref()).collect()
    }

    #[test]
    fn linear_ticks_are_one_two_five_with_equal_decimals() {
        assert_eq!(
            labels(&linear(0.0, 1.0, 5)),
            ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(labels(&linear(0.02, 0.19, 4)), ["0.05", "0.10", "0.15"]);
        assert_eq!(
            labels(&linear(-1.0, 1.0, 4)),
            ["-1.0", "-0.5", "0", "0.5", "1.0"]
        );
        assert_eq!(
            labels(&linear(0.0, 23_000.0, 5)),
            ["0", "5k", "10k", "15k", "20k"]
        );
        assert_eq!(labels(&linear(0.0, 3e-5, 3)), ["0", "1e-5", "2e-5", "3e-5"]);
    }

    #[test]
    fn counting_axes_have_no_fractions() {
        assert_eq!(labels(&whole(0.0, 3.0, 8)), ["0", "1", "2", "3"]);
        assert_eq!(labels(&whole(0.0, 1_000.0, 4)), ["0", "500", "1000"]);
    }

    #[test]
    fn an_axis_without_a_span_has_no_ticks() {
        assert!(linear(1.0, 1.0, 5).is_empty());
        assert!(linear(0.0, f64::NAN, 5).is_empty());
        assert!(decades(0.0, 1.0, 5).is_empty());
    }

    #[test]
    fn decade_ticks_are_thinned_evenly() {
        let ticks = decades(1e-8, 1.0, 5);
        assert_eq!(labels(&ticks), ["1e-8", "1e-6", "1e-4", "0.01", "1"]);
    }

    #[test]
    fn few_decades_have_minor_ticks_and_fewer_have_two_and_five() {
        let ticks = decades(0.1, 10.0, 5);
        assert_eq!(labels(&ticks), ["0.1", "1", "10"]);
        assert_eq!(ticks.len(), 19);
        assert_eq!(labels(&decades(0.3, 3.0, 5)), ["0.5", "1", "2"]);
        assert_eq!(
            labels(&decades(0.1, 5.0, 5)),
            ["0.1", "0.2", "0.5", "1", "2", "5"]
        );
    }

    #[test]
    fn zero_stands_at_the_floor() {
        let ticks = decades_above_zero(1e-4, 1e-3, 1.0, 5);
        assert_eq!(labels(&ticks), ["0", "0.001", "0.01", "0.1", "1"]);
        assert_eq!(ticks[0].value, 1e-4);
    }

    #[test]
    fn a_thinned_axis_leaves_room_above_its_zero() {
        let ticks = decades_above_zero(1e-7, 1e-6, 1.0, 4);
        assert_eq!(labels(&ticks), ["0", "1e-4", "0.01", "1"]);
    }

    #[test]
    fn bounds_move_outwards_to_ticks() {
        let (low, high) = nice_bounds(0.02, 2.31, 5);
        assert!(low == 0.0 && (high - 2.5).abs() < 1e-9);
        assert_eq!(nice_bounds(0.0, 2.0, 4), (0.0, 2.0));
    }

    #[test]
    fn a_span_that_the_step_would_miss_has_ticks() {
        assert_eq!(
            labels(&linear(-479_276.0, -11_984.0, 2)),
            ["-400k", "-200k"]
        );
    }

    proptest! {
        #[test]
        fn linear_ticks_lie_inside_and_are_distinct(
            low in -1e6f64..1e6, span in 1e-6f64..1e6, target in 2usize..10
        ) {
            let ticks = linear(low, low + span, target);
            prop_assert!(!ticks.is_empty() || span < 1e-5 * low.abs());
            prop_assert!(ticks.len() <= target + 1);
            let margin = span * 1e-6;
            let inside = |t: &Tick| t.value >= low - margin && t.value <= low + span + margin;
            prop_assert!(ticks.iter().all(inside));
            prop_assert!(ticks.windows(2).all(|w| w[0].value < w[1].value));
        }
    }
}
