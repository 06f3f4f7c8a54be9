//! The trainer of the page in a terminal.
//!
//! ```text
//! cargo run --release -p playground-core --example train -- --preset fnn-128-64 --epochs 1
//! ```

#[path = "support/settings.rs"]
mod settings;
mod support;

use burn::tensor::{Device, DeviceKind};
use indicatif::{ProgressBar, ProgressStyle};
use lexopt::prelude::*;
use playground_core::model::backward::Detail;
use playground_core::train::gpu::Gpu;
use playground_core::train::trainer::{Step, Trainer};
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::presets::PRESETS;
use playground_experiment::protocol::{Evaluation, Part};
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use support::{default_data, evaluation, load};

const HELP: &str = "Trains a network of the playground in the terminal.

  --preset NAME    start from a preset (default mlp-784-128-64-10; --preset list shows them)
  --set NAME=VALUE change a setting of it, by its name in links or scripts; repeatable
  --epochs N       stop after N epochs (default: the preset's)
  --data DIR       folder with mnist/ and fashion-mnist/ (default: $PLAYGROUND_DATA, then public/data)
  --device NAME    cpu (default), gpu, or software-gpu
";

/// What the command line asks for.
struct Request {
    experiment: Experiment,
    data: PathBuf,
    gpu: Option<DeviceKind>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(request) = request()? else {
        return Ok(());
    };
    pollster::block_on(train(request))
}

fn request() -> Result<Option<Request>, Box<dyn Error>> {
    let mut words = lexopt::Parser::from_env();
    let mut preset = "mlp-784-128-64-10".to_owned();
    let mut settings = Vec::new();
    let mut epochs = None;
    let mut data = default_data();
    let mut gpu = None;
    while let Some(argument) = words.next()? {
        match argument {
            Long("preset") => preset = words.value()?.string()?,
            Long("set") => settings.push(words.value()?.string()?),
            Long("epochs") => epochs = Some(words.value()?.parse()?),
            Long("data") => data = words.value()?.into(),
            Long("device") => gpu = device_kind(&words.value()?.string()?)?,
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(None);
            }
            other => return Err(format!("{}.\n\n{HELP}", other.unexpected()).into()),
        }
    }
    if preset == "list" {
        for row in PRESETS {
            println!("{:18} {}", row.name, row.title);
        }
        return Ok(None);
    }
    let row = PRESETS
        .iter()
        .find(|row| row.name == preset)
        .ok_or(format!(
            "There is no preset {preset}; --preset list shows them."
        ))?;
    let mut experiment = (row.experiment)();
    for setting in settings {
        settings::set(&mut experiment, &setting)?;
    }
    if let Some(epochs) = epochs {
        experiment.stop = Stop::Epochs(epochs);
    }
    experiment.validate()?;
    Ok(Some(Request {
        experiment,
        data,
        gpu,
    }))
}

fn device_kind(name: &str) -> Result<Option<DeviceKind>, Box<dyn Error>> {
    match name {
        "cpu" => Ok(None),
        "gpu" => Ok(Some(DeviceKind::DefaultDevice)),
        "software-gpu" => Ok(Some(DeviceKind::Cpu)),
        other => Err(format!("{other} is not a device; choose cpu, gpu or software-gpu.").into()),
    }
}

async fn train(request: Request) -> Result<(), Box<dyn Error>> {
    let supply = load(&request.experiment, &request.data)?;
    let device = match request.gpu {
        Some(kind) => {
            Gpu::start(kind, Arc::new(|message| eprintln!("{message}")))
                .await?
                .device
        }
        None => Device::flex(),
    };
    let mut trainer = Trainer::new(request.experiment, &supply, &device)?;
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
                &supply,
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
        let test = evaluation(&trainer, &supply, Part::Test).await?;
        let validation = evaluation(&trainer, &supply, Part::Validation).await?;
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
