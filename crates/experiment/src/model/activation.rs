//! Activations. Each is one file of `definitions/`, its formula and its derivative side by side; whatever computes,
//! shows or exports it reads it from there.

mod definitions;
#[cfg(test)]
mod tests;

pub use definitions::definition::{
    ActivationInfo, Elementwise, Fault, Form, Formula, Keras, Python, X,
};
pub use definitions::{ACTIVATIONS, Activation};

use crate::expression::sigmoid;
use playground_data::table_lookup;

table_lookup!(Activation, ActivationInfo, ACTIVATIONS);

impl Activation {
    /// Returns the number of units that leave a layer of `units`: half of them behind a gate.
    pub fn width_after(self, units: usize) -> usize {
        match self.info().form {
            Form::Gated => units / 2,
            Form::Elementwise(_) | Form::Adaptive => units,
        }
    }

    /// Returns whether changing from `self` to `other` keeps every parameter and shape of the network.
    pub fn swaps_freely_with(self, other: Self) -> bool {
        let plain = |a: Self| matches!(a.info().form, Form::Elementwise(_));
        self == other || (plain(self) && plain(other))
    }
}

/// Computes γ·x·σ(βx): the adaptive hybrid of one unit with its own γ and β.
pub fn ahaf(x: f64, gamma: f64, beta: f64) -> f64 {
    gamma * x * sigmoid(beta * x)
}
