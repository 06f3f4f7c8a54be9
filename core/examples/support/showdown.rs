//! The runs of the activation showdown, the preset `fashion-activations`.

use playground_core::model::backward::Detail;
use playground_core::train::trainer::Step;
use playground_core::train::{Dataset, Trainer};
use playground_experiment::experiment::Experiment;
use playground_experiment::presets::Preset;
use std::error::Error;

/// One run of the preset.
pub struct ShowdownRun {
    /// Its place among the runs.
    pub index: usize,
    /// The activation.
    pub name: String,
    /// All of it.
    pub experiment: Experiment,
}

/// The preset and the runs beside it.
pub fn entries(row: &Preset) -> Result<Vec<ShowdownRun>, Box<dyn Error>> {
    let base = (row.experiment)();
    let mut entries = vec![ShowdownRun {
        index: 0,
        name: row.own_name.to_owned(),
        experiment: base.clone(),
    }];
    for (index, variant) in row.variants().into_iter().enumerate() {
        entries.push(ShowdownRun {
            index: index + 1,
            experiment: variant.apply(&base)?,
            name: variant.name.unwrap_or_default(),
        });
    }
    Ok(entries)
}

/// Trains to the end of an epoch.
pub fn train_through(
    trainer: &mut Trainer,
    dataset: &Dataset,
    epoch: u64,
) -> Result<(), Box<dyn Error>> {
    while trainer.epochs() < epoch {
        if let Step::Waiting { .. } = trainer.step(dataset, Detail::Nothing)? {
            return Err("Images are missing.".into());
        }
    }
    Ok(())
}
