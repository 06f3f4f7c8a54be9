//! What looking costs: training speed without any report, with reports at the default rate (the
//! counterpart's backward pass included), and with detailed probes at their default rate on top.
//!
//! ```text
//! cargo run --release -p playground-core --example probe_cost -- --rounds 9
//! ```

#[path = "support/settings.rs"]
mod settings;

use burn::tensor::Device;
use clap::Parser;
use playground_core::model::backward::Detail;
use playground_core::train::Dataset;
use playground_core::train::trainer::{Step, Trainer};
use playground_data::dataset::Images;
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::WATCH_EVERY;
use std::error::Error;
use std::time::Instant;

/// Measures what reports and detailed probes cost, in turn, several rounds.
#[derive(Parser)]
struct Request {
    /// Rounds of each
    #[arg(long, value_name = "N", default_value_t = 7)]
    rounds: usize,
    /// Steps in a round
    #[arg(long, value_name = "N", default_value_t = 400)]
    steps: u64,
    /// Reports from one probe to the next
    #[arg(long, value_name = "N", default_value_t = u64::from(WATCH_EVERY))]
    every: u64,
    /// Change a setting of the default experiment; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
}

/// What is compared: the steps that are shown, and how.
struct Way {
    name: &'static str,
    show: fn(step: u64, report_every: u64, watch: u64) -> Detail,
}

const WAYS: &[Way] = &[
    Way {
        name: "nothing shown",
        show: |_, _, _| Detail::Nothing,
    },
    Way {
        name: "reports",
        show: |step, every, _| match step.is_multiple_of(every) {
            true => Detail::Report,
            false => Detail::Nothing,
        },
    },
    Way {
        name: "reports and probes",
        show: |step, every, watch| match (step.is_multiple_of(every * watch), step % every) {
            (true, _) => Detail::Probe,
            (false, 0) => Detail::Report,
            _ => Detail::Nothing,
        },
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    let request = Request::parse();
    let mut experiment = Experiment::default();
    for setting in &request.settings {
        settings::set(&mut experiment, setting)?;
    }
    experiment.validate()?;
    pollster::block_on(compare(
        experiment,
        request.rounds.max(1),
        request.steps,
        request.every.max(1),
    ))
}

/// The ways take turns, so that whatever else the machine does falls on all of them.
async fn compare(
    experiment: Experiment,
    rounds: usize,
    steps: u64,
    watch: u64,
) -> Result<(), Box<dyn Error>> {
    let dataset = digits(&experiment);
    let every = u64::from(experiment.report_every);
    let batch = u64::from(experiment.batch_size);
    let mut trainer = Trainer::new(experiment, &dataset, &Device::flex())?;
    let mut speeds = vec![Vec::new(); WAYS.len()];
    for round in 0..=rounds {
        for (way, speeds) in WAYS.iter().zip(&mut speeds) {
            let begun = Instant::now();
            for step in 1..=steps {
                let show = (way.show)(step, every, watch);
                let Step::Taken(pending) = trainer.step(&dataset, show)? else {
                    return Err("Images are missing.".into());
                };
                if let Some(pending) = pending {
                    pending.read_all().await?;
                }
            }
            // The first round warms up.
            if round > 0 {
                speeds.push((steps * batch) as f64 / begun.elapsed().as_secs_f64());
            }
        }
    }
    println!(
        "{rounds} rounds of {steps} steps, a report every {every} steps, a probe every {watch} reports"
    );
    let bare = median(&speeds[0]);
    for (way, speeds) in WAYS.iter().zip(&speeds) {
        let speed = median(speeds);
        println!(
            "{:20} {speed:8.0} examples/s  {:+.1} %",
            way.name,
            100.0 * (speed / bare - 1.0)
        );
    }
    Ok(())
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn digits(experiment: &Experiment) -> Dataset {
    let info = experiment.dataset.info();
    let file = |set, count: usize| {
        let mut images = Images::new(count, info.sample.len());
        let (pixels, labels) = synthetic::generate(synthetic::SEED, set, 0..count as u64);
        images.push_images(&pixels);
        images.push_labels(&labels);
        images
    };
    Dataset {
        train: file(Set::Train, info.train_count),
        test: file(Set::Test, info.test_count),
    }
}
