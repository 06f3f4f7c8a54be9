//! Hand-checked numbers, finite differences for every loss.

use super::*;

const MEAN: LossSettings = LossSettings::usual(Reduction::Mean);
const SUM: LossSettings = LossSettings::usual(Reduction::Sum);

fn one_hot(target: usize, classes: usize) -> Vec<f64> {
    (0..classes)
        .map(|k| f64::from(u8::from(k == target)))
        .collect()
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn row(output: Output, loss: Loss) -> &'static Objective {
    objective(output, loss).unwrap()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b} ± {tolerance}");
}

#[test]
fn every_pair_is_listed_once_and_the_usual_loss_of_an_output_first() {
    let pairs: Vec<_> = objectives().map(|row| (row.output, row.loss)).collect();
    let defined: usize = LOSSES.iter().map(|loss| loss.objectives.len()).sum();
    assert_eq!(pairs.len(), defined);
    for output in OUTPUTS {
        let first = pairs.iter().find(|pair| pair.0 == output.id);
        assert_eq!(first, Some(&(output.id, output.usual)));
    }
    let place = |id| OUTPUTS.iter().position(|output| output.id == id);
    assert!(pairs.is_sorted_by_key(|pair| place(pair.0)));
    for (at, pair) in pairs.iter().enumerate() {
        assert!(!pairs[..at].contains(pair), "{pair:?}");
    }
}

#[test]
fn every_definition_is_whole() {
    for (at, row) in LOSSES.iter().enumerate() {
        assert_eq!(row.id as usize, at, "{}", row.key);
        assert_eq!(Loss::from_key(row.key), Some(row.id));
        for output in OUTPUTS {
            let forms = row.objectives.iter().filter(|o| o.output == output.id);
            let refusals = row.refusals.iter().filter(|r| r.0.contains(&output.id));
            // Softmax twice has a reason of its own.
            let reasons = refusals.count() + usize::from(output.id == Output::SoftmaxTwice);
            let forms = forms.count();
            assert!(
                forms <= 1 && forms + reasons >= 1,
                "{} {}",
                row.key,
                output.key
            );
        }
        for own in row.objectives {
            assert_eq!(own.loss, row.id);
            let texts = [own.label, own.on_value.text, own.on_value.source];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", row.key);
        }
    }
    for output in OUTPUTS {
        assert_eq!(Output::from_key(output.key), Some(output.id));
        assert!(objective(output.id, output.usual).is_ok(), "{}", output.key);
    }
}

/// What is stated of a term holds: its derivative, its form in textbooks, its gradient for targets that sum to 1.
#[test]
fn what_a_definition_says_of_its_term_is_true() {
    let (z, y) = ([0.3, -1.2, 2.0, 0.7, -0.1], [0.1, 0.25, 0.65, 0.0, 0.0]);
    for objective in objectives() {
        let classes = evaluate::at_classes(objective.output, &z, &y, MEAN.parameters);
        for class in &classes {
            let textbook = class.value(objective.textbook());
            close(class.value(&objective.term), textbook, 1e-12);
            let at_answer = class.slope_at_answer(&objective.term);
            match &objective.derivative {
                Derivative::AtLogit(e) => {
                    let answer = match objective.output {
                        Output::Sigmoid | Output::Image => class.answer * class.rest,
                        _ => 1.0,
                    };
                    let at_logit = class.slope(&objective.term, answer, 1.0);
                    close(class.value(e), at_logit, 1e-12);
                }
                Derivative::AtAnswer(e) => close(class.value(e), at_answer, 1e-12),
                Derivative::AtLogAnswer(e) => {
                    close(class.value(e), at_answer * class.answer, 1e-12);
                }
            }
        }
        if let (Some(simple), Output::Softmax) = (&objective.simplified, objective.output) {
            let exact = objective.closed_form(&z, &y, MEAN).gradient;
            for (class, exact) in classes.iter().zip(exact) {
                close(class.value(simple), exact, 1e-12);
            }
        }
    }
}

