//! Σ (p − y)², or its mean over the classes. On logits: Hui & Belkin 2021, without rescaling.

use crate::loss::Output;
use crate::loss::expression::Expression::{Difference, Power, Product};
use crate::loss::expression::{Derivative, Expression, Form, P, REST, Y, number};

const TERM: Expression = Power(&Difference(&P, &Y), &number(2.0));
/// 2(p − y).
const PULL: Expression = Product(&number(2.0), &Difference(&P, &Y));
/// With the *output · (1 − output)* factor.
const BEFORE_SIGMOID: Expression = Product(&Product(&PULL, &P), &REST);

const fn form(output: Output, derivative: Derivative) -> Form {
    Form {
        output,
        term: TERM,
        derivative,
    }
}

pub const FORMS: &[Form] = &[
    form(Output::Softmax, Derivative::AtAnswer(PULL)),
    form(Output::Sigmoid, Derivative::AtLogit(BEFORE_SIGMOID)),
    form(Output::Linear, Derivative::AtLogit(PULL)),
    form(Output::Image, Derivative::AtLogit(BEFORE_SIGMOID)),
    form(Output::ImageLinear, Derivative::AtLogit(PULL)),
];
