//! Blocks whose parameters do not move. Their part of the flat vector is left out of the update altogether,
//! so that neither weight decay nor what momentum has left over can move it by one bit, and their part of
//! the optimiser's state stays as it was, as PyTorch leaves it where `requires_grad` is false. Running
//! statistics of a normalisation are no parameters: they go on following the batches, as there.

use super::trainer::Trainer;

use crate::optimizer::{Change, Update, apply};
use burn::tensor::Tensor;

impl Trainer {
    /// The parameters after an update by `gradient`, both `[parameters]`; `state` moves with them.
    pub(super) fn updated(
        &self,
        gradient: Tensor<1>,
        state: &mut Vec<Tensor<1>>,
        update: Update,
    ) -> Tensor<1> {
        let freeze = self.experiment.freeze as usize;
        let change = Change {
            optimizer: self.experiment.optimizer,
            parameters: &self.parameters,
            gradient: &gradient,
            first: self.architecture.parameters_before(freeze),
            update,
        };
        apply(&change, state)
    }
}
