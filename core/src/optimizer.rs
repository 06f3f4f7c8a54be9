//! Optimisers, with PyTorch's defaults and update order, over one flat vector of all parameters.
//!
//! Keeping every parameter in one vector makes an update a handful of tensor operations instead of
//! a handful for each layer, and makes a checkpoint of the optimiser a plain list of vectors. Burn's
//! own optimisers hold their state per module and can only be read synchronously, which a browser
//! does not allow.
//!
//! Sources: Sutskever et al. 2013 (Nesterov, in PyTorch's form); Tieleman & Hinton 2012 (RMSprop);
//! Duchi et al. 2011 (Adagrad); Kingma & Ba 2015 (Adam); Loshchilov & Hutter 2019 (AdamW).

use crate::loss::table_lookup;
use serde::{Deserialize, Serialize};

#[cfg(feature = "engine")]
use burn::tensor::Tensor;

/// An optimiser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // Each value is described by its row in OPTIMIZERS.
pub enum Optimizer {
    Sgd,
    Momentum,
    Nesterov,
    RmsProp,
    Adagrad,
    Adam,
    AdamW,
}

/// The numbers an update may use.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hyper {
    /// μ of momentum and Nesterov.
    pub momentum: f64,
    /// β₁ of Adam.
    pub beta1: f64,
    /// β₂ of Adam.
    pub beta2: f64,
    /// α of RMSprop.
    pub alpha: f64,
    /// ε, or the optimiser's default.
    pub epsilon: Option<f64>,
    /// λ: added to the gradient as λw, or decoupled in AdamW. Acts on every parameter, as in PyTorch.
    pub weight_decay: f64,
}

impl Default for Hyper {
    fn default() -> Self {
        Self {
            momentum: 0.9,
            beta1: 0.9,
            beta2: 0.999,
            alpha: 0.99,
            epsilon: None,
            weight_decay: 0.0,
        }
    }
}

/// The numbers of one update, resolved.
#[derive(Clone, Copy, Debug)]
pub struct Update {
    /// Learning rate of this step, schedule included.
    pub rate: f64,
    /// Updates taken with this optimiser's state, this one included (from 1).
    pub count: u64,
    /// The settings.
    pub hyper: Hyper,
    /// ε in force.
    pub epsilon: f64,
}

/// A row of [`OPTIMIZERS`].
pub struct OptimizerInfo {
    /// The optimiser described.
    pub id: Optimizer,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Formula in plain text.
    pub doc: &'static str,
    /// State vectors it keeps, each as long as the parameters.
    pub slots: usize,
    /// PyTorch's ε.
    pub epsilon: f64,
    /// λ is taken off the weights directly instead of being added to the gradient.
    pub decoupled_decay: bool,
    /// What to take off the parameters: (gradient, state, settings), all `[parameters]`.
    #[cfg(feature = "engine")]
    pub delta: fn(Tensor<1>, &mut [Tensor<1>], &Update) -> Tensor<1>,
}

/// Every optimiser, in menu order.
pub const OPTIMIZERS: &[OptimizerInfo] = &[
    OptimizerInfo {
        id: Optimizer::Sgd,
        key: "sgd",
        name: "SGD",
        doc: "w ← w − η g",
        slots: 0,
        epsilon: 0.0,
        decoupled_decay: false,
        #[cfg(feature = "engine")]
        delta: |g, _, u| g * u.rate,
    },
    OptimizerInfo {
        id: Optimizer::Momentum,
        key: "momentum",
        name: "SGD with momentum",
        doc: "v ← μ v + g;  w ← w − η v",
        slots: 1,
        epsilon: 0.0,
        decoupled_decay: false,
        #[cfg(feature = "engine")]
        delta: |g, state, u| {
            state[0] = state[0].clone() * u.hyper.momentum + g;
            state[0].clone() * u.rate
        },
    },
    OptimizerInfo {
        id: Optimizer::Nesterov,
        key: "nesterov",
        name: "Nesterov momentum",
        doc: "v ← μ v + g;  w ← w − η (g + μ v)",
        slots: 1,
        epsilon: 0.0,
        decoupled_decay: false,
        #[cfg(feature = "engine")]
        delta: |g, state, u| {
            state[0] = state[0].clone() * u.hyper.momentum + g.clone();
            (g + state[0].clone() * u.hyper.momentum) * u.rate
        },
    },
    OptimizerInfo {
        id: Optimizer::RmsProp,
        key: "rmsprop",
        name: "RMSprop",
        doc: "s ← α s + (1 − α) g²;  w ← w − η g / (√s + ε)",
        slots: 1,
        epsilon: 1e-8,
        decoupled_decay: false,
        #[cfg(feature = "engine")]
        delta: |g, state, u| {
            state[0] =
                state[0].clone() * u.hyper.alpha + g.clone().square() * (1.0 - u.hyper.alpha);
            g * u.rate / (state[0].clone().sqrt() + u.epsilon)
        },
    },
    OptimizerInfo {
        id: Optimizer::Adagrad,
        key: "adagrad",
        name: "Adagrad",
        doc: "s ← s + g²;  w ← w − η g / (√s + ε)",
        slots: 1,
        epsilon: 1e-10,
        decoupled_decay: false,
        #[cfg(feature = "engine")]
        delta: |g, state, u| {
            state[0] = state[0].clone() + g.clone().square();
            g * u.rate / (state[0].clone().sqrt() + u.epsilon)
        },
    },
    OptimizerInfo {
        id: Optimizer::Adam,
        key: "adam",
        name: "Adam",
        doc: "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − η m̂ / (√v̂ + ε)",
        slots: 2,
        epsilon: 1e-8,
        decoupled_decay: false,
        #[cfg(feature = "engine")]
        delta: adam,
    },
    OptimizerInfo {
        id: Optimizer::AdamW,
        key: "adamw",
        name: "AdamW",
        doc: "Adam, with weight decay taken off the weights directly: w ← w − ηλw − η m̂ / (√v̂ + ε)",
        slots: 2,
        epsilon: 1e-8,
        decoupled_decay: true,
        #[cfg(feature = "engine")]
        delta: adam,
    },
];

