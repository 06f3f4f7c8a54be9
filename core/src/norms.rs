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

/// Computes ‖after − before‖ / ‖before‖ over a part of two vectors `[parameters]`, `[1]`.
pub(crate) fn relative_change(
    after: &Tensor<1>,
    before: &Tensor<1>,
    range: Range<usize>,
) -> Tensor<1> {
    at_hand(after, before, range.clone()).unwrap_or_else(|| {
        let [after, before] = [after, before].map(|of| of.clone().slice([range.clone()]));
        norm(&(after - before.clone())) / norm(&before)
    })
}

/// Computes the same from the memory of the two vectors; `None` unless both are on the CPU.
fn at_hand(after: &Tensor<1>, before: &Tensor<1>, range: Range<usize>) -> Option<Tensor<1>> {
    let [after_memory, before_memory] = [Memory::of(after.clone())?, Memory::of(before.clone())?];
    let after_values = after_memory.values().get(range.clone())?;
    let before_values = before_memory.values().get(range)?;
    let ratio = norm::distance(after_values, before_values) / norm::l2(before_values);
    Some(vector(vec![ratio], &after.device()))
}
