//! Flat from a map, or a map from flat values.

use super::keras::Keras;
use super::pytorch::PyTorch;
use playground_experiment::model::{Shape, Stage};

pub(super) fn pytorch(text: &mut PyTorch, stage: &Stage) {
    match stage.output {
        Shape::Flat(_) => text.flatten(),
        map => text.reshape(map),
    }
}

pub(super) fn keras(text: &mut Keras, stage: &Stage) {
    text.flatten();
    text.map(stage.output);
}
