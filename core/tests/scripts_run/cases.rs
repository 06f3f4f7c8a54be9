//! The experiments whose scripts are run.

use crate::STEPS;
use playground_data::dataset::{DatasetId, Normalisation, SplitSpec};
use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::loss::{LOSSES, Loss, OUTPUTS, Output, REDUCTIONS, Reduction};
use playground_experiment::model::activation::ACTIVATIONS;
use playground_experiment::model::{Activation, BLOCKS, Block, Init};
use playground_experiment::optimizer::{Hyper, OPTIMIZERS, Optimizer};
use playground_experiment::schedule::Schedule;
use std::mem::discriminant;

pub fn base(layers: &[(u32, Activation)]) -> Experiment {
    Experiment {
        dataset: DatasetId::Custom,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: layers
            .iter()
            .map(|&(units, activation)| Block::dense(units, activation))
            .collect(),
        init: Init::PyTorch,
        batch_size: 10,
        stop: Stop::Steps(STEPS),
        shuffle: false,
        ..Experiment::default()
    }
}

pub fn spatial(net: &str) -> Experiment {
    Experiment {
        blocks: net.split('.').map(|block| block.parse().unwrap()).collect(),
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        ..base(&[])
    }
}

/// Between them every activation, output, loss, reduction, optimiser, schedule and block but dropout, which draws
/// other numbers in each library.
pub fn cases() -> Vec<(&'static str, Experiment)> {
    let mut nesterov = Experiment {
        normalisation: Normalisation::Half,
        output: Output::Sigmoid,
        loss: Loss::BinaryCrossEntropy,
        reduction: Reduction::Sum,
        optimizer: Optimizer::Nesterov,
        learning_rate: 0.01,
        ..base(&[(12, Activation::Tanh), (8, Activation::Sigmoid)])
    };
    nesterov.hyper.weight_decay = 0.01;
    let mut momentum = Experiment {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        reduction: Reduction::Sum,
        optimizer: Optimizer::Momentum,
        learning_rate: 0.01,
        ..base(&[(12, Activation::Softplus), (8, Activation::Ahaf)])
    };
    momentum.hyper.weight_decay = 0.02;
    let mut decoupled = Experiment {
        output: Output::SoftmaxTwice,
        optimizer: Optimizer::AdamW,
        ..base(&[
            (12, Activation::LeakyRelu),
            (12, Activation::Elu),
            (12, Activation::Selu),
            (12, Activation::Gelu),
        ])
    };
    decoupled.hyper.weight_decay = 0.1;
    vec![
        (
            "adam",
            base(&[(16, Activation::Relu), (8, Activation::Relu)]),
        ),
        ("nesterov", nesterov),
        ("momentum", momentum),
        ("adamw", decoupled),
        (
            "rmsprop",
            Experiment {
                loss: Loss::MeanSquaredError,
                optimizer: Optimizer::RmsProp,
                schedule: Schedule::Exponential { factor: 0.5 },
                ..base(&[(12, Activation::Glu), (8, Activation::Silu)])
            },
        ),
        (
            "adagrad",
            Experiment {
                loss: Loss::SmoothedCrossEntropy,
                optimizer: Optimizer::Adagrad,
                learning_rate: 0.01,
                schedule: Schedule::Cosine,
                warmup_steps: 4,
                ..base(&[(12, Activation::Ahaf)])
            },
        ),
        (
            "sgd",
            Experiment {
                output: Output::Sigmoid,
                loss: Loss::MeanSquaredError,
                optimizer: Optimizer::Sgd,
                learning_rate: 0.5,
                schedule: Schedule::Step {
                    epochs: 1,
                    factor: 0.1,
                },
                ..base(&[])
            },
        ),
        (
            "focal",
            Experiment {
                loss: Loss::Focal,
                optimizer: Optimizer::Sgd,
                learning_rate: 0.1,
                ..base(&[(12, Activation::HardSwish)])
            },
        ),
        (
            "convolutions",
            spatial("conv-4-5-same-tanh.max-2.conv-6-3-s2-ahaf.avg-2.flatten.16-glu"),
        ),
        (
            "autoencoder",
            Experiment {
                output: Output::Image,
                loss: Loss::BinaryCrossEntropy,
                normalisation: Normalisation::Half,
                ..base(&[
                    (16, Activation::Relu),
                    (2, Activation::Identity),
                    (16, Activation::Relu),
                ])
            },
        ),
        (
            "linear-autoencoder",
            Experiment {
                output: Output::ImageLinear,
                loss: Loss::MeanSquaredError,
                optimizer: Optimizer::Sgd,
                learning_rate: 0.02,
                ..base(&[(2, Activation::Identity)])
            },
        ),
        (
            "decoder",
            Experiment {
                output: Output::Image,
                loss: Loss::MeanSquaredError,
                ..spatial(
                    "conv-3-3-same-s2-tanh.2-linear.98-tanh.map-2-7-7.up-2.conv-3-3-same-tanh.map-12-7-7.avg-7",
                )
            },
        ),
        (
            "frozen",
            Experiment {
                freeze: 3,
                optimizer: Optimizer::Adam,
                hyper: Hyper {
                    weight_decay: 0.1,
                    ..Hyper::default()
                },
                ..spatial("conv-4-5-same-tanh.max-2.flatten.16-relu")
            },
        ),
        (
            "channels",
            spatial("conv-4-3-glu.conv-3-1-leaky.max-3.conv-6-3-same-silu.gap.8-ahaf"),
        ),
        (
            "normalised",
            spatial("conv-4-3-s2-linear.bn-leaky.max-2.bn-linear.12-linear.bn-tanh"),
        ),
        (
            "residual",
            spatial("conv-4-5-s2-linear.bn-relu.res-4-tanh.res-6-s2-relu.gap"),
        ),
        (
            "recurrent",
            spatial("conv1d-6-3-same-s2-tanh.gru-6-all.lstm-8"),
        ),
    ]
}

/// Runs without the libraries: what is in no case here is compared nowhere.
#[test]
fn every_row_that_has_lines_of_its_own_is_in_a_case() {
    let cases: Vec<Experiment> = cases().into_iter().map(|(_, case)| case).collect();
    let is_in = |what: &str, holds: &dyn Fn(&Experiment) -> bool| {
        assert!(cases.iter().any(holds), "{what} is in no case");
    };
    for row in LOSSES {
        is_in(row.key, &|case| case.loss == row.id);
    }
    for row in OUTPUTS {
        is_in(row.key, &|case| case.output == row.id);
    }
    for row in REDUCTIONS {
        is_in(row.key, &|case| case.reduction == row.id);
    }
    for row in OPTIMIZERS {
        is_in(row.key, &|case| case.optimizer == row.id);
    }
    for row in ACTIVATIONS {
        let has = |block: &Block| block.activation() == Some(row.id);
        is_in(row.key, &|case| case.blocks.iter().any(has));
    }
    for row in BLOCKS.iter().filter(|row| row.key != "drop") {
        let has = |block: &Block| block.info().key == row.key;
        is_in(row.name, &|case| case.blocks.iter().any(has));
    }
    for text in ["constant", "step:2:0.5", "exponential:0.9", "cosine"] {
        let schedule: Schedule = text.parse().unwrap();
        let same = |other: &Schedule| discriminant(other) == discriminant(&schedule);
        is_in(text, &|case| same(&case.schedule));
    }
}
