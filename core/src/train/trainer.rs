//! The trainer: one experiment, its parameters on a device, and how a step is taken.
//!
//! [`Trainer::step`] reads from the batch to the update; what it calls lies beside it: [`forward`] and [`backward`]
//! in `model`, the losses in [`loss`](crate::loss), the optimisers in [`optimizer`](crate::optimizer). Everything
//! random comes from the experiment's seed and everything timed from step numbers, so the same experiment on the same
//! device gives the same curve, however fast the data arrives.
//!
//! [`forward`]: crate::model::network::ParamTensors::forward
//! [`backward`]: crate::model::backward::Passes::backward

use super::average::WeightAverage;
use super::dataset::{self, Dataset};
use super::dropout;
use super::faults::Faults;
use super::panel::Panel;
use super::progress::TrainingPosition;
use super::record::{PendingReport, ProbeImages, StepRecord};
use super::running;
use super::supply::{AHEAD, Supply};
use super::teacher::{self, Teacher};
use crate::loss::TeacherTargets;
use crate::model::backward::{Backward, Detail, Passes};
use crate::model::batch::{Batch, Inputs};
use crate::optimizer::OptimizerState;
use burn::tensor::{Device, Tensor};
use playground_data::batches::BatchOrder;
use playground_data::dataset::{Images, Parts};
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;
use playground_experiment::protocol::Report;

/// A network in training.
pub struct Trainer {
    pub(super) experiment: Experiment,
    pub(super) architecture: Architecture,
    pub(super) parts: Parts,
    pub(super) device: Device,
    /// All parameters, `[parameters]`, without autodiff.
    pub(super) parameters: Tensor<1>,
    pub(super) optimizer: OptimizerState,
    /// The moving average of its parameters.
    pub(super) average: WeightAverage,
    /// The teacher network, in distillation.
    pub(super) teacher: Option<Teacher>,
    pub(super) order: BatchOrder,
    /// The mistakes made on purpose.
    pub(super) faults: Faults,
    /// Images that are followed.
    pub(super) panel: Option<Panel>,
    /// What the last detailed probe asked, and how many images of each file had arrived.
    pub(super) last_probe: Option<([usize; 2], Option<ProbeImages>)>,
    /// The training images, where it computes on a GPU.
    pub(super) supply: Option<Supply>,
    pub(super) progress: TrainingPosition,
}

/// The outcome of a request for a step.
pub enum Step {
    /// Taken; with a report on its way when one was asked for.
    Taken(Option<Box<PendingReport>>),
    /// Not taken: its images are still on their way.
    Waiting {
        /// How many images must have arrived, from the front of the training file.
        needed: usize,
    },
}

impl Trainer {
    /// Takes one step if its images have arrived. `detail` affects what is recorded, never the update.
    ///
    /// # Errors
    /// When output and loss do not go together, the batch is larger than the training set, or the teacher cannot teach
    /// this network.
    pub fn step(&mut self, dataset: &Dataset, detail: Detail) -> Result<Step, ExperimentError> {
        // The next batch, as soon as its images are there.
        let size = self.experiment.batch_size as usize;
        let needed = self.images_needed(size);
        if needed > dataset.train.available() {
            return Ok(Step::Waiting { needed });
        }
        let indices = self.next_indices(dataset, size)?;
        let (mut batch, labels) = match self.gathered(dataset, size) {
            Some(batch) => (batch, self.labels(dataset, &indices)),
            None => self.training_batch(dataset, &indices),
        };
        batch.masks = self.masks(size);
        batch.teacher = self.teacher_targets(&batch.inputs, |theirs| {
            dataset::inputs(&dataset.train, &indices, theirs, &self.device)
        })?;

        // Forward, loss and backward; for a step that is shown also under the counterpart of the loss.
        let (own, counterpart) = self.passes(&batch, detail)?;
        let own = self.faults.gradient(own, &self.architecture);

        // The optimiser's update. Running statistics follow the batch, the average follows the weights.
        let before = self.parameters.clone();
        let (rate, first) = (self.rate(), self.first_trained());
        let (experiment, gradient) = (&self.experiment, &own.gradient);
        let after = match self.faults.updates() {
            true => (self.optimizer).step(experiment, rate, &before, gradient, first),
            false => before.clone(),
        };
        self.parameters = running::follow(&self.architecture, &before, after, &own.statistics);
        self.average.update(self.experiment.ema, &self.parameters);

        // What is shown of it, on its way from the device.
        let pending = match counterpart {
            Some(counterpart) => {
                let asked = (detail == Detail::Probe).then(|| self.probe_images(dataset));
                let record = StepRecord {
                    experiment: &self.experiment,
                    architecture: &self.architecture,
                    own,
                    counterpart,
                    batch: &batch,
                    before,
                    after: &self.parameters,
                    labels,
                    indices: &indices,
                    asked: asked.flatten(),
                    panel: self.panel.as_ref(),
                };
                Some(Box::new(record.pending(self.report(size))?))
            }
            None => None,
        };
        self.progress.advance(size, self.parts.train.len());
        Ok(Step::Taken(pending))
    }

