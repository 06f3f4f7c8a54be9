//! max(0, x).

use super::definition::{ActivationInfo, Elementwise, Fault, Form, Keras, Python, X};
use crate::expression::{Function, apply, number, positive};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Relu,
    key: "relu",
    name: "ReLU",
    doc: "max(0, x)",
    form: Form::Elementwise(Elementwise {
        value: apply(Function::Relu, &X),
        derivative: positive(&X, &number(1.0), &number(0.0)),
    }),
    fault: Some(Fault::Dies),
    pytorch: Python::Expression("F.relu({x})"),
    keras: Keras::Name("relu"),
};
