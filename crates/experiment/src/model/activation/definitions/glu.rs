//! Half of the units times σ of the other half (Dauphin et al. 2017).

use super::definition::{ActivationInfo, Form, Keras, Python};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Glu,
    key: "glu",
    name: "GLU",
    doc: "a·σ(b), where a and b are the two halves of the units; halves the width",
    form: Form::Gated,
    fault: None,
    pytorch: Python::Expression("F.glu({x}, dim=1)"),
    keras: Keras::Layer("GLU()"),
};
