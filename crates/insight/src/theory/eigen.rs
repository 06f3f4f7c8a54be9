//! The smallest eigenvalue of small symmetric matrices: a function is convex where its Hessian has
//! no negative one.

/// Returns the smaller eigenvalue of [[a, b], [b, c]], in closed form.
pub(crate) fn smallest_of_two(a: f64, b: f64, c: f64) -> f64 {
    (a + c) / 2.0 - (((a - c) / 2.0).powi(2) + b * b).sqrt()
}

/// Sweeps after which Jacobi's method has long converged for matrices of this size.
const SWEEPS: usize = 30;

/// Computes the eigenvalues of the symmetric `matrix`, `[n, n]`, in any order, by Jacobi's rotations (Golub & Van Loan,
/// *Matrix Computations*, §8.5).
pub(crate) fn eigenvalues(mut matrix: Vec<Vec<f64>>) -> Vec<f64> {
    let n = matrix.len();
    for _ in 0..SWEEPS {
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut matrix, p, q);
            }
        }
    }
    (0..n).map(|i| matrix[i][i]).collect()
}

/// Turns rows and columns `p` and `q` so that their common entry becomes 0.
fn rotate(m: &mut [Vec<f64>], p: usize, q: usize) {
    if m[p][q] == 0.0 {
        return;
    }
    let theta = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for row in m.iter_mut() {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    let (above, below) = m.split_at_mut(q);
    for (a, b) in above[p].iter_mut().zip(&mut below[0]) {
        (*a, *b) = (c * *a - s * *b, s * *a + c * *b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_by_two_by_hand() {
        assert_eq!(smallest_of_two(2.0, 0.0, 5.0), 2.0);
        // [[2, 1], [1, 2]] has 1 and 3; [[0, 1], [1, 0]] has −1 and 1.
        assert_eq!(smallest_of_two(2.0, 1.0, 2.0), 1.0);
        assert_eq!(smallest_of_two(0.0, 1.0, 0.0), -1.0);
    }

    #[test]
    fn the_covariance_of_a_softmax_has_a_zero() {
        // diag(p) − p pᵀ for equal thirds: 0 along (1, 1, 1), 1/3 across.
        let entry = |i, j| if i == j { 2.0 / 9.0 } else { -1.0 / 9.0 };
        let matrix = (0..3)
            .map(|i| (0..3).map(|j| entry(i, j)).collect())
            .collect();
        let mut found = eigenvalues(matrix);
        found.sort_by(f64::total_cmp);
        for (value, wanted) in found.iter().zip([0.0, 1.0 / 3.0, 1.0 / 3.0]) {
            assert!((value - wanted).abs() < 1e-12, "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn both_methods_agree(a in -9.0f64..9.0, b in -9.0f64..9.0, c in -9.0f64..9.0) {
            let jacobi = eigenvalues(vec![vec![a, b], vec![b, c]]);
            let smallest = jacobi.into_iter().fold(f64::INFINITY, f64::min);
            prop_assert!((smallest - smallest_of_two(a, b, c)).abs() < 1e-9);
        }

        #[test]
        fn trace_and_squares_are_kept(raw in prop::collection::vec(-3.0f64..3.0, 16)) {
            let entry = |i: usize, j: usize| raw[4 * i.min(j) + i.max(j)];
            let matrix: Vec<Vec<f64>> = (0..4).map(|i| (0..4).map(|j| entry(i, j)).collect()).collect();
            let found = eigenvalues(matrix.clone());
            let trace: f64 = (0..4).map(|i| matrix[i][i]).sum();
            let squares: f64 = matrix.iter().flatten().map(|v| v * v).sum();
            prop_assert!((found.iter().sum::<f64>() - trace).abs() < 1e-9);
            prop_assert!((found.iter().map(|v| v * v).sum::<f64>() - squares).abs() < 1e-9);
        }
    }
}
