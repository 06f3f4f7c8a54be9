//! Presets that promise a behaviour show it, on a few thousand of the built-in digits.
// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic)]

use burn::tensor::Device;
use playground_core::model::backward::Detail;
use playground_core::train::evaluate::Evaluator;
use playground_core::train::trainer::Step;
use playground_core::train::{Dataset, Trainer};
use playground_data::dataset::{DatasetId, Images, SplitSpec};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::preset;
use playground_experiment::protocol::Part;

/// Digits in the training file; a tenth of them tests.
const IMAGES: usize = 4000;

/// Nobody who only guesses gets this share of those right.
const CHANCE: f64 = 0.2;

fn digits() -> Dataset {
    let sample = DatasetId::Custom.info().sample.len();
    let (pixels, labels) = synthetic::generate(synthetic::SEED, Set::Train, 0..IMAGES as u64);
    let mut train = Images::new(IMAGES, sample);
    train.push_images(&pixels);
    train.push_labels(&labels);
    Dataset {
        train,
        test: Images::new(0, sample),
    }
}

/// The preset and the runs beside it, on [`digits`].
fn runs(name: &str) -> Vec<Experiment> {
    let row = preset(name).unwrap();
    let base = Experiment {
        dataset: DatasetId::Custom,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        ..(row.experiment)()
    };
    let variants = row.variants();
    let beside = variants.iter().map(|variant| variant.apply(&base).unwrap());
    std::iter::once(base.clone()).chain(beside).collect()
}

/// Test loss and test accuracy of `experiment` after each of these numbers of steps.
fn figures(experiment: &Experiment, after: &[u64]) -> Vec<(f64, f64)> {
    let dataset = digits();
    let mut trainer = Trainer::new(experiment.clone(), &dataset, &Device::flex()).unwrap();
    let mut measure = |steps: &u64| {
        while trainer.steps() < *steps {
            let step = trainer.step(&dataset, Detail::Nothing).unwrap();
            assert!(matches!(step, Step::Taken(_)));
        }
        let mut evaluator = Evaluator::new(&trainer, Part::Test);
        loop {
            if let Some(done) = pollster::block_on(evaluator.slice(&dataset)).unwrap() {
                break (done.loss, done.accuracy);
            }
        }
    };
    after.iter().map(&mut measure).collect()
}

fn accuracy(experiment: &Experiment, steps: u64) -> f64 {
    figures(experiment, &[steps])[0].1
}

#[test]
fn from_a_confidently_wrong_start_cross_entropy_learns_and_mse_stalls() {
    let runs = runs("confidently-wrong");
    assert!(accuracy(&runs[0], 300) > 0.8);
    let mse = figures(&runs[1], &[0, 300]);
    let moved = (mse[1].0 - mse[0].0).abs();
    // Nine of ten are wrong, each by 1 in two classes of ten.
    assert!((mse[0].0 - 0.18).abs() < 0.01, "{mse:?}");
    assert!(moved < 1e-3 && mse[1].1 < CHANCE, "{mse:?}");
}

#[test]
fn a_deep_sigmoid_network_sits_still_and_adam_or_xavier_moves_it() {
    let runs = runs("deep-sigmoid");
    let (loss, share) = figures(&runs[0], &[1500])[0];
    assert!(
        (loss - 10.0_f64.ln()).abs() < 0.05 && share < CHANCE,
        "{loss} {share}"
    );
    assert!(accuracy(&runs[1], 1500) > 0.75, "Adam");
    assert!(accuracy(&runs[2], 1500) > 0.6, "Xavier");
}

/// At five times the learning rate, to wait a fifth of the time.
#[test]
fn a_deep_sigmoid_network_wakes_after_a_long_time() {
    let run = Experiment {
        learning_rate: 0.5,
        ..runs("deep-sigmoid").remove(0)
    };
    let figures = figures(&run, &[2000, 4500]);
    assert!(figures[0].1 < CHANCE, "{figures:?}");
    assert!(figures[1].1 > 0.3 && figures[1].0 < 1.8, "{figures:?}");
}

#[test]
fn of_four_activations_only_the_sigmoid_sits_still() {
    let runs = runs("fashion-activations");
    let [relu, sigmoid, tanh, linear] = &runs[..] else {
        panic!("{} runs", runs.len());
    };
    assert!(accuracy(relu, 2750) > 0.6);
    assert!(accuracy(sigmoid, 1500) < CHANCE);
    assert!(accuracy(tanh, 1250) > 0.3);
    assert!(accuracy(linear, 1250) > 0.3);
}

#[test]
fn mse_on_logits_does_as_well_as_cross_entropy() {
    let shares: Vec<f64> = runs("mse-on-logits")
        .iter()
        .map(|run| accuracy(run, 300))
        .collect();
    assert!(shares.iter().all(|&share| share > 0.85), "{shares:?}");
    assert!((shares[0] - shares[1]).abs() < 0.05, "{shares:?}");
}
