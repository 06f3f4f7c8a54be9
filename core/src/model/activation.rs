//! Activations as tensors: on the CPU operation by operation, where autodiff takes the derivative, on a GPU as a
//! program each way. The tests hold both against the formulas of [`playground_experiment::model::activation`].

mod gpu;

pub(super) use gpu::slope_times;

use crate::expression::{Tensors, Term};
use burn::tensor::Tensor;
use playground_experiment::model::Activation;
use playground_experiment::model::activation::{Form, X};

/// Applies an element-wise activation, `[batch, units]` → `[batch, units]`. Values pass unchanged through the gated and
/// the adaptive one, which need more than one number at a time.
pub fn elementwise(activation: Activation, x: Tensor<2>) -> Tensor<2> {
    match &activation.info().form {
        Form::Elementwise(_) if is_identity(activation) => x,
        Form::Elementwise(f) => gpu::elementwise(activation, &x).unwrap_or_else(|| {
            let input = |()| Term::Tensor(x.clone());
            f.value.read(&Tensors(input)).tensor(&x)
        }),
        Form::Gated | Form::Adaptive => x,
    }
}

/// Carries the signal at what an element-wise activation makes of `x` back to `x`, `[batch, units]` each, by autodiff.
pub(super) fn signal_before(activation: Activation, x: Tensor<2>, signal: Tensor<2>) -> Tensor<2> {
    let x = x.autodiff().require_grad();
    let out = elementwise(activation, x.clone()) * signal.autodiff();
    let nothing = || x.clone().without_autodiff().zeros_like();
    x.grad_remove(&mut out.sum().backward())
        .unwrap_or_else(nothing)
}

/// Returns whether an activation gives back what it gets.
pub(super) fn is_identity(activation: Activation) -> bool {
    matches!(&activation.info().form, Form::Elementwise(f) if f.value == X)
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
                let (value, slope) = (f.value(point), f.derivative(point));
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
