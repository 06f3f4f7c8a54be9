//! Pooling.

use super::keras::Keras;
use super::pytorch::PyTorch;
use crate::export::python::parts::pair;
use playground_experiment::model::Pooling;

pub(super) fn pytorch(text: &mut PyTorch, kind: Pooling, size: [usize; 2]) {
    let name = match kind {
        Pooling::Max => "max",
        Pooling::Average => "avg",
    };
    text.say(format!("x = F.{name}_pool2d(x, {})", pair(size)));
}

pub(super) fn keras(text: &mut Keras, kind: Pooling, size: [usize; 2]) {
    let class = match kind {
        Pooling::Max => "MaxPooling2D",
        Pooling::Average => "AveragePooling2D",
    };
    text.call(format!("keras.layers.{class}({})", pair(size)));
}
