//! Pixels become squares.

use super::keras::Keras;
use super::pytorch::PyTorch;

pub(super) fn pytorch(text: &mut PyTorch, size: usize) {
    text.say(format!("x = F.interpolate(x, scale_factor={size})"));
}

pub(super) fn keras(text: &mut Keras, size: usize) {
    text.call(format!("keras.layers.UpSampling2D({size})"));
}
