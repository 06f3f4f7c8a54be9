//! Numbers on their way to a device.

use burn::tensor::{Device, Tensor, TensorData};

/// Puts `values` on the device as `[values]`.
pub(crate) fn vector(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let shape = [values.len()];
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// Puts `values` on the device as `[rows, columns]`.
pub(crate) fn matrix(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}
