//! Pixels become squares.

use super::keras::Keras;
use super::pytorch::PyTorch;
use playground_experiment::model::Stage;

pub(super) fn pytorch(text: &mut PyTorch, stage: &Stage, size: usize) {
    text.map(stage.input);
    text.say(format!("x = F.interpolate(x, scale_factor={size})"));
}

pub(super) fn keras(text: &mut Keras, stage: &Stage, size: usize) {
    text.map(stage.input);
    text.call(format!("keras.layers.UpSampling2D({size})"));
}