    /// Returns how many images of the training file must have arrived before `size` more examples are used.
    /// Mistakes that reorder by label need the whole training part, or the run would depend on how fast the data comes.
    fn images_needed(&mut self, size: usize) -> usize {
        match self.faults.goes_by_labels() {
            true => self.parts.train.end,
            false => self
                .order
                .needed(self.progress.epoch, self.progress.used, size),
        }
    }

    /// Returns the places of the next `size` examples in the training file.
    fn next_indices(
        &mut self,
        dataset: &Dataset,
        size: usize,
    ) -> Result<Vec<u32>, ExperimentError> {
        let TrainingPosition { epoch, used, .. } = self.progress;
        let train = &self.parts.train;
        let order = self
            .faults
            .batch_order(&mut self.order, &dataset.train, train);
        let slice = order.slice(epoch, used, size).map(<[u32]>::to_vec);
        let refusal = "The batch is larger than the training set; choose a smaller batch.";
        slice.ok_or_else(|| ExperimentError::new("batch", refusal))
    }

    /// Gathers the next `size` examples as a batch on the GPU, where the images lie there.
    fn gathered(&mut self, dataset: &Dataset, size: usize) -> Option<Batch> {
        let mut supply = self.supply.take()?;
        let TrainingPosition { epoch, used, .. } = self.progress;
        if !supply.knows(epoch, used..used + size) {
            let ahead = self.examples_ahead(dataset, size);
            supply.order(epoch, used, &ahead, &self.labels(dataset, &ahead));
        }
        let batch = supply.batch(&dataset.train, &self.experiment, used, size);
        self.supply = Some(supply);
        batch
    }

    /// Returns the places of the next examples in the training file, as many as are there: the next `size` are.
    fn examples_ahead(&mut self, dataset: &Dataset, size: usize) -> Vec<u32> {
        let left = self.parts.train.len() - self.progress.used;
        let mut count = AHEAD.clamp(size, left.max(size));
        while count > size && self.images_needed(count) > dataset.train.available() {
            count = (count / 2).max(size);
        }
        self.next_indices(dataset, count).unwrap_or_default()
    }

    /// Returns images of the training part as a batch, with the labels that training goes by, without dropout masks or
    /// teacher targets. As many must have arrived as a step needs.
    pub(super) fn training_batch(&self, dataset: &Dataset, indices: &[u32]) -> (Batch, Vec<u8>) {
        let (images, experiment) = (&dataset.train, &self.experiment);
        let labels = self.labels(dataset, indices);
        let inputs = dataset::seen(images, indices, experiment, self.network());
        let targets = dataset::targets(images, indices, &labels, experiment, &self.device);
        (Batch::new(inputs, targets), labels)
    }

    /// Returns the network and its parameters.
    pub(super) fn network(&self) -> (&Architecture, &Tensor<1>) {
        (&self.architecture, &self.parameters)
    }

    /// Returns the labels that training goes by of images of the training part.
    pub(super) fn labels(&self, dataset: &Dataset, indices: &[u32]) -> Vec<u8> {
        let (train, seed) = (&self.parts.train, self.experiment.seed);
        self.faults.labels(&dataset.train, indices, train, seed)
    }

    /// Returns the dropout masks of the step to come.
    pub(super) fn masks(&self, rows: usize) -> Vec<Tensor<2>> {
        let (seed, step) = (self.experiment.seed, self.progress.step + 1);
        dropout::masks(&self.architecture, seed, step, rows, &self.device)
    }

