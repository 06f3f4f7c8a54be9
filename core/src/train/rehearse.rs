//! The warm-up: a step that leaves no trace, so that the first real one does not wait for kernels.

use super::pending::read;
use super::trainer::Trainer;
use crate::optimizer::{self, Update};
use crate::probe::gradients::{Batch, backward};
use burn::tensor::Tensor;

impl Trainer {
    /// One step on blank images whose outcome is thrown away: compiles every kernel of a real one.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn rehearse(&self) -> Result<(), String> {
        let info = self.experiment.dataset.info();
        let rows = self.experiment.batch_size as usize;
        let blank = |columns: usize| Tensor::<2>::zeros([rows, columns], self.device());
        let batch = Batch {
            inputs: blank(info.sample.len()),
            targets: blank(info.classes.len()),
        };
        let own = self.experiment.objective().map_err(|e| e.message)?;
        let settings = self.experiment.loss_settings();
        let done = backward(
            &self.architecture,
            &self.parameters,
            &batch,
            own,
            settings,
            true,
        );
        let update = Update {
            rate: 0.0,
            count: 1,
            hyper: self.experiment.hyper,
            epsilon: self.experiment.epsilon(),
        };
        let mut state = self.state.clone();
        let after = optimizer::apply(
            self.experiment.optimizer,
            self.parameters.clone(),
            done.gradient,
            &mut state,
            &update,
        );
        read(Tensor::cat(
            done.figures
                .into_iter()
                .chain([after.narrow(0, 0, 1)])
                .collect(),
            0,
        ))
        .await
        .map(drop)
    }
}
