//! Lengths on a GPU: a program for all parts of a vector, and one for the rows of a matrix.

use crate::operation::gpu::{GROUP, Program, bindings, bits, dims, empty, header, launch, on_gpu};
use burn::tensor::Tensor;
use burn_wgpu::{CubeTensor, Wgpu};
use std::ops::Range;

/// Computes the norms of parts of a vector, `[parts]`; `None` where it is not on a GPU.
pub(super) fn of_parts(vector: &Tensor<1>, parts: &[Vec<Range<usize>>]) -> Option<Tensor<1>> {
    let vector = on_gpu(vector)?;
    Some(by_parts(Measure::Norm, &[&vector], parts))
}

/// Computes ‖after − before‖ / ‖before‖ over parts of two vectors, `[parts]`; `None` where they are not on a GPU.
pub(super) fn relative_changes(
    after: &Tensor<1>,
    before: &Tensor<1>,
    parts: &[Vec<Range<usize>>],
) -> Option<Tensor<1>> {
    let (after, before) = (on_gpu(after)?, on_gpu(before)?);
    Some(by_parts(Measure::RelativeChange, &[&after, &before], parts))
}

/// Computes for each of some matrices `[rows, columns]` the mean of the norms of `scale` times its rows, `[matrices]`;
/// `None` where they are not on a GPU.
pub(super) fn mean_row_norms(matrices: &[Tensor<2>], scale: f32) -> Option<Tensor<1>> {
    let matrices: Vec<CubeTensor> = matrices.iter().map(on_gpu).collect::<Option<_>>()?;
    let first = matrices.first()?;
    let [rows, _] = dims(first);
    let norms = empty(first, [matrices.len(), rows]);
    for (at, matrix) in matrices.iter().enumerate() {
        let [_, columns] = dims(matrix);
        let numbers = [columns, at * rows, bits(scale)];
        launch(RowNorms, rows * GROUP as usize, &[matrix, &norms], &numbers);
    }
    Some(
        Tensor::<2>::from_primitive::<Wgpu>(norms)
            .mean_dim(1)
            .flatten(0, 1),
    )
}

/// Measures each part of some vectors, a group of invocations each.
fn by_parts(measure: Measure, vectors: &[&CubeTensor], parts: &[Vec<Range<usize>>]) -> Tensor<1> {
    let out = empty(vectors[0], [parts.len()]);
    let ranges = parts.iter().enumerate();
    let ranges = ranges.flat_map(|(part, all)| all.iter().map(move |range| (part, range)));
    let numbers: Vec<usize> = ranges
        .flat_map(|(part, range)| [range.start, range.end, part, 0])
        .collect();
    let program = PartNorms {
        measure,
        ranges: numbers.len() / 4,
    };
    let mut tensors = vectors.to_vec();
    tensors.push(&out);
    launch(program, parts.len() * GROUP as usize, &tensors, &numbers);
    Tensor::from_primitive::<Wgpu>(out)
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Measure {
    Norm,
    RelativeChange,
}

/// What is measured of parts of vectors. A part is one or more of so many `ranges`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PartNorms {
    measure: Measure,
    ranges: usize,
}

impl Program for PartNorms {
    fn source(&self) -> String {
        let (tensors, square, result): (&[&str], _, _) = match self.measure {
            Measure::Norm => (
                &["values", "out"],
                "sums.x += values[at] * values[at];",
                "sqrt(shared_sums[0].x)",
            ),
            Measure::RelativeChange => (
                &["after", "before", "out"],
                "let change = after[at] - before[at]; sums += vec2(change * change, before[at] * before[at]);",
                "sqrt(shared_sums[0].x) / sqrt(shared_sums[0].y)",
            ),
        };
        format!(
            "{bindings}{SHARED}{header}
    let part = invocation / {GROUP}u;
    var sums = vec2(0.0, 0.0);
    for (var range = 0u; range < {ranges}u; range++) {{
        if (n[range].z == part) {{
            for (var at = n[range].x + local; at < n[range].y; at += {GROUP}u) {{ {square} }}
        }}
    }}
    {ADD_UP}
    if (local == 0u) {{ out[part] = {result}; }}
}}
",
            bindings = bindings(tensors, &format!("array<vec4<u32>, {}>", self.ranges)),
            ranges = self.ranges,
            header = header(),
        )
    }
}

/// The norm of each row of a matrix, a group of invocations each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct RowNorms;

impl Program for RowNorms {
    fn source(&self) -> String {
        format!(
            "{bindings}{SHARED}{header}
    let row = invocation / {GROUP}u;
    var sums = vec2(0.0, 0.0);
    for (var column = local; column < n.x; column += {GROUP}u) {{
        // Squares of small numbers underflow before the numbers do.
        let value = matrix[row * n.x + column] * bitcast<f32>(n.z);
        sums.x += value * value;
    }}
    {ADD_UP}
    if (local == 0u) {{ norms[n.y + row] = sqrt(shared_sums[0].x); }}
}}
",
            bindings = bindings(&["matrix", "norms"], "vec4<u32>"),
            header = header(),
        )
    }
}

/// What the invocations of a group hand each other.
const SHARED: &str = "var<workgroup> shared_sums: array<vec2<f32>, 64>;\n";

/// Adds up `sums` over a group, to `shared_sums[0]`.
const ADD_UP: &str = "
    shared_sums[local] = sums;
    for (var half = 32u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if (local < half) { shared_sums[local] += shared_sums[local + half]; }
    }";
