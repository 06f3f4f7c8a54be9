//! What is kept beside a residual block's convolutions, and added to what they make of it.

use super::keras::Keras;
use super::pytorch::{PyTorch, activated};
use playground_experiment::model::Activation;

pub(super) const SAVE: &str = "kept = x";
pub(super) const SWAP: &str = "x, kept = kept, x";

pub(super) fn pytorch_add(text: &mut PyTorch, activation: Activation) {
    text.say(format!("x = {}", activated(activation, "x + kept")));
}

pub(super) fn keras_add(text: &mut Keras, activation: Activation) {
    text.say("x = keras.layers.Add()([x, kept])");
    text.activation(activation);
}
