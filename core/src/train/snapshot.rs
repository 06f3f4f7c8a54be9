//! A network as it was at some step, to be asked without disturbing training: the answer to an image, what leaves each
//! layer, what lies at a place of the latent space.

use super::dataset;
use super::dropout;
use super::readback::read;
use crate::loss::{answers, per_example, squared_differences};
use crate::model::batch::{Batch, Inputs};
use crate::model::network::{Capture, Forward, Mode, ParamTensors};
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_data::dataset::Images;
use playground_experiment::experiment::Experiment;
use playground_experiment::mistakes::Mistake;
use playground_experiment::model::Architecture;

/// In place of its number, for an image that is not in a file.
pub(super) const ALONE: &[u32] = &[u32::MAX];

/// A network as it was at some step, to be asked without disturbing training.
#[derive(Clone)]
pub struct Snapshot {
    /// What it was trained as.
    pub(super) experiment: Experiment,
    pub(super) architecture: Architecture,
    /// `[parameters]`.
    pub(super) parameters: Tensor<1>,
    /// Where it computes.
    pub(super) device: Device,
    /// Steps it had taken.
    pub(super) step: u64,
    /// Tells apart what is asked of the network at the same step.
    pub(super) asking: u32,
}

impl Snapshot {
    /// Returns the same network, asked by another request.
    pub fn asked(self, request: u32) -> Self {
        Self {
            asking: request,
            ..self
        }
    }

    /// Runs `inputs` `[batch, values]`, which are those of `images`, through the network: the one place that decides in
    /// which mode a network is measured and asked.
    pub(super) fn run(
        &self,
        network: &ParamTensors,
        inputs: impl Into<Inputs>,
        images: &[u32],
        keep: Capture,
    ) -> Forward {
        if !self.experiment.has(Mistake::TrainingMode) {
            return network.forward(inputs, Mode::Evaluation, keep);
        }
        let (seed, moment) = (self.experiment.seed, (self.step, self.asking));
        let (architecture, device) = (&self.architecture, &self.device);
        let masks = dropout::masks_of_images(architecture, seed, moment, images, device);
        network.forward(inputs, Mode::Training(&masks), keep)
    }

    /// Returns the parameters, layer by layer, without gradients.
    pub(super) fn network(&self) -> ParamTensors<'_> {
        ParamTensors::plain(&self.architecture, &self.parameters)
    }

    /// Computes the logits for `inputs` `[batch, values]` of `images`, `[batch, classes]` on the device.
    pub(super) fn logits(&self, inputs: impl Into<Inputs>, images: &[u32]) -> Tensor<2> {
        self.run(&self.network(), inputs, images, Capture::Nothing)
            .logits
    }

    /// Computes the network's answer to one image of raw pixels in [0, 1], through the output in use: one value per
    /// class, or the image that an autoencoder makes of it.
    ///
    /// # Errors
    /// When the image has another size or the device has failed.
    pub async fn answer(&self, pixels: &[f32]) -> Result<Vec<f32>, String> {
        let logits = read(self.logits(self.image(pixels)?, ALONE)).await?;
        let logits: Vec<f64> = logits.into_iter().map(f64::from).collect();
        let answer = self.experiment.output.answer(&logits);
        Ok(answer.into_iter().map(|v| v as f32).collect())
    }

    /// Computes the image `[pixels]` that an autoencoder makes of `values`, those that leave layer `layer`.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn decode(&self, layer: usize, values: Vec<f32>) -> Result<Vec<f32>, String> {
        let shape = [1, values.len()];
        let values = matrix(values, shape, &self.device);
        let logits = self.network().forward_from(layer, values);
        read(answers(self.experiment.output, logits)).await
    }

    /// Computes the mean loss and the mean squared difference per pixel over a batch, as an autoencoder answers it.
    pub(super) async fn errors(&self, batch: Batch, indices: &[u32]) -> Result<[f64; 2], String> {
        let objective = self.experiment.objective().map_err(|e| e.message)?;
        let logits = self.logits(batch.inputs, indices);
        let settings = self.experiment.loss_settings();
        let loss = per_example(objective, logits.clone(), batch.targets.clone(), settings).mean();
        let differences = squared_differences(objective.output, logits, batch.targets);
        match read(Tensor::cat(vec![loss, differences.mean()], 0)).await?[..] {
            [loss, error] => Ok([loss, error].map(f64::from)),
            _ => Err("The device answered with too few figures.".to_owned()),
        }
    }

    /// Returns what the network takes in of one image of raw pixels in [0, 1], `[values]`.
    ///
    /// # Errors
    /// When the image has another size.
    pub(super) fn inputs(&self, pixels: &[f32]) -> Result<Vec<f32>, String> {
        check_image(&self.experiment, pixels)?;
        let (scale, shift) = self.experiment.inputs();
        Ok(pixels.iter().map(|p| p * scale + shift).collect())
    }

    /// Puts what the network takes in of one image on the device, `[1, values]`.
    pub(super) fn image(&self, pixels: &[f32]) -> Result<Tensor<2>, String> {
        let inputs = self.inputs(pixels)?;
        let shape = [1, inputs.len()];
        Ok(matrix(inputs, shape, &self.device))
    }

    /// Computes what leaves each layer for `inputs` `[batch, values]` of `images`, from input to output, on the device.
    pub(super) fn activations(&self, inputs: Tensor<2>, images: &[u32]) -> Vec<Tensor<2>> {
        self.run(&self.network(), inputs, images, Capture::Activations)
            .activations
    }

    /// Computes the logits `[indices, classes]` of images of a file, and returns their labels with them.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn of_images(
        &self,
        images: &Images,
        indices: &[u32],
    ) -> Result<(Vec<f32>, Vec<u8>), String> {
        let network = (&self.architecture, &self.parameters);
        let inputs = dataset::seen(images, indices, &self.experiment, network);
        let labels = indices.iter().map(|&index| images.label(index as usize));
        let logits = self.logits(inputs, indices);
        Ok((read(logits).await?, labels.collect()))
    }
}

/// Checks that an image of raw pixels has the size of those of an experiment's data, and that all its values are
/// finite.
///
/// # Errors
/// When it has another size or other values.
pub(super) fn check_image(experiment: &Experiment, pixels: &[f32]) -> Result<(), String> {
    let values = experiment.dataset.info().sample.len();
    if pixels.len() != values || pixels.iter().any(|p| !p.is_finite()) {
        return Err(format!(
            "An image must be {values} finite numbers; this one has {}.",
            pixels.len()
        ));
    }
    Ok(())
}
