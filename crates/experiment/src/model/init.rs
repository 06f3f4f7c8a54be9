//! Weight initialisation. Sources: Glorot & Bengio 2010 (Xavier); He et al. 2015 (Kaiming); PyTorch's
//! `nn.Linear`, which draws weights *and* biases from U(±1/√fan_in).

use super::{Parameter, ParameterKind};
use playground_data::rng;
use playground_data::rng::Purpose;
use playground_data::rows;
use playground_data::table_lookup;
use rand_distr::{Distribution, StandardNormal, StandardUniform};
use serde::{Deserialize, Serialize};

/// How weights are initialised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)] // Each value is described by its row in INITS.
pub enum Init {
    Zero,
    Constant,
    Uniform,
    Normal,
    XavierUniform,
    XavierNormal,
    KaimingUniform,
    KaimingNormal,
    PyTorch,
}

/// The law a weight is drawn from.
enum Law {
    /// Always this value.
    Fixed(f64),
    /// Uniform in ±r.
    Uniform(f64),
    /// Normal with this standard deviation.
    Normal(f64),
}

/// A row of [`INITS`].
pub struct InitInfo {
    /// The initialisation described.
    pub id: Init,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// Formula in plain text, `s` being the scale.
    pub doc: &'static str,
    /// The scale that gives the textbook formula (or the usual naive choice).
    pub default_scale: f64,
    /// The law for a weight, from (scale, fan_in, fan_out).
    law: fn(f64, f64, f64) -> Law,
}

/// Every initialisation, in menu order.
pub const INITS: &[InitInfo] = rows![
    InitInfo (id, key, default_scale, law, name, doc)
    [Init::KaimingNormal, "he-normal", 1.0, |s, fan_in, _| Law::Normal(s * (2.0 / fan_in).sqrt()),
     "He (Kaiming) normal", "normal with standard deviation s·√(2 / fan_in)"]
    [Init::KaimingUniform, "he-uniform", 1.0, |s, fan_in, _| Law::Uniform(s * (6.0 / fan_in).sqrt()),
     "He (Kaiming) uniform", "uniform within ±s·√(6 / fan_in)"]
    [Init::XavierNormal, "xavier-normal", 1.0,
     |s, fan_in, fan_out| Law::Normal(s * (2.0 / (fan_in + fan_out)).sqrt()), "Xavier (Glorot) normal",
     "normal with standard deviation s·√(2 / (fan_in + fan_out))"]
    [Init::XavierUniform, "xavier-uniform", 1.0,
     |s, fan_in, fan_out| Law::Uniform(s * (6.0 / (fan_in + fan_out)).sqrt()), "Xavier (Glorot) uniform",
     "uniform within ±s·√(6 / (fan_in + fan_out))"]
    [Init::PyTorch, "pytorch", 1.0, |s, fan_in, _| Law::Uniform(s / fan_in.sqrt()), "PyTorch's default",
     "uniform within ±s/√fan_in, weights and biases, as PyTorch's dense and convolutional layers"]
    [Init::Normal, "normal", 0.01, |s, _, _| Law::Normal(s), "normal (naive)", "normal with standard deviation s"]
    [Init::Uniform, "uniform", 0.05, |s, _, _| Law::Uniform(s), "uniform", "uniform within ±s"]
    [Init::Constant, "constant", 0.01, |s, _, _| Law::Fixed(s), "constant",
     "every weight s: without dropout the units of a hidden layer stay identical"]
    [Init::Zero, "zero", 1.0, |_, _, _| Law::Fixed(0.0), "zero",
     "every weight 0: behind hidden units with f(0) = 0 only the last bias learns, without dropout others stay \
      identical"]
];

table_lookup!(Init, InitInfo, INITS);

