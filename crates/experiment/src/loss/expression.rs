//! A loss as data: a small expression for what one class of one example adds to it, and how its derivative reaches
//! the logits.
//!
//! Whatever reads an expression is an [`Algebra`]: numbers in double precision ([`evaluate`](super::evaluate)),
//! tensors, the text of a program. Each is written once, for every loss there is and will be.

use super::Output;

/// What one class k of one example adds to a loss, or the derivative of that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expression {
    /// What it is made of.
    Leaf(Leaf),
    /// −a.
    Negative(&'static Self),
    /// a + b.
    Sum(&'static Self, &'static Self),
    /// a − b.
    Difference(&'static Self, &'static Self),
    /// a · b.
    Product(&'static Self, &'static Self),
    /// a / b.
    Quotient(&'static Self, &'static Self),
    /// a to the power of b.
    Power(&'static Self, &'static Self),
}

/// What an expression is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leaf {
    /// A constant.
    Number(f64),
    /// y: what the answer is held against.
    Target,
    /// z: the logit.
    Logit,
    /// p: the answer, after softmax, sigmoid or nothing.
    Answer,
    /// 1 − p.
    Rest,
    /// ln p, without taking the logarithm of what has underflowed.
    LogAnswer,
    /// ln(1 − p), likewise.
    LogRest,
    /// K: the number of classes.
    Classes,
    /// A parameter of the loss, by its key.
    Parameter(&'static str),
}

/// How the derivative of a term reaches the logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Derivative {
    /// ∂term/∂z, where the answer of a class depends on its own logit z alone.
    AtLogit(Expression),
    /// g = ∂term/∂p under a softmax: ∂L/∂z = p ⊙ (g − Σ p·g), its Jacobian times g.
    AtAnswer(Expression),
    /// h = p·∂term/∂p = ∂term/∂ln p under a softmax, where ∂term/∂p has no bound: ∂L/∂z = h − p·Σ h.
    AtLogAnswer(Expression),
}

/// A loss under an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// What the logits go through.
    pub output: Output,
    /// What a class adds.
    pub term: Expression,
    /// How its derivative reaches the logits.
    pub derivative: Derivative,
}

/// What an expression can be read as.
pub trait Algebra {
    /// What comes of it.
    type Value;

    /// Reads a leaf.
    fn leaf(&self, leaf: Leaf) -> Self::Value;
    /// −a.
    fn negative(&self, a: Self::Value) -> Self::Value;
    /// a + b.
    fn sum(&self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// a − b.
    fn difference(&self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// a · b.
    fn product(&self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// a / b.
    fn quotient(&self, a: Self::Value, b: Self::Value) -> Self::Value;
    /// a to the power of b.
    fn power(&self, a: Self::Value, b: Self::Value) -> Self::Value;
}

impl Expression {
    /// Reads it in an algebra.
    pub fn read<A: Algebra>(&self, algebra: &A) -> A::Value {
        let of = |e: &Self| e.read(algebra);
        match self {
            Self::Leaf(leaf) => algebra.leaf(*leaf),
            Self::Negative(a) => algebra.negative(of(a)),
            Self::Sum(a, b) => algebra.sum(of(a), of(b)),
            Self::Difference(a, b) => algebra.difference(of(a), of(b)),
            Self::Product(a, b) => algebra.product(of(a), of(b)),
            Self::Quotient(a, b) => algebra.quotient(of(a), of(b)),
            Self::Power(a, b) => algebra.power(of(a), of(b)),
        }
    }
}

/// y.
pub const Y: Expression = Expression::Leaf(Leaf::Target);
/// z.
pub const Z: Expression = Expression::Leaf(Leaf::Logit);
/// p.
pub const P: Expression = Expression::Leaf(Leaf::Answer);
/// 1 − p.
pub const REST: Expression = Expression::Leaf(Leaf::Rest);
/// ln p.
pub const LN_P: Expression = Expression::Leaf(Leaf::LogAnswer);
/// ln(1 − p).
pub const LN_REST: Expression = Expression::Leaf(Leaf::LogRest);
/// K.
pub const K: Expression = Expression::Leaf(Leaf::Classes);

/// A constant.
pub const fn number(value: f64) -> Expression {
    Expression::Leaf(Leaf::Number(value))
}
