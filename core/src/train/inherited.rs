//! Weights that go over to the next network: the first blocks of one that has been trained, under a new head,
//! often on other data.

use super::pending::read;
use super::trainer::{Trainer, vector};
use crate::experiment::Experiment;
use crate::model::check_kept;
use burn::tensor::Tensor;

/// Parameters on their way from one network to the next.
pub(super) enum Inherited {
    /// Still where they were trained, `[kept]`.
    OnDevice(Tensor<1>),
    /// Read, for whatever device comes next.
    Values(Vec<f32>),
}

impl Inherited {
    /// The parameters of the first `blocks` blocks of `trainer`, for a network of `next`.
    ///
    /// # Errors
    /// A sentence that says why `next` cannot begin with them.
    pub(super) fn of(trainer: &Trainer, next: &Experiment, blocks: usize) -> Result<Self, String> {
        let after = next.architecture().map_err(|error| error.message)?;
        let kept = check_kept(trainer.architecture(), &after, blocks)?;
        Ok(match kept {
            0 => Self::Values(Vec::new()),
            _ => Self::OnDevice(trainer.parameters().slice([0..kept])),
        })
    }

    /// Has them read.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn values(self) -> Result<Vec<f32>, String> {
        match self {
            Self::OnDevice(tensor) => read(tensor).await,
            Self::Values(values) => Ok(values),
        }
    }
}

impl Trainer {
    /// Begins with `values` in place of the first parameters. For a network that has taken no step.
    pub fn inherit(&mut self, values: Vec<f32>) {
        if values.is_empty() {
            return;
        }
        let (kept, all) = (values.len(), self.architecture.parameter_count());
        let own = self.parameters.clone().slice([kept.min(all)..all]);
        self.parameters = Tensor::cat(vec![vector(values, &self.device), own], 0);
        self.average = None;
        self.keep_average();
    }
}
