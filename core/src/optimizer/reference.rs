//! The formulas as tensor operations: what the passes of the rows are tested against.

use super::Update;
use burn::tensor::Tensor;
use playground_experiment::optimizer::Optimizer;

/// Computes what to take off the parameters, all `[parameters]`; moves `state`.
fn delta(optimizer: Optimizer, g: Tensor<1>, state: &mut [Tensor<1>], u: &Update) -> Tensor<1> {
    match optimizer {
        Optimizer::Sgd => g * u.rate,
        Optimizer::Momentum => {
            state[0] = state[0].clone() * u.hyper.momentum + g;
            state[0].clone() * u.rate
        }
        Optimizer::Nesterov => {
            state[0] = state[0].clone() * u.hyper.momentum + g.clone();
            (g + state[0].clone() * u.hyper.momentum) * u.rate
        }
        Optimizer::RmsProp => {
            state[0] =
                state[0].clone() * u.hyper.alpha + g.clone().square() * (1.0 - u.hyper.alpha);
            g * u.rate / (state[0].clone().sqrt() + u.epsilon)
        }
        Optimizer::Adagrad => {
            state[0] = state[0].clone() + g.clone().square();
            g * u.rate / (state[0].clone().sqrt() + u.epsilon)
        }
        Optimizer::Adam | Optimizer::AdamW => adam(g, state, u),
    }
}

/// Computes η m̂ / (√v̂ + ε), with the bias corrections drawn into two scalars as PyTorch does.
fn adam(g: Tensor<1>, state: &mut [Tensor<1>], u: &Update) -> Tensor<1> {
    let (beta1, beta2) = (u.hyper.beta1, u.hyper.beta2);
    state[0] = state[0].clone() * beta1 + g.clone() * (1.0 - beta1);
    state[1] = state[1].clone() * beta2 + g.square() * (1.0 - beta2);
    let correction1 = 1.0 - beta1.powf(u.count as f64);
    let correction2 = 1.0 - beta2.powf(u.count as f64);
    let denominator = state[1].clone().sqrt() / correction2.sqrt() + u.epsilon;
    state[0].clone() * (u.rate / correction1) / denominator
}

/// Takes one update: computes the new parameters from the old ones and their gradient, all `[parameters]`.
pub(super) fn apply(
    optimizer: Optimizer,
    parameters: Tensor<1>,
    gradient: Tensor<1>,
    state: &mut [Tensor<1>],
    update: &Update,
) -> Tensor<1> {
    let decay = update.hyper.weight_decay;
    if decay == 0.0 {
        return parameters - delta(optimizer, gradient, state, update);
    }
    if optimizer.info().decoupled_decay {
        let delta = delta(optimizer, gradient, state, update);
        return parameters * (1.0 - update.rate * decay) - delta;
    }
    let gradient = gradient + parameters.clone() * decay;
    parameters - delta(optimizer, gradient, state, update)
}
