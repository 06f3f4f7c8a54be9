//! x: a linear layer.

use super::definition::{ActivationInfo, Elementwise, Form, Keras, Python, X};
use crate::expression::number;
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Identity,
    key: "linear",
    name: "linear (identity)",
    doc: "x",
    form: Form::Elementwise(Elementwise {
        value: X,
        derivative: number(1.0),
    }),
    fault: None,
    pytorch: Python::Nothing,
    keras: Keras::Nothing,
};
