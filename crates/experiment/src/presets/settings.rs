//! The settings of the presets.

use crate::experiment::{Experiment, Stop};
use crate::loss::{Loss, Output};
use crate::model::{Block, Init, block};
use crate::optimizer::{Hyper, Optimizer};
use playground_data::dataset::{DatasetId, Normalisation, SplitSpec};

/// Reads the blocks of a network from their text form. Those of the presets can all be read (tested).
pub(super) fn blocks(net: &str) -> Vec<Block> {
    block::read_all(net).unwrap_or_default()
}

pub(super) fn on_mnist(net: &str) -> Experiment {
    Experiment {
        dataset: DatasetId::Mnist,
        split: SplitSpec::Official {
            train: 55_000,
            validation: 5_000,
        },
        blocks: blocks(net),
        ..Experiment::default()
    }
}

/// Returns a small and quick experiment, for a run beside one with a mistake.
pub(super) fn quick(optimizer: Optimizer, learning_rate: f64) -> Experiment {
    Experiment {
        optimizer,
        learning_rate,
        stop: Stop::Epochs(2),
        report_every: 10,
        ..on_mnist("64-relu")
    }
}

/// Returns an experiment that leaves out half of the values of both hidden layers in training.
pub(super) fn dropping() -> Experiment {
    Experiment {
        blocks: blocks("128-relu.drop-50.64-relu.drop-50"),
        ..quick(Optimizer::Adam, 1e-3)
    }
}

/// Returns LeNet-5 as it is taught.
pub(super) fn lenet(net: &str) -> Experiment {
    Experiment {
        normalisation: Normalisation::Standard,
        // Also with ReLU: after an epoch 98.0 % of the test images are right, and 96.9 % after He's.
        init: Init::XavierNormal,
        stop: Stop::Epochs(5),
        ..on_mnist(net)
    }
}

pub(super) fn keras_mixed() -> Experiment {
    Experiment {
        init: Init::XavierUniform,
        hyper: Hyper {
            epsilon: Some(1e-7),
            ..Hyper::default()
        },
        batch_size: 32,
        stop: Stop::Epochs(5),
        ..on_mnist("128-relu.64-sigmoid.32-tanh")
    }
}

pub(super) fn fashion(net: &str) -> Experiment {
    Experiment {
        dataset: DatasetId::FashionMnist,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: blocks(net),
        init: Init::Normal,
        init_scale: 0.01,
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        batch_size: 32,
        stop: Stop::Epochs(100),
        checkpoint_epochs: vec![50, 100],
        ..Experiment::default()
    }
}

/// Returns an experiment whose network is sure of class 0 before the first step: its odds against any other class
/// begin near e²⁰ to 1.
pub(super) fn confidently_wrong() -> Experiment {
    Experiment {
        output_bias: 20.0,
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        stop: Stop::Epochs(3),
        ..on_mnist("128-relu.64-relu")
    }
}

pub(super) fn deep_sigmoid() -> Experiment {
    Experiment {
        stop: Stop::Epochs(15),
        checkpoint_epochs: Vec::new(),
        ..fashion("256-sigmoid.128-sigmoid.64-sigmoid")
    }
}

/// Returns an autoencoder, from the pixels to the pixels. Those of the presets have a linear layer in the middle, so
/// that nothing bounds its values.
pub(super) fn autoencoder(net: &str) -> Experiment {
    Experiment {
        output: Output::Image,
        loss: Loss::MeanSquaredError,
        ..on_mnist(net)
    }
}

/// Returns an autoencoder through two values, as a principal component analysis has them.
pub(super) fn linear_autoencoder() -> Experiment {
    Experiment {
        output: Output::ImageLinear,
        init: Init::XavierNormal,
        ..autoencoder("2-linear")
    }
}

/// Returns an autoencoder with convolutions down to two values, and upsampling with convolutions back.
pub(super) fn conv_autoencoder() -> Experiment {
    Experiment {
        stop: Stop::Epochs(5),
        ..autoencoder(
            "conv-8-3-same-s2-relu conv-16-3-same-s2-relu 64-relu 2-linear 64-relu 784-relu map-16-7-7 up-2 \
             conv-4-3-same-relu",
        )
    }
}

/// Returns an experiment with a perceptron on series; recurrent and convolutional networks run beside it.
pub(super) fn on_series(dataset: DatasetId) -> Experiment {
    Experiment {
        dataset,
        split: dataset.info().split,
        normalisation: Normalisation::Half,
        blocks: blocks("128-relu.64-relu"),
        init: Init::XavierNormal,
        learning_rate: 3e-3,
        stop: Stop::Epochs(10),
        ..Experiment::default()
    }
}

pub(super) fn on_logits() -> Experiment {
    Experiment {
        output: Output::Linear,
        loss: Loss::MeanSquaredError,
        ..on_mnist("128-relu.64-relu")
    }
}
