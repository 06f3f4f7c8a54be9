//! How units stop to learn: saturation, where the slope has gone, and dead ReLUs.

use crate::model::Activation;

/// How units with some activation stop learning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// An output at least `reach` away from `centre` has next to no slope.
    Saturates {
        /// Where the slope is steepest.
        centre: f64,
        /// From here on the slope has gone.
        reach: f64,
    },
    /// A unit that is zero for every image has no slope at all and never comes back.
    Dies,
}

/// The fault that an activation is known for: sigmoid outside (0.03, 0.97), |tanh| > 0.97, and ReLU
/// at zero for every image.
pub fn fault(activation: Activation) -> Option<Fault> {
    match activation {
        Activation::Sigmoid => Some(Fault::Saturates {
            centre: 0.5,
            reach: 0.47,
        }),
        Activation::Tanh => Some(Fault::Saturates {
            centre: 0.0,
            reach: 0.97,
        }),
        Activation::Relu => Some(Fault::Dies),
        _ => None,
    }
}
