//! What fits together, and the second half of the sentence about what does not.

use crate::model::activation::Form;
use crate::model::block::{MAX_CHANNELS, MAX_SIDE};
use crate::model::{Activation, Shape};

/// Map of `channels` that a kernel or square of `size` leaves when it moves by `stride` over `[height, width]` with
/// `padding` zeros on each side: ⌊(side + 2·padding − size) / stride⌋ + 1 along each side.
pub(super) fn shrunk(
    channels: usize,
    extent: [usize; 2],
    size: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
) -> Result<Shape, String> {
    let side = |i: usize| Some((extent[i] + 2 * padding[i]).checked_sub(size[i])? / stride[i] + 1);
    match (side(0), side(1)) {
        (Some(height), Some(width)) => Ok(Shape::Map {
            channels,
            height,
            width,
        }),
        _ => Err(format!(
            "looks at {}×{} pixels, but {}×{} come in; make it smaller, or take out a block that shrinks the image.",
            size[0], size[1], extent[0], extent[1]
        )),
    }
}

/// Map of `channels` in which each pixel has become a square of `size`; at most as large as anything else can be.
pub(super) fn enlarged(
    channels: usize,
    [height, width]: [usize; 2],
    size: usize,
) -> Result<Shape, String> {
    let most = (MAX_CHANNELS * MAX_SIDE * MAX_SIDE) as usize;
    let map = Shape::Map {
        channels,
        height: height * size,
        width: width * size,
    };
    match map.len() {
        values if values > most => Err(format!(
            "leaves {values} values, more than the {most} that fit; choose a smaller size."
        )),
        _ => Ok(map),
    }
}

/// A map takes all values that come in, and no others.
pub(super) fn same_number(map: Shape, before: Shape) -> Result<(), String> {
    match (map.len(), before.len()) {
        (holds, come) if holds != come => Err(format!(
            "holds {holds} values, but {come} come in; put a dense block of {holds} units before it, or choose other sizes."
        )),
        _ => Ok(()),
    }
}

pub(super) fn count(count: u32, most: u32, what: &str) -> Result<usize, String> {
    match count {
        0 => Err(format!("has no {what}; choose 1 to {most}.")),
        n if n > most => Err(format!("has {n} {what}; choose 1 to {most}.")),
        n => Ok(n as usize),
    }
}

pub(super) fn halves(units: u32, activation: Activation) -> Result<(), String> {
    if matches!(activation.info().form, Form::Gated) && units % 2 == 1 {
        return Err(format!(
            "has {units} units, but GLU splits them in two halves; choose an even number."
        ));
    }
    Ok(())
}

/// Blocks that bring no units of their own take functions of one number alone.
pub(super) fn elementwise(activation: Activation) -> Result<(), String> {
    match activation.info().form {
        Form::Elementwise(_) => Ok(()),
        Form::Gated | Form::Adaptive => Err(format!(
            "cannot have {}, which needs units of its own; choose another activation here.",
            activation.info().name
        )),
    }
}
