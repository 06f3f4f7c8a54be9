//! Taking a trainer apart and putting it together again, in another worker or on another device.

use super::supply::Supply;
use super::trainer::{Trainer, vector};
use burn::tensor::{Device, Tensor};
use playground_experiment::error::ExperimentError;
use playground_experiment::protocol::CheckpointHead;

impl Trainer {
    /// What is needed to go on elsewhere: the head, and parameters followed by optimiser state and moving
    /// average as one vector still on the device. Read it with [`read`].
    pub fn checkpoint(&self) -> (CheckpointHead, Tensor<1>) {
        let head = CheckpointHead {
            experiment: self.experiment.clone(),
            step: self.step,
            epoch: self.epoch,
            used: self.used,
            updates: self.updates,
            slots: self.state.len(),
            parameters: self.architecture.parameter_count(),
        };
        let vectors = std::iter::once(self.parameters.clone()).chain(self.state.iter().cloned());
        let vectors = vectors.chain(self.average.clone());
        (head, Tensor::cat(vectors.collect(), 0))
    }

    /// A trainer that goes on from a checkpoint.
    ///
    /// # Errors
    /// When the checkpoint does not fit the data or its own description.
    pub fn restore(
        head: &CheckpointHead,
        values: &[f32],
        supply: &Supply,
        device: &Device,
    ) -> Result<Self, ExperimentError> {
        let mut trainer = Self::new(head.experiment.clone(), supply, device)?;
        let n = trainer.architecture.parameter_count();
        let fits = head.parameters == n
            && head.slots == trainer.state.len()
            && values.len() == n * head.vectors()
            && head.used < trainer.parts.train.len();
        if !fits {
            return Err(ExperimentError::new(
                "net",
                "The checkpoint does not fit this network; press Reset to begin anew.",
            ));
        }
        let mut vectors = values
            .chunks_exact(n)
            .map(|chunk| vector(chunk.to_vec(), device));
        if let Some(parameters) = vectors.next() {
            trainer.parameters = parameters;
        }
        trainer.state = vectors.by_ref().take(head.slots).collect();
        trainer.average = vectors.next();
        (trainer.step, trainer.epoch, trainer.used) = (head.step, head.epoch, head.used);
        trainer.updates = head.updates;
        Ok(trainer)
    }
}
