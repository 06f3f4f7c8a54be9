//! The ranges of numbers in an experiment: those that are the same whatever else is set. Losses and blocks say their own,
//! [`Experiment::validate`] has the others.

use super::Experiment;

/// A number that must lie in a range.
pub(super) struct Range {
    pub(super) field: &'static str,
    pub(super) name: &'static str,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) value: fn(&Experiment) -> f64,
}

pub(super) const RANGES: &[Range] = &[
    Range {
        field: "lr",
        name: "The learning rate",
        least: 0.0,
        most: 100.0,
        value: |e| e.learning_rate,
    },
    Range {
        field: "batch",
        name: "The batch size",
        least: 1.0,
        most: super::MAX_BATCH as f64,
        value: |e| f64::from(e.batch_size),
    },
    Range {
        field: "every",
        name: "The number of steps between reports",
        least: 1.0,
        most: 10_000.0,
        value: |e| f64::from(e.report_every),
    },
    Range {
        field: "scale",
        name: "The initialisation scale",
        least: 0.0,
        most: 100.0,
        value: |e| e.init_scale,
    },
    Range {
        field: "obias",
        name: "The output bias",
        least: -100.0,
        most: 100.0,
        value: |e| e.output_bias,
    },
    Range {
        field: "mu",
        name: "Momentum",
        least: 0.0,
        most: 0.9999,
        value: |e| e.hyper.momentum,
    },
    Range {
        field: "b1",
        name: "β₁",
        least: 0.0,
        most: 0.9999,
        value: |e| e.hyper.beta1,
    },
    Range {
        field: "b2",
        name: "β₂",
        least: 0.0,
        most: 0.999_999,
        value: |e| e.hyper.beta2,
    },
    Range {
        field: "alpha",
        name: "α",
        least: 0.0,
        most: 0.9999,
        value: |e| e.hyper.alpha,
    },
    Range {
        field: "eps",
        name: "ε",
        least: 0.0,
        most: 1.0,
        value: Experiment::epsilon,
    },
    Range {
        field: "ema",
        name: "The decay of the weight average",
        least: 0.0,
        most: 0.999_999,
        value: |e| e.ema,
    },
    Range {
        field: "distil",
        name: "The teacher's share",
        least: 0.0,
        most: 1.0,
        value: |e| e.distill,
    },
    Range {
        field: "temp",
        name: "The temperature",
        least: 0.1,
        most: 100.0,
        value: |e| e.temperature,
    },
    Range {
        field: "wd",
        name: "Weight decay",
        least: 0.0,
        most: 10.0,
        value: |e| e.hyper.weight_decay,
    },
];
