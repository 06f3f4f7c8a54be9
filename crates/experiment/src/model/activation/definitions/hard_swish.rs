//! x · min(max(x + 3, 0), 6) / 6, Swish without an exponential (Howard et al. 2019, *Searching for MobileNetV3*).

use super::definition::{ActivationInfo, Elementwise, Form, Formula, Keras, Python, X};
use crate::expression::{difference, maximum, minimum, number, positive, product, quotient, sum};
use crate::model::Activation;

/// A sigmoid of three straight lines, six times as high.
const RAMP: Formula = minimum(&maximum(&sum(&X, &number(3.0)), &number(0.0)), &number(6.0));
/// (2x + 3) / 6.
const BETWEEN: Formula = quotient(&sum(&product(&number(2.0), &X), &number(3.0)), &number(6.0));

pub const DEFINITION: ActivationInfo = ActivationInfo {
    id: Activation::HardSwish,
    key: "hswish",
    name: "Hard-Swish",
    doc: "x·min(max(x + 3, 0), 6) / 6",
    form: Form::Elementwise(Elementwise {
        value: product(&X, &quotient(&RAMP, &number(6.0))),
        derivative: positive(
            &sum(&X, &number(3.0)),
            &positive(&difference(&number(3.0), &X), &BETWEEN, &number(1.0)),
            &number(0.0),
        ),
    }),
    fault: None,
    pytorch: Python::Expression("F.hardswish({x})"),
    keras: Keras::Name("hard_silu"),
};

#[cfg(test)]
mod tests {
    use crate::model::Activation;
    use crate::model::activation::Form;

    #[test]
    fn it_is_nothing_below_and_the_identity_above() {
        let Form::Elementwise(f) = &Activation::HardSwish.info().form else {
            panic!("it looks at one number at a time");
        };
        let values = [-5.0, -3.0, -1.0, 0.0, 1.0, 3.0, 5.0].map(|x| f.value(x));
        assert_eq!(values, [0.0, 0.0, -1.0 / 3.0, 0.0, 2.0 / 3.0, 3.0, 5.0]);
        assert_eq!([-4.0, 0.0, 4.0].map(|x| f.derivative(x)), [0.0, 0.5, 1.0]);
    }
}
