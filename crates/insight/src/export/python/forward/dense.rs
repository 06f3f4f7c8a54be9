//! A fully connected layer. It takes values as they lie, channel by channel.

use super::keras::Keras;
use super::pytorch::{PyTorch, activated};
use playground_experiment::model::Layer;
use playground_experiment::model::activation::Form;

pub(super) fn pytorch(text: &mut PyTorch, layer: &Layer) {
    let class = match layer.activation.info().form {
        Form::Adaptive => "AHAF",
        Form::Elementwise(_) | Form::Gated => "nn.Linear",
    };
    if text.is_map {
        text.flatten();
    }
    let call = text.layer(format!("{class}({}, {}),", layer.inputs, layer.units));
    text.say(format!("x = {}", activated(layer.activation, &call)));
}

pub(super) fn keras(text: &mut Keras, layer: &Layer) {
    let class = match layer.activation.info().form {
        Form::Adaptive => "AHAF",
        Form::Elementwise(_) | Form::Gated => "keras.layers.Dense",
    };
    text.flatten();
    text.layer(class, "", layer, layer.units);
}
