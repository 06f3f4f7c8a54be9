//! x where positive, eˣ − 1 elsewhere (Clevert et al. 2016).

use super::definition::{ActivationInfo, EXP_BELOW, Elementwise, Form, Keras, Python, X};
use crate::expression::{difference, number, positive};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Elu,
    key: "elu",
    name: "ELU",
    doc: "x where positive, e^x − 1 elsewhere",
    form: Form::Elementwise(Elementwise {
        value: positive(&X, &X, &difference(&EXP_BELOW, &number(1.0))),
        derivative: positive(&X, &number(1.0), &EXP_BELOW),
    }),
    fault: None,
    pytorch: Python::Expression("F.elu({x})"),
    keras: Keras::Name("elu"),
};