/// Draws the values of `parameter`.
///
/// Weights are keyed by (seed, block, place in it, name), so two networks that share a shape share its weights.
pub(crate) fn draw(init: Init, scale: f64, seed: u64, parameter: &Parameter) -> Vec<f32> {
    let (fan_in, fan_out) = (parameter.fan_in as f64, parameter.fan_out as f64);
    let law = match parameter.kind {
        ParameterKind::Weight => (init.info().law)(scale, fan_in, fan_out),
        ParameterKind::Bias | ParameterKind::Gates if init == Init::PyTorch => {
            (init.info().law)(scale, fan_in, fan_out)
        }
        ParameterKind::Bias | ParameterKind::Gates | ParameterKind::Shift | ParameterKind::Mean => {
            Law::Fixed(0.0)
        }
        ParameterKind::Shape | ParameterKind::Variance => Law::Fixed(1.0),
    };
    let name = match parameter.place {
        "" => rng::name_key(parameter.name),
        place => rng::name_key(&format!("{place} {}", parameter.name)),
    };
    let mut stream = rng::stream(seed, Purpose::Weights, parameter.block as u64, name);
    let drawn = (0..parameter.len())
        .map(|_| match law {
            Law::Fixed(value) => value as f32,
            Law::Uniform(r) => {
                let unit: f64 = StandardUniform.sample(&mut stream);
                ((2.0 * unit - 1.0) * r) as f32
            }
            Law::Normal(s) => {
                let unit: f64 = StandardNormal.sample(&mut stream);
                (unit * s) as f32
            }
        })
        .collect();
    match parameter.kind {
        ParameterKind::Gates if init != Init::PyTorch => with_memory(drawn),
        _ => drawn,
    }
}

/// Sets the biases of the second of four gates, the forget gate, to 1.
fn with_memory(mut biases: Vec<f32>) -> Vec<f32> {
    let cells = biases.len() / 4;
    if let Some(forget) = biases.get_mut(cells..2 * cells) {
        forget.fill(1.0);
    }
    biases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Owner;

    fn parameter(block: usize, name: &'static str, kind: ParameterKind) -> Parameter {
        let shape = match kind {
            ParameterKind::Weight => [784, 128],
            _ => [1, 128],
        };
        Parameter {
            owner: Owner::Layer(0),
            place: "",
            kernel: None,
            block,
            name,
            kind,
            shape,
            fan_in: 784,
            fan_out: 128,
            offset: 0,
        }
    }

    fn weights(init: Init, scale: f64) -> Vec<f32> {
        draw(
            init,
            scale,
            3,
            &parameter(0, "weight", ParameterKind::Weight),
        )
    }

    fn deviation(values: &[f32]) -> f64 {
        let n = values.len() as f64;
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / n;
        (values
            .iter()
            .map(|&v| (f64::from(v) - mean).powi(2))
            .sum::<f64>()
            / n)
            .sqrt()
    }

    #[test]
    fn deviations_are_the_textbook_ones() {
        let uniform = 3.0_f64.sqrt();
        for (init, scale, expected) in [
            (Init::KaimingNormal, 1.0, (2.0_f64 / 784.0).sqrt()),
            (
                Init::KaimingUniform,
                1.0,
                (6.0_f64 / 784.0).sqrt() / uniform,
            ),
            (Init::XavierNormal, 1.0, (2.0_f64 / 912.0).sqrt()),
            (Init::XavierUniform, 1.0, (6.0_f64 / 912.0).sqrt() / uniform),
            (Init::PyTorch, 1.0, 1.0 / 28.0 / uniform),
            (Init::Normal, 0.01, 0.01),
            (Init::Uniform, 0.05, 0.05 / uniform),
        ] {
            let measured = deviation(&weights(init, scale));
            assert!(
                (measured / expected - 1.0).abs() < 0.02,
                "{init:?}: {measured} {expected}"
            );
        }
        assert!(weights(Init::Zero, 1.0).iter().all(|&w| w == 0.0));
        assert!(weights(Init::Constant, 0.3).iter().all(|&w| w == 0.3));
    }

    #[test]
    fn biases_are_zero_except_pytorchs() {
        let bias = |init| draw(init, 1.0, 3, &parameter(0, "bias", ParameterKind::Bias));
        assert!(bias(Init::KaimingNormal).iter().all(|&b| b == 0.0));
        assert!(
            bias(Init::PyTorch)
                .iter()
                .all(|&b| b != 0.0 && b.abs() <= 1.0 / 28.0)
        );
    }

    #[test]
    fn a_draw_depends_on_its_block_and_name_only() {
        let first = weights(Init::KaimingNormal, 1.0);
        assert_eq!(first, weights(Init::KaimingNormal, 1.0));
        let other = draw(
            Init::KaimingNormal,
            1.0,
            3,
            &parameter(1, "weight", ParameterKind::Weight),
        );
        assert_ne!(first[..10], other[..10]);
    }
}
