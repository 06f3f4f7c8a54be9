//! Gradients by layer, units, and the examples of the batch.

use super::*;

#[test]
fn zero_weights_are_seen_and_he_initialisation_helps() {
    let zero = Experiment {
        init: Init::Zero,
        ..small()
    };
    let bench = Bench::trained(zero.clone(), 60);
    assert_eq!(bench.findings(), ["symmetry"], "the others say less");
    let finding = bench.finding("symmetry");
    let sentence = &finding.verdict.sentence;
    assert!(
        sentence.contains("began at 0") && sentence.contains("gradient is 0"),
        "{sentence}"
    );
    assert!(bench.cured(&finding, 60).improved);
    let shallow = Experiment {
        blocks: Vec::new(),
        ..zero
    };
    assert_eq!(
        Bench::trained(shallow, 60).findings(),
        [""; 0],
        "one layer learns from zero"
    );
}

fn squared() -> Experiment {
    Experiment {
        loss: Loss::MeanSquaredError,
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        ..small()
    }
}

#[test]
fn squared_error_stalls_on_confidently_wrong_examples_and_cross_entropy_does_not() {
    for output in [Output::Softmax, Output::Sigmoid] {
        let squared = Experiment {
            output,
            ..squared()
        };
        // Sigmoid outputs judge each class by itself: being sure of one leaves the others at 0.5.
        let mut bench = Bench::new(squared).sure_of_class_0(20.0);
        if output == Output::Sigmoid {
            let (head, vectors) = bench.trainer.checkpoint();
            let mut values = block_on(read(vectors)).unwrap();
            for bias in &mut values[head.parameters - 9..] {
                *bias = -20.0;
            }
            let device = Device::flex();
            bench.trainer = Trainer::restore(&head, &values, &bench.dataset, &device).unwrap();
        }
        bench.train(60);
        let finding = bench.finding("stalled");
        assert!(finding.value > 0.8);
        let flipped = bench.trainer.experiment().flipped().unwrap();
        let remedy = finding.verdict.remedy.clone().unwrap();
        assert_eq!(remedy.apply(bench.trainer.experiment()), Ok(flipped));
        let comparison = bench.cured(&finding, 200);
        assert!(comparison.improved, "{comparison:?}");
    }
    let sure = Bench::new(squared().flipped().unwrap()).sure_of_class_0(20.0);
    let mut sure = sure;
    sure.train(3);
    assert!(
        !sure.findings().contains(&"stalled"),
        "cross-entropy corrects them"
    );
    let unsure = Bench::trained(squared(), 60);
    assert!(
        !unsure.findings().contains(&"stalled"),
        "{:?}",
        unsure.findings()
    );
}

#[test]
fn a_vanishing_gradient_is_seen_and_is_worse_the_deeper_the_network() {
    let deep = |layers, init, init_scale| Experiment {
        blocks: dense(layers, Activation::Sigmoid),
        optimizer: Optimizer::Sgd,
        learning_rate: 0.01,
        init,
        init_scale,
        ..small()
    };
    let finding = Bench::trained(deep(5, Init::Normal, 0.01), 20).finding("vanishing");
    assert_eq!(finding.verdict.severity, Severity::Serious);
    assert!(finding.value <= 1e-6, "{}", finding.value);
    let remedy = finding.verdict.remedy.clone().unwrap();
    assert_eq!(remedy.settings[0], ("init", "xavier-normal".to_owned()));
    let mild = Bench::trained(deep(2, Init::Normal, 0.003), 20);
    let verdict = mild.finding("vanishing").verdict;
    assert_eq!(verdict.severity, Severity::Mild, "{}", verdict.sentence);
    let xavier = Bench::trained(deep(2, Init::XavierNormal, 1.0), 20);
    assert!(!xavier.findings().contains(&"vanishing"));
}

#[test]
fn saturated_units_are_seen_and_xavier_helps() {
    let saturated = Experiment {
        blocks: dense(2, Activation::Tanh),
        init: Init::Normal,
        init_scale: 1.0,
        ..small()
    };
    let bench = Bench::trained(saturated.clone(), 5);
    let finding = bench.finding("saturated");
    assert!(finding.verdict.sentence.contains("hidden 1"));
    let comparison = bench.cured(&finding, 5);
    assert!(comparison.improved, "{comparison:?}");
    let xavier = Experiment {
        init: Init::XavierNormal,
        ..saturated
    };
    assert!(!Bench::trained(xavier, 5).findings().contains(&"saturated"));
}

#[test]
fn dead_relus_are_seen_and_a_leak_revives_them() {
    let harsh = Experiment {
        learning_rate: 0.3,
        ..small()
    };
    let mut bench = Bench::trained(harsh.clone(), 60);
    assert_eq!(bench.findings(), ["rate100"], "the units died of it");
    let calm = Experiment {
        learning_rate: 1e-3,
        ..harsh
    };
    bench.change(calm.clone());
    bench.train(20);
    let finding = bench.finding("dead");
    let sentence = &finding.verdict.sentence;
    assert!(
        sentence.contains("of the ReLUs of hidden 1 are probably dead"),
        "{sentence}"
    );
    assert!(sentence.contains("60 images"), "{sentence}");
    let remedy = finding.verdict.remedy.clone().unwrap();
    assert!(!remedy.needs_reset(&calm), "a leak keeps the weights");
    let comparison = bench.cured(&finding, 5);
    assert!(
        comparison.improved && comparison.now == "0.0 %",
        "{comparison:?}"
    );
}
