//! −Σ [y ln p + (1 − y) ln(1 − p)] with p = σ(z), or its mean over the classes. Written −ln(1 − p) − y·z, which is
//! softplus(z) − y·z: it never overflows and has the right slope at z = 0.

use crate::loss::Output;
use crate::loss::expression::Expression::{Difference, Negative, Product};
use crate::loss::expression::{Derivative, Expression, Form, LN_REST, P, Y, Z};

const TERM: Expression = Difference(&Negative(&LN_REST), &Product(&Y, &Z));
const PULL: Derivative = Derivative::AtLogit(Difference(&P, &Y));

pub const FORMS: &[Form] = &[
    Form {
        output: Output::Sigmoid,
        term: TERM,
        derivative: PULL,
    },
    Form {
        output: Output::Image,
        term: TERM,
        derivative: PULL,
    },
];
