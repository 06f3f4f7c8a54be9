//! A fully connected layer. It takes values as they lie, channel by channel.

use super::class;
use super::keras::Keras;
use super::pytorch::{PyTorch, activated};
use playground_experiment::model::Layer;

pub(super) fn pytorch(text: &mut PyTorch, layer: &Layer) {
    let class = class(layer, "AHAF", "nn.Linear");
    if text.is_map {
        text.flatten();
    }
    let call = text.layer(format!("{class}({}, {}),", layer.inputs, layer.units));
    text.say(format!("x = {}", activated(layer.activation, &call)));
}

pub(super) fn keras(text: &mut Keras, layer: &Layer) {
    let class = class(layer, "AHAF", "keras.layers.Dense");
    text.flatten();
    text.layer(class, "", layer, layer.units);
}