#[test]
fn cross_entropy_of_probability_0_4() {
    let p = [0.4, 0.35, 0.25];
    let z: Vec<f64> = p.iter().map(|p: &f64| p.ln()).collect();
    let ce = row(Output::Softmax, Loss::CrossEntropy).closed_form(&z, &one_hot(0, 3), MEAN);
    close(ce.value, 0.916_291, 1e-6);
    close(ce.gradient[0], -0.6, 1e-12);
    close(ce.gradient[1], 0.35, 1e-12);
}

#[test]
fn uniform_output_over_ten_classes() {
    let z = [0.0; 10];
    let y = one_hot(3, 10);
    let ce = row(Output::Softmax, Loss::CrossEntropy).closed_form(&z, &y, MEAN);
    let mse = row(Output::Softmax, Loss::MeanSquaredError).closed_form(&z, &y, MEAN);
    close(ce.value, 10.0_f64.ln(), 1e-12);
    close(mse.value, 0.09, 1e-12);
}

#[test]
fn confidently_wrong_is_where_the_losses_part() {
    let mut z = [0.0; 10];
    z[0] = 10.0;
    let y = one_hot(1, 10);
    let ce = row(Output::Softmax, Loss::CrossEntropy).closed_form(&z, &y, MEAN);
    let mse = row(Output::Softmax, Loss::MeanSquaredError).closed_form(&z, &y, MEAN);
    close(ce.gradient[1], -0.999_95, 1e-5);
    close(mse.gradient[1], -1.814e-5, 1e-8);
    close(norm(&ce.gradient), 1.414, 1e-3);
    close(norm(&mse.gradient), 9.60e-5, 1e-7);
    close(ce.gradient[1] / mse.gradient[1], 5.5e4, 1e3);
    close(norm(&ce.gradient) / norm(&mse.gradient), 1.5e4, 5e2);
}

#[test]
fn softmax_twice_cannot_go_below_its_floor() {
    let mut z = [0.0; 10];
    z[4] = 1e4;
    let twice =
        row(Output::SoftmaxTwice, Loss::CrossEntropy).closed_form(&z, &one_hot(4, 10), MEAN);
    close(twice.value, 1.461_2, 5e-5);
}

#[test]
fn sum_over_classes_is_k_times_the_mean() {
    let z = [0.3, -1.2, 2.0, 0.7];
    let y = one_hot(2, 4);
    for objective in objectives().filter(|o| o.loss.info().has_reduction) {
        let mean = objective.closed_form(&z, &y, MEAN);
        let sum = objective.closed_form(&z, &y, SUM);
        close(sum.value, 4.0 * mean.value, 1e-12);
        for (s, m) in sum.gradient.iter().zip(&mean.gradient) {
            close(*s, 4.0 * m, 1e-12);
        }
    }
}

#[test]
fn gradients_agree_with_central_differences() {
    let z = [0.3, -1.2, 2.0, 0.7, -0.1];
    let y = [0.0, 0.25, 0.75, 0.0, 0.0];
    for settings in [MEAN, SUM] {
        for objective in objectives() {
            let exact = objective.closed_form(&z, &y, settings).gradient;
            for k in 0..z.len() {
                let h = 1e-5;
                let shifted = |d: f64| {
                    let mut z = z;
                    z[k] += d;
                    objective.closed_form(&z, &y, settings).value
                };
                close((shifted(h) - shifted(-h)) / (2.0 * h), exact[k], 1e-9);
            }
        }
    }
}

/// Two classes, as many as EMNIST Balanced has, and the most that a set may have.
#[test]
fn gradients_agree_with_central_differences_whatever_the_number_of_classes() {
    for classes in [2_usize, 47, 100] {
        let z: Vec<f64> = (0..classes).map(|k| 2.0 * (k as f64).sin()).collect();
        let y = one_hot(classes - 1, classes);
        for objective in objectives() {
            let exact = objective.closed_form(&z, &y, MEAN).gradient;
            for (k, exact) in exact.iter().enumerate() {
                let h = 1e-5;
                let shifted = |d: f64| {
                    let mut z = z.clone();
                    z[k] += d;
                    objective.closed_form(&z, &y, MEAN).value
                };
                close((shifted(h) - shifted(-h)) / (2.0 * h), *exact, 1e-8);
            }
        }
    }
}

