//! What fits together, and the second half of the sentence about what does not.

use crate::model::activation::Form;
use crate::model::{Activation, Shape};

/// Returns the shape that a convolution or a pooling leaves: a map of `channels`, where a kernel or square of `size`
/// moves by `stride` over `[height, width]` with `padding` zeros on each side. Each side becomes
/// ⌊(side + 2·padding − size) / stride⌋ + 1.
pub(super) fn conv_output_shape(
    channels: usize,
    extent: [usize; 2],
    size: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
) -> Result<Shape, String> {
    let side = |i: usize| Some((extent[i] + 2 * padding[i]).checked_sub(size[i])? / stride[i] + 1);
    match (side(0), side(1)) {
        (Some(height), Some(width)) => Ok(Shape::from([channels, height, width])),
        _ => Err(format!(
            "looks at {}×{} pixels, but {}×{} come in; make it smaller, or take out a block that shrinks the image.",
            size[0], size[1], extent[0], extent[1]
        )),
    }
}

/// Checks that a gate has two halves. The error is the second half of a sentence.
pub(super) fn check_gate(units: u32, activation: Activation) -> Result<(), String> {
    match activation.info().form {
        Form::Gated if units % 2 == 1 => Err(format!(
            "has {units} units, but GLU splits them in two halves; choose an even number."
        )),
        Form::Gated | Form::Elementwise(_) | Form::Adaptive => Ok(()),
    }
}

/// Checks that an activation is a function of one number, as a block without units of its own needs. The error is the
/// second half of a sentence.
pub(super) fn elementwise(activation: Activation) -> Result<(), String> {
    match activation.info().form {
        Form::Elementwise(_) => Ok(()),
        Form::Gated | Form::Adaptive => Err(format!(
            "cannot have {}, which needs units of its own; choose another activation here.",
            activation.info().name
        )),
    }
}
