//! Examples as bulk: for each its label and its place in the file, then columns of one value per
//! example, then matrices of one row per example. Worker and page put it together and take it apart
//! here.

/// The parts of a bulk with `C` columns and `M` matrices.
pub struct Unpacked<'a, const C: usize, const M: usize> {
    /// True class of each example.
    pub labels: Vec<u8>,
    /// Place of each in its file.
    pub indices: Vec<u32>,
    /// `[examples]` each.
    pub columns: [&'a [f32]; C],
    /// `[examples, classes]` each, row by row.
    pub matrices: [&'a [f32]; M],
}

/// Puts labels, indices and the rest, columns before matrices, into one vector. Indices are exact up
/// to 2²⁴.
pub fn pack(labels: &[u8], indices: &[u32], rest: &[&[f32]]) -> Vec<f32> {
    let labels = labels.iter().map(|&l| f32::from(l));
    let indices = indices.iter().map(|&i| i as f32);
    let rest = rest.iter().copied().flatten().copied();
    labels.chain(indices).chain(rest).collect()
}

/// Takes apart the bulk of `examples` examples and `classes` classes. `None` when its length does not fit.
pub fn unpack<const C: usize, const M: usize>(
    bulk: &[f32],
    examples: usize,
    classes: usize,
) -> Option<Unpacked<'_, C, M>> {
    let matrix = examples.checked_mul(classes)?;
    let heads = examples.checked_mul(2 + C)?;
    if bulk.len() != heads.checked_add(matrix.checked_mul(M)?)? {
        return None;
    }
    let (heads, rows) = bulk.split_at(heads);
    let column = |i: usize| &heads[i * examples..(i + 1) * examples];
    Some(Unpacked {
        labels: column(0).iter().map(|&v| v as u8).collect(),
        indices: column(1).iter().map(|&v| v as u32).collect(),
        columns: std::array::from_fn(|i| column(2 + i)),
        matrices: std::array::from_fn(|i| &rows[i * matrix..(i + 1) * matrix]),
    })
}

/// Returns row `example` of a matrix `[examples, classes]`; empty past the last.
pub fn row(of: &[f32], classes: usize, example: usize) -> &[f32] {
    let start = example.saturating_mul(classes);
    of.get(start..start.saturating_add(classes)).unwrap_or(&[])
}
