//! Hand-checked numbers, the closed forms and finite differences.

use super::*;
use playground_experiment::loss::softmax;
use proptest::prelude::*;

fn example(name: &str) -> Sheet {
    let row = EXAMPLES.iter().find(|e| e.name == name).unwrap();
    let values = numbers(row.values).unwrap();
    let target = target(row.target, values.len()).unwrap();
    work(&Question {
        given: row.given,
        values,
        target,
        classes: row.classes,
    })
}

fn worked<'a>(sheet: &'a Sheet, key: &str) -> &'a RowFigures {
    let at = ROWS.iter().position(|row| row.shown.key == key).unwrap();
    sheet.worked[at].as_ref().unwrap()
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b} ± {tolerance}");
}

#[test]
fn confidently_wrong_differs_by_four_orders_of_magnitude() {
    let sheet = example("Confidently wrong");
    let gradient = |key| worked(&sheet, key).at_logits.clone().unwrap();
    let (ce, mse) = (gradient("ce"), gradient("mse-mean"));
    close(ce[1], -0.99995, 1e-5);
    close(mse[1], -1.814e-5, 1e-8);
    close(ce[1] / mse[1] / 1e4, 5.5, 0.05);
    close(norm(&ce), 1.414, 1e-3);
    close(norm(&mse), 9.60e-5, 1e-7);
    close(norm(&ce) / norm(&mse) / 1e4, 1.5, 0.05);
    assert!(sheet.about_values.is_empty() && sheet.about_target.is_empty());
}

#[test]
fn nearly_right_has_the_gradients_of_the_textbook() {
    let sheet = example("Nearly right: 0.9");
    close(worked(&sheet, "ce").at_output[0], -1.1111, 1e-4);
    close(worked(&sheet, "mse-sum").at_output[0], -0.2, 1e-12);
    close(worked(&sheet, "mse-mean").at_output[0], -0.02, 1e-12);
    let at_logits = worked(&sheet, "ce").at_logits.clone().unwrap();
    close(at_logits[0], -0.1, 1e-12);
    close(at_logits[1], 0.1, 1e-12);
}

#[test]
fn guessing_evenly_costs_ln_10_and_0_09() {
    let sheet = example("Guessing evenly");
    close(worked(&sheet, "ce").value, 10f64.ln(), 1e-12);
    close(worked(&sheet, "mse-mean").value, 0.09, 1e-12);
    close(worked(&sheet, "bce").value, 2f64.ln(), 1e-12);
}

#[test]
fn eleven_entries_are_explained_and_still_answered() {
    let sheet = example("From a homework: no distribution");
    assert_eq!(sheet.about_values.len(), 2, "{:?}", sheet.about_values);
    let ce = worked(&sheet, "ce");
    close(ce.value, 0.916_291, 1e-6);
    close(ce.at_output[3], -2.5, 1e-12);
    assert!(ce.at_logits.clone().unwrap_err().contains("sums to 1"));
    assert!(worked(&sheet, "mse-mean").value.is_finite());
}

#[test]
fn soft_targets_have_entropy_cross_entropy_and_divergence() {
    let sheet = example("A soft target");
    let info = sheet.information.unwrap();
    let by_hand = |p: [f64; 3]| -0.7 * p[0].ln() - 0.2 * p[1].ln() - 0.1 * p[2].ln();
    close(info.entropy, by_hand([0.7, 0.2, 0.1]), 1e-12);
    close(info.cross_entropy, by_hand([0.4, 0.5, 0.1]), 1e-12);
    close(info.divergence, info.cross_entropy - info.entropy, 1e-12);
    // With a one-hot target the entropy is 0, so the two are equal.
    let hard = example("Nearly right: 0.9").information.unwrap();
    assert_eq!(hard.entropy, 0.0);
    close(hard.divergence, hard.cross_entropy, 1e-15);
}

#[test]
fn targets_are_read_and_refused() {
    assert_eq!(target("2", 3), Ok(vec![0.0, 0.0, 1.0]));
    assert_eq!(target("0.5 0.5", 2), Ok(vec![0.5, 0.5]));
    assert!(target("3", 3).unwrap_err().contains("choose 0 to 2"));
    assert!(target("1.5", 3).unwrap_err().contains("no class 1.5"));
    assert!(target("-1", 3).unwrap_err().contains("no class -1"));
    assert!(
        target("0.5 0.5", 3)
            .unwrap_err()
            .contains("2 entries and the vector 3")
    );
}

