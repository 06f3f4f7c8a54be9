//! Each rule of a diagnosis on real runs: one that triggers it, one that does not, and what its remedy does.

// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use burn::tensor::Device;
use playground_core::model::backward::Detail;
use playground_core::train::Dataset;
use playground_core::train::evaluate::Evaluator;
use playground_core::train::readback::read;
use playground_core::train::trainer::{Step, Trainer};
use playground_data::dataset::{DatasetId, Images, SplitSpec};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{Loss, Output};
use playground_experiment::model::{Activation, Block, Init};
use playground_experiment::optimizer::Optimizer;
use playground_experiment::protocol::Part;
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_insight::diagnose::*;
use pollster::block_on;

mod course;
mod mistakes;
mod network;

/// Digits in the small set.
const IMAGES: usize = 600;

/// A run and what was seen of it.
struct Bench {
    trainer: Trainer,
    dataset: Dataset,
    recent: Recent,
    probe: Option<(Probe, Examples)>,
}

fn small() -> Experiment {
    Experiment {
        dataset: DatasetId::Custom,
        split: split(80, 10),
        blocks: dense(1, Activation::Relu),
        batch_size: 32,
        ..Experiment::default()
    }
}

fn split(train_pct: u8, validation_pct: u8) -> SplitSpec {
    SplitSpec::HeldOut {
        train_pct,
        validation_pct,
        test_pct: 100 - train_pct - validation_pct,
    }
}

fn dense(layers: usize, activation: Activation) -> Vec<Block> {
    let units = 16;
    vec![Block::dense(units, activation); layers]
}

impl Bench {
    fn new(experiment: Experiment) -> Self {
        let (pixels, labels) = synthetic::generate(9, Set::Train, 0..IMAGES as u64);
        let mut train = Images::new(IMAGES, 784);
        train.push_images(&pixels);
        train.push_labels(&labels);
        let test = Images::new(0, 784);
        let dataset = Dataset { train, test };
        Self {
            trainer: Trainer::new(experiment, &dataset, &Device::flex()).unwrap(),
            dataset,
            recent: Recent::default(),
            probe: None,
        }
    }

    /// Every step is reported, the last one probed, and each epoch evaluated.
    fn train(&mut self, steps: u64) {
        let end = self.trainer.steps() + steps;
        while self.trainer.steps() < end {
            let show = match self.trainer.steps() + 1 == end {
                true => Detail::Probe,
                false => Detail::Report,
            };
            let step = self.trainer.step(&self.dataset, show).unwrap();
            let Step::Taken(Some(pending)) = step else {
                panic!("every step is reported");
            };
            let (report, probe) = block_on(pending.read_all()).unwrap();
            self.recent.push(&report, self.trainer.experiment());
            self.probe = probe.or(self.probe.take());
            if self.trainer.epoch_just_ended() {
                let mut evaluator = Evaluator::new(&self.trainer, Part::Validation);
                let done = block_on(evaluator.slice(&self.dataset)).unwrap();
                self.recent.evaluated(&done.unwrap());
            }
        }
    }

    fn trained(experiment: Experiment, steps: u64) -> Self {
        let mut bench = Self::new(experiment);
        bench.train(steps);
        bench
    }

    /// Moves the output bias of class 0, as if something had made the network sure of it.
    fn sure_of_class_0(mut self, bias: f32) -> Self {
        let (head, vectors) = self.trainer.checkpoint();
        let mut values = block_on(read(vectors)).unwrap();
        values[head.parameters - 10] = bias;
        self.trainer = Trainer::restore(&head, &values, &self.dataset, &Device::flex()).unwrap();
        self
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence {
            experiment: self.trainer.experiment(),
            recent: &self.recent,
            probe: self.probe.as_ref().map(|(p, e)| (p, e)),
        }
    }

    fn findings(&self) -> Vec<&'static str> {
        diagnose(&self.evidence())
            .iter()
            .map(|f| f.rule.key)
            .collect()
    }

    /// The finding of this rule, which must be there.
    fn finding(&self, key: &str) -> Finding {
        let found = diagnose(&self.evidence());
        let Some(finding) = found.iter().find(|f| f.rule.key == key) else {
            panic!("{key} is not among {:?}", self.findings());
        };
        finding.clone()
    }

    /// Applies the remedy of `finding` to this run, or to a new one where that is needed, and goes on.
    fn cured(mut self, finding: &Finding, steps: u64) -> Comparison {
        let remedy = finding.verdict.remedy.as_ref().unwrap();
        let before = finding.before().unwrap();
        let next = remedy.apply(self.trainer.experiment()).unwrap();
        if remedy.needs_reset(self.trainer.experiment()) {
            self = Self::new(next);
        } else {
            self.trainer.change(next).unwrap();
        }
        self.train(steps);
        before.compare(&self.evidence()).unwrap()
    }
}

#[test]
fn a_healthy_run_has_no_findings_at_any_time() {
    let mut bench = Bench::new(small());
    assert!(bench.findings().is_empty(), "nothing is known yet");
    for _ in 0..8 {
        bench.train(15);
        assert_eq!(bench.findings(), [""; 0]);
    }
}