    /// Returns what the teacher answers to a batch, in distillation. `renormalised` gives the same images as the
    /// teacher was trained to see them.
    pub(super) fn teacher_targets(
        &self,
        inputs: &Inputs,
        renormalised: impl FnOnce(&Experiment) -> Tensor<2>,
    ) -> Result<Option<TeacherTargets>, ExperimentError> {
        let Some(how) = self.experiment.distillation() else {
            return Ok(None);
        };
        let teacher = self.teacher.as_ref().ok_or_else(teacher::missing)?;
        let targets = teacher.targets(&self.experiment, how, inputs, renormalised)?;
        Ok(Some(targets))
    }

    /// Returns the images that a detailed probe asks, the same as the last one as long as no more arrive.
    fn probe_images(&mut self, dataset: &Dataset) -> Option<ProbeImages> {
        let arrived = [&dataset.train, &dataset.test].map(Images::available);
        if let Some((then, images)) = &self.last_probe
            && *then == arrived
        {
            return images.clone();
        }
        let (parts, experiment, faults) = (&self.parts, &self.experiment, &self.faults);
        let images = ProbeImages::of(dataset, parts, experiment, faults, self.network());
        self.last_probe = Some((arrived, images.clone()));
        images
    }

    /// Runs forward and backward under the loss in use and, for a step that is shown, under its counterpart.
    pub(super) fn passes(
        &self,
        batch: &Batch,
        detail: Detail,
    ) -> Result<(Backward, Option<Backward>), ExperimentError> {
        let objective = self.experiment.objective()?;
        let settings = self.experiment.loss_settings();
        let passes = Passes::new(&self.architecture, &self.parameters, batch);
        let run = |objective| passes.backward(objective, settings, detail);
        let own = run(objective);
        let counterpart = match detail {
            Detail::Nothing => None,
            Detail::Report | Detail::Probe => Some(run(self.experiment.counterpart()?)),
        };
        Ok((own, counterpart))
    }

    /// Returns the head of the report on the step being taken, over `size` examples; the figures come by readback.
    fn report(&self, size: usize) -> Report {
        let (progress, per_epoch) = (&self.progress, self.steps_per_epoch());
        Report {
            step: progress.step + 1,
            epoch: progress.epoch_at(progress.used + size, &self.experiment, per_epoch),
            learning_rate: self.rate(),
            ..Report::default()
        }
    }

    /// Returns the learning rate of the step to come.
    fn rate(&self) -> f64 {
        self.progress.rate(&self.experiment, self.steps_per_epoch())
    }

    /// Returns the offset of the first trainable parameter.
    pub(super) fn first_trained(&self) -> usize {
        let frozen = self.experiment.freeze as usize;
        self.architecture.parameters_before(frozen)
    }

    /// Returns the active experiment, live changes included.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Returns the network.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Returns the split into train, validation and test.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Returns the parameters as they are now, `[parameters]`.
    pub fn parameters(&self) -> Tensor<1> {
        self.parameters.clone()
    }

    /// Returns the device that it computes on.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Returns the number of steps taken.
    pub fn steps(&self) -> u64 {
        self.progress.step
    }

    /// Returns the number of epochs completed.
    pub fn epochs(&self) -> u64 {
        self.progress.epoch
    }

    /// Returns the number of steps in an epoch at the present batch size; the last partial batch is dropped.
    pub fn steps_per_epoch(&self) -> u64 {
        (self.parts.train.len() / self.experiment.batch_size as usize) as u64
    }

    /// Returns whether the step just taken ended an epoch.
    pub fn epoch_just_ended(&self) -> bool {
        self.progress.used == 0
    }

    /// Returns whether the step to come will end its epoch: after its batch there are too few examples for another one.
    pub(crate) fn next_ends_epoch(&self) -> bool {
        self.progress.used + 2 * self.experiment.batch_size as usize > self.parts.train.len()
    }

    /// Returns the places of the first images of the training part, at most `count`, and how many images of the file
    /// must have arrived before [`training_batch`](Self::training_batch) can take them.
    pub(super) fn first_of_training(&self, count: usize) -> (Vec<u32>, usize) {
        let train = &self.parts.train;
        let end = train.end.min(train.start + count);
        let needed = match self.faults.goes_by_labels() {
            true => train.end,
            false => end,
        };
        ((train.start as u32..end as u32).collect(), needed)
    }
}