#[test]
fn an_impossible_target_and_a_certain_mistake_have_answers() {
    let certain = |target: Vec<f64>| {
        work(&Question {
            given: VectorKind::Probabilities,
            values: vec![1.0, 0.0],
            target,
            classes: 2,
        })
    };
    let wrong = certain(vec![0.0, 1.0]);
    assert_eq!(worked(&wrong, "ce").value, f64::INFINITY);
    assert_eq!(worked(&wrong, "ce").at_logits, Ok(vec![1.0, -1.0]));
    assert_eq!(worked(&wrong, "bce").at_logits, Ok(vec![0.5, -0.5]));
    let odd = certain(vec![1.5, -0.5]);
    assert_eq!(odd.information, None);
    assert!(odd.about_target[0].contains("Entry 1 is -0.5"));
    let at = ROWS
        .iter()
        .position(|row| row.shown.key == "mse-logits")
        .unwrap();
    assert!(
        odd.worked[at]
            .clone()
            .unwrap_err()
            .contains("needs the logits")
    );
}

/// Value of a row at `z`, by the table of losses.
fn by_the_table(row: &CalculatorRow, z: &[f64], y: &[f64]) -> f64 {
    let settings = LossSettings::usual(row.shown.reduction);
    row.objective.closed_form(z, y, settings).value
}

proptest! {
    #[test]
    fn every_step_agrees_with_the_table_and_with_finite_differences(
        z in prop::collection::vec(-6.0f64..6.0, 4),
        raw in prop::collection::vec(0.01f64..1.0, 4),
    ) {
        let total: f64 = raw.iter().sum();
        let y: Vec<f64> = raw.iter().map(|v| v / total).collect();
        let sheet = work(&Question { given: VectorKind::Logits, values: z.clone(), target: y.clone(), classes: 4 });
        for (row, worked) in ROWS.iter().zip(&sheet.worked) {
            let worked = worked.as_ref().unwrap();
            let value = by_the_table(row, &z, &y);
            prop_assert!((worked.value - value).abs() < 1e-9 * (1.0 + value.abs()), "{}", row.shown.key);
            for (k, at_logits) in worked.at_logits.as_ref().unwrap().iter().enumerate() {
                let h = 1e-5;
                let moved = |by: f64| {
                    let mut z = z.clone();
                    z[k] += by;
                    by_the_table(row, &z, &y)
                };
                let numeric = (moved(h) - moved(-h)) / (2.0 * h);
                prop_assert!((at_logits - numeric).abs() < 1e-6, "{} at {k}", row.shown.key);
            }
        }
    }

    #[test]
    fn probabilities_give_what_their_logits_give(z in prop::collection::vec(-6.0f64..6.0, 5), class in 0usize..5) {
        let y = target(&class.to_string(), 5).unwrap();
        let ask = |given, values| work(&Question { given, values, target: y.clone(), classes: 5 });
        let (from_z, from_p) = (ask(VectorKind::Logits, z.clone()), ask(VectorKind::Probabilities, softmax(&z)));
        for key in ["ce", "mse-mean", "mse-sum"] {
            let (a, b) = (worked(&from_z, key), worked(&from_p, key));
            prop_assert!((a.value - b.value).abs() < 1e-9);
            let pairs = a.at_logits.as_ref().unwrap().iter().zip(b.at_logits.as_ref().unwrap());
            for (a, b) in pairs {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_gradient_at_the_output_reaches_the_logits_through_the_softmax(z in prop::collection::vec(-5.0f64..5.0, 3)) {
        let y = vec![0.2, 0.5, 0.3];
        let sheet = work(&Question { given: VectorKind::Logits, values: z, target: y, classes: 3 });
        for key in ["ce", "mse-mean", "mse-sum"] {
            let w = worked(&sheet, key);
            let mean: f64 = w.output.iter().zip(&w.at_output).map(|(p, g)| p * g).sum();
            for (k, at_logits) in w.at_logits.as_ref().unwrap().iter().enumerate() {
                prop_assert!((at_logits - w.output[k] * (w.at_output[k] - mean)).abs() < 1e-9);
            }
        }
    }
}
