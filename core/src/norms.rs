//! Lengths of vectors: on the CPU in one pass over their memory, on a GPU by programs of our own.

mod gpu;

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

/// Computes the norms of parts of a vector `[parameters]`, each of them one range or several put together: `[parts]`.
pub(crate) fn norms_of_parts(vector: &Tensor<1>, parts: &[Vec<Range<usize>>]) -> Tensor<1> {
    gpu::of_parts(vector, parts).unwrap_or_else(|| {
        let of_range = |range: &Range<usize>| norm(&vector.clone().slice([range.clone()]));
        let of_part = |part: &Vec<_>| together(part.iter().map(of_range).collect());
        Tensor::cat(parts.iter().map(of_part).collect(), 0)
    })
}

/// Computes ‖after − before‖ / ‖before‖ over parts of two vectors `[parameters]`: `[parts]`.
pub(crate) fn relative_changes(
    after: &Tensor<1>,
    before: &Tensor<1>,
    parts: &[Vec<Range<usize>>],
) -> Tensor<1> {
    gpu::relative_changes(after, before, parts).unwrap_or_else(|| {
        let of_part = |part: &Vec<Range<usize>>| {
            let ranges = part.iter().cloned();
            let (changes, sizes) = ranges.map(|range| change(after, before, range)).unzip();
            together(changes) / together(sizes)
        };
        Tensor::cat(parts.iter().map(of_part).collect(), 0)
    })
}

/// Computes for each of some matrices `[rows, columns]` the mean over its rows of ‖scale · row‖: `[matrices]`. Squares of
/// small numbers underflow before the numbers do, so they are scaled first.
pub(crate) fn mean_row_norms(matrices: &[Tensor<2>], scale: f64) -> Tensor<1> {
    gpu::mean_row_norms(matrices, scale as f32).unwrap_or_else(|| {
        let of_one = |matrix: &Tensor<2>| {
            let scaled = matrix.clone() * scale;
            scaled.square().sum_dim(1).sqrt().mean()
        };
        Tensor::cat(matrices.iter().map(of_one).collect(), 0)
    })
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
