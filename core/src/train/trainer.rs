//! The trainer: one experiment, its parameters on a device, and how to take a step.
//!
//! Everything random comes from the experiment's seed and everything timed from step numbers, so the
//! same experiment on the same device gives the same curve, however fast the data arrives.

use super::dropout;
use super::measure::Shown;
use super::pending::PendingReport;
use super::running;
use super::supply::Supply;
use super::teacher::Taught;
use crate::optimizer::Update;
use crate::probe::gradients::{Backward, Show};
use burn::tensor::{Device, Tensor, TensorData};
use playground_data::batches::BatchOrder;
use playground_data::dataset::Parts;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::mistakes::Mistake;
use playground_experiment::model::Architecture;
use std::cell::OnceCell;

/// A network in training.
pub struct Trainer {
    pub(super) experiment: Experiment,
    pub(super) architecture: Architecture,
    pub(super) parts: Parts,
    pub(super) order: BatchOrder,
    /// Class after class, once that was asked for.
    pub(super) by_class: Option<BatchOrder>,
    /// The shuffled labels of the training part, once they were asked for.
    pub(super) shuffled: OnceCell<Vec<u8>>,
    pub(super) device: Device,
    /// All parameters, `[parameters]`, without autodiff.
    pub(super) parameters: Tensor<1>,
    /// The optimiser's vectors, each `[parameters]`, and the sum of the gradients so far as the last where
    /// they are not cleared.
    pub(super) state: Vec<Tensor<1>>,
    /// The moving average of the parameters, `[parameters]`, while the experiment keeps one.
    pub(super) average: Option<Tensor<1>>,
    /// Whom it learns from.
    pub(super) teacher: Option<Taught>,
    /// Updates taken with that state.
    pub(super) updates: u64,
    pub(super) step: u64,
    pub(super) epoch: u64,
    /// Examples of the epoch already used.
    pub(super) used: usize,
}

/// What came of asking for a step.
pub enum Step {
    /// Taken; with a report on its way when one was asked for.
    Taken(Option<Box<PendingReport>>),
    /// The images are still on their way: so many of the training file are needed.
    Waiting {
        /// Images from the front of the training file.
        needed: usize,
    },
}

impl Trainer {
    /// A fresh network on `device` for a data set of which `supply` knows the size.
    ///
    /// # Errors
    /// When the experiment does not validate or does not fit the data.
    pub fn new(
        experiment: Experiment,
        supply: &Supply,
        device: &Device,
    ) -> Result<Self, ExperimentError> {
        experiment.validate()?;
        let architecture = experiment.architecture()?;
        let parts = experiment
            .split
            .resolve(supply.train.expected(), supply.test.expected())?;
        check_batch(&experiment, &parts)?;
        let values = experiment.initial(&architecture);
        let mut trainer = Self {
            order: BatchOrder::new(experiment.seed, parts.train.clone(), experiment.shuffle),
            by_class: None,
            shuffled: OnceCell::new(),
            parameters: vector(values, device),
            device: device.clone(),
            state: Vec::new(),
            average: None,
            teacher: None,
            updates: 0,
            step: 0,
            epoch: 0,
            used: 0,
            architecture,
            parts,
            experiment,
        };
        trainer.forget_optimizer_state(None);
        trainer.keep_average();
        Ok(trainer)
    }

    /// The experiment in force, live changes included.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The network.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Which images do what.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The parameters as they are now, `[parameters]`.
    pub fn parameters(&self) -> Tensor<1> {
        self.parameters.clone()
    }

    /// Where it computes.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Steps taken.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Epochs completed.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Steps in an epoch at the present batch size; the last partial batch is dropped.
    pub fn steps_per_epoch(&self) -> u64 {
        (self.parts.train.len() / self.experiment.batch_size as usize) as u64
    }

    /// Takes one step if its images have arrived, with or without a report.
    ///
    /// # Errors
    /// When output and loss do not go together.
    pub fn take_step(&mut self, supply: &Supply, report: bool) -> Result<Step, ExperimentError> {
        let show = if report { Show::Report } else { Show::Nothing };
        self.take_step_showing(supply, show)
    }

