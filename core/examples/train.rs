//! The trainer of the page in a terminal.
//!
//! ```text
//! cargo run --release -p playground-core --example train -- --preset fnn-128-64 --epochs 1
//! ```

#[path = "support/settings.rs"]
mod settings;
mod support;

use burn::tensor::{Device, DeviceKind};
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use playground_core::model::backward::Detail;
use playground_core::train::gpu::Gpu;
use playground_core::train::trainer::{Step, Trainer};
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::presets::{PRESETS, preset};
use playground_experiment::protocol::{Evaluation, Part};
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use support::{default_data, evaluation, load};

/// Trains a network of the playground in the terminal.
#[derive(Parser)]
struct Request {
    /// Start from a preset; `list` shows them
    #[arg(long, value_name = "NAME", default_value = "mlp-784-128-64-10")]
    preset: String,
    /// Change a setting of it, by its name in links or scripts; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// Stop after so many epochs (default: the preset's)
    #[arg(long, value_name = "N")]
    epochs: Option<u32>,
    /// Folder with the data sets (default: $PLAYGROUND_DATA, then public/data)
    #[arg(long, value_name = "DIR", default_value_os_t = default_data(), hide_default_value = true)]
    data: PathBuf,
    /// What to train on
    #[arg(long, value_enum, default_value_t)]
    device: On,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum On {
    #[default]
    Cpu,
    Gpu,
    SoftwareGpu,
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = Request::parse();
    if request.preset == "list" {
        for row in PRESETS {
            println!("{:18} {}", row.name, row.title);
        }
        return Ok(());
    }
    pollster::block_on(train(experiment(&request)?, &request))
}

/// The experiment that the command line asks for.
fn experiment(request: &Request) -> Result<Experiment, Box<dyn Error>> {
    let row = preset(&request.preset).ok_or(format!(
        "There is no preset {}; --preset list shows them.",
        request.preset
    ))?;
    let mut experiment = (row.experiment)();
    for setting in &request.settings {
        settings::set(&mut experiment, setting)?;
    }
    if let Some(epochs) = request.epochs {
        experiment.stop = Stop::Epochs(epochs);
    }
    experiment.validate()?;
    Ok(experiment)
}

async fn train(experiment: Experiment, request: &Request) -> Result<(), Box<dyn Error>> {
    let dataset = load(&experiment, &request.data)?;
    let kind = match request.device {
        On::Cpu => None,
        On::Gpu => Some(DeviceKind::DefaultDevice),
        On::SoftwareGpu => Some(DeviceKind::Cpu),
    };
    let device = match kind {
        Some(kind) => {
            Gpu::start(kind, Arc::new(|message| eprintln!("{message}")))
                .await?
                .device
        }
        None => Device::flex(),
    };
    let mut trainer = Trainer::new(experiment, &dataset, &device)?;
    let epochs = match trainer.experiment().stop {
        Stop::Epochs(n) => u64::from(n),
        Stop::Steps(n) => u64::from(n).div_ceil(trainer.steps_per_epoch()),
        Stop::Never => return Err("Say with --epochs when to stop.".into()),
    };
    println!(
        "{} parameters, {} steps an epoch",
        trainer.architecture().trainable_count(),
        trainer.steps_per_epoch()
    );
    let style =
        ProgressStyle::with_template("epoch {prefix} {bar:30} {pos}/{len} {per_sec} {msg}")?;
    let mut best = f64::NAN;
    for epoch in 1..=epochs {
        let bar = ProgressBar::new(trainer.steps_per_epoch())
            .with_style(style.clone())
            .with_prefix(epoch.to_string());
        let begun = Instant::now();
        while trainer.epochs() < epoch {
            let report =
                (trainer.steps() + 1).is_multiple_of(u64::from(trainer.experiment().report_every));
            let Step::Taken(pending) = trainer.step(
                &dataset,
                if report {
                    Detail::Report
                } else {
                    Detail::Nothing
                },
            )?
            else {
                return Err("Images are missing.".into());
            };
            bar.inc(1);
            if let Some(pending) = pending {
                let report = pending.read().await?;
                bar.set_message(format!("loss {:.4}", report.loss));
                if !report.loss.is_finite() {
                    return Err(
                        format!("The loss is no longer a number at step {}.", report.step).into(),
                    );
                }
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        bar.finish_and_clear();
        let examples = trainer.steps_per_epoch() * u64::from(trainer.experiment().batch_size);
        let test = evaluation(&trainer, &dataset, Part::Test).await?;
        let validation = evaluation(&trainer, &dataset, Part::Validation).await?;
        best = match test.pixel_error {
            Some(error) => best.min(error),
            None => best.max(test.accuracy),
        };
        println!(
            "epoch {epoch}: test {} (best {}), test loss {:.4}, validation {}, {:.0} examples/s",
            said(&test, None),
            said(&test, Some(best)),
            test.loss,
            said(&validation, None),
            examples as f64 / seconds,
        );
    }
    Ok(())
}

/// The accuracy of a classifier or the pixel error of an autoencoder, or another figure in its place.
fn said(evaluation: &Evaluation, instead: Option<f64>) -> String {
    match (evaluation.pixel_error, instead) {
        (Some(_), Some(error)) => format!("{error:.5}"),
        (Some(error), None) => format!("pixel error {error:.5}"),
        (None, Some(share)) => format!("{:.2} %", 100.0 * share),
        (None, None) => format!("accuracy {:.2} %", 100.0 * evaluation.accuracy),
    }
}
