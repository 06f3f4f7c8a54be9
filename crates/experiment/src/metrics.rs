//! Figures over a set of examples, in plain Rust.

use crate::loss::log_softmax;

/// Finds the class with the largest value; the first of equals, so that a constant network gets no credit
/// for ties.
pub fn argmax(values: &[f32]) -> usize {
    let mut best = 0;
    for (class, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = class;
        }
    }
    best
}

/// Computes the share of the examples whose label has the largest logit. `logits` is `[labels, classes]`, row by
/// row; 0 for no examples.
pub fn accuracy(logits: &[f32], labels: &[u8]) -> f64 {
    if labels.is_empty() || logits.is_empty() {
        return 0.0;
    }
    let rows = logits.chunks_exact(logits.len() / labels.len());
    let correct = rows
        .zip(labels)
        .filter(|(row, label)| argmax(row) == usize::from(**label))
        .count();
    correct as f64 / labels.len() as f64
}

/// Computes the mean of −ln p of the true class, p being the softmax of the logits `[labels, classes]`; in nats, 0
/// for no examples.
pub fn cross_entropy(logits: &[f32], labels: &[u8]) -> f64 {
    if labels.is_empty() || logits.is_empty() {
        return 0.0;
    }
    let rows = logits.chunks_exact(logits.len() / labels.len());
    let of_row = |(row, label): (&[f32], &u8)| {
        let row: Vec<f64> = row.iter().map(|&z| f64::from(z)).collect();
        -log_softmax(&row)
            .get(usize::from(*label))
            .copied()
            .unwrap_or(f64::NAN)
    };
    rows.zip(labels).map(of_row).sum::<f64>() / labels.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_entropy_is_minus_the_logarithm_of_the_true_class() {
        assert!((cross_entropy(&[0.0; 20], &[3, 7]) - 10.0_f64.ln()).abs() < 1e-9);
        let p: [f32; 2] = [0.4, 0.6];
        let logits = p.map(f32::ln);
        assert!((cross_entropy(&logits, &[0]) - 0.916_291).abs() < 1e-6);
        assert_eq!(cross_entropy(&[], &[]), 0.0);
    }

    #[test]
    fn accuracy_counts_rows_and_gives_ties_to_the_first_class() {
        let logits = [
            1.0, 2.0, 0.0, /**/ 3.0, -1.0, 0.0, /**/ 0.0, 0.0, 0.0,
        ];
        assert_eq!(accuracy(&logits, &[1, 0, 2]), 2.0 / 3.0);
        assert_eq!(accuracy(&[0.0; 30], &[0, 1, 2]), 1.0 / 3.0);
        assert_eq!(accuracy(&[], &[]), 0.0);
    }
}
