//! Test accuracy of the activation showdown on Fashion-MNIST.

use crate::support::showdown::{ShowdownRun, entries, train_through};
use crate::support::{evaluation, load};
use burn::tensor::Device;
use playground_core::train::{Dataset, Trainer};
use playground_experiment::presets::preset;
use playground_experiment::protocol::Part;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::Path;

/// By activation, shares of right answers to the test part by epoch; of a run that overflowed the epoch in a sentence.
pub async fn measure(at: &[u64], data: &Path) -> Result<Value, Box<dyn Error>> {
    let mut all = Map::new();
    if at.is_empty() {
        return Ok(Value::Object(all));
    }
    let row = preset("fashion-activations").ok_or("The preset is gone.")?;
    let dataset = load(&(row.experiment)(), data)?;
    for entry in entries(row)? {
        eprintln!("Fashion-MNIST: {}", entry.name);
        let reached = run(&entry, &dataset, at).await?;
        all.insert(entry.name, Value::Object(reached));
    }
    Ok(Value::Object(all))
}

async fn run(
    entry: &ShowdownRun,
    dataset: &Dataset,
    at: &[u64],
) -> Result<Map<String, Value>, Box<dyn Error>> {
    let mut trainer = Trainer::new(entry.experiment.clone(), dataset, &Device::flex())?;
    let mut reached = Map::new();
    for epoch in 1..=at.last().copied().unwrap_or(0) {
        train_through(&mut trainer, dataset, epoch)?;
        let done = evaluation(&trainer, dataset, Part::Test).await?;
        if !done.loss.is_finite() {
            let sentence = format!("overflowed in epoch {epoch}");
            reached.insert("sentence".to_owned(), json!(sentence));
            break;
        }
        if at.contains(&epoch) {
            reached.insert(epoch.to_string(), json!(done.accuracy));
        }
    }
    Ok(reached)
}
