//! Trains every preset and the runs beside it for a while, and prints their curves: what the gallery's thumbnails are
//! drawn from.
//!
//! ```text
//! cargo run --release -p playground-core --example curves > crates/experiment/src/presets/curves.txt
//! ```
//!
//! On the CPU the same numbers come out everywhere. About five minutes.

mod support;

use burn::tensor::Device;
use clap::Parser;
use playground_core::model::backward::Detail;
use playground_core::train::Dataset;
use playground_core::train::trainer::{Step, Trainer};
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::model::summary::Summary;
use playground_experiment::presets::stored::{HEAD, POINTS, line};
use playground_experiment::presets::{PRESETS, Preset};
use std::error::Error;
use std::path::PathBuf;
use support::{default_data, load};

/// Reports that a point of a curve is the mean of, where there are as many steps.
const REPORTS_A_POINT: u64 = 8;

/// Most multiplications that the steps of one run may take: a dense network is then trained for epochs, a deep one with
/// convolutions for a few hundred steps.
const WORK: u64 = 30_000_000_000;

/// Prints the curves of presets.
#[derive(Parser)]
struct Request {
    /// Only this preset
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Folder with the data sets (default: $PLAYGROUND_DATA, then public/data)
    #[arg(long, value_name = "DIR", default_value_os_t = default_data(), hide_default_value = true)]
    data: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = Request::parse();
    print!("{HEAD}");
    let is_wanted = |row: &&Preset| request.only.as_ref().is_none_or(|only| only == row.name);
    for row in PRESETS.iter().filter(is_wanted) {
        let runs = row.runs();
        let dataset = load(&runs[0], &request.data)?;
        let steps = steps(&runs, &dataset)?;
        for (number, run) in runs.into_iter().enumerate() {
            let curve = pollster::block_on(curve(run, steps, &dataset))?;
            println!("{}", line(row.name, number, steps, &curve));
        }
    }
    Ok(())
}

/// Returns how far the runs of a preset are trained: as far as all of them can be, in whole points.
fn steps(runs: &[Experiment], dataset: &Dataset) -> Result<u64, Box<dyn Error>> {
    let mut fewest = u64::MAX;
    for run in runs {
        let trainer = Trainer::new(run.clone(), dataset, &Device::flex())?;
        let end = match run.stop {
            Stop::Epochs(epochs) => u64::from(epochs) * trainer.steps_per_epoch(),
            Stop::Steps(steps) => u64::from(steps),
            Stop::Never => u64::MAX,
        };
        let sample = run.dataset.info().sample;
        let input = [u64::from(sample.rows), u64::from(sample.columns)];
        let work =
            Summary::of(trainer.architecture(), &input).multiply_adds() * u64::from(run.batch_size);
        // Forward, and twice as much backward.
        fewest = fewest.min(end).min(WORK / (3 * work).max(1));
    }
    let points = POINTS as u64;
    Ok((fewest / points).max(1) * points)
}

/// Trains a run and returns what its curve shows at each point: accuracy in per cent, or of an autoencoder the loss in
/// per cent of the first point's.
async fn curve(run: Experiment, steps: u64, dataset: &Dataset) -> Result<Vec<f64>, Box<dyn Error>> {
    let rebuilds = run.is_autoencoder();
    let mut trainer = Trainer::new(run, dataset, &Device::flex())?;
    let a_point = steps / POINTS as u64;
    let every = (a_point / REPORTS_A_POINT).max(1);
    let mut curve = Vec::new();
    let mut values = Vec::new();
    for step in 1..=steps {
        let detail = match step.is_multiple_of(every) {
            true => Detail::Report,
            false => Detail::Nothing,
        };
        let Step::Taken(pending) = trainer.step(dataset, detail)? else {
            return Err("Images are missing.".into());
        };
        if let Some(pending) = pending {
            let report = pending.read().await?;
            values.push(f64::from(match rebuilds {
                true => report.loss,
                false => 100.0 * report.accuracy,
            }));
        }
        if step.is_multiple_of(a_point) {
            curve.push(values.iter().sum::<f64>() / values.len() as f64);
            values.clear();
        }
    }
    if rebuilds {
        let first = curve.first().copied().unwrap_or(1.0);
        curve.iter_mut().for_each(|value| *value *= 100.0 / first);
    }
    Ok(curve)
}
