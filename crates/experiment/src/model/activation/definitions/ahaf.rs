//! γ·x·σ(βx) with γ and β trained for each unit (Bodyanskiy & Kostiuk 2022).

use super::definition::{ActivationInfo, Form, Keras, Python};
use crate::model::Activation;

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::Ahaf,
    key: "ahaf",
    name: "AHAF",
    doc: "γ·x·σ(βx) with γ and β trained for each unit; starts as SiLU",
    form: Form::Adaptive,
    fault: None,
    pytorch: Python::Nothing,
    keras: Keras::Nothing,
};
