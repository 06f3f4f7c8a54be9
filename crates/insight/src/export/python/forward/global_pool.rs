//! The mean of each channel.

use super::keras::Keras;
use super::pytorch::PyTorch;
use playground_experiment::model::Stage;

pub(super) fn pytorch(text: &mut PyTorch, stage: &Stage) {
    text.map(stage.input);
    text.say("x = x.mean(dim=(2, 3))");
    text.is_map = false;
}

pub(super) fn keras(text: &mut Keras, stage: &Stage) {
    text.map(stage.input);
    text.call("keras.layers.GlobalAveragePooling2D()");
    text.is_map = false;
}
