//! Activations as tensors. Autodiff takes the derivative; the tests hold both against the closed forms of
//! [`playground_experiment::model::activation`].

use burn::tensor::{Tensor, activation as burn_activation};
use playground_experiment::model::Activation;
use playground_experiment::model::activation::{LEAK, SELU_ALPHA, SELU_SCALE};

/// Applies an element-wise activation, `[batch, units]` → `[batch, units]`. Values pass unchanged through the gated
/// and the adaptive one, which need more than a number at a time.
pub fn elementwise(activation: Activation, x: Tensor<2>) -> Tensor<2> {
    match activation {
        Activation::Identity | Activation::Glu | Activation::Ahaf => x,
        Activation::Relu => burn_activation::relu(x),
        Activation::Sigmoid => burn_activation::sigmoid(x),
        Activation::Tanh => x.tanh(),
        Activation::LeakyRelu => burn_activation::leaky_relu(x, LEAK),
        Activation::Elu => burn_activation::elu(x, 1.0),
        Activation::Selu => burn_activation::elu(x, SELU_ALPHA) * SELU_SCALE,
        Activation::Softplus => burn_activation::log_sigmoid(x.neg()).neg(),
        Activation::Gelu => burn_activation::gelu(x),
        Activation::Silu => burn_activation::silu(x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};
    use playground_experiment::model::activation::{ACTIVATIONS, Form};

    const POINTS: [f64; 9] = [-6.0, -3.1, -1.0, -0.3, 0.2, 0.9, 2.0, 3.2, 7.0];

    #[test]
    fn tensors_and_autodiff_agree_with_the_formulas() {
        let device = Device::flex().autodiff();
        for row in ACTIVATIONS {
            let Form::Elementwise(f) = &row.form else {
                continue;
            };
            let points: Vec<f32> = POINTS.iter().map(|&x| x as f32).collect();
            let x = Tensor::<2>::from_data(TensorData::new(points, [1, POINTS.len()]), &device)
                .require_grad();
            let y = elementwise(row.id, x.clone());
            let gradients = y.clone().sum().backward();
            let slopes = x
                .grad(&gradients)
                .unwrap()
                .into_data()
                .try_to_vec::<f32>()
                .unwrap();
            let values = y.into_data().try_to_vec::<f32>().unwrap();
            for (i, &point) in POINTS.iter().enumerate() {
                let (value, slope) = ((f.value)(point), (f.derivative)(point));
                assert!(
                    (f64::from(values[i]) - value).abs() < 2e-5,
                    "{}({point})",
                    row.key
                );
                assert!(
                    (f64::from(slopes[i]) - slope).abs() < 2e-5,
                    "{}'({point})",
                    row.key
                );
            }
        }
    }
}
