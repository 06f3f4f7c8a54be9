//! The images at hand: what has arrived of the training and the test file, kept as bytes and turned
//! into tensors batch by batch.

use crate::data::dataset::{Images, convert};
use crate::experiment::Experiment;
use crate::probe::gradients::Batch;
use crate::protocol::DataFile;
use burn::tensor::{Device, Tensor, TensorData};

/// Both files of a data set, as far as they have arrived.
pub struct Supply {
    /// The training file.
    pub train: Images,
    /// The test file; empty for sets that have none.
    pub test: Images,
}

impl Supply {
    /// One of the files.
    pub fn file(&self, file: DataFile) -> &Images {
        match file {
            DataFile::Train => &self.train,
            DataFile::Test => &self.test,
        }
    }

    /// One of the files, to add to.
    pub fn file_mut(&mut self, file: DataFile) -> &mut Images {
        match file {
            DataFile::Train => &mut self.train,
            DataFile::Test => &mut self.test,
        }
    }
}

impl Images {
    /// The images at `indices` as a normalised batch, and their labels.
    pub fn batch(
        &self,
        indices: &[u32],
        experiment: &Experiment,
        device: &Device,
    ) -> (Batch, Vec<u8>) {
        let labels = indices.iter().map(|&index| self.label(index as usize));
        let labels: Vec<u8> = labels.collect();
        (self.labelled(indices, &labels, experiment, device), labels)
    }

    /// The images at `indices` as a normalised batch, with these labels.
    pub fn labelled(
        &self,
        indices: &[u32],
        labels: &[u8],
        experiment: &Experiment,
        device: &Device,
    ) -> Batch {
        let info = experiment.dataset.info();
        let (values, classes) = (info.sample.len(), info.classes.len());
        let affine = experiment.inputs();
        let mut inputs = Vec::with_capacity(indices.len() * values);
        let mut targets = vec![0.0f32; indices.len() * classes];
        for (row, (&index, &label)) in indices.iter().zip(labels).enumerate() {
            convert(affine, self.image(index as usize), &mut inputs);
            targets[row * classes + usize::from(label)] = 1.0;
        }
        Batch {
            masks: Vec::new(),
            lesson: None,
            inputs: matrix(inputs, [indices.len(), values], device),
            targets: matrix(targets, [indices.len(), classes], device),
        }
    }
}

/// `[rows, columns]` on the device.
pub(crate) fn matrix(values: Vec<f32>, shape: [usize; 2], device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), device)
}
