//! At which losses a map has its contours.

/// Spreads `count` levels between the lowest and the highest loss, closer together towards the bottom; none where all
/// losses are alike.
pub fn levels(losses: &[f64], count: usize) -> Vec<f64> {
    let finite = || losses.iter().copied().filter(|loss| loss.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let at = |i: usize| low + (high - low) * ((i as f64 + 0.5) / count as f64).powi(2);
    match low < high {
        true => (0..count).map(at).collect(),
        false => Vec::new(),
    }
}
