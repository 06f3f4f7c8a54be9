//! The presets: done right none of them is accused, and each mistake is named in its own for as long as it is made.

use super::*;
use playground_experiment::mistakes::{MISTAKES, Mistake};
use playground_experiment::model::Block;
use playground_experiment::presets::{PRESETS, Preset};
use playground_experiment::protocol::WATCH_EVERY;
use std::path::PathBuf;

#[path = "../../examples/support/mod.rs"]
#[allow(dead_code)]
mod support;

/// The set of a preset where it is at hand, else built-in digits; so many images of it to train on.
fn bench(experiment: Experiment, images: u32) -> Bench {
    let info = experiment.dataset.info();
    let folder = std::env::var_os("PLAYGROUND_DATA").map(PathBuf::from);
    let folder = folder.filter(|folder| support::is_at_hand(experiment.dataset, folder));
    let split = SplitSpec::Official {
        train: images,
        validation: 1000,
    };
    let dataset = match info.made.is_some() || folder.is_some() {
        true => experiment.dataset,
        false => DatasetId::Synthetic,
    };
    let experiment = Experiment {
        dataset,
        split,
        ..experiment
    };
    let data = support::load(&experiment, &folder.unwrap_or_default()).unwrap();
    Bench::on(data, experiment)
}

/// What a page shows of a step.
fn shown(step: u64, every: u64) -> Detail {
    match step {
        _ if step == 1 || step.is_multiple_of(every * u64::from(WATCH_EVERY)) => Detail::Probe,
        _ if step.is_multiple_of(every) => Detail::Report,
        _ => Detail::Nothing,
    }
}

/// The rules that speak at each report of a run.
fn spoken(experiment: Experiment, images: u32, steps: u64) -> Vec<(u64, Vec<&'static str>)> {
    let every = u64::from(experiment.report_every);
    let mut bench = bench(experiment, images);
    let mut all = Vec::new();
    while bench.trainer.steps() < steps {
        bench.train_showing(every, |step| shown(step, every));
        // As on the page: before there are reports enough, only a run that has ended is judged.
        let judged = bench.recent.loss().is_some();
        let found = diagnose(&bench.evidence(), bench.trainer.experiment());
        let found = found
            .iter()
            .filter(|f| judged || f.verdict.severity == Severity::Fatal);
        all.push((bench.trainer.steps(), found.map(|f| f.rule.key).collect()));
    }
    all
}

/// Panics where a run that is right is said to make a mistake.
fn none_is_accused(experiment: &Experiment, images: u32, steps: u64) {
    let mistake = |key: &&&str| Mistake::from_key(key).is_some();
    for (step, keys) in spoken(experiment.clone(), images, steps) {
        let accused: Vec<&&str> = keys.iter().filter(mistake).collect();
        assert!(
            accused.is_empty(),
            "{accused:?} at step {step} of {experiment:?}"
        );
    }
}

fn is_right(experiment: &Experiment) -> bool {
    *experiment == experiment.done_right()
}

fn is_dense(experiment: &Experiment) -> bool {
    let mut blocks = experiment.blocks.iter();
    blocks.all(|block| matches!(block, Block::Dense(_) | Block::Dropout(_)))
}

#[test]
fn every_mistake_is_named_in_its_preset_and_stays_named() {
    for row in MISTAKES {
        let name = format!("mistake-{}", row.key);
        let preset = PRESETS.iter().find(|preset| preset.name == name).unwrap();
        let made = preset.runs().into_iter().find(|e| e.has(row.id)).unwrap();
        let all = spoken(made, 4096, 400);
        let first = all.iter().position(|(_, keys)| keys.contains(&row.key));
        let first = first.unwrap_or_else(|| panic!("{} is not named: {all:?}", row.key));
        assert!(all[first].0 <= 200, "{} at step {}", row.key, all[first].0);
        for (step, keys) in &all[first..] {
            assert_eq!(keys, &[row.key], "step {step}");
        }
    }
}

#[test]
fn the_quick_presets_done_right_are_accused_of_nothing() {
    let all = PRESETS.iter().flat_map(Preset::runs).filter(is_right);
    let mut seen: Vec<Experiment> = Vec::new();
    for experiment in all.filter(|e| e.report_every == 10 && is_dense(e)) {
        if !seen.contains(&experiment) {
            none_is_accused(&experiment, 4096, 300);
            seen.push(experiment);
        }
    }
    assert!(seen.len() >= 3, "{}", seen.len());
}

/// 300 steps of each, and 20 epochs of the dense ones.
#[test]
#[ignore = "takes many minutes; `cargo xtask test --long` runs it"]
fn no_preset_done_right_is_accused_of_anything() {
    for experiment in PRESETS.iter().flat_map(Preset::runs).filter(is_right) {
        let steps = match is_dense(&experiment) {
            true => 20 * u64::from(4096 / experiment.batch_size),
            false => 300,
        };
        none_is_accused(&experiment, 4096, steps);
    }
}
