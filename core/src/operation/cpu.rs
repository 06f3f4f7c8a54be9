//! Tensors on the CPU as slices and back.

use burn::backend::flex::FlexTensor;
use burn::tensor::TensorData;

/// Returns the tensors with their values in order.
pub(crate) fn in_order<const N: usize>(tensors: [FlexTensor; N]) -> [FlexTensor; N] {
    tensors.map(|tensor| match tensor.is_contiguous() {
        true => tensor,
        false => tensor.to_contiguous(),
    })
}

/// Returns the values of a tensor that has them in order, row by row.
pub(crate) fn values(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or_default()
}

/// Returns the numbers of rows and columns.
pub(crate) fn dims(tensor: &FlexTensor) -> [usize; 2] {
    let shape = tensor.layout().shape();
    [shape[0], shape[1]]
}

/// Builds a tensor `[rows, columns]`.
pub(crate) fn tensor(values: Vec<f32>, shape: [usize; 2]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}
