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
mod cpu;
#[cfg(feature = "engine")]
mod gpu;

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
    /// The numbers of its formula, η in force first.
    #[cfg(feature = "engine")]
    numbers: fn(&Update) -> Vec<f32>,
    /// One update in one pass, on the CPU.
    #[cfg(feature = "engine")]
    sweep: fn(Flat, Decay, &[f32]) -> Vec<f32>,
    /// The same for one parameter, in WGSL: sets `step`, what to take off, from the gradient `g`, and moves the state
    /// `s0` and `s1`; the numbers are `n0` and so on.
    #[cfg(feature = "engine")]
    wgsl: &'static str,
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
        numbers: |u| vec![u.rate as f32],
        #[cfg(feature = "engine")]
        sweep: |flat, decay, n| update::sgd(flat, decay, n[0]),
        #[cfg(feature = "engine")]
        wgsl: "step = n0 * g;",
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
        numbers: with_momentum,
        #[cfg(feature = "engine")]
        sweep: |flat, decay, n| update::momentum(flat, decay, n[0], n[1]),
        #[cfg(feature = "engine")]
        wgsl: "s0 = s0 * n1 + g; step = s0 * n0;",
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
        numbers: with_momentum,
        #[cfg(feature = "engine")]
        sweep: |flat, decay, n| update::nesterov(flat, decay, n[0], n[1]),
        #[cfg(feature = "engine")]
        wgsl: "s0 = s0 * n1 + g; step = (g + s0 * n1) * n0;",
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
        numbers: |u| {
            let [kept, new] = shares(u.hyper.alpha);
            vec![u.rate as f32, kept, new, u.epsilon as f32]
        },
        #[cfg(feature = "engine")]
        sweep: |flat, decay, n| update::rms_prop(flat, decay, n[0], [n[1], n[2]], n[3]),
        #[cfg(feature = "engine")]
        wgsl: "s0 = s0 * n1 + g * g * n2; step = g * n0 / (sqrt(s0) + n3);",
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
        numbers: |u| vec![u.rate as f32, u.epsilon as f32],
        #[cfg(feature = "engine")]
        sweep: |flat, decay, n| update::adagrad(flat, decay, n[0], n[1]),
        #[cfg(feature = "engine")]
        wgsl: "s0 = s0 + g * g; step = g * n0 / (sqrt(s0) + n1);",
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
        numbers: adam_numbers,
        #[cfg(feature = "engine")]
        sweep: adam_sweep,
        #[cfg(feature = "engine")]
        wgsl: ADAM,
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
        numbers: adam_numbers,
        #[cfg(feature = "engine")]
        sweep: adam_sweep,
        #[cfg(feature = "engine")]
        wgsl: ADAM,
    },
];

table_lookup!(Optimizer, OptimizerInfo, OPTIMIZERS);

/// η and μ.
#[cfg(feature = "engine")]
fn with_momentum(u: &Update) -> Vec<f32> {
    vec![u.rate as f32, u.hyper.momentum as f32]
}

/// β and 1 − β.
#[cfg(feature = "engine")]
fn shares(beta: f64) -> [f32; 2] {
    [beta as f32, (1.0 - beta) as f32]
}

/// η m̂ / (√v̂ + ε), with the bias corrections drawn into two scalars as PyTorch does.
#[cfg(feature = "engine")]
const ADAM: &str =
    "s0 = s0 * n1 + g * n2; s1 = s1 * n3 + g * g * n4; step = s0 * n0 / (sqrt(s1) / n5 + n6);";

#[cfg(feature = "engine")]
fn adam_numbers(u: &Update) -> Vec<f32> {
    let correction = |beta: f64| 1.0 - beta.powf(u.count as f64);
    let ([m, g], [v, square]) = (shares(u.hyper.beta1), shares(u.hyper.beta2));
    let rate = u.rate / correction(u.hyper.beta1);
    let root = correction(u.hyper.beta2).sqrt();
    vec![rate as f32, m, g, v, square, root as f32, u.epsilon as f32]
}

#[cfg(feature = "engine")]
fn adam_sweep(flat: Flat, decay: Decay, n: &[f32]) -> Vec<f32> {
    let numbers = update::Adam {
        first: [n[1], n[2]],
        second: [n[3], n[4]],
        rate: n[0],
        root: n[5],
        epsilon: n[6],
    };
    update::adam(flat, decay, numbers)
}

/// What an update is made of.
#[cfg(feature = "engine")]
pub(crate) struct Change<'a> {
    pub(crate) optimizer: Optimizer,
    /// `[parameters]`.
    pub(crate) parameters: &'a Tensor<1>,
    /// `[parameters]`.
    pub(crate) gradient: &'a Tensor<1>,
    /// The parameters before this one stay as they are to the bit, and so does their state.
    pub(crate) first: usize,
    pub(crate) update: Update,
}

/// One update: the new parameters `[parameters]`.
#[cfg(feature = "engine")]
pub(crate) fn apply(change: &Change, state: &mut Vec<Tensor<1>>) -> Tensor<1> {
    cpu::apply(change, state)
        .or_else(|| gpu::apply(change, state))
        .unwrap_or_else(|| unreachable!("parameters, gradient and state live on the same device"))
}

/// Weight decay of an update.
#[cfg(feature = "engine")]
fn decay(info: &OptimizerInfo, update: &Update) -> Decay {
    let lambda = update.hyper.weight_decay;
    if lambda == 0.0 {
        Decay::Off
    } else if info.decoupled_decay {
        Decay::Decoupled((1.0 - update.rate * lambda) as f32)
    } else {
        Decay::Coupled(lambda as f32)
    }
}

#[cfg(test)]
#[cfg(feature = "engine")]
mod reference;
#[cfg(test)]
mod tests;
