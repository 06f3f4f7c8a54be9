//! The forward pass in both scripts. Each kind of stage is one file, PyTorch and Keras beside each other.

mod conv;
mod dense;
mod dropout;
mod flatten;
mod global_pool;
pub(super) mod keras;
mod norm;
mod pool;
pub(super) mod pytorch;
mod recurrent;
mod residual;
mod upsample;

use keras::{Keras, Line};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::activation::Form;
use playground_experiment::model::{Architecture, Layer, LayerKind, Op, Stage};
use pytorch::PyTorch;

/// Returns whether a stage takes the values of a map as they lie in it.
fn takes_map(architecture: &Architecture, stage: &Stage) -> bool {
    match stage.work {
        Op::Layer(index) => architecture.layers[index].kind != LayerKind::Dense,
        Op::Pool { .. } | Op::GlobalPool | Op::Upsample { .. } => true,
        Op::Norm(_) | Op::SaveShortcut => true,
        Op::Flatten | Op::Dropout { .. } | Op::SwapShortcut | Op::AddShortcut(_) => false,
    }
}

/// Returns the class of a layer: one of the script's own where its activation trains.
fn class(layer: &Layer, own: &'static str, usual: &'static str) -> &'static str {
    match layer.activation.info().form {
        Form::Adaptive => own,
        Form::Elementwise(_) | Form::Gated => usual,
    }
}

pub(super) fn in_pytorch(architecture: &Architecture) -> PyTorch {
    let mut text = PyTorch::default();
    for stage in &architecture.stages {
        if takes_map(architecture, stage) {
            text.map(stage.input);
        }
        match stage.work {
            Op::Layer(index) => {
                let layer = &architecture.layers[index];
                match layer.kind {
                    LayerKind::Dense => dense::pytorch(&mut text, layer),
                    LayerKind::Conv {
                        kernel,
                        stride,
                        padding,
                    } => conv::pytorch(&mut text, layer, [kernel, stride, padding]),
                    LayerKind::Recurrent { cell, every, .. } => {
                        recurrent::pytorch(&mut text, layer, cell, every)
                    }
                }
            }
            Op::Pool { kind, size } => pool::pytorch(&mut text, kind, size),
            Op::GlobalPool => global_pool::pytorch(&mut text),
            Op::Flatten => flatten::pytorch(&mut text, stage),
            Op::Upsample { size } => upsample::pytorch(&mut text, size),
            Op::Dropout { probability } => dropout::pytorch(&mut text, probability),
            Op::Norm(index) => norm::pytorch(&mut text, stage, &architecture.norms[index]),
            Op::SaveShortcut => text.say(residual::SAVE),
            Op::SwapShortcut => text.say(residual::SWAP),
            Op::AddShortcut(activation) => residual::pytorch_add(&mut text, activation),
        }
    }
    text
}

/// Writes the network's stages as Keras has them. The error is a sentence: why Keras cannot say what this network is,
/// with what to do.
pub(super) fn in_keras(
    experiment: &Experiment,
    architecture: &Architecture,
) -> Result<Vec<Line>, &'static str> {
    let mut text = Keras::new(experiment);
    for stage in &architecture.stages {
        if takes_map(architecture, stage) {
            text.map(stage.input);
        }
        match stage.work {
            Op::Layer(index) => {
                let layer = &architecture.layers[index];
                match layer.kind {
                    LayerKind::Dense => dense::keras(&mut text, layer),
                    LayerKind::Conv {
                        kernel,
                        stride,
                        padding,
                    } => conv::keras(&mut text, layer, [kernel, stride, padding]),
                    LayerKind::Recurrent { .. } => return Err(recurrent::NOT_IN_KERAS),
                }
            }
            Op::Pool { kind, size } => pool::keras(&mut text, kind, size),
            Op::GlobalPool => global_pool::keras(&mut text),
            Op::Flatten => flatten::keras(&mut text, stage),
            Op::Upsample { size } => upsample::keras(&mut text, size),
            Op::Dropout { probability } => dropout::keras(&mut text, probability),
            Op::Norm(index) => norm::keras(&mut text, &architecture.norms[index]),
            Op::SaveShortcut => text.say(residual::SAVE),
            Op::SwapShortcut => text.say(residual::SWAP),
            Op::AddShortcut(activation) => residual::keras_add(&mut text, activation),
        }
    }
    Ok(text.lines)
}
