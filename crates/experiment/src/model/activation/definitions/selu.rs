//! ELU, scaled so that layers keep mean 0 and variance 1 (Klambauer et al. 2017).

use super::super::definition::{ActivationInfo, Elementwise, Form, Formula, Keras, Python, X};
use crate::expression::{Function, apply, difference, minimum, number, positive, product};
use crate::model::Activation;

/// λ.
const SCALE: Formula = number(1.050_700_987_355_480_5);
/// α.
const ALPHA: Formula = number(1.673_263_242_354_377_2);
/// eˣ of what is not positive: that of large numbers overflows, and its slope with it.
const EXP: Formula = apply(Function::Exp, &minimum(&X, &number(0.0)));

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Selu,
    key: "selu",
    name: "SELU",
    doc: "1.0507·x where positive, 1.0507·1.6733·(e^x − 1) elsewhere",
    form: Form::Elementwise(Elementwise {
        value: product(
            &positive(&X, &X, &product(&difference(&EXP, &number(1.0)), &ALPHA)),
            &SCALE,
        ),
        derivative: product(&positive(&X, &number(1.0), &product(&EXP, &ALPHA)), &SCALE),
    }),
    fault: None,
    pytorch: Python::Expression("F.selu({x})"),
    keras: Keras::Name("selu"),
};
