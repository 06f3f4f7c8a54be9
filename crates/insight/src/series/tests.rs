use super::*;
use playground_experiment::ema::ema;
use proptest::prelude::*;

fn series_of(values: &[f32], buckets: usize) -> Series {
    let mut series = Series::with_buckets(buckets);
    for (step, value) in (1..).zip(values) {
        series.push(step, *value);
    }
    series
}

fn samples_of(values: &[f32]) -> Vec<Sample> {
    (1..)
        .zip(values)
        .map(|(step, &value)| Sample { step, value })
        .collect()
}

#[test]
fn a_short_history_is_kept_whole() {
    let values = [3.0, 1.0, 2.0];
    assert_eq!(series_of(&values, 8).points(), samples_of(&values));
}

#[test]
fn a_spike_survives_many_halvings() {
    let mut series = Series::with_buckets(16);
    for step in 0..100_000 {
        series.push(step, if step == 54_321 { 9.0 } else { 0.5 });
    }
    let spikes: Vec<_> = series
        .points()
        .into_iter()
        .filter(|s| s.value > 1.0)
        .collect();
    assert_eq!(
        spikes,
        [Sample {
            step: 54_321,
            value: 9.0
        }]
    );
}

#[test]
fn values_that_are_not_finite_become_gaps_and_do_not_touch_the_range() {
    let series = series_of(&[1.0, f32::INFINITY, 2.0, f32::NAN], 8);
    let finite = series.points().into_iter().filter(|s| s.value.is_finite());
    assert_eq!(finite.map(|s| s.value).collect::<Vec<_>>(), [1.0, 2.0]);
    let gaps: Vec<u32> = series
        .points()
        .iter()
        .filter(|s| s.value.is_nan())
        .map(|s| s.step)
        .collect();
    assert_eq!(gaps, [2, 4]);
    assert!(
        series
            .points()
            .last()
            .is_some_and(|s| s.step == 4 && s.value.is_nan())
    );
}

#[test]
fn going_back_to_a_checkpoint_forgets_what_came_after() {
    let mut series = series_of(&[1.0, 2.0, 3.0, 4.0], 8);
    series.push(3, 30.0);
    let values: Vec<f32> = series.points().iter().map(|s| s.value).collect();
    assert_eq!(values, [1.0, 2.0, 30.0]);
}

#[test]
fn ema_by_hand() {
    // s = 0.5: a₁ = 1/2, shown 1; a₂ = 1/4 + 3/2, shown 7/4 ÷ 3/4 = 7/3.
    let smooth = ema(&samples_of(&[1.0, 3.0]), 0.5);
    assert!((smooth[1].value - 7.0 / 3.0).abs() < 1e-6);
}

#[test]
fn smoothing_a_halved_history_keeps_its_time_constant() {
    let values: Vec<f32> = (0..400).map(|i| if i < 200 { 1.0 } else { 0.0 }).collect();
    let whole = ema(&samples_of(&values), 0.99);
    let halved = series_of(&values, 100).smoothed(0.99);
    assert_eq!(halved.len(), 100);
    for point in halved {
        let exact = whole[point.step as usize - 1].value;
        assert!(
            (point.value - exact).abs() < 1e-5,
            "{point:?} against {exact}"
        );
    }
}

proptest! {
    #[test]
    fn extremes_order_and_bound(
        values in prop::collection::vec(-1e6f32..1e6, 1..600), buckets in 1usize..40
    ) {
        let series = series_of(&values, buckets);
        let points = series.points();
        let low = values.iter().copied().fold(f32::INFINITY, f32::min);
        let high = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        prop_assert!(points.iter().any(|p| p.value == low));
        prop_assert!(points.iter().any(|p| p.value == high));
        prop_assert!(points.windows(2).all(|w| w[0].step < w[1].step));
        prop_assert!(points.iter().all(|p| values[p.step as usize - 1] == p.value));
        prop_assert!(points.len() <= 4 * (buckets + 1).max(2));
        prop_assert_eq!(points.first().map(|p| p.step), Some(1));
    }

    #[test]
    fn any_order_of_steps_leaves_an_ordered_history(
        steps in prop::collection::vec((0u32..200, any::<f32>()), 1..300)
    ) {
        let mut series = Series::with_buckets(10);
        for (step, value) in &steps {
            series.push(*step, *value);
        }
        let points = series.points();
        prop_assert!(points.windows(2).all(|w| w[0].step < w[1].step));
        prop_assert_eq!(points.last().map(|s| s.step), steps.last().map(|s| s.0));
        prop_assert!(points.len() <= 50);
    }

    #[test]
    fn ema_of_a_constant_is_the_constant(
        value in -1e3f32..1e3, count in 1usize..200, smoothing in 0f32..0.99
    ) {
        for point in ema(&samples_of(&vec![value; count]), smoothing) {
            prop_assert!((point.value - value).abs() <= value.abs() * 1e-5);
        }
    }

    #[test]
    fn the_first_average_is_the_first_value(
        values in prop::collection::vec(-1e3f32..1e3, 1..50), smoothing in 0f32..0.99
    ) {
        let first = ema(&samples_of(&values), smoothing)[0].value;
        prop_assert!((first - values[0]).abs() <= values[0].abs() * 1e-6);
    }
}
