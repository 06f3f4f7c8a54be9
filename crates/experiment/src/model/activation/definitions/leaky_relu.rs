//! x where positive, a little of it elsewhere (Maas et al. 2013).

use super::definition::{ActivationInfo, Elementwise, Form, Formula, Keras, Python, X};
use crate::expression::{number, positive, product};
use crate::model::Activation;

/// Slope below zero.
const LEAK: Formula = number(0.01);

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::LeakyRelu,
    key: "leaky",
    name: "leaky ReLU",
    doc: "x where positive, 0.01·x elsewhere",
    form: Form::Elementwise(Elementwise {
        value: positive(&X, &X, &product(&LEAK, &X)),
        derivative: positive(&X, &number(1.0), &LEAK),
    }),
    fault: None,
    pytorch: Python::Expression("F.leaky_relu({x}, 0.01)"),
    keras: Keras::Layer("keras.layers.LeakyReLU(negative_slope=0.01)"),
};
