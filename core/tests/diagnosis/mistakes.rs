//! The mistakes made on purpose: each is recognised, its right way helps, and nobody else is accused.

use super::*;
use playground_experiment::mistakes::{MISTAKES, Mistake};

fn base() -> Experiment {
    Experiment {
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        ..small()
    }
}

fn making(mistake: Mistake, base: Experiment) -> Experiment {
    base.with_mistake(mistake, true)
}

/// The one finding of a run with a mistake: its rule has the mistake's key, and its remedy is the right way.
fn recognised(bench: &Bench, mistake: Mistake) -> Finding {
    let info = mistake.info();
    assert_eq!(bench.findings(), [info.key], "the others say less");
    let finding = bench.finding(info.key);
    let remedy = finding.verdict.remedy.clone().unwrap();
    assert_eq!(remedy.label, info.right);
    let experiment = bench.trainer.experiment();
    assert_eq!(remedy.apply(experiment), Ok(experiment.done_right()));
    assert_eq!(remedy.needs_reset(experiment), info.ruins);
    finding
}

fn says(finding: &Finding, words: &str) {
    let sentence = &finding.verdict.sentence;
    assert!(sentence.contains(words), "{sentence}");
}

#[test]
fn every_mistake_has_a_rule_of_its_name() {
    assert!(MISTAKES.iter().all(|row| rule(row.key).is_some()));
}

#[test]
fn done_right_none_of_them_is_found() {
    let mut dropping = base();
    dropping.blocks.push("drop-50".parse().unwrap());
    for right in [base(), dropping, small()] {
        let bench = Bench::trained(right, 120);
        assert_eq!(bench.findings(), [""; 0]);
        assert!(bench.recent.reports().count() > 10);
    }
}

/// By the triangle inequality, and what the rule goes by.
#[test]
fn the_bias_gradient_is_never_longer_than_its_images_unless_gradients_are_kept() {
    let longest = |experiment: Experiment| {
        let bench = Bench::trained(experiment, 60);
        let rule = rule("uncleared").unwrap();
        (rule.measure)(&bench.evidence()).unwrap()
    };
    assert!(longest(base()) <= 1.0 + 1e-5);
    assert!(longest(making(Mistake::Uncleared, base())) > 2.0);
}

#[test]
fn gradients_that_are_not_cleared_are_recognised_and_clearing_helps() {
    let bench = Bench::trained(making(Mistake::Uncleared, base()), 60);
    let finding = recognised(&bench, Mistake::Uncleared);
    says(&finding, "because they are not cleared");
    let comparison = bench.cured(&finding, 60);
    assert!(comparison.improved, "{comparison:?}");
}

#[test]
fn a_missing_backward_pass_is_recognised_and_taking_it_helps() {
    let bench = Bench::trained(making(Mistake::NoBackward, small()), 60);
    let finding = recognised(&bench, Mistake::NoBackward);
    says(
        &finding,
        "After 60 steps the gradient of every layer is exactly 0",
    );
    assert_eq!(finding.value, 0.0);
    assert!(bench.cured(&finding, 10).improved);
}

#[test]
fn forgotten_evaluation_mode_is_recognised_by_asking_twice() {
    for (net, words) in [
        ("drop-50", "up to 50 % of the values"),
        ("bn-relu", "asked together"),
    ] {
        let mut right = base();
        right.blocks.push(net.parse().unwrap());
        let mut bench = Bench::trained(right.clone(), 20);
        assert_eq!(bench.findings(), [""; 0]);
        bench.change(making(Mistake::TrainingMode, right));
        assert_eq!(bench.findings(), [""; 0], "nobody has asked yet");
        bench.train(5);
        let finding = recognised(&bench, Mistake::TrainingMode);
        says(&finding, words);
        assert!(finding.value > 0.01, "{}", finding.value);
        assert!(bench.cured(&finding, 45).improved);
    }
}

#[test]
fn softmax_applied_twice_is_recognised_once_answers_are_right() {
    let mut bench = Bench::new(making(Mistake::SoftmaxTwice, small()));
    bench.train(5);
    assert_eq!(bench.findings(), [""; 0], "nothing is learnt yet");
    bench.train(295);
    let finding = recognised(&bench, Mistake::SoftmaxTwice);
    says(&finding, "cross-entropy stays above 1.461,");
    assert!(finding.value > 1.5);
    assert!(bench.cured(&finding, 60).improved);
}

