//! Test accuracy of four activations on Fashion-MNIST, as scikit-learn is measured beside it: from the same kind of start,
//! over several seeds, as the mean of the last epochs. One noisy epoch of one seed says little.

use crate::support::showdown::{ShowdownRun, entries, train_through};
use crate::support::{evaluation, load};
use burn::tensor::Device;
use playground_core::train::{Dataset, Trainer};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Init;
use playground_experiment::presets::preset;
use playground_experiment::protocol::Part;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::Path;

/// Seeds of the runs.
const SEEDS: [u64; 3] = [1, 2, 3];
/// Epochs at the end of a run that are averaged.
const LAST: u64 = 3;

/// By activation, shares of right answers to the test part in the last epochs of `epochs`, of every seed; where one of
/// them overflowed, when.
pub async fn measure(epochs: u64, data: &Path) -> Result<Value, Box<dyn Error>> {
    let mut all = Map::new();
    if epochs == 0 {
        return Ok(Value::Object(all));
    }
    let row = preset("fashion-activations").ok_or("The preset is gone.")?;
    let dataset = load(&(row.experiment)(), data)?;
    for entry in entries(row)? {
        eprintln!("Fashion-MNIST: {}", entry.name);
        let reached = run(&entry, &dataset, epochs).await?;
        all.insert(entry.name, reached);
    }
    Ok(Value::Object(all))
}

async fn run(entry: &ShowdownRun, dataset: &Dataset, epochs: u64) -> Result<Value, Box<dyn Error>> {
    let mut shares = Vec::new();
    for seed in SEEDS {
        // Glorot & Bengio 2010: uniform up to √(6/(in + out)), biases 0, as the script gives them to scikit-learn.
        let experiment = Experiment {
            init: Init::XavierUniform,
            init_scale: Init::XavierUniform.info().default_scale,
            seed,
            ..entry.experiment.clone()
        };
        let mut trainer = Trainer::new(experiment, dataset, &Device::flex())?;
        for epoch in 1..=epochs {
            train_through(&mut trainer, dataset, epoch)?;
            if epoch + LAST <= epochs {
                continue;
            }
            let done = evaluation(&trainer, dataset, Part::Test).await?;
            if !done.loss.is_finite() {
                let sentence = format!("overflowed by epoch {epoch} from seed {seed}");
                return Ok(json!({ "sentence": sentence }));
            }
            shares.push(done.accuracy);
        }
    }
    Ok(json!({ "epochs": epochs, "seeds": SEEDS.len(), "shares": shares }))
}
