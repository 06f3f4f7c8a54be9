//! How likely a batch is, if the examples were shuffled.

/// Returns a bound on the probability that one class has as many of the examples of a batch as its most frequent one has
/// in `counts`, when each example is of class k with probability `shares[k]`: the sum over the classes of the
/// probability that the class has as many.
pub(super) fn of_largest(counts: &[usize], shares: &[f64]) -> f64 {
    let examples: usize = counts.iter().sum();
    let most = counts.iter().copied().max().unwrap_or(0);
    let tails = shares.iter().map(|&share| at_least(most, examples, share));
    tails.sum::<f64>().min(1.0)
}

/// Returns the probability of at least `successes` in `trials`, each with probability `p`: the tail of the binomial
/// distribution.
fn at_least(successes: usize, trials: usize, p: f64) -> f64 {
    if successes == 0 || p >= 1.0 {
        return 1.0;
    }
    if p <= 0.0 {
        return 0.0;
    }
    let odds = p / (1.0 - p);
    // ln of the probability of exactly k, from that of none on.
    let mut log = trials as f64 * (1.0 - p).ln();
    let mut tail = 0.0;
    for k in 1..=trials {
        log += (odds * (trials + 1 - k) as f64 / k as f64).ln();
        if k >= successes {
            tail += log.exp();
        }
    }
    tail.min(1.0)
}

/// Combines probabilities of independent observations, each uniform in (0, 1) or larger where nothing is wrong, into
/// one: that their product is as small as it is (Fisher 1925).
pub(super) fn combined(probabilities: impl Iterator<Item = f64>) -> f64 {
    let (mut log, mut count) = (0.0, 0usize);
    for p in probabilities {
        log -= p.max(f64::MIN_POSITIVE).ln();
        count += 1;
    }
    // e⁻ᴸ·Σ Lⁱ/i!, i < count.
    let mut term = (-log).exp();
    let mut sum = 0.0;
    for i in 0..count {
        sum += term;
        term *= log / (i + 1) as f64;
    }
    if count == 0 { 1.0 } else { sum.min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_sums_by_hand() {
        // Two coins: at least one head.
        assert!((at_least(1, 2, 0.5) - 0.75).abs() < 1e-12);
        assert!((at_least(2, 2, 0.5) - 0.25).abs() < 1e-12);
        // All 64 of one class in ten.
        assert!((at_least(64, 64, 0.1) / 1e-64 - 1.0).abs() < 1e-9);
        assert_eq!(
            (
                at_least(0, 5, 0.1),
                at_least(3, 5, 0.0),
                at_least(5, 5, 1.0)
            ),
            (1.0, 0.0, 1.0)
        );
    }

    #[test]
    fn any_class_may_be_the_most_frequent() {
        let sure = of_largest(&[8, 0], &[0.5, 0.5]);
        assert!((sure - 2.0 / 256.0).abs() < 1e-12);
        // A set of one class: nothing is surprising.
        assert_eq!(of_largest(&[8, 0], &[1.0, 0.0]), 1.0);
    }

    /// P(U₁U₂ ≤ x) = x(1 − ln x).
    #[test]
    fn the_product_of_two_is_judged_as_such() {
        let x: f64 = 0.03 * 0.2;
        let got = combined([0.03, 0.2].into_iter());
        assert!((got - x * (1.0 - x.ln())).abs() < 1e-12);
        assert_eq!(combined(std::iter::empty()), 1.0);
        assert!((combined([0.4].into_iter()) - 0.4).abs() < 1e-12);
        assert_eq!(combined([1.0; 9].into_iter()), 1.0);
    }
}
