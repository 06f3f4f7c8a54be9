//! The ranges of numbers in an experiment: those that are the same whatever else is set. Losses and blocks say their own,
//! [`Experiment::validate`] has the others.

use super::Experiment;
use playground_data::rows;

/// A number that must lie in a range.
pub(super) struct Range {
    pub(super) field: &'static str,
    pub(super) name: &'static str,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) value: fn(&Experiment) -> f64,
}

pub(super) const RANGES: &[Range] = rows![
    Range (field, least, most, value, name)
    ["lr", 0.0, 100.0, |e| e.learning_rate, "The learning rate"]
    ["batch", 1.0, super::MAX_BATCH as f64, |e| f64::from(e.batch_size), "The batch size"]
    ["every", 1.0, 10_000.0, |e| f64::from(e.report_every), "The number of steps between reports"]
    ["scale", 0.0, 100.0, |e| e.init_scale, "The initialisation scale"]
    ["obias", -100.0, 100.0, |e| e.output_bias, "The output bias"]
    ["mu", 0.0, 0.9999, |e| e.hyper.momentum, "Momentum"]
    ["b1", 0.0, 0.9999, |e| e.hyper.beta1, "β₁"]
    ["b2", 0.0, 0.999_999, |e| e.hyper.beta2, "β₂"]
    ["alpha", 0.0, 0.9999, |e| e.hyper.alpha, "α"]
    ["eps", 0.0, 1.0, Experiment::epsilon, "ε"]
    ["ema", 0.0, 0.999_999, |e| e.ema, "The decay of the weight average"]
    ["distil", 0.0, 1.0, |e| e.distill, "The teacher's share"]
    ["temp", 0.1, 100.0, |e| e.temperature, "The temperature"]
    ["wd", 0.0, 10.0, |e| e.hyper.weight_decay, "Weight decay"]
];
