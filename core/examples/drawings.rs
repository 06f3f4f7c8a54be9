//! How many of the drawn digits in `tests/drawings.json` networks read that were trained on the built-in
//! digits and on MNIST, as drawn and varied. Prints what was misread, then a Markdown table.
//!
//! ```text
//! cargo run --release -p playground-core --example drawings
//! ```

#[path = "support/drawings.rs"]
mod drawings;
mod support;

use burn::tensor::Device;
use clap::Parser;
use drawings::{Drawing, Reading, VARIATIONS, accuracy, drawings, read, train};
use playground_core::train::Trainer;
use playground_data::dataset::DatasetId;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::preset;
use playground_experiment::protocol::Part;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use support::{default_data, evaluation, is_at_hand, load};

/// Trains on the built-in digits and on MNIST, where that is at hand, and has drawn digits read.
#[derive(Parser)]
struct Request {
    /// What to train
    #[arg(long, value_name = "NAME", default_value = "mlp-784-128-64-10")]
    preset: String,
    /// For how long
    #[arg(long, value_name = "N", default_value_t = 5)]
    epochs: u64,
    /// Another seed than the preset's
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print what the network saw of the drawings it misread
    #[arg(long)]
    show: bool,
    /// Folder with the data sets (default: $PLAYGROUND_DATA, then public/data)
    #[arg(long, value_name = "DIR", default_value_os_t = default_data(), hide_default_value = true)]
    data: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let request = Request::parse();
    let row = preset(&request.preset).ok_or(format!("There is no preset {}.", request.preset))?;
    let mut experiment = (row.experiment)();
    experiment.seed = request.seed.unwrap_or(experiment.seed);
    let on = |set: DatasetId| Experiment {
        dataset: set,
        split: set.info().split,
        ..experiment.clone()
    };
    let drawn = drawings()?;
    let mut sets = vec![DatasetId::Synthetic];
    if is_at_hand(DatasetId::Mnist, &request.data) {
        sets.push(DatasetId::Mnist);
    }
    let mut table = Table::new();
    for set in sets {
        pollster::block_on(measure(on(set), &request, &drawn, &mut table))?;
    }
    table.print();
    Ok(())
}

/// Trains, says what was misread and adds a column to the table.
async fn measure(
    experiment: Experiment,
    request: &Request,
    drawn: &[Drawing],
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let title = experiment.dataset.info().name;
    let dataset = load(&experiment, &request.data)?;
    let mut trainer = Trainer::new(experiment, &dataset, &Device::flex())?;
    train(&mut trainer, &dataset, |trainer| {
        trainer.epochs() >= request.epochs
    })?;
    let test = evaluation(&trainer, &dataset, Part::Test).await?.accuracy;
    println!("{title}, {} epochs:", request.epochs);
    let mut column = vec![percent(test)];
    for (variation, changes) in VARIATIONS {
        let readings = read(&trainer, drawn, changes).await?;
        column.push(percent(accuracy(&readings)));
        let misread = misread(&readings, request.show);
        if !misread.is_empty() {
            println!("  {variation}: {misread}");
        }
    }
    table.add(title, column);
    Ok(())
}

/// What was misread, and how often where a variation comes in several ways.
fn misread(readings: &[Reading], show: bool) -> String {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for reading in readings.iter().filter(|reading| !reading.is_right()) {
        let count = counts.entry(reading.words()).or_default();
        *count += 1;
        if show && *count == 1 {
            println!("{}:\n{}", reading.words(), reading.picture());
        }
    }
    let phrase = |(words, count): (String, u32)| match count {
        1 => words,
        _ => format!("{words} ({count} times)"),
    };
    let phrases: Vec<String> = counts.into_iter().map(phrase).collect();
    phrases.join(", ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A column for each training set.
struct Table {
    rows: Vec<String>,
}

impl Table {
    fn new() -> Self {
        let mut rows = vec!["| drawn digits |".to_owned(), "| --- |".to_owned()];
        rows.push("| for comparison: its own test images |".to_owned());
        rows.extend(VARIATIONS.map(|(name, _)| format!("| {name} |")));
        Self { rows }
    }

    fn add(&mut self, title: &str, column: Vec<String>) {
        let head = [format!("trained on {title}"), "---".to_owned()];
        for (row, cell) in self.rows.iter_mut().zip(head.into_iter().chain(column)) {
            row.push_str(&format!(" {cell} |"));
        }
    }

    fn print(&self) {
        println!("\n{}", self.rows.join("\n"));
    }
}
