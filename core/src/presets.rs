//! Named experiments: settings that others have published, each with its source, the figures they
//! reported and what is known to differ. Figures here are other people's; ours come from the
//! running network.
//!
//! Links may name a preset and list only what departs from it, so a preset that is out in the world
//! keeps its settings: improve one by adding another.

use crate::data::dataset::{DatasetId, Normalisation, SplitSpec};
use crate::experiment::{Experiment, Stop};
use crate::model::{Activation, Block, Init};
use crate::optimizer::{Hyper, Optimizer};

/// A row of [`PRESETS`].
#[derive(Debug)]
pub struct Preset {
    /// Stable word for links, scripts and the terminal. Never reuse or rename one.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Where the settings come from.
    pub source: &'static str,
    /// What was not given, what we chose, and what is known to differ.
    pub note: &'static str,
    /// Figures reported elsewhere; empty where none were.
    pub published: &'static [Published],
    /// The settings.
    pub experiment: fn() -> Experiment,
}

/// A figure that somebody else reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// What was measured, and when in the run.
    pub what: &'static str,
    /// As printed by its source, with its digits.
    pub value: &'static str,
    /// Who reported it.
    pub source: &'static str,
}

/// The preset that a first visit opens on. [`Experiment::default`] is the same on the built-in digits.
pub const DEFAULT_PRESET: &str = "mlp-784-128-64-10";

const HOMEWORK: &str = "Fashion-MNIST homework, network written from scratch in NumPy";
const SCIKIT_LEARN: &str = "the same homework, scikit-learn's MLPClassifier";

/// The figures of the from-scratch network after 50 and 100 epochs.
macro_rules! homework {
    ($train_50:literal, $train_100:literal, $test_50:literal, $test_100:literal $(, $more:expr)?) => {
        &[
            Published { what: "training accuracy after 50 epochs", value: $train_50, source: HOMEWORK },
            Published { what: "training accuracy after 100 epochs", value: $train_100, source: HOMEWORK },
            Published { what: "test accuracy after 50 epochs", value: $test_50, source: HOMEWORK },
            Published { what: "test accuracy after 100 epochs", value: $test_100, source: HOMEWORK },
            $($more,)?
        ]
    };
}

/// The two figures of the library beside it, as the source gives them.
const fn scikit_learn(value: &'static str) -> Published {
    Published {
        what: "accuracy with scikit-learn (as printed)",
        value,
        source: SCIKIT_LEARN,
    }
}

/// Every preset, in menu order.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: DEFAULT_PRESET,
        title: "Digits, 784-128-64-10",
        source: "Gradient Playground's own default",
        note: "He initialisation for ReLU, pixels in [0, 1]. A NumPy reference of the same network, \
               over several seeds, reached 96.0–96.2 % on the test set after one epoch and 97.7 % as \
               the best of five.",
        published: &[],
        experiment: || on_mnist(&[128, 64]),
    },
    Preset {
        name: "keras-mixed",
        title: "Digits, ReLU, sigmoid and tanh mixed",
        source: "A published Keras model, 784-128(ReLU)-64(sigmoid)-32(tanh)-10; no results given",
        note: "Glorot uniform initialisation and Adam with ε = 1e-7 are Keras's defaults.",
        published: &[],
        experiment: keras_mixed,
    },
    Preset {
        name: "fnn-128-64",
        title: "Digits, 784-128-64-10 as in PyTorch",
        source: "A published PyTorch model with (0.5, 0.5) normalisation; no results given",
        note: "The published model put a softmax layer in front of a loss that applies softmax \
               again; here there is one softmax. To see what the second one does, choose the output \
               “softmax twice (a mistake)”: the cross-entropy can then never go below 1.4612. A \
               NumPy reference with one softmax, over several seeds, reached 93.2–93.8 % on the test \
               set after one epoch and 96.9–97.0 % as the best of five.",
        published: &[],
        experiment: || Experiment {
            normalisation: Normalisation::Half,
            init: Init::PyTorch,
            ..on_mnist(&[128, 64])
        },
    },
    Preset {
        name: "fnn-64",
        title: "Digits, 784-64-10",
        source: "A published network of one hidden layer; no results given",
        note: "Only the layers, ReLU and cross-entropy are given. Adam at 1e-3, batches of 64, ten \
               epochs, He initialisation and pixels in [0, 1] are ours.",
        published: &[],
        experiment: || on_mnist(&[64]),
    },
    Preset {
        name: "fashion-relu",
        title: "Clothes, ReLU",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in \
               [0, 1]. In the same homework scikit-learn printed 0.0 for ReLU.",
        published: homework!("0.9352", "0.9870", "0.8833", "0.8865"),
        experiment: || fashion(Activation::Relu),
    },
    Preset {
        name: "fashion-sigmoid",
        title: "Clothes, sigmoid",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in \
               [0, 1]. The published 10 % does not reproduce: at 0.01 the network sits at 10 % for \
               about five epochs and then wakes, with 76 % at fifteen.",
        published: homework!(
            "0.0998",
            "0.0996",
            "0.1085",
            "0.1012",
            scikit_learn("0.878 / 0.874")
        ),
        experiment: || fashion(Activation::Sigmoid),
    },
    Preset {
        name: "fashion-tanh",
        title: "Clothes, tanh",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, as are pixels in \
               [0, 1].",
        published: homework!(
            "0.9863",
            "0.9986",
            "0.8810",
            "0.8822",
            scikit_learn("0.8732 / 0.8743")
        ),
        experiment: || fashion(Activation::Tanh),
    },
    Preset {
        name: "fashion-linear",
        title: "Clothes, linear",
        source: HOMEWORK,
        note: "The size of the normal initialisation is not given; 0.01 is ours, because 0.1 turns \
               the loss into NaN with linear activations. Pixels in [0, 1] are ours too. In the same \
               homework scikit-learn printed 0.0 for linear activations.",
        published: homework!("0.8383", "0.8378", "0.8218", "0.8172"),
        experiment: || fashion(Activation::Identity),
    },
];

/// The preset of this name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// Every name, in menu order.
pub fn names() -> Vec<&'static str> {
    PRESETS.iter().map(|preset| preset.name).collect()
}

fn dense(widths: &[u32], activation: Activation) -> Vec<Block> {
    widths
        .iter()
        .map(|&units| Block::Dense { units, activation })
        .collect()
}

fn on_mnist(widths: &[u32]) -> Experiment {
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

fn keras_mixed() -> Experiment {
    let layers = [
        (128, Activation::Relu),
        (64, Activation::Sigmoid),
        (32, Activation::Tanh),
    ];
    Experiment {
        blocks: layers
            .map(|(units, activation)| Block::Dense { units, activation })
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

fn fashion(activation: Activation) -> Experiment {
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

#[cfg(test)]
mod tests;
