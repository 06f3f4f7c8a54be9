//! A batch normalisation.

use super::keras::Keras;
use super::pytorch::{PyTorch, activated};
use playground_experiment::model::{Norm, Shape, Stage};

pub(super) fn pytorch(text: &mut PyTorch, stage: &Stage, norm: &Norm) {
    let class = match stage.output {
        Shape::Flat(_) => "nn.BatchNorm1d",
        Shape::Map { .. } => "nn.BatchNorm2d",
    };
    let call = text.norm(format!("{class}({}),", norm.channels));
    text.say(format!("x = {}", activated(norm.activation, &call)));
}

pub(super) fn keras(text: &mut Keras, norm: &Norm) {
    let call = "keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5)";
    text.counted(call.to_owned(), "norms");
    text.activation(norm.activation);
}
