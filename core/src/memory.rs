//! The way from a tensor on the CPU to its numbers and back, without a copy: for the loops of `playground_kernels`.
//! A tensor on a GPU has no such memory; every function then says so and leaves the general way to the caller.

use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::tensor::Tensor;

/// A tensor's own memory. Clones share it until one of them is written to.
pub(crate) struct Memory(FlexTensor);

impl Memory {
    /// Takes the memory of a tensor on the CPU, values in order; `None` on a GPU and under autodiff.
    pub(crate) fn of<const D: usize>(tensor: Tensor<D>) -> Option<Self> {
        let tensor = tensor.try_into_primitive::<Flex>().ok()?;
        let (in_order, whole) = (tensor.as_slice::<f32>().is_some(), tensor.layout());
        let from_start = whole
            .contiguous_offsets()
            .is_some_and(|(start, _)| start == 0);
        Some(Self(match in_order && from_start {
            true => tensor,
            false => tensor.to_contiguous(),
        }))
    }

    /// Returns the values.
    pub(crate) fn values(&self) -> &[f32] {
        self.0.as_slice().unwrap_or_default()
    }

    /// Returns the values, to be written to; what other clones hold stays as it was.
    pub(crate) fn values_mut(&mut self) -> &mut [f32] {
        let count = self.0.layout().num_elements();
        let all = self.0.storage_mut();
        let count = count.min(all.len());
        &mut all[..count]
    }

    /// Turns it into a tensor again.
    pub(crate) fn into_tensor<const D: usize>(self) -> Tensor<D> {
        Tensor::from_primitive::<Flex>(self.0)
    }
}

/// Returns whether a tensor's memory can be had.
pub(crate) fn is_at_hand<const D: usize>(tensor: &Tensor<D>) -> bool {
    tensor.clone().try_into_primitive::<Flex>().is_ok()
}
