//! 1 / (1 + e⁻ˣ).

use super::super::definition::{
    ActivationInfo, Elementwise, Fault, Form, Formula, Keras, Python, X,
};
use crate::expression::{Function, apply, difference, number, product};
use crate::model::Activation;

const SIGMOID: Formula = apply(Function::Sigmoid, &X);

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Sigmoid,
    key: "sigmoid",
    name: "sigmoid",
    doc: "1 / (1 + e^−x)",
    form: Form::Elementwise(Elementwise {
        value: SIGMOID,
        derivative: product(&SIGMOID, &difference(&number(1.0), &SIGMOID)),
    }),
    fault: Some(Fault::Saturates {
        centre: 0.5,
        reach: 0.47,
    }),
    pytorch: Python::Expression("torch.sigmoid({x})"),
    keras: Keras::Name("sigmoid"),
};
