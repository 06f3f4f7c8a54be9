//! The scripts for PyTorch and Keras, run where those libraries can be had: from the same weights, on
//! the same images in the same order, they end at the same weights as this crate's own trainer.
//!
//! `PLAYGROUND_PYTHON` names Python interpreters to try, separated by colons; `python3` is tried last.
//! A library that none of them has is skipped.
// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod cases;
mod outputs;

use burn::tensor::Device;
use cases::cases;
use playground_core::model::backward::Detail;
use playground_core::train::readback::read;
use playground_core::train::trainer::Step;
use playground_core::train::{Dataset, Trainer};
use playground_data::dataset::{DatasetId, Images};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_insight::export::python::{Library, script};
use playground_insight::export::weights;
use playground_insight::export::weights::About;
use std::path::{Path, PathBuf};
use std::process::Command;

const IMAGES: usize = 100;
/// One and a half epochs of eight steps.
const STEPS: u32 = 12;

/// How far the weights may end from this crate's own, as a share of how far they moved.
fn tolerance(library: Library, case: &str) -> f64 {
    match (library, case) {
        // With next to no ε an adaptive optimiser divides rounding by rounding where gradients all but vanish:
        // under the doubled softmax of four layers that alone comes to 3e-3.
        (Library::Keras, "adamw") => 5e-3,
        _ => 1e-3,
    }
}

fn images() -> (Vec<u8>, Vec<u8>) {
    synthetic::generate(synthetic::SEED, Set::Train, 0..IMAGES as u64)
}

/// The parameters before and after this crate's own training.
fn trained(experiment: &Experiment) -> (Vec<f32>, Vec<f32>) {
    let sample = DatasetId::Custom.info().sample.len();
    let (pixels, labels) = images();
    let mut train = Images::new(IMAGES, sample);
    train.push_images(&pixels);
    train.push_labels(&labels);
    let dataset = Dataset {
        train,
        test: Images::new(0, sample),
    };
    let mut trainer = Trainer::new(experiment.clone(), &dataset, &Device::flex()).unwrap();
    let values = |trainer: &Trainer| pollster::block_on(read(trainer.parameters())).unwrap();
    let before = values(&trainer);
    for _ in 0..STEPS {
        let step = trainer.step(&dataset, Detail::Nothing).unwrap();
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

/// An empty folder with the images in it.
fn workplace(purpose: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("playground-{purpose}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    write_images(&folder);
    folder
}

fn agrees(library: Library, modules: &str, cases: Vec<(&'static str, Experiment)>) {
    let Some(python) = python_with(modules) else {
        eprintln!("skipped: no Python with {modules} here");
        return;
    };
    let folder = workplace(library.info().key);
    let mut elsewhere = Vec::new();
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
        if apart > tolerance(library, name) * moved {
            elsewhere.push(format!("{name}: {apart} apart after moving {moved}"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(elsewhere.is_empty(), "{}", elsewhere.join("; "));
}

/// What PyTorch needs for the scripts.
const TORCH: &str = "torch, numpy, safetensors.torch";

#[test]
fn pytorch_takes_the_same_steps() {
    agrees(Library::PyTorch, TORCH, cases());
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
