//! Reading back: the one place where figures leave the device, all of a report together.

use burn::tensor::Tensor;
use std::ops::{Index, Range};

/// Reads a tensor back without blocking.
///
/// # Errors
/// A sentence when the device has failed.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, String> {
    let data = tensor
        .into_data_async()
        .await
        .map_err(|e| format!("The device could not be read ({e:?})."))?;
    data.try_to_vec::<f32>()
        .map_err(|e| format!("The device answered in another format ({e:?})."))
}

/// Vectors that leave the device together, each found again under the key that it was added for.
#[derive(Default)]
pub struct Readback {
    vectors: Vec<Tensor<1>>,
    values: usize,
}

/// Where a vector lies in what was read back.
#[derive(Clone, Debug)]
pub struct Key(Range<usize>);

/// What was read back.
pub struct Values(Vec<f32>);

impl Readback {
    /// Adds a vector of any length.
    pub(crate) fn add(&mut self, vector: Tensor<1>) -> Key {
        let start = self.values;
        self.values += vector.dims()[0];
        self.vectors.push(vector);
        Key(start..self.values)
    }

    /// Reads everything at once.
    ///
    /// # Errors
    /// A sentence when the device has failed.
    pub async fn read(self) -> Result<Values, String> {
        if self.vectors.is_empty() {
            return Ok(Values(Vec::new()));
        }
        let values = read(Tensor::cat(self.vectors, 0)).await?;
        if values.len() < self.values {
            return Err("The device answered with too few figures.".to_owned());
        }
        Ok(Values(values))
    }
}

impl Values {
    /// Returns the first number of a vector, NaN where it is empty.
    pub(crate) fn number(&self, key: &Key) -> f32 {
        self[key].first().copied().unwrap_or(f32::NAN)
    }
}

impl Index<&Key> for Values {
    type Output = [f32];

    /// Returns the vector that was added for this key.
    fn index(&self, key: &Key) -> &[f32] {
        self.0.get(key.0.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensors::vector;
    use burn::tensor::Device;
    use pollster::block_on;

    #[test]
    fn each_vector_is_found_under_its_key() {
        let device = Device::flex();
        let mut readback = Readback::default();
        let first = readback.add(vector(vec![1.0, 2.0], &device));
        let second = readback.add(vector(vec![3.0], &device));
        let third = readback.add(vector(vec![4.0, 5.0, 6.0], &device));
        let values = block_on(readback.read()).unwrap();
        assert_eq!(values[&third], [4.0, 5.0, 6.0]);
        assert_eq!(values[&first], [1.0, 2.0]);
        assert_eq!(values.number(&second), 3.0);
    }

    #[test]
    fn nothing_is_read_where_nothing_was_added() {
        assert!(block_on(Readback::default().read()).unwrap().0.is_empty());
    }
}
