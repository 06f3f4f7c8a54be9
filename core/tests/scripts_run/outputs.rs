//! The trained network, taken to PyTorch, answers as it does here.

use crate::cases::spatial;
use crate::{TORCH, images, python_with, trained, workplace};
use burn::tensor::{Device, Tensor};
use playground_core::model::network::{Capture, Mode, ParamTensors};
use playground_core::train::readback::read;
use playground_experiment::experiment::Experiment;
use playground_insight::export::python::{Library, script};
use playground_insight::export::weights;
use playground_insight::export::weights::About;
use std::path::Path;
use std::process::Command;

/// The tail of a script that says what the network answers to the test images instead of training it.
const ANSWERS: &str = "
model.eval()
with torch.no_grad():
    print(*model(x_test).flatten().tolist())
";

/// The logits of the ten test images under evaluation, by this crate.
fn answers(experiment: &Experiment, parameters: &[f32]) -> Vec<f32> {
    let architecture = experiment.architecture().unwrap();
    let device = Device::flex();
    let flat = Tensor::<1>::from_data(parameters, &device);
    let (pixels, _) = images();
    let (scale, shift) = experiment.inputs();
    // The test part of the split: after 80 of 100 images for training.
    let raw = &pixels[80 * 784..90 * 784];
    let inputs: Vec<f32> = raw
        .iter()
        .map(|&p| f32::from(p) / 255.0 * scale + shift)
        .collect();
    let forward = ParamTensors::plain(&architecture, &flat).forward(
        Tensor::<1>::from_data(&inputs[..], &device).reshape([10, 784]),
        Mode::Evaluation,
        Capture::Nothing,
    );
    pollster::block_on(read(forward.logits.reshape([100]))).unwrap()
}

#[test]
fn pytorch_gives_the_same_test_outputs() {
    let Some(python) = python_with(TORCH) else {
        eprintln!("skipped: no Python with {TORCH} here");
        return;
    };
    let folder = workplace("outputs");
    for (name, net) in [
        ("dropped", "32-relu.drop-50.16-tanh.drop-20"),
        (
            "dropped-maps",
            "conv-4-5-relu.drop-30.max-2.flatten.16-relu.drop-50",
        ),
        (
            "normalised",
            "conv-4-3-s2-linear.bn-leaky.max-2.bn-linear.12-linear.bn-tanh",
        ),
        (
            "both",
            "conv-4-5-s2-linear.bn-relu.res-4-tanh.res-6-s2-relu.gap.drop-50.8-relu",
        ),
    ] {
        let experiment = spatial(net);
        let architecture = experiment.architecture().unwrap();
        let (_, after) = trained(&experiment);
        let text = script(Library::PyTorch, &experiment, "link", false).unwrap();
        let (head, _) = text.split_once("\n# Training\n").unwrap();
        let file = |suffix: &str| folder.join(format!("{name}{suffix}"));
        std::fs::write(file(".py"), format!("{head}{ANSWERS}")).unwrap();
        let saved = weights::write(&architecture, &after, &About::default()).unwrap();
        std::fs::write(file(".safetensors"), saved).unwrap();
        let output = Command::new(&python)
            .arg(file(".py"))
            .args([Path::new("--data"), &folder])
            .args([Path::new("--weights"), &file(".safetensors")])
            .env("CUDA_VISIBLE_DEVICES", "")
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {complaint}");
        let printed = String::from_utf8(output.stdout).unwrap();
        let theirs: Vec<f32> = printed
            .split_whitespace()
            .map(|n| n.parse().unwrap())
            .collect();
        let own = answers(&experiment, &after);
        assert_eq!(theirs.len(), own.len(), "{name}");
        let differ = own.iter().zip(&theirs).map(|(a, b)| (a - b).abs());
        let most = differ.fold(0.0, f32::max);
        assert!(most <= 1e-4, "{name}: {most}");
        let spread = own.iter().fold(0.0f32, |most, v| most.max(v.abs()));
        assert!(spread > 0.1, "{name}: outputs of {spread} say nothing");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
