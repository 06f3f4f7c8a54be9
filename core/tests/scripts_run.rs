//! The scripts for PyTorch and Keras, run where those libraries can be had: from the same weights, on
//! the same images in the same order, they end at the same weights as this crate's own trainer.
//!
//! `PLAYGROUND_PYTHON` names Python interpreters to try, separated by colons; `python3` is tried last.
//! A library that none of them has is skipped.
#![cfg(feature = "engine")]
// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic)]

use burn::tensor::Device;
use playground_core::data::dataset::{DatasetId, Images, Normalisation, SplitSpec};
use playground_core::data::synthetic::{self, Set};
use playground_core::experiment::{Experiment, Stop};
use playground_core::export::python::{Library, script};
use playground_core::export::weights::{self, About};
use playground_core::loss::{Loss, Output, Reduction};
use playground_core::model::{Activation, Block, Init};
use playground_core::optimizer::{Hyper, Optimizer};
use playground_core::schedule::Schedule;
use playground_core::train::pending::read;
use playground_core::train::trainer::Step;
use playground_core::train::{Supply, Trainer};
use std::path::{Path, PathBuf};
use std::process::Command;

const IMAGES: usize = 100;
/// One and a half epochs of eight steps.
const STEPS: u32 = 12;
/// How far the weights may end from this crate's own, as a share of how far they moved.
const TOLERANCE: f64 = 1e-3;

fn images() -> (Vec<u8>, Vec<u8>) {
    synthetic::generate(synthetic::SEED, Set::Train, 0..IMAGES as u64)
}

fn base(layers: &[(u32, Activation)]) -> Experiment {
    Experiment {
        dataset: DatasetId::Custom,
        split: SplitSpec::HeldOut {
            train_pct: 80,
            validation_pct: 10,
            test_pct: 10,
        },
        blocks: layers
            .iter()
            .map(|&(units, activation)| Block::Dense { units, activation })
            .collect(),
        init: Init::PyTorch,
        batch_size: 10,
        stop: Stop::Steps(STEPS),
        shuffle: false,
        ..Experiment::default()
    }
}

fn spatial(net: &str) -> Experiment {
    Experiment {
        blocks: net.split('.').map(|block| block.parse().unwrap()).collect(),
        optimizer: Optimizer::Sgd,
        learning_rate: 0.1,
        ..base(&[])
    }
}

/// Between them every activation, output, loss, optimiser and schedule.
fn cases() -> Vec<(&'static str, Experiment)> {
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

/// The parameters before and after this crate's own training.
fn trained(experiment: &Experiment) -> (Vec<f32>, Vec<f32>) {
    let sample = DatasetId::Custom.info().sample.len();
    let (pixels, labels) = images();
    let mut train = Images::new(IMAGES, sample);
    train.push_images(&pixels);
    train.push_labels(&labels);
    let supply = Supply {
        train,
        test: Images::new(0, sample),
    };
    let mut trainer = Trainer::new(experiment.clone(), &supply, &Device::flex()).unwrap();
    let values = |trainer: &Trainer| pollster::block_on(read(trainer.parameters())).unwrap();
    let before = values(&trainer);
    for _ in 0..STEPS {
        let step = trainer.take_step(&supply, false).unwrap();
        assert!(matches!(step, Step::Taken(_)));
    }
    (before, values(&trainer))
}

/// The images as the IDX files that a script reads.
fn write_images(folder: &Path) {
    let (pixels, labels) = images();
    let idx = |sizes: &[u32], data: &[u8]| {
        let mut bytes = vec![0, 0, 8, sizes.len() as u8];
        bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
        bytes.extend_from_slice(data);
        bytes
    };
    let (images, classes) = (
        idx(&[IMAGES as u32, 28, 28], &pixels),
        idx(&[IMAGES as u32], &labels),
    );
    std::fs::write(folder.join("train-images-idx3-ubyte"), images).unwrap();
    std::fs::write(folder.join("train-labels-idx1-ubyte"), classes).unwrap();
}

/// A Python that can import all of `modules`.
fn python_with(modules: &str) -> Option<PathBuf> {
    let named = std::env::var_os("PLAYGROUND_PYTHON").unwrap_or_default();
    let candidates = std::env::split_paths(&named).chain([PathBuf::from("python3")]);
    candidates
        .filter(|p| !p.as_os_str().is_empty())
        .find(|python| {
            let import = format!("import {modules}");
            let tried = Command::new(python).args(["-c", &import]).output();
            tried.is_ok_and(|output| output.status.success())
        })
}

/// ‖a − b‖.
fn distance(a: &[f32], b: &[f32]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

fn agrees(library: Library, modules: &str, cases: Vec<(&'static str, Experiment)>) {
    let Some(python) = python_with(modules) else {
        eprintln!("skipped: no Python with {modules} here");
        return;
    };
    let folder = std::env::temp_dir().join(format!(
        "playground-{}-{}",
        library.info().key,
        std::process::id()
    ));
    std::fs::create_dir_all(&folder).unwrap();
    write_images(&folder);
    for (name, experiment) in cases {
        experiment.validate().unwrap();
        let architecture = experiment.architecture().unwrap();
        let (before, after) = trained(&experiment);
        let file = |suffix: &str| folder.join(format!("{name}{suffix}"));
        std::fs::write(
            file(".py"),
            script(library, &experiment, "link", false).unwrap(),
        )
        .unwrap();
        let begin = weights::write(&architecture, &before, &About::default()).unwrap();
        std::fs::write(file("-begin.safetensors"), begin).unwrap();
        let output = Command::new(&python)
            .arg(file(".py"))
            .args([Path::new("--data"), &folder])
            .args([Path::new("--weights"), &file("-begin.safetensors")])
            .args([Path::new("--save"), &file("-end.safetensors")])
            .env("CUDA_VISIBLE_DEVICES", "")
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {complaint}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("test loss"),
            "{name}"
        );
        let end = std::fs::read(file("-end.safetensors")).unwrap();
        let theirs = weights::read(&architecture, &end).unwrap();
        // Keras has n below the line of a running variance, as its script says.
        let compared = match library {
            Library::PyTorch => architecture.parameter_count(),
            Library::Keras => architecture.trainable_count(),
        };
        let of = |values: &[f32]| values[..compared].to_vec();
        let [before, after, theirs] = [&before, &after, &theirs].map(|values| of(values));
        let (moved, apart) = (distance(&after, &before), distance(&after, &theirs));
        assert!(
            apart <= TOLERANCE * moved,
            "{name}: {apart} apart after moving {moved}"
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn pytorch_takes_the_same_steps() {
    agrees(Library::PyTorch, "torch, numpy, safetensors.torch", cases());
}

/// Keras puts ε elsewhere in its denominators, as the script says: here it is too small to matter.
#[test]
fn keras_takes_the_same_steps() {
    let mut cases = cases();
    // It orders the gates of recurrent cells otherwise, and its script is refused.
    cases.retain(|(name, _)| *name != "recurrent");
    for (_, experiment) in &mut cases {
        experiment.hyper.epsilon = Some(1e-12);
    }
    agrees(Library::Keras, "keras, numpy, safetensors.numpy", cases);
}
