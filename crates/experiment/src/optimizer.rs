//! Optimisers and their settings; β, α and ε are PyTorch's defaults.
//!
//! Sources: Sutskever et al. 2013 (Nesterov, in PyTorch's form); Tieleman & Hinton 2012 (RMSprop);
//! Duchi et al. 2011 (Adagrad); Kingma & Ba 2015 (Adam); Loshchilov & Hutter 2019 (AdamW).

use playground_data::rows;
use playground_data::table_lookup;
use serde::{Deserialize, Serialize};

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
}

/// Every optimiser, in menu order.
pub const OPTIMIZERS: &[OptimizerInfo] = rows![
    OptimizerInfo (id, key, name, slots, epsilon, decoupled_decay, doc)
    [Optimizer::Sgd, "sgd", "SGD", 0, 0.0, false, "w ← w − η g"]
    [Optimizer::Momentum, "momentum", "SGD with momentum", 1, 0.0, false, "v ← μ v + g;  w ← w − η v"]
    [Optimizer::Nesterov, "nesterov", "Nesterov momentum", 1, 0.0, false, "v ← μ v + g;  w ← w − η (g + μ v)"]
    [Optimizer::RmsProp, "rmsprop", "RMSprop", 1, 1e-8, false, "s ← α s + (1 − α) g²;  w ← w − η g / (√s + ε)"]
    [Optimizer::Adagrad, "adagrad", "Adagrad", 1, 1e-10, false, "s ← s + g²;  w ← w − η g / (√s + ε)"]
    [Optimizer::Adam, "adam", "Adam", 2, 1e-8, false,
     "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − η m̂ / (√v̂ + ε)"]
    [Optimizer::AdamW, "adamw", "AdamW", 2, 1e-8, true,
     "Adam, with weight decay taken off the weights directly: w ← w − ηλw − η m̂ / (√v̂ + ε)"]
];

table_lookup!(Optimizer, OptimizerInfo, OPTIMIZERS);

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
}
