//! A convolution.

use super::class;
use super::keras::Keras;
use super::pytorch::{PyTorch, activated};
use crate::export::python::parts::pair;
use playground_experiment::model::Layer;

pub(super) fn pytorch(
    text: &mut PyTorch,
    layer: &Layer,
    [kernel, stride, padding]: [[usize; 2]; 3],
) {
    let class = class(layer, "AHAFConv", "nn.Conv2d");
    let (channels, units) = (layer.inputs / (kernel[0] * kernel[1]), layer.units);
    let [kernel, stride, padding] = [kernel, stride, padding].map(pair);
    let call = text.layer(format!(
        "{class}({channels}, {units}, {kernel}, stride={stride}, padding={padding}),"
    ));
    text.say(format!("x = {}", activated(layer.activation, &call)));
}

pub(super) fn keras(text: &mut Keras, layer: &Layer, [kernel, stride, padding]: [[usize; 2]; 3]) {
    let class = class(layer, "AHAFConv", "keras.layers.Conv2D");
    if padding != [0, 0] {
        text.call(format!("keras.layers.ZeroPadding2D({})", pair(padding)));
    }
    let form = format!(", {}, strides={}", pair(kernel), pair(stride));
    text.layer(class, &form, layer, layer.units * kernel[0] * kernel[1]);
}
