//! A slice through the loss around the network as it is: the loss over the plane that two random
//! directions span, each scaled filter by filter so that a step along it means the same in every layer
//! (Li, Xu, Taylor, Studer & Goldstein 2018, "Visualizing the Loss Landscape of Neural Nets", §4).
//!
//! It is a slice: two directions of a hundred thousand. It is computed a few cells at a time, so that
//! training goes on beside it.

use super::dataset::Dataset;
use super::job::{Desk, Job, JobFuture, JobStatus};
use super::readback::read;
use super::snapshot::Snapshot;
use super::trainer::Trainer;
use crate::loss::per_example;
use crate::model::batch::Batch;
use crate::model::network::{Capture, Mode, ParamTensors};
use crate::tensors::matrix;
use burn::tensor::Tensor;
use playground_data::rng::{Purpose, stream};
use playground_experiment::model::{Architecture, Parameter, ParameterKind};
use playground_experiment::protocol::Answer;
use rand_distr::{Distribution, StandardNormal};

/// Training images that the loss is taken over, at most.
const IMAGES: usize = 512;
/// Cells of a chunk: each is a forward pass over all images.
const CELLS: usize = 2;
/// The most cells along a side.
const MAX_SIDE: u32 = 51;

/// A slice under way.
pub struct LossSlice {
    /// The middle.
    centre: Snapshot,
    directions: [Tensor<1>; 2],
    batch: Batch,
    seed: u64,
    radius: f32,
    side: u32,
    losses: Vec<f32>,
}

impl LossSlice {
    /// Begins a slice of `side` × `side` cells through the network of `trainer` as it is now.
    ///
    /// # Errors
    /// When the size makes no sense or the images have not arrived.
    pub fn new(
        trainer: &Trainer,
        dataset: &Dataset,
        seed: u64,
        radius: f32,
        side: u32,
    ) -> Result<Self, String> {
        if !(3..=MAX_SIDE).contains(&side) || side.is_multiple_of(2) {
            return Err(format!(
                "A slice has an odd number of cells along a side, so that the network itself is its \
                 middle: choose 3 to {MAX_SIDE}, not {side}."
            ));
        }
        if !(radius > 0.0 && radius <= 10.0) {
            return Err(format!(
                "The radius of a slice is {radius}; choose more than 0 and at most 10."
            ));
        }
        let (indices, needed) = trainer.first_of_training(IMAGES);
        if needed > dataset.train.available() {
            return Err("The training images have not arrived yet; try again in a moment.".into());
        }
        let (batch, _) = trainer.training_batch(dataset, &indices);
        let (architecture, parameters) = (&trainer.architecture, &trainer.parameters);
        Ok(Self {
            directions: [0, 1].map(|which| direction(architecture, parameters, seed, which)),
            centre: trainer.snapshot(),
            losses: Vec::new(),
            batch,
            seed,
            radius,
            side,
        })
    }

    /// Computes a few more cells. Returns whether a row has been completed, which is worth telling.
    ///
    /// # Errors
    /// When the device has failed or output and loss do not go together.
    async fn chunk(&mut self) -> Result<bool, String> {
        let side = self.side as usize;
        let start = self.losses.len();
        let end = (start + CELLS).min(side * side);
        let losses: Result<Vec<_>, String> = (start..end).map(|cell| self.loss_at(cell)).collect();
        self.losses.extend(read(Tensor::cat(losses?, 0)).await?);
        Ok(start / side != end / side)
    }

    /// Returns whether every cell is done.
    fn is_done(&self) -> bool {
        self.losses.len() == (self.side * self.side) as usize
    }

    /// Returns what is known by now, and the losses of its whole rows.
    fn so_far(&self) -> (Answer, Vec<f32>) {
        let rows = self.losses.len() / self.side as usize;
        let answer = Answer::Slice {
            seed: self.seed,
            radius: self.radius,
            side: self.side,
            step: self.centre.step,
            examples: self.batch.targets.dims()[0],
            rows: rows as u32,
        };
        (answer, self.losses[..rows * self.side as usize].to_vec())
    }

    /// Returns how far along a direction a row or column lies: from −radius to radius.
    fn coordinate(&self, index: usize) -> f64 {
        let middle = f64::from(self.side - 1) / 2.0;
        f64::from(self.radius) * (index as f64 - middle) / middle
    }

