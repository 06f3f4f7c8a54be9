//! Values left out.

use super::keras::Keras;
use super::pytorch::PyTorch;

pub(super) fn pytorch(text: &mut PyTorch, probability: f64) {
    text.say(format!("x = F.dropout(x, {probability}, self.training)"));
}

pub(super) fn keras(text: &mut Keras, probability: f64) {
    text.call(format!("keras.layers.Dropout({probability})"));
}
