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
pub(crate) mod fused;

#[cfg(feature = "engine")]
use burn::tensor::Tensor;
#[cfg(feature = "engine")]
use playground_kernels::update::{self, Decay, Flat};

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
    /// The whole update in one pass, on the CPU: the same numbers bit for bit.
    #[cfg(feature = "engine")]
    pub sweep: fn(Flat, Decay, &Update) -> Vec<f32>,
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
        #[cfg(feature = "engine")]
        sweep: |flat, decay, u| update::sgd(flat, decay, u.rate as f32),
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
        #[cfg(feature = "engine")]
        sweep: |flat, decay, u| {
            let mu = u.hyper.momentum as f32;
            update::momentum(flat, decay, u.rate as f32, mu)
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
        #[cfg(feature = "engine")]
        sweep: |flat, decay, u| {
            let mu = u.hyper.momentum as f32;
            update::nesterov(flat, decay, u.rate as f32, mu)
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
        #[cfg(feature = "engine")]
        sweep: |flat, decay, u| {
            let alpha = shares(u.hyper.alpha);
            update::rms_prop(flat, decay, u.rate as f32, alpha, u.epsilon as f32)
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
        #[cfg(feature = "engine")]
        sweep: |flat, decay, u| update::adagrad(flat, decay, u.rate as f32, u.epsilon as f32),
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
        #[cfg(feature = "engine")]
        sweep: adam_sweep,
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
        #[cfg(feature = "engine")]
        sweep: adam_sweep,
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

/// The same in one pass.
#[cfg(feature = "engine")]
fn adam_sweep(flat: Flat, decay: Decay, u: &Update) -> Vec<f32> {
    let correction = |beta: f64| 1.0 - beta.powf(u.count as f64);
    let numbers = update::Adam {
        first: shares(u.hyper.beta1),
        second: shares(u.hyper.beta2),
        rate: (u.rate / correction(u.hyper.beta1)) as f32,
        root: correction(u.hyper.beta2).sqrt() as f32,
        epsilon: u.epsilon as f32,
    };
    update::adam(flat, decay, numbers)
}

/// β and 1 − β.
#[cfg(feature = "engine")]
fn shares(beta: f64) -> [f32; 2] {
    [beta as f32, (1.0 - beta) as f32]
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
mod tests;
