//! What runs are called: what sets them apart.

use playground_core::compare::differing_fields;
use playground_core::experiment::Experiment;
use playground_core::fields::Field;

/// A short name for a run: its values of the settings in which the runs differ. Shorter than
/// [`label`](playground_core::compare::label), for chips and legends.
pub fn title(experiment: &Experiment, all: &[Experiment]) -> String {
    let rows = differing_fields(all);
    if rows.is_empty() {
        return "the same".to_owned();
    }
    let said = |row: &&Field| match row.key {
        // These say by themselves what they are.
        "loss" | "out" | "opt" | "init" | "net" => (row.show)(experiment),
        _ => format!("{} {}", row.label, (row.show)(experiment)),
    };
    rows.iter().map(said).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_core::loss::Loss;

    #[test]
    fn runs_are_named_after_what_sets_them_apart() {
        let ce = Experiment::default();
        let mse = Experiment {
            loss: Loss::MeanSquaredError,
            ..ce.clone()
        };
        let both = [ce.clone(), mse.clone()];
        assert_eq!(title(&ce, &both), "CE");
        assert_eq!(title(&mse, &both), "MSE");
        let fast = Experiment {
            learning_rate: 0.1,
            ..ce.clone()
        };
        let three = [ce, mse, fast.clone()];
        assert_eq!(title(&fast, &three), "CE, lr 0.1");
        assert_eq!(title(&fast, &[fast.clone(), fast.clone()]), "the same");
    }
}
