//! 1 / (1 + e⁻ˣ).

use super::definition::{ActivationInfo, Elementwise, Fault, Form, Keras, Python, SIGMOID};
use crate::expression::{difference, number, product};
use crate::model::Activation;

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
