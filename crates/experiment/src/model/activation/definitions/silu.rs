//! x·σ(x) (Elfwing et al. 2018).

use super::definition::{ActivationInfo, Elementwise, Form, Keras, Python, SIGMOID, X};
use crate::expression::{difference, number, product, sum};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Silu,
    key: "silu",
    name: "SiLU / Swish",
    doc: "x·σ(x)",
    form: Form::Elementwise(Elementwise {
        value: product(&X, &SIGMOID),
        derivative: product(
            &SIGMOID,
            &sum(
                &number(1.0),
                &product(&X, &difference(&number(1.0), &SIGMOID)),
            ),
        ),
    }),
    fault: None,
    pytorch: Python::Expression("F.silu({x})"),
    keras: Keras::Name("silu"),
};
