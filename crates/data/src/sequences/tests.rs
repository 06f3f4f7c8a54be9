use super::*;

const KINDS: [Kind; 3] = [Kind::Motif, Kind::Recall, Kind::Trend];

/// Back to numbers from −1 to 1.
fn values(kind: Kind, index: u64) -> (Vec<f32>, u8) {
    let (bytes, class) = series(kind, Set::Train, index);
    let value = |b: u8| (f32::from(b) - 127.5) / 127.5;
    (bytes.into_iter().map(value).collect(), class)
}

#[test]
fn a_series_depends_on_its_key_alone() {
    for kind in KINDS {
        let one = series(kind, Set::Train, 7);
        assert_eq!(one.0.len(), SHAPE.len());
        assert_eq!(one, series(kind, Set::Train, 7));
        assert_ne!(one, series(kind, Set::Train, 8));
        assert_ne!(one, series(kind, Set::Test, 7));
    }
}

#[test]
fn both_classes_are_as_likely() {
    for kind in KINDS {
        let ones = (0..2000).filter(|&i| series(kind, Set::Train, i).1 == 1);
        let ones = ones.count();
        // Four standard deviations about 1000.
        assert!((910..=1090).contains(&ones), "{kind:?}: {ones}");
    }
}

/// The best answer by the mean of each class over its examples, value by value: what a linear rule on single places
/// can see.
fn by_means(kind: Kind) -> f64 {
    let n = SHAPE.len();
    let (mut sums, mut counts) = ([vec![0.0f32; n], vec![0.0f32; n]], [0.0f32; 2]);
    for index in 0..3000 {
        let (values, class) = values(kind, index);
        let sum = &mut sums[usize::from(class)];
        sum.iter_mut().zip(values).for_each(|(s, v)| *s += v);
        counts[usize::from(class)] += 1.0;
    }
    let right = (3000..4000).filter(|&index| {
        let (values, class) = values(kind, index);
        let score: f32 = (0..n)
            .map(|i| {
                let [zero, one] = [0, 1].map(|c: usize| sums[c][i] / counts[c]);
                (one - zero) * (values[i] - (one + zero) / 2.0)
            })
            .sum();
        (score > 0.0) == (class == 1)
    });
    right.count() as f64 / 1000.0
}

#[test]
fn single_places_tell_a_trend_and_no_motif() {
    let (motif, recall, trend) = (
        by_means(Kind::Motif),
        by_means(Kind::Recall),
        by_means(Kind::Trend),
    );
    assert!(motif < 0.56, "{motif}");
    assert!((0.6..0.9).contains(&recall), "{recall}");
    assert!(trend > 0.95, "{trend}");
}

/// What a network that remembers the first pulse would say.
#[test]
fn the_first_pulse_is_of_its_class() {
    let mut right = 0;
    for index in 0..500 {
        let (values, class) = values(Kind::Recall, index);
        let feature = |step: usize| values[step * FEATURES];
        let sum = |step: usize| feature(step) + feature(step + 1) + feature(step + 2);
        let first = (0..STEPS - 2).map(sum).find(|sum| sum.abs() > 1.6);
        right += usize::from(first.is_some_and(|sum| (sum > 0.0) == (class == 1)));
    }
    assert!(right > 480, "{right}");
}
