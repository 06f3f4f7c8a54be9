//! The plane that a scan found, with the network that it was found in: where other images lie on it.

use super::snapshot::{ALONE, Snapshot};
use burn::tensor::Tensor;
use playground_insight::pca::Plane;

/// A network that was scanned and the plane that was found, for what is drawn afterwards.
pub struct Projection {
    /// Of the scan.
    pub id: u32,
    /// Of what the output layer takes in or, of an autoencoder, of its narrowest layer.
    pub plane: Plane,
    /// The layer whose values it is of; none for the inputs.
    pub(super) layer: Option<usize>,
    pub(super) snapshot: Snapshot,
}

impl Projection {
    /// Computes the values that the plane is of, for `inputs` `[batch, values]`: `[batch, dimensions]` on the device.
    pub(super) fn hidden(&self, inputs: Tensor<2>) -> Tensor<2> {
        let activations = self.snapshot.activations(inputs.clone(), ALONE);
        leaving(self.layer, &activations, inputs)
    }
}

/// Returns the layer that a plane is of: the last hidden one, or the narrowest of an autoencoder; none for the inputs
/// of a network without hidden layers.
pub(super) fn projected_layer(snapshot: &Snapshot) -> Option<usize> {
    let architecture = &snapshot.architecture;
    match snapshot.experiment.is_autoencoder() {
        true => architecture.bottleneck(),
        false => architecture.layers.len().checked_sub(2),
    }
}

/// Returns what leaves a layer, or the inputs.
pub(super) fn leaving(
    layer: Option<usize>,
    activations: &[Tensor<2>],
    inputs: Tensor<2>,
) -> Tensor<2> {
    match layer.and_then(|layer| activations.get(layer)) {
        Some(hidden) => hidden.clone(),
        None => inputs,
    }
}