table_lookup!(Optimizer, OptimizerInfo, OPTIMIZERS);

/// η m̂ / (√v̂ + ε), with the bias corrections drawn into two scalars as PyTorch does.
#[cfg(feature = "engine")]
fn adam(g: Tensor<1>, state: &mut [Tensor<1>], u: &Update) -> Tensor<1> {
    let (beta1, beta2) = (u.hyper.beta1, u.hyper.beta2);
    state[0] = state[0].clone() * beta1 + g.clone() * (1.0 - beta1);
    state[1] = state[1].clone() * beta2 + g.square() * (1.0 - beta2);
    let correction1 = 1.0 - beta1.powf(u.count as f64);
    let correction2 = 1.0 - beta2.powf(u.count as f64);
    let denominator = state[1].clone().sqrt() / correction2.sqrt() + u.epsilon;
    state[0].clone() * (u.rate / correction1) / denominator
}

/// One update: the new parameters from the old ones and their gradient, all `[parameters]`.
#[cfg(feature = "engine")]
pub fn apply(
    optimizer: Optimizer,
    parameters: Tensor<1>,
    gradient: Tensor<1>,
    state: &mut [Tensor<1>],
    update: &Update,
) -> Tensor<1> {
    let info = optimizer.info();
    let decay = update.hyper.weight_decay;
    if decay == 0.0 {
        return parameters - (info.delta)(gradient, state, update);
    }
    if info.decoupled_decay {
        let delta = (info.delta)(gradient, state, update);
        return parameters * (1.0 - update.rate * decay) - delta;
    }
    let gradient = gradient + parameters.clone() * decay;
    parameters - (info.delta)(gradient, state, update)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_optimizer_has_its_row() {
        for row in OPTIMIZERS {
            assert_eq!(row.id.info().key, row.key);
            assert_eq!(Optimizer::from_key(row.key), Some(row.id));
        }
    }

    /// Two updates of w = 1 with gradients 0.5 and −0.25, η = 0.1, written out by hand in `f64`.
    #[cfg(feature = "engine")]
    #[test]
    fn two_updates_agree_with_the_formulas_written_out() {
        use burn::tensor::Device;
        let device = Device::flex();
        let run = |optimizer: Optimizer, weight_decay: f64| {
            let mut state = vec![Tensor::<1>::zeros([1], &device); optimizer.info().slots];
            let mut w = Tensor::<1>::from_floats([1.0], &device);
            for (count, g) in [(1, 0.5_f32), (2, -0.25)] {
                let update = Update {
                    rate: 0.1,
                    count,
                    hyper: Hyper {
                        weight_decay,
                        ..Hyper::default()
                    },
                    epsilon: optimizer.info().epsilon,
                };
                w = apply(
                    optimizer,
                    w,
                    Tensor::from_floats([g], &device),
                    &mut state,
                    &update,
                );
            }
            f64::from(w.into_data().try_to_vec::<f32>().unwrap()[0])
        };
        let close =
            |got: f64, expected: f64| assert!((got - expected).abs() < 2e-6, "{got} {expected}");

        close(run(Optimizer::Sgd, 0.0), 1.0 - 0.05 + 0.025);
        close(
            run(Optimizer::Momentum, 0.0),
            1.0 - 0.05 - 0.1 * (0.9 * 0.5 - 0.25),
        );
        let v2 = 0.9 * 0.5 - 0.25;
        close(
            run(Optimizer::Nesterov, 0.0),
            1.0 - 0.1 * (0.5 + 0.45) - 0.1 * (-0.25 + 0.9 * v2),
        );
        let (s1, s2) = (0.0025_f64, 0.99 * 0.0025 + 0.01 * 0.0625_f64);
        close(
            run(Optimizer::RmsProp, 0.0),
            1.0 - 0.05 / s1.sqrt() + 0.025 / s2.sqrt(),
        );
        close(
            run(Optimizer::Adagrad, 0.0),
            1.0 - 0.1 + 0.025 / 0.3125_f64.sqrt(),
        );
        let m_hat = (0.9 * 0.05 - 0.025) / 0.19;
        let v_hat: f64 = (0.999 * 0.000_25 + 0.001 * 0.0625) / (1.0 - 0.998_001);
        let adam = 1.0 - 0.1 - 0.1 * m_hat / v_hat.sqrt();
        close(run(Optimizer::Adam, 0.0), adam);
        let decayed = 1.0 - 0.1 * 0.01 - 0.1;
        close(
            run(Optimizer::AdamW, 0.01),
            decayed - 0.1 * 0.01 * decayed - 0.1 * m_hat / v_hat.sqrt(),
        );
        let first = 1.0 - 0.1 * (0.5 + 0.01);
        close(
            run(Optimizer::Sgd, 0.01),
            first - 0.1 * (-0.25 + 0.01 * first),
        );
    }
}