#[test]
fn an_even_answer_costs_as_much_as_guessing_one_of_the_classes() {
    for classes in [2_usize, 47, 100] {
        let (z, y, k) = (vec![0.0; classes], one_hot(1, classes), classes as f64);
        let ce = row(Output::Softmax, Loss::CrossEntropy).closed_form(&z, &y, MEAN);
        let mse = row(Output::Softmax, Loss::MeanSquaredError).closed_form(&z, &y, MEAN);
        close(ce.value, k.ln(), 1e-12);
        close(mse.value, (k - 1.0) / (k * k), 1e-12);
    }
}

#[test]
fn counterparts_are_valid_pairs_of_another_loss() {
    for objective in objectives() {
        let (output, loss) = objective.counterpart;
        let other = row(output, loss);
        assert_ne!(other.loss, objective.loss);
        assert_eq!(other.output.task(), objective.output.task());
        // Or their curves in one chart would have one colour.
        let family = |loss: Loss| loss.info().family;
        assert_ne!(family(other.loss), family(objective.loss));
    }
}

#[test]
fn refusals_name_reason_and_remedy() {
    for output in OUTPUTS {
        for loss in LOSSES {
            if let Err(message) = objective(output.id, loss.id) {
                let (reason, remedy) = message.split_once(" choose ").unwrap();
                assert!(reason.contains(output.name), "{message}");
                let mut offered: Vec<&str> = remedy.trim_end_matches('.').split(" or ").collect();
                let works = |row: &&LossInfo| objective(output.id, row.id).is_ok();
                let mut valid: Vec<&str> =
                    LOSSES.iter().filter(works).map(|row| row.name).collect();
                offered.sort_unstable();
                valid.sort_unstable();
                assert_eq!(offered, valid, "{message}");
            }
        }
    }
    let message = objective(Output::Linear, Loss::CrossEntropy).err().unwrap();
    assert!(message.contains("logarithm"), "{message}");
}

/// By series: e^−40 and its double are all that is left beside 1, and double precision keeps no more than 1e−16 of it.
#[test]
fn what_is_nearly_certain_keeps_its_digits() {
    let (z, y) = ([40.0, 0.0, 0.0], one_hot(0, 3));
    let little = (-40.0_f64).exp();
    let near = |a: f64, b: f64| close(a / b, 1.0, 1e-12);
    let ce = row(Output::Softmax, Loss::CrossEntropy).closed_form(&z, &y, MEAN);
    near(ce.value, 2.0 * little);
    near(ce.gradient[0], -2.0 * little);
    near(ce.gradient[1], little);
    let mse = row(Output::Softmax, Loss::MeanSquaredError).closed_form(&z, &y, MEAN);
    // d = (−2ε, ε, ε): Σ d² / 3, and p ⊙ (g − Σ p·g) with g = 2d/3.
    near(mse.value, 2.0 * little * little);
    near(mse.gradient[0], -4.0 * little * little);
    near(mse.gradient[1], 2.0 * little * little);
    // Sure and wrong: g = (2/3, −2/3, 0) up to ε, so p ⊙ (g − 2/3) = (·, −4ε/3, −2ε/3), which sum to 0.
    let wrong = row(Output::Softmax, Loss::MeanSquaredError).closed_form(&z, &one_hot(1, 3), MEAN);
    near(wrong.gradient[1], -4.0 / 3.0 * little);
    near(wrong.gradient[2], -2.0 / 3.0 * little);
    near(wrong.gradient[0], 2.0 * little);
    let bce = row(Output::Sigmoid, Loss::BinaryCrossEntropy).closed_form(&z[..1], &[1.0], MEAN);
    near(bce.gradient[0], -little);
}

