//! Running statistics of batch normalisations: the tail of the flat vector, which follows the batches by itself
//! instead of a gradient.

use crate::model::norm::MOMENTUM;
use burn::tensor::Tensor;
use playground_experiment::model::Architecture;

/// Returns `after`, the parameters `[parameters]` after an update, with the running statistics of `before` moved
/// towards those of the batch, one vector for each normalisation: running ← (1 − m) · running + m · batch.
pub(super) fn follow(
    architecture: &Architecture,
    before: &Tensor<1>,
    after: Tensor<1>,
    statistics: &[Tensor<1>],
) -> Tensor<1> {
    if architecture.norms.is_empty() {
        return after;
    }
    let (trained, all) = (
        architecture.trainable_count(),
        architecture.parameter_count(),
    );
    let running = before.clone().narrow(0, trained, all - trained) * (1.0 - MOMENTUM);
    let batch = Tensor::cat(statistics.to_vec(), 0) * MOMENTUM;
    Tensor::cat(vec![after.narrow(0, 0, trained), running + batch], 0)
}
