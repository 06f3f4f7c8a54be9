//! ln(1 + eˣ), a smooth ReLU.

use super::definition::{ActivationInfo, Elementwise, Form, Keras, Python, SIGMOID, X};
use crate::expression::{Function, apply};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Softplus,
    key: "softplus",
    name: "softplus",
    doc: "ln(1 + e^x)",
    form: Form::Elementwise(Elementwise {
        value: apply(Function::Softplus, &X),
        derivative: SIGMOID,
    }),
    fault: None,
    pytorch: Python::Expression("F.softplus({x})"),
    keras: Keras::Name("softplus"),
};
