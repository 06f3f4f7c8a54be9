//! The forward pass of what has rows and columns. Values travel as `[batch, channels · height · width]`, so
//! that every other part of the program sees rows of numbers; here they get their shape for a moment.

use burn::tensor::Tensor;
use playground_experiment::model::{Layer, LayerKind, Shape};
use playground_kernels::convolution::Convolution;

/// Returns `[channels, height, width]`. Values without an order are channels of one pixel each.
pub(super) fn extents(shape: Shape) -> [usize; 3] {
    match shape {
        Shape::Map {
            channels,
            height,
            width,
        } => [channels, height, width],
        Shape::Flat(n) => [n, 1, 1],
    }
}

/// Shapes `[batch, values]` into `[batch, channels, height, width]`.
pub(super) fn map(values: Tensor<2>, shape: Shape) -> Tensor<4> {
    let [channels, height, width] = extents(shape);
    let batch = values.dims()[0];
    values.reshape([batch, channels, height, width])
}

/// Describes the kernels of a layer. A dense one sees maps of one pixel.
pub(super) fn kernels(layer: &Layer) -> Convolution {
    let LayerKind::Conv {
        kernel,
        stride,
        padding,
    } = layer.kind
    else {
        return Convolution::dense(layer.inputs, layer.units);
    };
    let [channels, height, width] = extents(layer.input);
    Convolution {
        channels,
        input: [height, width],
        units: layer.units,
        kernel,
        stride,
        padding,
    }
}

/// Computes the mean of each channel, `[batch, channels]`.
pub(super) fn global_pool(input: Shape, values: Tensor<2>) -> Tensor<2> {
    let ([batch, _], [channels, height, width]) = (values.dims(), extents(input));
    values
        .reshape([batch * channels, height * width])
        .mean_dim(1)
        .reshape([batch, channels])
}

/// Enlarges a map: each pixel becomes a square of `size` · `size` pixels of its value.
pub(super) fn upsample(size: usize, input: Shape, values: Tensor<2>) -> Tensor<2> {
    let ([batch, _], [channels, height, width]) = (values.dims(), extents(input));
    let rows = batch * channels * height;
    let pixels: Tensor<3> = values.reshape([rows, width, 1]);
    let wide: Tensor<3> = pixels.repeat_dim(2, size).reshape([rows, 1, width * size]);
    wide.repeat_dim(1, size)
        .reshape([batch, channels * height * size * width * size])
}

/// Repeats a value for each unit, `[1, units]`, at every place of the unit: `[1, units · places]`.
pub(super) fn at_every_place(of_units: Tensor<2>, places: usize) -> Tensor<2> {
    let units = of_units.dims()[1];
    of_units
        .reshape([units, 1])
        .repeat_dim(1, places)
        .reshape([1, units * places])
}
