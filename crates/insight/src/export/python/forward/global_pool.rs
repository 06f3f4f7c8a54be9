//! The mean of each channel.

use super::keras::Keras;
use super::pytorch::PyTorch;

pub(super) fn pytorch(text: &mut PyTorch) {
    text.say("x = x.mean(dim=(2, 3))");
    text.is_map = false;
}

pub(super) fn keras(text: &mut Keras) {
    text.call("keras.layers.GlobalAveragePooling2D()");
    text.is_map = false;
}