#[test]
fn what_is_known_at_a_class_fits_together() {
    let (z, y) = ([0.3, -1.2, 0.7], [0.0, 0.25, 0.75]);
    for output in OUTPUTS {
        let classes = at_classes(output.id, &z, &y, MEAN.parameters);
        let answers = output.id.answer(&z);
        for (k, class) in classes.iter().enumerate() {
            close(class.answer, answers[k], 1e-12);
            assert_eq!(
                (class.logit, class.target, class.classes),
                (z[k], y[k], 3.0)
            );
            close(class.rest, 1.0 - class.answer, 1e-12);
            close(class.error, class.answer - class.target, 1e-12);
            if class.answer > 0.0 {
                close(class.log_answer, class.answer.ln(), 1e-12);
            }
            close(class.log_rest, class.rest.ln(), 1e-12);
        }
    }
}

#[test]
fn answers_are_what_the_outputs_say() {
    let z = [0.0, 3f64.ln()];
    for (output, wanted) in [
        (Output::Softmax, [0.25, 0.75]),
        (
            Output::SoftmaxTwice,
            [1.0 / (1.0 + 0.5f64.exp()), 1.0 / (1.0 + (-0.5f64).exp())],
        ),
        (Output::Sigmoid, [0.5, 0.75]),
        (Output::Image, [0.5, 0.75]),
        (Output::Linear, z),
        (Output::ImageLinear, z),
    ] {
        for (answer, wanted) in output.answer(&z).into_iter().zip(wanted) {
            close(answer, wanted, 1e-12);
        }
        assert_eq!(output.answer(&z).len(), 2);
    }
    let probable = OUTPUTS.iter().filter(|row| row.id.is_probability());
    let probable: Vec<Output> = probable.map(|row| row.id).collect();
    assert_eq!(
        probable,
        [Output::Softmax, Output::Sigmoid, Output::SoftmaxTwice]
    );
}

/// Rows are built on one another: what one leaves out it has from the other.
#[test]
fn no_objective_says_what_another_says() {
    let all: Vec<&Objective> = objectives().collect();
    for (index, objective) in all.iter().enumerate() {
        for other in &all[..index] {
            assert_ne!(objective.on_value.text, other.on_value.text);
            assert_ne!(objective.on_gradient.text, other.on_gradient.text);
            if objective.output.task() == other.output.task() {
                assert_ne!(objective.label, other.label);
            }
            for worked in objective.worked {
                let key = |row: &WorkedExample| row.key == worked.key;
                assert!(!other.worked.iter().any(key), "{}", worked.key);
            }
        }
    }
    let on_pixels = [(Output::Image, "MSE"), (Output::ImageLinear, "MSE, linear")];
    for (output, label) in on_pixels {
        assert_eq!(row(output, Loss::MeanSquaredError).label, label);
    }
}

/// What a page, a chart and a script take from a row, written out.
#[test]
fn counterparts_units_and_scripts_are_those_of_the_pair() {
    use Loss::{BinaryCrossEntropy, CrossEntropy, MeanSquaredError};
    for ((output, loss), counterpart) in [
        (
            (Output::Softmax, CrossEntropy),
            (Output::Softmax, MeanSquaredError),
        ),
        (
            (Output::Softmax, MeanSquaredError),
            (Output::Softmax, CrossEntropy),
        ),
        (
            (Output::Sigmoid, MeanSquaredError),
            (Output::Sigmoid, BinaryCrossEntropy),
        ),
        (
            (Output::Sigmoid, BinaryCrossEntropy),
            (Output::Sigmoid, MeanSquaredError),
        ),
        (
            (Output::Linear, MeanSquaredError),
            (Output::Softmax, CrossEntropy),
        ),
        (
            (Output::Image, MeanSquaredError),
            (Output::Image, BinaryCrossEntropy),
        ),
    ] {
        assert_eq!(
            row(output, loss).counterpart,
            counterpart,
            "{output:?}, {loss:?}"
        );
    }
    let units = [Family::CrossEntropy, Family::SquaredError].map(Family::unit);
    assert_eq!(units, ["nats", "squared error"]);
    let twice = row(Output::SoftmaxTwice, CrossEntropy);
    for script in [&twice.pytorch, &twice.keras] {
        let Script::Body(body) = script else {
            panic!("a second softmax is written out");
        };
        assert!(body.contains("softmax(logits"), "{body}");
    }
}
