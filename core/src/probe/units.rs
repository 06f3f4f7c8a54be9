//! Units that no longer learn: saturated ones, whose slope has gone, and dead ReLUs.

use crate::model::batch::Inputs;
use crate::model::network::{Capture, Mode, ParamTensors};
use burn::tensor::Tensor;
use playground_experiment::model::Architecture;
use playground_experiment::model::activation::Fault;

/// Returns for each layer, from input to output, its [`Fault`] if it is known for one, and the share of its
/// activations that are saturated, or of its units that are dead, `[1]`, over `inputs` `[images, values]`.
pub(crate) fn shares(
    architecture: &Architecture,
    parameters: &Tensor<1>,
    inputs: impl Into<Inputs>,
) -> Vec<Option<(Fault, Tensor<1>)>> {
    let layers = architecture.layers.iter();
    let faults: Vec<Option<Fault>> = layers.map(|l| l.shown.info().fault).collect();
    if faults.iter().all(Option::is_none) {
        return Vec::new();
    }
    let network = ParamTensors::plain(architecture, parameters);
    let out = network.forward(inputs, Mode::Evaluation, Capture::Activations);
    let layers = faults.into_iter().zip(out.activations);
    layers
        .map(|(fault, activations)| fault.map(|fault| (fault, share(fault, activations))))
        .collect()
}

/// Computes the share of the activations, or of the units, that `fault` has hit: `[images, units]` → `[1]`.
fn share(fault: Fault, activations: Tensor<2>) -> Tensor<1> {
    let hit = match fault {
        Fault::Saturates { centre, reach } => (activations - centre)
            .abs()
            .greater_equal_elem(reach as f32),
        // A ReLU is never negative, so the sum is zero only where every term is.
        Fault::Dies => activations.sum_dim(0).equal_elem(0.0f32),
    };
    hit.float().mean()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};
    use playground_experiment::model::Activation;
    use playground_experiment::model::Block;

    /// One input, three units that see −x, 0 and x, over x = −4, 0.1 and 4.
    fn shares_of(activation: Activation) -> Vec<f32> {
        let block = Block::dense(3, activation);
        let architecture = Architecture::new(&[block, block], 1, 2).unwrap();
        let mut flat = vec![0.0; architecture.parameter_count()];
        flat[..3].copy_from_slice(&[-1.0, 0.0, 1.0]);
        let n = flat.len();
        let tensor = |values: Vec<f32>, shape: [usize; 2]| {
            Tensor::<2>::from_data(TensorData::new(values, shape), &Device::flex())
        };
        let flat = tensor(flat, [1, n]).flatten(0, 1);
        let shares = shares(&architecture, &flat, tensor(vec![-4.0, 0.1, 4.0], [3, 1]));
        let read = |(_, share): (Fault, Tensor<1>)| share.into_data().try_to_vec::<f32>().unwrap();
        shares.into_iter().flatten().flat_map(read).collect()
    }

    #[test]
    fn saturated_and_dead_shares_of_a_network_that_can_be_counted_by_hand() {
        // σ(±4) = 0.018 and 0.982: two of three images for two of three units; then σ(0) for all.
        assert_eq!(shares_of(Activation::Sigmoid), [4.0 / 9.0, 0.0]);
        // tanh(±4) = ±0.9993, tanh(±0.1) = ±0.0997.
        assert_eq!(shares_of(Activation::Tanh), [4.0 / 9.0, 0.0]);
        // The middle unit is always zero; the second layer has no weights and is dead throughout.
        assert_eq!(shares_of(Activation::Relu), [1.0 / 3.0, 1.0]);
        assert!(shares_of(Activation::LeakyRelu).is_empty());
    }
}
