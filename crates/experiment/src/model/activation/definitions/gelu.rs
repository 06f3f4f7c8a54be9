//! x·Φ(x), the exact form with erf (Hendrycks & Gimpel 2016).

use super::definition::{ActivationInfo, Elementwise, Form, Keras, Python, X};
use crate::expression::{Function, apply, product, sum};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Gelu,
    key: "gelu",
    name: "GELU",
    doc: "x·Φ(x), Φ the standard normal distribution function",
    form: Form::Elementwise(Elementwise {
        value: apply(Function::Gelu, &X),
        derivative: sum(
            &apply(Function::NormalCdf, &X),
            &product(&X, &apply(Function::NormalDensity, &X)),
        ),
    }),
    fault: None,
    pytorch: Python::Expression("F.gelu({x})"),
    keras: Keras::Name("gelu"),
};