    /// Computes the mean loss over the images at a cell, `[1]`.
    fn loss_at(&self, cell: usize) -> Result<Tensor<1>, String> {
        let objective = self.centre.experiment.objective().map_err(|e| e.message)?;
        let (row, column) = (cell / self.side as usize, cell % self.side as usize);
        let parameters = self.centre.parameters.clone()
            + self.directions[0].clone() * self.coordinate(column)
            + self.directions[1].clone() * self.coordinate(row);
        let network = ParamTensors::plain(&self.centre.architecture, &parameters);
        let inputs = self.batch.inputs.clone();
        let logits = network
            .forward(inputs, Mode::Evaluation, Capture::Nothing)
            .logits;
        let settings = self.centre.experiment.loss_settings();
        Ok(per_example(objective, logits, self.batch.targets.clone(), settings).mean())
    }
}

impl Job for LossSlice {
    fn slice<'a>(&'a mut self, _: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            if !self.chunk().await? {
                return Ok(JobStatus::Working);
            }
            let (answer, bulk) = self.so_far();
            Ok(match self.is_done() {
                true => JobStatus::Done(answer, bulk),
                false => JobStatus::Partly(answer, bulk),
            })
        })
    }
}

/// Draws a random direction, `[parameters]`: normal for weights, the part of each unit as long as the unit's own
/// weights; zero for biases and shapes, which have no filter to compare with.
fn direction(
    architecture: &Architecture,
    parameters: &Tensor<1>,
    seed: u64,
    which: u64,
) -> Tensor<1> {
    let device = parameters.device();
    let part = |(index, parameter): (usize, &Parameter)| {
        if parameter.kind != ParameterKind::Weight {
            return Tensor::zeros([parameter.len()], &device);
        }
        let draw = unit_columns(parameter, seed, which, index as u64);
        let draw = matrix(draw, parameter.shape, &device);
        let weights = parameters.clone().slice([parameter.range()]);
        let lengths = weights.reshape(parameter.shape).square().sum_dim(0).sqrt();
        (draw * lengths).flatten(0, 1)
    };
    let parts = architecture.parameters.iter().enumerate().map(part);
    Tensor::cat(parts.collect(), 0)
}

/// Draws normal values `[fan_in, units]`, row by row, each column scaled to length 1: a column is the filter of one
/// unit.
fn unit_columns(parameter: &Parameter, seed: u64, which: u64, index: u64) -> Vec<f32> {
    let mut random = stream(seed, Purpose::Directions, which, index);
    let [rows, columns] = parameter.shape;
    let normal = |_| -> f64 { StandardNormal.sample(&mut random) };
    let values: Vec<f64> = (0..rows * columns).map(normal).collect();
    let mut lengths = vec![0.0; columns];
    for (i, value) in values.iter().enumerate() {
        lengths[i % columns] += value * value;
    }
    let scaled = |(i, value): (usize, &f64)| (value / lengths[i % columns].sqrt()) as f32;
    values.iter().enumerate().map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, TensorData};
    use playground_experiment::model::{Activation, Block, Init};

    #[test]
    fn a_direction_is_as_long_as_the_weights_of_every_unit() {
        let block = Block::dense(4, Activation::Ahaf);
        let architecture = Architecture::new(&[block], 5, 3).unwrap();
        let weights = architecture.initial(Init::PyTorch, 1.0, 1);
        let device = Device::flex();
        let shape = [weights.len()];
        let flat = Tensor::from_data(TensorData::new(weights.clone(), shape), &device);
        let drawn = |seed, which| -> Vec<f32> {
            let direction = direction(&architecture, &flat, seed, which);
            direction.into_data().try_to_vec().unwrap()
        };
        let direction = drawn(3, 0);
        for parameter in &architecture.parameters {
            let columns = parameter.shape[1];
            for column in 0..columns {
                let length = |of: &[f32]| {
                    let part = of[parameter.range()].iter().skip(column).step_by(columns);
                    part.map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt()
                };
                let expected = match parameter.kind {
                    ParameterKind::Weight => length(&weights),
                    _ => 0.0,
                };
                assert!(
                    (length(&direction) - expected).abs() < 1e-6,
                    "{}",
                    parameter.name
                );
            }
        }
        assert_eq!(direction, drawn(3, 0));
        assert_ne!(direction, drawn(3, 1));
        assert_ne!(direction, drawn(4, 0));
    }
}
