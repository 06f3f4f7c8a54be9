//! Cross-entropy against (1 − ε)y + ε/K (Szegedy et al. 2016, eq. 5).

use crate::loss::Output;
use crate::loss::expression::Expression::{Difference, Leaf, Negative, Product, Quotient, Sum};
use crate::loss::expression::{Derivative, Expression, Form, K, LN_P, Leaf as Of, Y, number};

const EPSILON: Expression = Leaf(Of::Parameter("smoothing"));
const TARGET: Expression = Sum(
    &Product(&Difference(&number(1.0), &EPSILON), &Y),
    &Quotient(&EPSILON, &K),
);

pub const FORMS: &[Form] = &[Form {
    output: Output::Softmax,
    term: Negative(&Product(&TARGET, &LN_P)),
    derivative: Derivative::AtLogAnswer(Negative(&TARGET)),
}];
