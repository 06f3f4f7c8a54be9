//! Euclidean norms in one pass.

use crate::lanes::{Lanes, WIDTH, load, sum};

/// Numbers whose squares are added up in `f32`, before the sums of such blocks are in `f64`.
const BLOCK: usize = 1024;

/// Computes ‖v‖₂.
pub fn l2(values: &[f32]) -> f32 {
    let blocks = values.chunks(BLOCK);
    root(blocks.map(|block| squares(block.chunks(WIDTH).map(load))))
}

/// Computes ‖a − b‖₂.
pub fn distance(a: &[f32], b: &[f32]) -> f32 {
    let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK));
    root(blocks.map(|(a, b)| {
        let pairs = a.chunks(WIDTH).zip(b.chunks(WIDTH));
        squares(pairs.map(|(a, b)| load(a) - load(b)))
    }))
}

fn squares(lanes: impl Iterator<Item = Lanes>) -> f32 {
    sum(lanes.fold(Lanes::ZERO, |kept, lanes| kept + lanes * lanes))
}

fn root(sums: impl Iterator<Item = f32>) -> f32 {
    sums.map(f64::from).sum::<f64>().sqrt() as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn norms_and_distances_are_those_of_the_formula(pairs in prop::collection::vec((-3.0f32..3.0, -3.0f32..3.0), 0..3000)) {
            let (a, b): (Vec<f32>, Vec<f32>) = pairs.into_iter().unzip();
            let exact = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>().sqrt();
            let of_a = exact(&mut a.iter().map(|&a| f64::from(a)));
            prop_assert!((f64::from(l2(&a)) - of_a).abs() <= 1e-5 * of_a);
            let between = exact(&mut a.iter().zip(&b).map(|(&a, &b)| f64::from(a) - f64::from(b)));
            prop_assert!((f64::from(distance(&a, &b)) - between).abs() <= 1e-5 * between);
        }
    }

    #[test]
    fn what_is_not_a_number_has_no_norm() {
        assert!(l2(&[1.0, f32::NAN]).is_nan());
        assert_eq!(l2(&[f32::INFINITY, 1.0]), f32::INFINITY);
        assert_eq!(l2(&[]), 0.0);
    }
}
