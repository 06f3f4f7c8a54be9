//! ELU, scaled so that layers keep mean 0 and variance 1 (Klambauer et al. 2017).

use super::definition::{ActivationInfo, EXP_BELOW, Elementwise, Form, Formula, Keras, Python, X};
use crate::expression::{difference, number, positive, product};
use crate::model::Activation;

/// λ.
const SCALE: Formula = number(1.050_700_987_355_480_5);
/// α.
const ALPHA: Formula = number(1.673_263_242_354_377_2);

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Selu,
    key: "selu",
    name: "SELU",
    doc: "1.0507·x where positive, 1.0507·1.6733·(e^x − 1) elsewhere",
    form: Form::Elementwise(Elementwise {
        value: product(
            &positive(
                &X,
                &X,
                &product(&difference(&EXP_BELOW, &number(1.0)), &ALPHA),
            ),
            &SCALE,
        ),
        derivative: product(
            &positive(&X, &number(1.0), &product(&EXP_BELOW, &ALPHA)),
            &SCALE,
        ),
    }),
    fault: None,
    pytorch: Python::Expression("F.selu({x})"),
    keras: Keras::Name("selu"),
};
