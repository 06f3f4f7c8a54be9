//! (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).

use super::definition::{ActivationInfo, Elementwise, Fault, Form, Formula, Keras, Python, X};
use crate::expression::{Function, apply, difference, number, power};
use crate::model::Activation;

const TANH: Formula = apply(Function::Tanh, &X);

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Tanh,
    key: "tanh",
    name: "tanh",
    doc: "(e^x − e^−x) / (e^x + e^−x)",
    form: Form::Elementwise(Elementwise {
        value: TANH,
        derivative: difference(&number(1.0), &power(&TANH, &number(2.0))),
    }),
    fault: Some(Fault::Saturates {
        centre: 0.0,
        reach: 0.97,
    }),
    pytorch: Python::Expression("torch.tanh({x})"),
    keras: Keras::Name("tanh"),
};
