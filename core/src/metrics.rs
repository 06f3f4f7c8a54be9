//! Figures over a set of examples, in plain Rust.

/// The class with the largest value; the first of equals, so that a constant network gets no credit
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

/// Share of the examples whose label has the largest logit. `logits` is `[labels, classes]`, row by
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

#[cfg(test)]
mod tests {
    use super::*;

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
