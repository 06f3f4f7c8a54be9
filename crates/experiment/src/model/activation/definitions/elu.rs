//! x where positive, eˣ − 1 elsewhere (Clevert et al. 2016).

use super::super::definition::{ActivationInfo, Elementwise, Form, Formula, Keras, Python, X};
use crate::expression::{Function, apply, difference, minimum, number, positive};
use crate::model::Activation;

/// eˣ of what is not positive: that of large numbers overflows, and its slope with it.
const EXP: Formula = apply(Function::Exp, &minimum(&X, &number(0.0)));

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Elu,
    key: "elu",
    name: "ELU",
    doc: "x where positive, e^x − 1 elsewhere",
    form: Form::Elementwise(Elementwise {
        value: positive(&X, &X, &difference(&EXP, &number(1.0))),
        derivative: positive(&X, &number(1.0), &EXP),
    }),
    fault: None,
    pytorch: Python::Expression("F.elu({x})"),
    keras: Keras::Name("elu"),
};
