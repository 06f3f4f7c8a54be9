//! −Σ y ln p.

use crate::loss::Output;
use crate::loss::expression::Expression::{Negative, Product};
use crate::loss::expression::{Derivative, Expression, Form, LN_P, Y};

const TERM: Expression = Negative(&Product(&Y, &LN_P));
/// −y: under a softmax −y + p·Σ y at the logits, which is p − y for targets that sum to 1.
const PULL: Derivative = Derivative::AtLogAnswer(Negative(&Y));

pub const FORMS: &[Form] = &[
    Form {
        output: Output::Softmax,
        term: TERM,
        derivative: PULL,
    },
    Form {
        output: Output::SoftmaxTwice,
        term: TERM,
        derivative: PULL,
    },
];