    /// Takes one step if its images have arrived. What it shows does not change what it does.
    ///
    /// # Errors
    /// When output and loss do not go together.
    pub fn take_step_showing(
        &mut self,
        supply: &Supply,
        show: Show,
    ) -> Result<Step, ExperimentError> {
        let size = self.experiment.batch_size as usize;
        let needed = self.needed(size);
        if needed > supply.train.available() {
            return Ok(Step::Waiting { needed });
        }
        let Some(indices) = self.next_indices(supply, size) else {
            return Err(ExperimentError::new(
                "batch",
                "The batch is larger than the training set; choose a smaller batch.",
            ));
        };
        let (mut batch, labels) = self.training_batch(supply, &indices);
        batch.masks = self.masks(size);
        batch.lesson = self.lesson_on(supply, &indices, &batch.inputs)?;
        let (own, other) = self.passes(&batch, show)?;
        let own = self.mistaken(own);
        let before = self.update(&own);
        let pending = match other {
            Some(other) => {
                let units = (show == Show::Probe).then(|| self.unit_images(supply));
                let shown = Shown {
                    passes: [own, other],
                    before,
                    units: units.flatten(),
                };
                Some(Box::new(self.pending(&shown, labels, &indices)?))
            }
            None => None,
        };
        self.advance(size);
        Ok(Step::Taken(pending))
    }

    /// The masks of the next step.
    pub(super) fn masks(&self, rows: usize) -> Vec<Tensor<2>> {
        let (seed, step) = (self.experiment.seed, self.step + 1);
        dropout::masks(&self.architecture, seed, step, rows, &self.device)
    }

    /// One update; gives the parameters before it.
    fn update(&mut self, own: &Backward) -> Tensor<1> {
        let after = match self.experiment.makes(Mistake::NoBackward) {
            // Without a gradient an optimiser has nothing to do, not even to decay the weights.
            true => self.parameters.clone(),
            false => self.optimized(own.gradient.clone()),
        };
        let after = running::follow(&self.architecture, &self.parameters, after, &own.statistics);
        let before = std::mem::replace(&mut self.parameters, after);
        self.follow();
        before
    }

    /// The parameters after a step of the optimiser along `gradient`.
    fn optimized(&mut self, gradient: Tensor<1>) -> Tensor<1> {
        let update = Update {
            rate: self.rate(),
            count: self.updates + 1,
            hyper: self.experiment.hyper,
            epsilon: self.experiment.epsilon(),
        };
        let mut state = std::mem::take(&mut self.state);
        let after = self.updated(gradient, &mut state, update);
        self.state = state;
        self.updates += 1;
        after
    }

    /// Goes on with other settings and the same weights. A changed optimiser starts fresh; a changed
    /// learning rate keeps its state.
    ///
    /// # Errors
    /// When the change needs a reset, or does not validate; nothing has changed then.
    pub fn change(&mut self, next: Experiment) -> Result<(), ExperimentError> {
        next.validate()?;
        if self.experiment.effect_of(&next) == Effect::Reset {
            return Err(ExperimentError::new(
                "net",
                "This change needs new weights: press Reset to apply it.",
            ));
        }
        check_batch(&next, &self.parts)?;
        let fresh_optimizer = next.optimizer != self.experiment.optimizer;
        self.architecture = next.architecture()?;
        let sum = self.gradient_sum();
        let kept = self.experiment.optimizer.info().slots;
        self.experiment = next;
        if fresh_optimizer {
            self.forget_optimizer_state(sum);
        } else {
            self.state.truncate(kept);
            self.keep_sum(sum);
        }
        self.keep_average();
        // A larger batch may no longer fit into what is left of the epoch.
        if self.used + self.experiment.batch_size as usize > self.parts.train.len() {
            self.epoch += 1;
            self.used = 0;
        }
        Ok(())
    }

    /// Begins the optimiser anew, which leaves gradients that nobody clears as they are.
    fn forget_optimizer_state(&mut self, sum: Option<Tensor<1>>) {
        self.state = vec![self.zeros(); self.experiment.optimizer.info().slots];
        self.updates = 0;
        self.keep_sum(sum);
    }

    /// Puts the sum of the gradients behind the optimiser's vectors, if there is to be one.
    fn keep_sum(&mut self, sum: Option<Tensor<1>>) {
        if self.state.len() < self.experiment.slots() {
            self.state.push(sum.unwrap_or_else(|| self.zeros()));
        }
    }

    fn zeros(&self) -> Tensor<1> {
        Tensor::zeros([self.architecture.parameter_count()], &self.device)
    }
}

fn check_batch(experiment: &Experiment, parts: &Parts) -> Result<(), ExperimentError> {
    let (batch, train) = (experiment.batch_size as usize, parts.train.len());
    if batch > train {
        return Err(ExperimentError::new(
            "batch",
            format!(
                "A batch of {batch} does not fit into {train} training images; choose a smaller batch."
            ),
        ));
    }
    Ok(())
}

/// `[values]` on the device.
pub(crate) fn vector(values: Vec<f32>, device: &Device) -> Tensor<1> {
    let shape = [values.len()];
    Tensor::from_data(TensorData::new(values, shape), device)
}
