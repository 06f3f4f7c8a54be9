//! Losses and accuracies.

use super::*;

fn wild() -> Experiment {
    Experiment {
        learning_rate: 90.0,
        optimizer: Optimizer::Sgd,
        loss: Loss::MeanSquaredError,
        output: Output::Linear,
        ..small()
    }
}

#[test]
fn overflow_is_fatal_stands_alone_and_a_smaller_rate_helps() {
    let bench = Bench::trained(wild(), 80);
    assert_eq!(bench.findings(), ["rate100"]);
    let finding = bench.finding("rate100");
    assert_eq!(finding.verdict.severity, Severity::Fatal);
    let remedy = finding.verdict.remedy.clone().unwrap();
    assert_eq!(remedy.settings, [("lr", "0.1".to_owned())]);
    assert!(remedy.needs_reset(bench.trainer.experiment()));
    let calm = Experiment {
        learning_rate: 0.1,
        ..wild()
    };
    assert_eq!(Bench::trained(calm, 80).findings(), [""; 0]);
}

#[test]
fn a_rising_loss_is_seen_and_a_smaller_rate_helps() {
    let gentle = Experiment {
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        ..small()
    };
    let mut bench = Bench::trained(gentle.clone(), 60);
    assert_eq!(bench.findings(), [""; 0]);
    let harsh = Experiment {
        learning_rate: 0.6,
        ..gentle
    };
    bench.change(harsh);
    bench.train(10);
    let finding = bench.finding("rising");
    let sentence = &finding.verdict.sentence;
    assert!(sentence.contains("learning rate of 0.6"), "{sentence}");
    assert!(finding.value > 1.25);
}

#[test]
fn guessing_is_seen_and_adam_wakes_it() {
    let asleep = Experiment {
        blocks: dense(2, Activation::Sigmoid),
        init: Init::Normal,
        init_scale: 0.01,
        optimizer: Optimizer::Sgd,
        learning_rate: 0.01,
        ..small()
    };
    let bench = Bench::trained(asleep.clone(), 60);
    let finding = bench.finding("uniform");
    let sentence = &finding.verdict.sentence;
    assert!(
        sentence.contains("of guessing one of 10 classes is 2.3"),
        "{sentence}"
    );
    let remedy = finding.verdict.remedy.clone().unwrap();
    assert!(
        !remedy.needs_reset(&asleep),
        "Adam goes on with the weights"
    );
    let comparison = bench.cured(&finding, 400);
    assert!(comparison.improved, "{comparison:?}");
    assert!(
        Bench::trained(asleep, 30)
            .findings()
            .iter()
            .all(|key| *key != "uniform")
    );
}

/// Sixty images learned by heart.
#[test]
fn overfitting_is_seen_once_validation_rises() {
    let little = Experiment {
        split: split(10, 80),
        batch_size: 20,
        learning_rate: 0.01,
        ..small()
    };
    let mut bench = Bench::trained(little, 9);
    assert_eq!(bench.findings(), [""; 0], "it still falls");
    bench.train(600);
    let finding = bench.finding("overfitting");
    assert_eq!(finding.verdict.severity, Severity::Mild);
    let sentence = &finding.verdict.sentence;
    assert!(sentence.contains("at epoch"), "{sentence}");
    let remedy = finding.verdict.remedy.clone().unwrap();
    assert_eq!(remedy.settings, [("wd", "0.001".to_owned())]);
}
