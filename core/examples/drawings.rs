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
use drawings::{Drawing, Reading, VARIATIONS, accuracy, drawings, read, train};
use lexopt::prelude::*;
use playground_core::train::Trainer;
use playground_data::dataset::DatasetId;
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::preset;
use playground_experiment::protocol::Part;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use support::{default_data, evaluation, is_at_hand, load};

const HELP: &str = "Trains on the built-in digits and on MNIST, and has drawn digits read.

  --preset NAME  what to train (default mlp-784-128-64-10)
  --epochs N     for how long (default 5)
  --seed N       another seed (default: the preset's)
  --show         print what the network saw of the drawings it misread
  --data DIR     folder with mnist/ (default: $PLAYGROUND_DATA, then public/data); without it, only
                 the built-in digits
";

/// What the command line asks for.
struct Request {
    experiment: Experiment,
    epochs: u64,
    show: bool,
    data: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(request) = request()? else {
        return Ok(());
    };
    let drawn = drawings()?;
    let mut sets = vec![DatasetId::Synthetic];
    if is_at_hand(DatasetId::Mnist, &request.data) {
        sets.push(DatasetId::Mnist);
    }
    let mut table = Table::new();
    for set in sets {
        pollster::block_on(measure(set, &request, &drawn, &mut table))?;
    }
    table.print();
    Ok(())
}

fn request() -> Result<Option<Request>, Box<dyn Error>> {
    let mut name = "mlp-784-128-64-10".to_owned();
    let (mut epochs, mut seed, mut show, mut data) = (5, None, false, default_data());
    let mut words = lexopt::Parser::from_env();
    while let Some(argument) = words.next()? {
        match argument {
            Long("preset") => name = words.value()?.string()?,
            Long("epochs") => epochs = words.value()?.parse()?,
            Long("seed") => seed = Some(words.value()?.parse()?),
            Long("show") => show = true,
            Long("data") => data = words.value()?.into(),
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(None);
            }
            other => return Err(format!("{}.\n\n{HELP}", other.unexpected()).into()),
        }
    }
    let row = preset(&name).ok_or(format!("There is no preset {name}."))?;
    let mut experiment = (row.experiment)();
    experiment.seed = seed.unwrap_or(experiment.seed);
    Ok(Some(Request {
        experiment,
        epochs,
        show,
        data,
    }))
}

/// Trains on `set`, says what was misread and adds a column to the table.
async fn measure(
    set: DatasetId,
    request: &Request,
    drawn: &[Drawing],
    table: &mut Table,
) -> Result<(), Box<dyn Error>> {
    let experiment = Experiment {
        dataset: set,
        split: set.info().split,
        ..request.experiment.clone()
    };
    let supply = load(&experiment, &request.data)?;
    let mut trainer = Trainer::new(experiment, &supply, &Device::flex())?;
    train(&mut trainer, &supply, |trainer| {
        trainer.epochs() >= request.epochs
    })?;
    let test = evaluation(&trainer, &supply, Part::Test).await?.accuracy;
    let title = set.info().name;
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
