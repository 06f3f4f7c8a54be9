//! The forward pass. It can also hand out the pre-activation of every layer as something whose
//! gradient can be read: Burn refuses `require_grad` on a tensor that was computed, so a zero leaf
//! is added to each pre-activation and the leaf's gradient is the backpropagated signal.

use super::{Activation, Architecture, Layer};
use crate::model::activation::Form;
use burn::tensor::{Tensor, activation as burn_activation};

/// The parameters as leaves of an autodiff graph (or plain, for inference), one tensor each:
/// `[fan_in, units]` for weights, `[1, units]` otherwise.
pub struct Leaves(pub Vec<Tensor<2>>);

impl Leaves {
    /// Cuts the flat vector `[parameters]` into leaves that collect gradients.
    pub fn tracked(architecture: &Architecture, flat: &Tensor<1>) -> Self {
        let plain = Self::plain(architecture, flat);
        Self(
            plain
                .0
                .into_iter()
                .map(|t| t.autodiff().require_grad())
                .collect(),
        )
    }

    /// Cuts the flat vector `[parameters]` into tensors without gradients.
    pub fn plain(architecture: &Architecture, flat: &Tensor<1>) -> Self {
        let cut = |p: &super::Parameter| flat.clone().slice([p.range()]).reshape(p.shape);
        Self(architecture.parameters.iter().map(cut).collect())
    }
}

/// What a forward pass keeps besides the logits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    signals: bool,
    activations: bool,
}

impl Keep {
    /// The logits alone.
    pub const NOTHING: Self = Self {
        signals: false,
        activations: false,
    };
    /// A leaf for the signal at each pre-activation.
    pub const SIGNALS: Self = Self {
        signals: true,
        activations: false,
    };
    /// What leaves each layer.
    pub const ACTIVATIONS: Self = Self {
        signals: false,
        activations: true,
    };
    /// Both.
    pub const EVERYTHING: Self = Self {
        signals: true,
        activations: true,
    };
}

/// What a forward pass leaves behind.
pub struct Forward {
    /// `[batch, classes]`, before softmax, sigmoid or nothing.
    pub logits: Tensor<2>,
    /// One zero leaf `[batch, units]` for each layer, when asked for; its gradient is the signal at
    /// the layer's pre-activations.
    pub signals: Vec<Tensor<2>>,
    /// What leaves each layer, `[batch, width after the activation]`, when asked for; the logits last.
    pub activations: Vec<Tensor<2>>,
}

/// Runs `inputs` `[batch, values]` through the network.
pub fn forward(
    architecture: &Architecture,
    leaves: &Leaves,
    inputs: Tensor<2>,
    keep: Keep,
) -> Forward {
    let (mut signals, mut activations) = (Vec::new(), Vec::new());
    let mut hidden = inputs;
    for layer in &architecture.layers {
        let mut pre = hidden.matmul(leaf(leaves, layer, 0)) + leaf(leaves, layer, 1);
        if keep.signals {
            let zero = Tensor::zeros(pre.dims(), &pre.device()).require_grad();
            pre = pre + zero.clone();
            signals.push(zero);
        }
        hidden = activate(layer, leaves, pre);
        if keep.activations {
            activations.push(hidden.clone());
        }
    }
    Forward {
        logits: hidden,
        signals,
        activations,
    }
}

fn leaf(leaves: &Leaves, layer: &Layer, which: usize) -> Tensor<2> {
    leaves.0[layer.parameters[which]].clone()
}

/// `[batch, units]` → `[batch, width after the activation]`.
fn activate(layer: &Layer, leaves: &Leaves, pre: Tensor<2>) -> Tensor<2> {
    let info = layer.activation.info();
    match (&info.form, info.tensor) {
        (Form::Elementwise(_), Some(function)) => function(pre),
        (Form::Gated, _) => {
            let half = Activation::Glu.width_after(layer.units);
            let gate = pre.clone().narrow(1, half, half);
            pre.narrow(1, 0, half) * burn_activation::sigmoid(gate)
        }
        (Form::Adaptive, _) => {
            let gate = burn_activation::sigmoid(pre.clone() * leaf(leaves, layer, 3));
            pre * gate * leaf(leaves, layer, 2)
        }
        (Form::Elementwise(_), None) => pre,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, Init};
    use burn::tensor::{Device, TensorData};

    fn network(activation: Activation, units: u32) -> (Architecture, Tensor<1>) {
        let blocks = [Block::Dense { units, activation }];
        let architecture = Architecture::new(&blocks, 3, 2).unwrap();
        let values = architecture.initial(Init::XavierNormal, 1.0, 5);
        let flat = Tensor::from_data(
            TensorData::new(values, [architecture.parameter_count()]),
            &Device::flex(),
        );
        (architecture, flat)
    }

    fn inputs(values: [f32; 6]) -> Tensor<2> {
        Tensor::from_data(TensorData::new(values.to_vec(), [2, 3]), &Device::flex())
    }

    fn sum_of_logits(architecture: &Architecture, flat: Vec<f32>) -> f64 {
        let n = flat.len();
        let flat = Tensor::from_data(TensorData::new(flat, [n]), &Device::flex());
        let leaves = Leaves::plain(architecture, &flat);
        let out = forward(
            architecture,
            &leaves,
            inputs([0.5, -1.0, 2.0, 1.5, 0.3, -0.7]),
            Keep::NOTHING,
        );
        out.logits
            .sum()
            .into_data()
            .try_to_vec::<f32>()
            .unwrap()
            .into_iter()
            .map(f64::from)
            .sum()
    }

    /// Every parameter of a dense, a gated and an adaptive layer, against central differences.
    #[test]
    fn parameter_gradients_agree_with_finite_differences() {
        for (activation, units) in [
            (Activation::Tanh, 4),
            (Activation::Glu, 4),
            (Activation::Ahaf, 4),
        ] {
            let (architecture, flat) = network(activation, units);
            let leaves = Leaves::tracked(&architecture, &flat);
            let out = forward(
                &architecture,
                &leaves,
                inputs([0.5, -1.0, 2.0, 1.5, 0.3, -0.7]),
                Keep::SIGNALS,
            );
            let gradients = out.logits.sum().backward();
            let exact: Vec<f32> = leaves
                .0
                .iter()
                .flat_map(|leaf| {
                    leaf.grad(&gradients)
                        .unwrap()
                        .into_data()
                        .try_to_vec::<f32>()
                        .unwrap()
                })
                .collect();
            let values = flat.into_data().try_to_vec::<f32>().unwrap();
            for i in 0..values.len() {
                let shifted = |d: f32| {
                    let mut values = values.clone();
                    values[i] += d;
                    sum_of_logits(&architecture, values)
                };
                let slope = (shifted(1e-2) - shifted(-1e-2)) / 2e-2;
                assert!(
                    (slope - f64::from(exact[i])).abs() < 2e-3,
                    "{activation:?} {i}: {slope} {}",
                    exact[i]
                );
            }
        }
    }

    #[test]
    fn the_signal_at_the_logits_is_the_gradient_of_the_loss_there() {
        let (architecture, flat) = network(Activation::Relu, 4);
        let leaves = Leaves::tracked(&architecture, &flat);
        let out = forward(
            &architecture,
            &leaves,
            inputs([0.5, -1.0, 2.0, 1.5, 0.3, -0.7]),
            Keep::SIGNALS,
        );
        let gradients = (out.logits * 3.0).sum().backward();
        let signal = out.signals[1]
            .grad(&gradients)
            .unwrap()
            .into_data()
            .try_to_vec::<f32>()
            .unwrap();
        assert_eq!(signal, vec![3.0; 4]);
    }
}
