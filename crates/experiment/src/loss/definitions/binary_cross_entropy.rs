//! −Σ [y ln p + (1 − y) ln(1 − p)], or its mean over the classes.

use crate::loss::Output;
use crate::loss::expression::Expression::{Difference, Negative, Product, Sum};
use crate::loss::expression::{Derivative, Expression, Form, LN_P, LN_REST, P, Y, number};

const TERM: Expression = Negative(&Sum(
    &Product(&Y, &LN_P),
    &Product(&Difference(&number(1.0), &Y), &LN_REST),
));
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
