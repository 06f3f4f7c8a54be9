//! What a definition of a loss says: everything that is known of it, in one place.

use crate::expression::Expression;
use crate::loss::parameter::LossParameter;
use crate::loss::{Loss, Output, Reduction};

/// What a term of a loss is made of, for one class of one example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leaf {
    /// y: what the answer is held against.
    Target,
    /// z: the logit.
    Logit,
    /// p: the answer, after softmax, sigmoid or nothing.
    Answer,
    /// 1 − p, without subtracting what is nearly 1.
    Rest,
    /// p − y, without subtracting what is nearly the same.
    Error,
    /// ln p, without taking the logarithm of what has underflowed.
    LogAnswer,
    /// ln(1 − p), likewise.
    LogRest,
    /// K: the number of classes.
    Classes,
    /// A parameter of the loss, by its key.
    Parameter(&'static str),
}

/// What one class adds to a loss, or the derivative of that.
pub type Term = Expression<Leaf>;

/// y.
pub const Y: Term = Expression::Leaf(Leaf::Target);
/// z.
pub const Z: Term = Expression::Leaf(Leaf::Logit);
/// p.
pub const P: Term = Expression::Leaf(Leaf::Answer);
/// 1 − p.
pub const REST: Term = Expression::Leaf(Leaf::Rest);
/// p − y.
pub const ERROR: Term = Expression::Leaf(Leaf::Error);
/// ln p.
pub const LN_P: Term = Expression::Leaf(Leaf::LogAnswer);
/// ln(1 − p).
pub const LN_REST: Term = Expression::Leaf(Leaf::LogRest);
/// K.
pub const K: Term = Expression::Leaf(Leaf::Classes);

/// How the derivative of a term reaches the logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Derivative {
    /// ∂term/∂z, where the answer of a class depends on its own logit z alone.
    AtLogit(Term),
    /// g = ∂term/∂p under a softmax: ∂L/∂z = p ⊙ (g − Σ p·g), its Jacobian times g.
    AtAnswer(Term),
    /// h = p·∂term/∂p = ∂term/∂ln p under a softmax, where ∂term/∂p has no bound: ∂L/∂z = h − p·Σ h.
    AtLogAnswer(Term),
}

/// In which family a loss is, which gives it its colour and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Logarithms of probabilities, in nats.
    CrossEntropy,
    /// Squares of differences.
    SquaredError,
}

impl Family {
    /// Returns the unit of its values.
    pub fn unit(self) -> &'static str {
        match self {
            Self::CrossEntropy => "nats",
            Self::SquaredError => "squared error",
        }
    }
}

/// A row of [`LOSSES`](super::LOSSES).
pub struct LossInfo {
    /// The loss described.
    pub id: Loss,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Short name for charts.
    pub short: &'static str,
    /// One line for the hover text.
    pub doc: &'static str,
    /// What it is like.
    pub family: Family,
    /// Whether the class reduction changes its value.
    pub has_reduction: bool,
    /// Numbers that it takes besides logits and target.
    pub parameters: &'static [LossParameter],
    /// What it is under each output that it goes with.
    pub objectives: &'static [Objective],
    /// Why it does not go with the others.
    pub refusals: &'static [Refusal],
}

/// Outputs that a loss does not go with, and why: the first half of a sentence.
pub type Refusal = (&'static [Output], &'static str);

/// A loss under an output that it goes with.
#[derive(Debug)]
pub struct Objective {
    /// What the logits go through.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
    /// Short name of the pair for charts and tables.
    pub label: &'static str,
    /// The pair whose gradients stand beside this one's: the one-click flip.
    pub counterpart: (Output, Loss),
    /// What a class adds, in the form that is computed.
    pub term: Term,
    /// How its derivative reaches the logits.
    pub derivative: Derivative,
    /// The term as textbooks write it, where it is computed in another form.
    pub textbook: Option<Term>,
    /// ∂L/∂z of a class where the targets sum to 1, where that is simpler than what `derivative` says.
    pub simplified: Option<Term>,
    /// What is to be said on its value.
    pub on_value: Note,
    /// What is to be said on its gradient.
    pub on_gradient: Note,
    /// How PyTorch computes it, in `F` and `torch`.
    pub pytorch: Script,
    /// How Keras computes it, in `ops`.
    pub keras: Script,
    /// How the gradient calculator shows it, once for each reduction; nothing where it does not.
    pub worked: &'static [WorkedExample],
}

/// At most two sentences, and whom to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// In words.
    pub text: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// Python that computes a loss from `logits` and `target`, or from `logits` and `labels`. `{classes}` stands for
/// the number of classes, `{over}` for `mean` or `sum`, the key of a parameter in braces for its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// What the term says, operation by operation.
    OfTerm,
    /// An expression for the terms, `[batch, classes]`, that the library has under a name of its own.
    Terms(&'static str),
    /// The body of the function.
    Body(&'static str),
}

/// A row of the gradient calculator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkedExample {
    /// Stable word.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// The value as a formula.
    pub formula: &'static str,
    /// Over the classes.
    pub reduction: Reduction,
}
