//! Numbers on their way to a device.

use burn::tensor::{Device, Tensor, TensorData};

/// `[values]` on the device.
pub(crate) fn vector(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let shape = [values.len()];
    Tensor::from_data(TensorData::new(values, shape), device)
}

/// `[rows, columns]` on the device.
pub(crate) fn matrix(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}
