//! Lengths of vectors: on the CPU in one pass over their memory, elsewhere by tensor operations.

use crate::memory::Memory;
use crate::tensors::vector;
use burn::tensor::Tensor;
use playground_kernels::norm;
use std::ops::Range;

/// Computes ‖t‖ (Frobenius), `[1]`.
pub(crate) fn norm<const D: usize>(tensor: &Tensor<D>) -> Tensor<1> {
    match Memory::of(tensor.clone()) {
        Some(memory) => vector(vec![norm::l2(memory.values())], &tensor.device()),
        None => tensor.clone().square().sum().sqrt(),
    }
}

/// Computes the norm of several parts of a vector `[parameters]` put together, `[1]`.
pub(crate) fn norm_of_parts(
    vector: &Tensor<1>,
    parts: impl Iterator<Item = Range<usize>>,
) -> Tensor<1> {
    let norms = parts.map(|part| norm(&vector.clone().slice([part])));
    together(norms.collect())
}

/// Computes ‖after − before‖ / ‖before‖ over parts of two vectors `[parameters]`, `[1]`.
pub(crate) fn relative_change(
    after: &Tensor<1>,
    before: &Tensor<1>,
    parts: impl Iterator<Item = Range<usize>>,
) -> Tensor<1> {
    let (changes, sizes) = parts.map(|part| change(after, before, part)).unzip();
    together(changes) / together(sizes)
}

/// Computes ‖after − before‖ and ‖before‖ over one part, `[1]` each.
fn change(after: &Tensor<1>, before: &Tensor<1>, part: Range<usize>) -> (Tensor<1>, Tensor<1>) {
    at_hand(after, before, part.clone()).unwrap_or_else(|| {
        let [after, before] = [after, before].map(|of| of.clone().slice([part.clone()]));
        (norm(&(after - before.clone())), norm(&before))
    })
}

/// Computes the same from the memory of the two vectors; `None` unless both are on the CPU.
fn at_hand(
    after: &Tensor<1>,
    before: &Tensor<1>,
    part: Range<usize>,
) -> Option<(Tensor<1>, Tensor<1>)> {
    let [after_memory, before_memory] = [Memory::of(after.clone())?, Memory::of(before.clone())?];
    let after_values = after_memory.values().get(part.clone())?;
    let before_values = before_memory.values().get(part)?;
    let single = |value| vector(vec![value], &after.device());
    Some((
        single(norm::distance(after_values, before_values)),
        single(norm::l2(before_values)),
    ))
}

/// Computes the norm of a vector from those of its parts, `[1]` each: √Σ‖part‖².
fn together(mut norms: Vec<Tensor<1>>) -> Tensor<1> {
    match norms.len() {
        1 => norms.remove(0),
        _ => norm(&Tensor::cat(norms, 0)),
    }
}
