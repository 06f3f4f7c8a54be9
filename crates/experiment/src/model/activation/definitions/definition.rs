//! What a definition of an activation says: everything that is known of it, in one place.

use super::Activation;
use crate::expression::{Expression, Function, apply, minimum, number};

/// A formula of one number.
pub type Formula = Expression<()>;

/// The number.
pub const X: Formula = Expression::Leaf(());

/// σ(x).
pub(super) const SIGMOID: Formula = apply(Function::Sigmoid, &X);

/// eˣ of what is not positive: that of large numbers overflows, and its slope with it.
pub(super) const EXP_BELOW: Formula = apply(Function::Exp, &minimum(&X, &number(0.0)));

/// A row of [`ACTIVATIONS`](super::ACTIVATIONS).
pub struct ActivationInfo {
    /// The activation described.
    pub id: Activation,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Formula in plain text.
    pub doc: &'static str,
    /// How it acts.
    pub form: Form,
    /// How units with it stop learning, where they do.
    pub fault: Option<Fault>,
    /// What PyTorch calls it.
    pub pytorch: Python,
    /// What Keras calls it.
    pub keras: Keras,
}

/// How an activation works on a layer.
pub enum Form {
    /// Each unit by itself, without parameters.
    Elementwise(Elementwise),
    /// The first half of the units times σ of the second half; halves the width.
    Gated,
    /// γ·x·σ(βx), with γ and β trained for each unit.
    Adaptive,
}

/// f and f′ of an activation that looks at one number at a time.
pub struct Elementwise {
    /// f(x).
    pub value: Formula,
    /// f′(x); at a kink, the one-sided value that autodiff uses too.
    pub derivative: Formula,
}

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
    /// A unit that is zero for every image has slope 0 and learns nothing; it comes back only if earlier layers move its
    /// inputs.
    Dies,
}

/// An activation in PyTorch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Python {
    /// What the formula says, operation by operation.
    OfFormula,
    /// An expression in which `{x}` stands for the pre-activations.
    Expression(&'static str),
    /// Nothing of its own: what comes before it does it.
    Nothing,
}

/// An activation in Keras.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keras {
    /// What the formula says, operation by operation.
    OfFormula,
    /// A name that layers take as their `activation`.
    Name(&'static str),
    /// A layer that follows.
    Layer(&'static str),
    /// Nothing of its own: what comes before it does it.
    Nothing,
}

impl Elementwise {
    /// Returns f(x).
    pub fn value(&self, x: f64) -> f64 {
        self.value.value(|()| x)
    }

    /// Returns f′(x).
    pub fn derivative(&self, x: f64) -> f64 {
        self.derivative.value(|()| x)
    }
}
