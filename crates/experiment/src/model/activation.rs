//! Activations: one table, each with its formula and its derivative side by side.
//!
//! Sources: ELU Clevert et al. 2016; SELU Klambauer et al. 2017; GELU Hendrycks & Gimpel 2016 (the
//! exact form with erf); SiLU/Swish Elfwing et al. 2018; GLU Dauphin et al. 2017; AHAF Bodyanskiy &
//! Kostiuk 2022.

use crate::loss::sigmoid;
use playground_data::table_lookup;
use serde::{Deserialize, Serialize};

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // Each value is described by its row in ACTIVATIONS.
pub enum Activation {
    Identity,
    Relu,
    LeakyRelu,
    Elu,
    Selu,
    Sigmoid,
    Tanh,
    Softplus,
    Gelu,
    Silu,
    Glu,
    Ahaf,
}

/// f and f′ of an activation that looks at one number at a time.
pub struct Elementwise {
    /// f(x).
    pub value: fn(f64) -> f64,
    /// f′(x); at a kink, the one-sided value that autodiff uses too.
    pub derivative: fn(f64) -> f64,
}

/// How an activation works on a layer.
pub enum Form {
    /// Each unit by itself, without parameters.
    Elementwise(Elementwise),
    /// GLU: the first half of the units times σ of the second half; halves the width.
    Gated,
    /// AHAF: γ·x·σ(βx), with γ and β trained for each unit.
    Adaptive,
}

/// A row of [`ACTIVATIONS`].
pub struct ActivationInfo {
    /// The activation described.
    pub id: Activation,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Formula in plain text.
    pub doc: &'static str,
    /// How it acts.
    pub form: Form,
}

/// λ of SELU (Klambauer et al. 2017).
pub const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
/// α of SELU.
pub const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
/// Slope of the leaky ReLU below zero.
pub const LEAK: f64 = 0.01;

/// A row without parameters; keeps the table readable.
macro_rules! elementwise {
    ($id:ident, $key:literal, $name:literal, $doc:literal, $value:expr, $derivative:expr) => {
        ActivationInfo {
            id: Activation::$id,
            key: $key,
            name: $name,
            doc: $doc,
            form: Form::Elementwise(Elementwise {
                value: $value,
                derivative: $derivative,
            }),
        }
    };
}

/// Every activation, in menu order.
pub const ACTIVATIONS: &[ActivationInfo] = &[
    elementwise!(
        Relu,
        "relu",
        "ReLU",
        "max(0, x)",
        |x| x.max(0.0),
        |x| if x > 0.0 { 1.0 } else { 0.0 }
    ),
    elementwise!(
        Sigmoid,
        "sigmoid",
        "sigmoid",
        "1 / (1 + e^−x)",
        sigmoid,
        |x| sigmoid(x) * (1.0 - sigmoid(x))
    ),
    elementwise!(
        Tanh,
        "tanh",
        "tanh",
        "(e^x − e^−x) / (e^x + e^−x)",
        f64::tanh,
        |x| 1.0 - x.tanh().powi(2)
    ),
    elementwise!(Identity, "linear", "linear (identity)", "x", |x| x, |_| 1.0),
    elementwise!(
        LeakyRelu,
        "leaky",
        "leaky ReLU",
        "x where positive, 0.01·x elsewhere",
        |x| if x > 0.0 { x } else { LEAK * x },
        |x| if x > 0.0 { 1.0 } else { LEAK }
    ),
    elementwise!(
        Elu,
        "elu",
        "ELU",
        "x where positive, e^x − 1 elsewhere",
        |x| if x > 0.0 { x } else { x.exp_m1() },
        |x| if x > 0.0 { 1.0 } else { x.exp() }
    ),
    elementwise!(
        Selu,
        "selu",
        "SELU",
        "1.0507·x where positive, 1.0507·1.6733·(e^x − 1) elsewhere",
        |x| SELU_SCALE * if x > 0.0 { x } else { SELU_ALPHA * x.exp_m1() },
        |x| SELU_SCALE * if x > 0.0 { 1.0 } else { SELU_ALPHA * x.exp() }
    ),
    elementwise!(
        Softplus,
        "softplus",
        "softplus",
        "ln(1 + e^x)",
        |x| x.max(0.0) + (-x.abs()).exp().ln_1p(),
        sigmoid
    ),
    elementwise!(
        Gelu,
        "gelu",
        "GELU",
        "x·Φ(x), Φ the normal distribution function",
        |x| x * normal_cdf(x),
        |x| normal_cdf(x) + x * normal_density(x)
    ),
    elementwise!(
        Silu,
        "silu",
        "SiLU / Swish",
        "x·σ(x)",
        |x| x * sigmoid(x),
        |x| sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x)))
    ),
    ActivationInfo {
        id: Activation::Glu,
        key: "glu",
        name: "GLU",
        doc: "a·σ(b), where a and b are the two halves of the units; halves the width",
        form: Form::Gated,
    },
    ActivationInfo {
        id: Activation::Ahaf,
        key: "ahaf",
        name: "AHAF",
        doc: "γ·x·σ(βx) with γ and β trained for each unit; starts as SiLU",
        form: Form::Adaptive,
    },
];

table_lookup!(Activation, ActivationInfo, ACTIVATIONS);

impl Activation {
    /// Units that leave a layer of `units`: half of them behind a gate.
    pub fn width_after(self, units: usize) -> usize {
        match self.info().form {
            Form::Gated => units / 2,
            Form::Elementwise(_) | Form::Adaptive => units,
        }
    }

    /// Whether changing from `self` to `other` keeps every parameter and shape of the network.
    pub fn swaps_freely_with(self, other: Self) -> bool {
        let plain = |a: Self| matches!(a.info().form, Form::Elementwise(_));
        self == other || (plain(self) && plain(other))
    }
}

/// γ·x·σ(βx): the adaptive hybrid of one unit with its own γ and β.
pub fn ahaf(x: f64, gamma: f64, beta: f64) -> f64 {
    gamma * x * sigmoid(beta * x)
}

/// φ(x), the standard normal density.
fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Φ(x) = ½ erfc(−x/√2), by the series and continued fraction of Abramowitz & Stegun 7.1.5, 7.1.14.
fn normal_cdf(x: f64) -> f64 {
    if x.abs() < 3.0 {
        let (mut term, mut sum, mut n) = (x, x, 1.0);
        while term.abs() > 1e-17 {
            term *= x * x / (2.0 * n + 1.0);
            sum += term;
            n += 1.0;
        }
        0.5 + normal_density(x) * sum
    } else {
        let tail = (1..=60)
            .rev()
            .fold(x.abs(), |t, k| x.abs() + f64::from(k) / t);
        let upper = normal_density(x) / tail;
        if x > 0.0 { 1.0 - upper } else { upper }
    }
}

#[cfg(test)]
mod tests;
