//! The settings of the presets.

use crate::experiment::{Experiment, Stop};
use crate::loss::{Loss, Output};
use crate::model::block::{Conv, Dropout, Extent, Flatten, Map, Padding, Pool, Upsample};
use crate::model::{Activation, Block, Init, Pooling};
use crate::optimizer::{Hyper, Optimizer};
use playground_data::dataset::{DatasetId, Normalisation, SplitSpec};

fn dense(widths: &[u32], activation: Activation) -> Vec<Block> {
    widths
        .iter()
        .map(|&units| Block::dense(units, activation))
        .collect()
}

pub(super) fn on_mnist(widths: &[u32]) -> Experiment {
    Experiment {
        dataset: DatasetId::Mnist,
        split: SplitSpec::Official {
            train: 55_000,
            validation: 5_000,
        },
        blocks: dense(widths, Activation::Relu),
        ..Experiment::default()
    }
}

/// Small and quick, for a run beside one with a mistake.
pub(super) fn quick(optimizer: Optimizer, learning_rate: f64) -> Experiment {
    Experiment {
        optimizer,
        learning_rate,
        stop: Stop::Epochs(2),
        report_every: 10,
        ..on_mnist(&[64])
    }
}

/// With half of the values of both hidden layers left out.
pub(super) fn dropping() -> Experiment {
    let dropout = Block::Dropout(Dropout { percent: 50 });
    let hidden = dense(&[128, 64], Activation::Relu);
    Experiment {
        blocks: hidden
            .into_iter()
            .flat_map(|layer| [layer, dropout])
            .collect(),
        ..quick(Optimizer::Adam, 1e-3)
    }
}

/// LeNet-5 as it is taught, with this pooling between its convolutions.
pub(super) fn lenet(kind: Pooling, activation: Activation) -> Experiment {
    let conv = |channels, padding| {
        Block::Conv(Conv {
            extent: Extent::Square,
            channels,
            kernel: 5,
            stride: 1,
            padding,
            activation,
        })
    };
    let pool = Block::Pool(Pool { kind, size: 2 });
    let mut blocks = vec![conv(6, Padding::Same), pool, conv(16, Padding::Valid), pool];
    blocks.push(Block::Flatten(Flatten));
    blocks.extend(dense(&[120, 84], activation));
    Experiment {
        blocks,
        normalisation: Normalisation::Standard,
        // Also with ReLU: after an epoch 98.0 % of the test images are right, and 96.9 % after He's.
        init: Init::XavierNormal,
        stop: Stop::Epochs(5),
        ..on_mnist(&[])
    }
}

pub(super) fn keras_mixed() -> Experiment {
    let layers = [
        (128, Activation::Relu),
        (64, Activation::Sigmoid),
        (32, Activation::Tanh),
    ];
    Experiment {
        blocks: layers
            .map(|(units, activation)| Block::dense(units, activation))
            .to_vec(),
        init: Init::XavierUniform,
        hyper: Hyper {
            epsilon: Some(1e-7),
            ..Hyper::default()
        },
        batch_size: 32,
        stop: Stop::Epochs(5),
        ..on_mnist(&[])
    }
}

pub(super) fn fashion(activation: Activation) -> Experiment {
    Experiment {
        dataset: DatasetId::FashionMnist,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: dense(&[256, 128, 64], activation),
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

/// Sure of class 0 before the first step: its odds against any other class begin near e²⁰ to 1.
pub(super) fn confidently_wrong() -> Experiment {
    Experiment {
        output_bias: 20.0,
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        stop: Stop::Epochs(3),
        ..on_mnist(&[128, 64])
    }
}

pub(super) fn deep_sigmoid() -> Experiment {
    Experiment {
        stop: Stop::Epochs(15),
        checkpoint_epochs: Vec::new(),
        ..fashion(Activation::Sigmoid)
    }
}

/// 784 to `widths` and back to 784, with a linear layer in the middle so that nothing bounds its values.
pub(super) fn autoencoder(widths: &[u32]) -> Experiment {
    let middle = widths.iter().copied().min();
    let blocks = widths.iter().map(|&units| match Some(units) == middle {
        true => Block::dense(units, Activation::Identity),
        false => Block::dense(units, Activation::Relu),
    });
    Experiment {
        blocks: blocks.collect(),
        output: Output::Image,
        loss: Loss::MeanSquaredError,
        ..on_mnist(&[])
    }
}

/// Through the two values of a principal component analysis.
pub(super) fn linear_autoencoder() -> Experiment {
    Experiment {
        output: Output::ImageLinear,
        init: Init::XavierNormal,
        ..autoencoder(&[2])
    }
}

/// Convolutions down to two values, and upsampling with convolutions back.
pub(super) fn conv_autoencoder() -> Experiment {
    let conv = |channels, stride| {
        Block::Conv(Conv {
            extent: Extent::Square,
            channels,
            kernel: 3,
            stride,
            padding: Padding::Same,
            activation: Activation::Relu,
        })
    };
    Experiment {
        blocks: vec![
            conv(8, 2),
            conv(16, 2),
            Block::dense(64, Activation::Relu),
            Block::dense(2, Activation::Identity),
            Block::dense(64, Activation::Relu),
            Block::dense(16 * 49, Activation::Relu),
            Block::Map(Map {
                channels: 16,
                height: 7,
                width: 7,
            }),
            Block::Upsample(Upsample { size: 2 }),
            conv(4, 1),
        ],
        stop: Stop::Epochs(5),
        ..autoencoder(&[])
    }
}

/// A perceptron on series; recurrent and convolutional networks run beside it.
pub(super) fn on_series(dataset: DatasetId) -> Experiment {
    Experiment {
        dataset,
        split: dataset.info().split,
        normalisation: Normalisation::Half,
        blocks: dense(&[128, 64], Activation::Relu),
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
        ..on_mnist(&[128, 64])
    }
}