#[test]
fn sorted_data_is_recognised_by_its_batches() {
    let bench = Bench::trained(making(Mistake::Sorted, base()), 30);
    let finding = recognised(&bench, Mistake::Sorted);
    says(&finding, "images of the batch at step 30");
    let comparison = bench.cured(&finding, 30);
    assert!(comparison.improved, "{comparison:?}");
}

#[test]
fn shuffled_labels_are_recognised_by_what_they_say_of_the_images() {
    let mut bench = Bench::on(digits(800, |_, _| {}), base());
    bench.train(60);
    let explained = |bench: &Bench| (rule("labels").unwrap().measure)(&bench.evidence()).unwrap();
    assert!(explained(&bench) > 0.1);
    assert_eq!(bench.findings(), [""; 0]);
    bench.change(making(Mistake::ShuffledLabels, base()));
    bench.train(60);
    let finding = bench.finding("labels");
    says(&finding, "the labels are shuffled");
    assert!(finding.value < 0.01, "{}", finding.value);
    assert!(bench.cured(&finding, 10).improved);

    let mut anew = Bench::on(
        digits(800, |_, _| {}),
        making(Mistake::ShuffledLabels, base()),
    );
    anew.train(60);
    recognised(&anew, Mistake::ShuffledLabels);
}

#[test]
fn raw_inputs_are_recognised_and_normalising_helps() {
    for steps in [3, 60] {
        let bench = Bench::trained(making(Mistake::RawInputs, base()), steps);
        let finding = recognised(&bench, Mistake::RawInputs);
        says(&finding, "from 0 to 255");
    }
    let bench = Bench::trained(making(Mistake::RawInputs, base()), 60);
    let finding = bench.finding("raw");
    assert!(bench.cured(&finding, 60).improved);
}

#[test]
fn a_rate_a_hundred_times_too_high_is_recognised() {
    let bench = Bench::trained(making(Mistake::HighRate, base()), 60);
    let finding = recognised(&bench, Mistake::HighRate);
    says(
        &finding,
        "a learning rate of 10, 100 times the one that is set",
    );
    assert!(bench.cured(&finding, 60).improved);
    let slow = Experiment {
        learning_rate: 0.001,
        ..base()
    };
    let harmless = Bench::trained(making(Mistake::HighRate, slow), 60);
    assert_eq!(harmless.findings(), [""; 0], "0.1 is right here");
}

/// The same figures, and nobody says which mistake is made: every rule finds the same.
#[test]
fn no_rule_reads_the_switch() {
    for row in MISTAKES {
        let mut base = base();
        if row.id == Mistake::TrainingMode {
            base.blocks.push("drop-50".parse().unwrap());
        }
        let mut bench = Bench::on(digits(800, |_, _| {}), making(row.id, base));
        let mut untold = Recent::default();
        let stated = bench.trainer.experiment().done_right();
        assert_ne!(stated, *bench.trainer.experiment());
        for step in 1..=300 {
            let detail = match step % 20 {
                0 => Detail::Probe,
                _ => Detail::Report,
            };
            bench.train_showing(1, |_| detail);
            untold.push(bench.recent.last().unwrap(), &stated);
            let probe = bench.probe.clone().map(|(mut probe, examples)| {
                probe.objective.0 = stated.output;
                (probe, examples)
            });
            if let (Some((probe, examples)), Detail::Probe) = (&probe, detail) {
                untold.probed(probe, examples);
            }
            if let Some(evaluation) = &bench.evaluation {
                untold.evaluated(evaluation);
            }
            let evidence = Evidence::new(&stated, &untold, probe.as_ref().map(|(p, e)| (p, e)));
            let found = |finding: &Finding| (finding.rule.key, finding.verdict.sentence.clone());
            let told: Vec<_> = diagnose(&bench.evidence(), bench.trainer.experiment())
                .iter()
                .map(found)
                .collect();
            let without: Vec<_> = diagnose(&evidence, &stated).iter().map(found).collect();
            assert_eq!(told, without, "{} at step {step}", row.key);
        }
        let named = diagnose(&bench.evidence(), bench.trainer.experiment());
        assert!(
            named.iter().any(|finding| finding.rule.key == row.key),
            "{}",
            row.key
        );
    }
}
