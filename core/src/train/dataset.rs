//! The images at hand: what has arrived of the training and the test file, kept as bytes and turned
//! into tensors batch by batch.

use crate::model::batch::{Batch, Inputs};
use crate::model::sparse::SparseInputs;
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_data::dataset::{Images, convert};
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Task;
use playground_experiment::model::Architecture;
use playground_experiment::protocol::DataFile;

/// Both files of a data set, as far as they have arrived.
pub struct Dataset {
    /// The training file.
    pub train: Images,
    /// The test file; empty for sets that have none.
    pub test: Images,
}

impl Dataset {
    /// Makes a set of training images of so many bytes `each`. A split must have something to test on: one that nobody looks at.
    pub(super) fn for_training(train: Images, each: usize) -> Self {
        let test = Images::new(1, each);
        Self { train, test }
    }

    /// Returns one of the files.
    pub fn file(&self, file: DataFile) -> &Images {
        match file {
            DataFile::Train => &self.train,
            DataFile::Test => &self.test,
        }
    }

    /// Returns one of the files, to add to.
    pub fn file_mut(&mut self, file: DataFile) -> &mut Images {
        match file {
            DataFile::Train => &mut self.train,
            DataFile::Test => &mut self.test,
        }
    }

    /// Checks the labels that have arrived against the classes of an experiment.
    ///
    /// # Errors
    /// When a label has no class.
    pub fn check_labels(&self, experiment: &Experiment) -> Result<(), ExperimentError> {
        let classes = experiment.classes().len();
        for (name, images) in [("training", &self.train), ("test", &self.test)] {
            let highest = images.highest_label();
            if let Some((index, label)) = highest.filter(|&(_, l)| usize::from(l) >= classes) {
                return Err(ExperimentError::new(
                    "classes",
                    format!(
                        "Label number {index} of the {name} file is {label}, but the network has {classes} classes, \
                         0 to {}. Choose the files that belong to these settings, or the number of classes of your \
                         files ({} or more), then Reset.",
                        classes - 1,
                        usize::from(label) + 1
                    ),
                ));
            }
        }
        Ok(())
    }
}

/// Returns the images at `indices` as a normalised batch with what its answers are held against, and their labels.
pub fn batch(
    images: &Images,
    indices: &[u32],
    experiment: &Experiment,
    device: &Device,
) -> (Batch, Vec<u8>) {
    let labels = indices.iter().map(|&index| images.label(index as usize));
    let labels: Vec<u8> = labels.collect();
    let inputs = inputs(images, indices, experiment, device);
    let targets = targets(images, indices, &labels, experiment, device);
    (Batch::new(inputs, targets), labels)
}

/// Returns the images at `indices` as the network with these `parameters` `[parameters]` takes them in: by their ink, where
/// that is all it needs.
pub(super) fn seen(
    images: &Images,
    indices: &[u32],
    experiment: &Experiment,
    (network, parameters): (&Architecture, &Tensor<1>),
) -> Inputs {
    match SparseInputs::of(images, indices, experiment, network, parameters) {
        Some(ink) => Inputs::Sparse(ink),
        None => inputs(images, indices, experiment, &parameters.device()).into(),
    }
}

/// Returns the images at `indices`, normalised, `[indices, values]`.
pub(crate) fn inputs(
    images: &Images,
    indices: &[u32],
    experiment: &Experiment,
    device: &Device,
) -> Tensor<2> {
    let (values, affine) = (experiment.dataset.info().sample.len(), experiment.inputs());
    let mut inputs = Vec::with_capacity(indices.len() * values);
    for &index in indices {
        convert(affine, images.image(index as usize), &mut inputs);
    }
    matrix(inputs, [indices.len(), values], device)
}

/// Returns what the answers to the images at `indices` are held against: their `labels`, one-hot, `[indices, classes]`,
/// or the raw images themselves.
pub(super) fn targets(
    images: &Images,
    indices: &[u32],
    labels: &[u8],
    experiment: &Experiment,
    device: &Device,
) -> Tensor<2> {
    let outputs = experiment.outputs();
    let mut targets = Vec::with_capacity(indices.len() * outputs);
    for (&index, &label) in indices.iter().zip(labels) {
        match experiment.output.task() {
            Task::Classification => {
                let truth = usize::from(label);
                targets.extend((0..outputs).map(|class| f32::from(u8::from(class == truth))));
            }
            Task::Reconstruction => {
                let image = images.image(index as usize);
                targets.extend(image.iter().map(|&ink| f32::from(ink) / 255.0));
            }
        }
    }
    matrix(targets, [indices.len(), outputs], device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::dataset::{DatasetId, NORMALISATIONS};
    use playground_experiment::loss::Output;

    /// Inputs and targets of the second of two images.
    fn second(output: Output, experiment: Experiment) -> [Vec<f32>; 2] {
        let mut images = Images::new(2, 784);
        images.push_images(&[0; 784]);
        let ramp: Vec<u8> = (0..784).map(|i| (i % 256) as u8).collect();
        images.push_images(&ramp);
        images.push_labels(&[3, 8]);
        let experiment = Experiment {
            dataset: DatasetId::Mnist,
            output,
            ..experiment
        };
        let (batch, labels) = batch(&images, &[1], &experiment, &Device::flex());
        assert_eq!(labels, [8]);
        [batch.inputs.tensor(), batch.targets].map(|t| t.into_data().try_to_vec::<f32>().unwrap())
    }

    #[test]
    fn an_autoencoder_aims_at_raw_pixels_whatever_the_normalisation() {
        let raw: Vec<f32> = (0..784).map(|i| (i % 256) as f32 / 255.0).collect();
        for row in NORMALISATIONS {
            let experiment = Experiment {
                normalisation: row.id,
                ..Experiment::default()
            };
            let [inputs, targets] = second(Output::Image, experiment.clone());
            assert_eq!(targets, raw, "{}", row.key);
            let [same, one_hot] = second(Output::Softmax, experiment);
            assert_eq!(inputs, same);
            let expected = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0];
            assert_eq!(one_hot, expected);
        }
    }
}
