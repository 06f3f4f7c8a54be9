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
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{Evaluation, Part, Report};
use playground_insight::diagnose::*;
use pollster::block_on;

mod course;
mod data;
mod mistakes;
mod network;
mod presets;

/// Digits in the small set.
const IMAGES: usize = 600;

/// A run and what was seen of it.
struct Bench {
    trainer: Trainer,
    dataset: Dataset,
    recent: Recent,
    probe: Option<(Probe, Examples)>,
    /// Of the latest step, if it ended an epoch.
    evaluation: Option<Evaluation>,
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

/// So many digits, after `spoil` has seen their pixels and labels.
fn digits(count: usize, spoil: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>)) -> Dataset {
    let (mut pixels, mut labels) = synthetic::generate(9, Set::Train, 0..count as u64);
    spoil(&mut pixels, &mut labels);
    let mut train = Images::new(count, 784);
    train.push_images(&pixels);
    train.push_labels(&labels);
    let test = Images::new(0, 784);
    Dataset { train, test }
}

impl Bench {
    fn new(experiment: Experiment) -> Self {
        Self::on(digits(IMAGES, |_, _| {}), experiment)
    }

    fn on(dataset: Dataset, experiment: Experiment) -> Self {
        Self {
            trainer: Trainer::new(experiment, &dataset, &Device::flex()).unwrap(),
            dataset,
            recent: Recent::default(),
            probe: None,
            evaluation: None,
        }
    }

    /// Every step is reported, the last one probed, and each epoch evaluated.
    fn train(&mut self, steps: u64) {
        let end = self.trainer.steps() + steps;
        self.train_showing(steps, |step| match step == end {
            true => Detail::Probe,
            false => Detail::Report,
        });
    }

    /// Each step shows what `shows` says of its number, and each epoch is evaluated.
    fn train_showing(&mut self, steps: u64, shows: impl Fn(u64) -> Detail) {
        for _ in 0..steps {
            self.evaluation = None;
            let show = shows(self.trainer.steps() + 1);
            let step = self.trainer.step(&self.dataset, show).unwrap();
            let Step::Taken(pending) = step else {
                panic!("all images are there");
            };
            if let Some(pending) = pending {
                let figures = block_on(pending.read_all()).unwrap();
                self.take(&figures.report, figures.probe);
            }
            if self.trainer.epoch_just_ended() {
                let mut evaluator = Evaluator::new(&self.trainer, Part::Validation);
                while self.evaluated(&mut evaluator).is_none() {}
            }
        }
    }

    /// Evaluates a slice.
    fn evaluated(&mut self, evaluator: &mut Evaluator) -> Option<()> {
        let done = block_on(evaluator.slice(&self.dataset)).unwrap();
        let evaluation = self.evaluation.insert(done?);
        self.recent.evaluated(evaluation);
        Some(())
    }

    fn take(&mut self, report: &Report, probe: Option<(Probe, Examples)>) {
        self.recent.push(report, self.trainer.experiment());
        if let Some((probe, examples)) = &probe {
            self.recent.probed(probe, examples);
        }
        self.probe = probe.or(self.probe.take());
    }

    /// Goes on with other settings.
    fn change(&mut self, next: Experiment) {
        self.trainer.change(next).unwrap();
        self.recent.settle(self.trainer.experiment());
        self.probe = None;
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
        let probe = self.probe.as_ref().map(|(p, e)| (p, e));
        Evidence::new(self.trainer.experiment(), &self.recent, probe)
    }

    fn findings(&self) -> Vec<&'static str> {
        diagnose(&self.evidence(), self.trainer.experiment())
            .iter()
            .map(|f| f.rule.key)
            .collect()
    }

    /// The finding of this rule, which must be there.
    fn finding(&self, key: &str) -> Finding {
        let found = diagnose(&self.evidence(), self.trainer.experiment());
        let Some(finding) = found.iter().find(|f| f.rule.key == key) else {
            panic!("{key} is not among {found:#?}");
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
            self.change(next);
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
