//! Presets that promise a behaviour show it, on the built-in digits.
#![cfg(feature = "engine")]
// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic)]

use burn::tensor::Device;
use playground_core::data::dataset::{DatasetId, Images, SplitSpec};
use playground_core::data::synthetic::{self, Set};
use playground_core::experiment::Experiment;
use playground_core::presets::preset;
use playground_core::protocol::Part;
use playground_core::train::evaluate::Evaluator;
use playground_core::train::trainer::Step;
use playground_core::train::{Supply, Trainer};

fn digits(count: u64) -> Supply {
    let sample = DatasetId::Custom.info().sample.len();
    let (pixels, labels) = synthetic::generate(synthetic::SEED, Set::Train, 0..count);
    let mut train = Images::new(count as usize, sample);
    train.push_images(&pixels);
    train.push_labels(&labels);
    Supply {
        train,
        test: Images::new(0, sample),
    }
}

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
    let beside = row.rivals().into_iter().map(|r| r.apply(&base).unwrap());
    std::iter::once(base.clone()).chain(beside).collect()
}

#[test]
fn explore() {
    let supply = digits(4000);
    let base = runs("deep-sigmoid").remove(0);
    let cases = vec![
        Experiment { learning_rate: 0.5, ..base.clone() },
        Experiment { learning_rate: 0.3, ..base.clone() },
    ];
    for run in cases {
            let begun = std::time::Instant::now();
            let mut t = Trainer::new(run, &supply, &Device::flex()).unwrap();
            for s in 1..=6000 {
                let Step::Taken(_) = t.take_step(&supply, false).unwrap() else { panic!() };
                if s % (if s < 9000 {500} else {1000}) == 0 {
                    let mut e = Evaluator::new(&t, Part::Test);
                    let done = loop { if let Some(d) = pollster::block_on(e.slice(&supply)).unwrap() { break d; } };
                    print!(" {s}:{:.3}/{:.3}", done.loss, done.accuracy);
                }
            }
            println!("  {:.1} s", begun.elapsed().as_secs_f64());
    }
}
