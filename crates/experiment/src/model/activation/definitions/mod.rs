//! The activations, one file each. A new one is its file and a line in each of the three lists here; tests name the
//! files of theirs that it is missing in.

mod ahaf;
pub(super) mod definition;
mod elu;
mod gelu;
mod glu;
mod hard_swish;
mod identity;
mod leaky_relu;
mod relu;
mod selu;
mod sigmoid;
mod silu;
mod softplus;
mod tanh;

use definition::ActivationInfo;
use serde::{Deserialize, Serialize};

/// An activation function: a place in [`ACTIVATIONS`], which describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Activation {
    Relu,
    Sigmoid,
    Tanh,
    Identity,
    LeakyRelu,
    Elu,
    Selu,
    Softplus,
    Gelu,
    Silu,
    HardSwish,
    Glu,
    Ahaf,
}

/// Every activation, in the order of [`Activation`], which is that of the menu.
pub const ACTIVATIONS: &[ActivationInfo] = &[
    relu::DEFINITION,
    sigmoid::DEFINITION,
    tanh::DEFINITION,
    identity::DEFINITION,
    leaky_relu::DEFINITION,
    elu::DEFINITION,
    selu::DEFINITION,
    softplus::DEFINITION,
    gelu::DEFINITION,
    silu::DEFINITION,
    hard_swish::DEFINITION,
    glu::DEFINITION,
    ahaf::DEFINITION,
];
