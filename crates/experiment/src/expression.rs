//! Formulas as data: what a loss adds for one class, what an activation makes of one number.
//!
//! Whatever reads a formula is an [`Algebra`]: numbers in double precision, numbers with their slopes (`number.rs`),
//! tensors, programs for a GPU, Python, MathML. Each is written once, for every formula there is and will be.

mod number;

pub use number::{sigmoid, softplus};

/// A formula over the quantities `L`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expression<L: 'static> {
    /// A constant.
    Number(f64),
    /// A quantity.
    Leaf(L),
    /// A function of one number.
    Apply(Function, &'static Self),
    /// Two numbers made one.
    Combine(Operator, &'static Self, &'static Self),
    /// `then` where `of` is positive, else `otherwise`.
    Positive {
        /// What decides.
        of: &'static Self,
        /// Where it is positive.
        then: &'static Self,
        /// Where it is 0 or negative.
        otherwise: &'static Self,
    },
}

/// A function of one number: what tensor libraries have as one operation with the right slope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// −x.
    Negative,
    /// eˣ.
    Exp,
    /// max(0, x).
    Relu,
    /// σ(x) = 1 / (1 + e⁻ˣ).
    Sigmoid,
    /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
    Tanh,
    /// ln(1 + eˣ).
    Softplus,
    /// x·Φ(x).
    Gelu,
    /// Φ(x), the normal distribution function.
    NormalCdf,
    /// φ(x), the normal density.
    NormalDensity,
}

/// Two numbers made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// a + b.
    Sum,
    /// a − b.
    Difference,
    /// a · b. In double precision 0 · ∞ = 0 here; tensors do not have this rule, so their quantities are bounded.
    Product,
    /// a / b.
    Quotient,
    /// a to the power of b, for a ≥ 0.
    Power,
    /// The smaller one.
    Minimum,
    /// The larger one.
    Maximum,
}

/// What a formula can be read as.
pub trait Algebra<L> {
    /// What comes of it.
    type Value;

    /// Reads a constant.
    fn number(&self, value: f64) -> Self::Value;
    /// Reads a quantity.
    fn leaf(&self, leaf: L) -> Self::Value;
    /// Applies a function.
    fn apply(&self, function: Function, a: Self::Value) -> Self::Value;
    /// Combines two by an operator.
    fn combine(&self, operator: Operator, a: Self::Value, b: Self::Value) -> Self::Value;
    /// Chooses `then` where `of` is positive, else `otherwise`.
    fn positive(&self, of: Self::Value, then: Self::Value, otherwise: Self::Value) -> Self::Value;
}

impl<L: Copy> Expression<L> {
    /// Reads the formula in an algebra.
    pub fn read<A: Algebra<L>>(&self, algebra: &A) -> A::Value {
        let of = |e: &Self| e.read(algebra);
        match self {
            Self::Number(value) => algebra.number(*value),
            Self::Leaf(leaf) => algebra.leaf(*leaf),
            Self::Apply(function, a) => algebra.apply(*function, of(a)),
            Self::Combine(operator, a, b) => algebra.combine(*operator, of(a), of(b)),
            Self::Positive {
                of: sign,
                then,
                otherwise,
            } => algebra.positive(of(sign), of(then), of(otherwise)),
        }
    }
}

/// Returns a constant.
pub const fn number<L>(value: f64) -> Expression<L> {
    Expression::Number(value)
}

/// Returns f(a).
pub const fn apply<L>(function: Function, a: &'static Expression<L>) -> Expression<L> {
    Expression::Apply(function, a)
}

/// Returns −a.
pub const fn negative<L>(a: &'static Expression<L>) -> Expression<L> {
    Expression::Apply(Function::Negative, a)
}

/// Returns a + b.
pub const fn sum<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Sum, a, b)
}

/// Returns a − b.
pub const fn difference<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Difference, a, b)
}

/// Returns a · b.
pub const fn product<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Product, a, b)
}

/// Returns a / b.
pub const fn quotient<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Quotient, a, b)
}

/// Returns a to the power of b.
pub const fn power<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Power, a, b)
}

/// Returns the smaller of a and b.
pub const fn minimum<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Minimum, a, b)
}

/// Returns the larger of a and b.
pub const fn maximum<L>(a: &'static Expression<L>, b: &'static Expression<L>) -> Expression<L> {
    Expression::Combine(Operator::Maximum, a, b)
}

/// Returns `then` where `of` is positive, else `otherwise`.
pub const fn positive<L>(
    of: &'static Expression<L>,
    then: &'static Expression<L>,
    otherwise: &'static Expression<L>,
) -> Expression<L> {
    Expression::Positive {
        of,
        then,
        otherwise,
    }
}
