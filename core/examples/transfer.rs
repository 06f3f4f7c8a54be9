//! Transfer learning, measured: a network trained on MNIST gives its first blocks to one that is trained on
//! Fashion-MNIST, beside the same blocks frozen at random weights and beside a network trained from scratch.
//! Prints a Markdown table of test accuracies.
//!
//! ```text
//! cargo run --release -p playground-core --example transfer
//! ```

mod support;

use burn::tensor::Device;
use clap::Parser;
use playground_core::model::backward::Detail;
use playground_core::train::readback::read;
use playground_core::train::trainer::Step;
use playground_core::train::{Dataset, Trainer};
use playground_data::dataset::DatasetId;
use playground_experiment::experiment::Experiment;
use playground_experiment::fields::field;
use playground_experiment::model::{InheritedRange, check_kept};
use playground_experiment::presets::preset;
use playground_experiment::protocol::Part;
use std::error::Error;
use std::path::PathBuf;
use support::{default_data, evaluation, load};

/// Trains on MNIST, keeps the first blocks, and trains the rest on Fashion-MNIST.
#[derive(Parser)]
struct Request {
    /// The network
    #[arg(long, value_name = "NAME", default_value = "lenet-5-relu")]
    preset: String,
    /// Epochs on MNIST
    #[arg(long, value_name = "N", default_value_t = 2)]
    before: u64,
    /// Numbers of first blocks to keep, one table row each
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "4,7"
    )]
    keep: Vec<u64>,
    /// Steps on Fashion-MNIST after which to measure
    #[arg(
        long,
        value_name = "LIST",
        value_delimiter = ',',
        default_value = "50,200,859"
    )]
    at: Vec<u64>,
    /// Of the network on Fashion-MNIST
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// Folder with the data sets (default: $PLAYGROUND_DATA, then public/data)
    #[arg(long, value_name = "DIR", default_value_os_t = default_data(), hide_default_value = true)]
    data: PathBuf,
}

/// A way to begin on the other data.
struct Start {
    name: String,
    /// What it begins with of the network before.
    kept: Vec<InheritedRange>,
    /// First blocks that do not move.
    freeze: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut request = Request::parse();
    request.at.sort_unstable();
    pollster::block_on(transfer(&request))
}

async fn transfer(request: &Request) -> Result<(), Box<dyn Error>> {
    let row = preset(&request.preset).ok_or("There is no such preset.")?;
    let first = on(&(row.experiment)(), DatasetId::Mnist)?;
    let trained = before(&first, request).await?;
    let next = Experiment {
        seed: request.seed,
        ..on(&first, DatasetId::FashionMnist)?
    };
    let dataset = load(&next, &request.data)?;
    let steps: Vec<String> = request.at.iter().map(|n| format!("{n} steps")).collect();
    println!("| start on Fashion-MNIST | {} |", steps.join(" | "));
    println!("| --- |{}", " --- |".repeat(steps.len()));
    for start in starts(&next, &request.keep)? {
        let experiment = Experiment {
            freeze: start.freeze,
            ..next.clone()
        };
        let mut trainer = Trainer::new(experiment, &dataset, &Device::flex())?;
        trainer.inherit(&trained, &start.kept);
        let mut cells = Vec::new();
        for &at in &request.at {
            train(&mut trainer, &dataset, at)?;
            let accuracy = evaluation(&trainer, &dataset, Part::Test).await?.accuracy;
            cells.push(format!("{accuracy:.4}"));
        }
        println!("| {} | {} |", start.name, cells.join(" | "));
    }
    Ok(())
}

/// The same experiment on another data set, split as that set is.
fn on(experiment: &Experiment, dataset: DatasetId) -> Result<Experiment, Box<dyn Error>> {
    let mut next = experiment.clone();
    let row = field("data").ok_or("The field is gone.")?;
    row.set(&mut next, dataset.info().key)?;
    Ok(next)
}

/// The parameters of the network trained on MNIST.
async fn before(experiment: &Experiment, request: &Request) -> Result<Vec<f32>, Box<dyn Error>> {
    let dataset = load(experiment, &request.data)?;
    let mut trainer = Trainer::new(experiment.clone(), &dataset, &Device::flex())?;
    let steps = request.before * trainer.steps_per_epoch();
    train(&mut trainer, &dataset, steps)?;
    let accuracy = evaluation(&trainer, &dataset, Part::Test).await?.accuracy;
    println!(
        "MNIST after {} epochs: test accuracy {accuracy:.4}\n",
        request.before
    );
    Ok(read(trainer.parameters()).await?)
}

fn train(trainer: &mut Trainer, dataset: &Dataset, until: u64) -> Result<(), Box<dyn Error>> {
    while trainer.steps() < until {
        if let Step::Waiting { needed } = trainer.step(dataset, Detail::Nothing)? {
            return Err(format!("{needed} images are needed; the file has fewer.").into());
        }
    }
    Ok(())
}

fn starts(next: &Experiment, keep: &[u64]) -> Result<Vec<Start>, Box<dyn Error>> {
    let network = next.architecture()?;
    let mut starts = vec![Start {
        name: "from scratch, all trained".to_owned(),
        kept: Vec::new(),
        freeze: 0,
    }];
    for &blocks in keep {
        let kept = check_kept(&network, &network, blocks as usize)?;
        let freeze = blocks as u32;
        starts.extend([
            Start {
                name: format!("first {blocks} blocks from MNIST, frozen"),
                kept: kept.clone(),
                freeze,
            },
            Start {
                name: format!("first {blocks} blocks at random, frozen"),
                kept: Vec::new(),
                freeze,
            },
            Start {
                name: format!("first {blocks} blocks from MNIST, all trained"),
                kept,
                freeze: 0,
            },
        ]);
    }
    Ok(starts)
}
