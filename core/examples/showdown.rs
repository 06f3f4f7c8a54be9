//! The activation showdown on Fashion-MNIST, beside the published figures: the preset
//! `fashion-activations` with every run trained to its end, one after the other. Prints a Markdown
//! table.
//!
//! ```text
//! cargo run --release -p playground-core --example showdown
//! ```

#[path = "support/settings.rs"]
mod settings;
mod support;

use burn::tensor::Device;
use clap::Parser;
use playground_core::model::network::{Capture, Mode, ParamTensors};
use playground_core::train::dataset::batch;
use playground_core::train::readback::read;
use playground_core::train::{Dataset, Trainer};
use playground_experiment::metrics;
use playground_experiment::presets::{Preset, preset};
use playground_experiment::protocol::Part;
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;
use support::showdown::{ShowdownRun, entries, train_through};
use support::{default_data, evaluation, load};

/// Examples in a forward pass.
const SLICE: usize = 500;

/// Trains four activations on Fashion-MNIST and sets them beside the published figures.
#[derive(Parser)]
struct Request {
    /// Epochs after which to measure; it stops after the last
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "50,100"
    )]
    at: Vec<u64>,
    /// One of ReLU, sigmoid, tanh, linear
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Change a setting of every run, such as lr=0.05; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
    /// Folder with the data sets (default: $PLAYGROUND_DATA, then public/data)
    #[arg(long, value_name = "DIR", default_value_os_t = default_data(), hide_default_value = true)]
    data: PathBuf,
}

/// What was measured after so many epochs, as shares.
struct Measured {
    train: f64,
    test: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut request = Request::parse();
    request.at.sort_unstable();
    let row = preset("fashion-activations").ok_or("The preset is gone.")?;
    pollster::block_on(showdown(row, &request))
}

async fn showdown(row: &Preset, request: &Request) -> Result<(), Box<dyn Error>> {
    let mut entries = entries(row)?;
    if let Some(only) = &request.only {
        entries.retain(|entry| &entry.name == only);
    }
    for setting in &request.settings {
        entries
            .iter_mut()
            .try_for_each(|entry| settings::set(&mut entry.experiment, setting))?;
    }
    let first = entries
        .first()
        .ok_or("--only knows ReLU, sigmoid, tanh and linear.")?;
    let dataset = load(&first.experiment, &request.data)?;
    let mut rows = Vec::new();
    for entry in &entries {
        let measured = run(entry, &dataset, &request.at).await?;
        rows.push(table_row(row, entry, &measured));
        // Each row as soon as it is known: the whole takes hours.
        println!("{}", rows[rows.len() - 1]);
    }
    println!("\n{}\n{}", header(&request.at), rows.join("\n"));
    Ok(())
}

/// Trains one run and measures it after each of the epochs in `at`.
async fn run(
    entry: &ShowdownRun,
    dataset: &Dataset,
    at: &[u64],
) -> Result<Vec<Measured>, Box<dyn Error>> {
    let mut trainer = Trainer::new(entry.experiment.clone(), dataset, &Device::flex())?;
    let mut measured = Vec::new();
    for epoch in 1..=at.last().copied().unwrap_or(0) {
        let begun = Instant::now();
        train_through(&mut trainer, dataset, epoch)?;
        let seconds = begun.elapsed().as_secs_f64();
        let done = evaluation(&trainer, dataset, Part::Test).await?;
        let (loss, test) = (done.loss, done.accuracy);
        println!(
            "{} epoch {epoch}: test accuracy {test:.4}, test loss {loss:.4}, {seconds:.1} s",
            entry.name
        );
        if at.contains(&epoch) {
            let train = train_accuracy(&trainer, dataset).await?;
            measured.push(Measured { train, test });
        }
        if !loss.is_finite() {
            println!("{}: overflowed in epoch {epoch}", entry.name);
            break;
        }
    }
    Ok(measured)
}

/// Over the whole training part, with the weights as they are now.
async fn train_accuracy(trainer: &Trainer, dataset: &Dataset) -> Result<f64, String> {
    let leaves = ParamTensors::plain(trainer.architecture(), &trainer.parameters());
    let part = trainer.parts().train.clone();
    let indices: Vec<u32> = (part.start as u32..part.end as u32).collect();
    let mut correct = 0.0;
    for slice in indices.chunks(SLICE) {
        let (experiment, device) = (trainer.experiment(), trainer.device());
        let (batch, labels) = batch(&dataset.train, slice, experiment, device);
        let inputs = batch.inputs.tensor();
        let logits = leaves
            .forward(inputs, Mode::Evaluation, Capture::Nothing)
            .logits;
        correct += metrics::accuracy(&read(logits).await?, &labels) * labels.len() as f64;
    }
    Ok(correct / indices.len().max(1) as f64)
}

fn header(at: &[u64]) -> String {
    let at: Vec<String> = at.iter().map(u64::to_string).collect();
    let at = at.join(" / ");
    format!(
        "| activation | training, {at} epochs | published | test, {at} epochs | published |\n\
         | --- | --- | --- | --- | --- |"
    )
}

fn table_row(row: &Preset, entry: &ShowdownRun, measured: &[Measured]) -> String {
    let ours = |pick: fn(&Measured) -> f64| {
        let shares = measured.iter().map(|m| format!("{:.4}", pick(m)));
        shares.collect::<Vec<_>>().join(" / ")
    };
    let theirs = |what: &str| {
        let figures = row.published.iter().filter(|figure| {
            figure.run == entry.index && figure.what.contains(&format!("{what} accuracy after"))
        });
        let values: Vec<&str> = figures.map(|figure| figure.value).collect();
        values.join(" / ")
    };
    format!(
        "| {} | {} | {} | {} | {} |",
        entry.name,
        ours(|m| m.train),
        theirs("training"),
        ours(|m| m.test),
        theirs("test"),
    )
}
