//! Random logits, targets and weights, and derivatives by differences: a second path to every formula.

use crate::theory::eigen::eigenvalues;
use playground_data::rng::{ChaCha8Rng, Purpose, name_key, stream};
use playground_experiment::loss::{self, Loss, LossSettings, Output, Reduction, one_hot, softmax};
use rand::RngExt;

/// Samples of a check.
pub const SAMPLES: usize = 300;
/// Differences of a value agree with its derivative to about this much.
pub const CLOSE: f64 = 1e-6;
/// Step of the differences.
const STEP: f64 = 1e-5;

/// Returns the random numbers of the check `key`.
pub fn random(seed: u64, key: &str) -> ChaCha8Rng {
    stream(seed, Purpose::Theory, name_key(key), 1)
}

/// Draws a number in [−`size`, `size`).
pub fn around_zero(rng: &mut ChaCha8Rng, size: f64) -> f64 {
    size * (2.0 * rng.random::<f64>() - 1.0)
}

/// Draws logits of `classes` classes in [−5, 5).
pub fn logits(rng: &mut ChaCha8Rng, classes: usize) -> Vec<f64> {
    (0..classes).map(|_| around_zero(rng, 5.0)).collect()
}

/// Draws a target with probability for every class.
pub fn soft_target(rng: &mut ChaCha8Rng, classes: usize) -> Vec<f64> {
    softmax(&logits(rng, classes))
}

/// Draws one of the classes.
pub fn any_class(rng: &mut ChaCha8Rng, classes: usize) -> usize {
    rng.random_range(0..classes)
}

/// Computes value and gradient at the logits, by the table of losses.
pub fn closed(
    (output, kind): (Output, Loss),
    reduction: Reduction,
    z: &[f64],
    y: &[f64],
) -> (f64, Vec<f64>) {
    let settings = LossSettings::usual(reduction);
    match loss::objective(output, kind) {
        Ok(row) => {
            let found = row.closed_form(z, y, settings);
            (found.value, found.gradient)
        }
        // Checks only ask for pairs of the table; a verdict on nothing would then be False.
        Err(_) => (f64::NAN, vec![f64::NAN; z.len()]),
    }
}

/// Computes the gradient of `value` at `z`, by central differences.
pub fn differences(z: &[f64], value: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let along = |k: usize| {
        let moved = |by: f64| {
            let mut z = z.to_vec();
            z[k] += by;
            value(&z)
        };
        (moved(STEP) - moved(-STEP)) / (2.0 * STEP)
    };
    (0..z.len()).map(along).collect()
}

/// Returns the largest |a − b|.
pub fn apart(a: &[f64], b: &[f64]) -> f64 {
    let apart = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    apart.fold(0.0, f64::max)
}

/// Returns the smallest eigenvalue of the Hessian at the logits, over random logits of three classes.
pub fn smallest_at_logits(pair: (Output, Loss), rng: &mut ChaCha8Rng) -> f64 {
    let mut smallest = f64::INFINITY;
    for _ in 0..SAMPLES {
        let (z, y) = (logits(rng, 3), one_hot(any_class(rng, 3), 3));
        let row = |k: usize| differences(&z, |z| closed(pair, Reduction::Mean, z, &y).1[k]);
        let hessian: Vec<Vec<f64>> = (0..3).map(row).collect();
        let symmetric = |i: usize, j: usize| (hessian[i][j] + hessian[j][i]) / 2.0;
        let matrix = (0..3)
            .map(|i| (0..3).map(|j| symmetric(i, j)).collect())
            .collect();
        smallest = eigenvalues(matrix).into_iter().fold(smallest, f64::min);
    }
    smallest
}
