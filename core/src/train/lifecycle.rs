//! A trainer before and between its steps: how it is built, warmed up, changed and given the weights of another one,
//! and how its state is saved and restored, in another worker or on another device.

use super::average::WeightAverage;
use super::dataset::{self, Dataset};
use super::faults::Faults;
use super::panel::{self, Panel};
use super::progress::TrainingPosition;
use super::readback::read;
use super::record::{ProbeImages, StepRecord};
use super::snapshot::Snapshot;
use super::supply::Supply;
use super::teacher::Teacher;
use super::trainer::Trainer;
use crate::model::backward::Detail;
use crate::model::batch::Batch;
use crate::optimizer::OptimizerState;
use crate::probe::detail::UNIT_IMAGES;
use crate::tensors::vector;
use burn::tensor::{Device, Tensor};
use playground_data::batches::BatchOrder;
use playground_data::dataset::Parts;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields;
use playground_experiment::model::InheritedRange;
use playground_experiment::protocol::{CheckpointHead, Report};

impl Trainer {
    /// Builds a fresh network on `device` for a data set of which `dataset` knows the size.
    ///
    /// # Errors
    /// When the experiment does not validate or does not fit the data.
    pub fn new(
        experiment: Experiment,
        dataset: &Dataset,
        device: &Device,
    ) -> Result<Self, ExperimentError> {
        experiment.validate()?;
        dataset.check_labels(&experiment)?;
        let architecture = experiment.architecture()?;
        let parts = experiment
            .split
            .resolve(dataset.train.expected(), dataset.test.expected())?;
        check_batch(&experiment, &parts)?;
        let parameters = vector(experiment.initial(&architecture), device);
        let sample = experiment.dataset.info().sample;
        let mut trainer = Self {
            order: BatchOrder::new(experiment.seed, parts.train.clone(), experiment.shuffle),
            optimizer: OptimizerState::new(experiment.optimizer, &parameters.zeros_like()),
            device: device.clone(),
            average: WeightAverage::default(),
            faults: Faults::default(),
            panel: None,
            last_probe: None,
            supply: Supply::beside(&parameters, parts.train.end, sample.len()),
            teacher: None,
            progress: TrainingPosition::default(),
            parameters,
            architecture,
            parts,
            experiment,
        };
        trainer
            .average
            .keep(trainer.experiment.ema, &trainer.parameters);
        let zeros = || trainer.parameters.zeros_like();
        trainer.faults.adopt(&trainer.experiment, zeros);
        Ok(trainer)
    }

    /// Takes one step on blank images and throws away what came of it: that compiles every kernel of a real step that
    /// records as much as `detail`.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn warm_up(&self, detail: Detail) -> Result<(), String> {
        let info = self.experiment.dataset.info();
        let rows = self.experiment.batch_size as usize;
        let blank = |rows: usize, columns: usize| Tensor::<2>::zeros([rows, columns], &self.device);
        let mut batch = match &self.supply {
            Some(supply) => supply.any_batch(&self.experiment, rows),
            None => Batch::new(
                blank(rows, info.sample.len()),
                blank(rows, self.experiment.outputs()),
            ),
        };
        batch.masks = self.masks(rows);
        // Without a teacher there will be no step to prepare for.
        let seen = |_: &Experiment| batch.inputs.tensor();
        batch.teacher = self
            .teacher_targets(&batch.inputs, seen)
            .unwrap_or_default();
        let (own, counterpart) = self.passes(&batch, detail).map_err(|e| e.message)?;
        let mut optimizer = OptimizerState {
            vectors: self.optimizer.vectors.clone(),
            updates: 0,
        };
        let first = self.first_trained();
        let parameters = &self.parameters;
        let after = optimizer.step(&self.experiment, 0.0, parameters, &own.gradient, first);
        let Some(counterpart) = counterpart else {
            return read(after.narrow(0, 0, 1)).await.map(drop);
        };
        let record = StepRecord {
            experiment: &self.experiment,
            architecture: &self.architecture,
            own,
            counterpart,
            batch: &batch,
            before: after,
            after: parameters,
            labels: vec![0; rows],
            indices: &vec![0; rows],
            asked: (detail == Detail::Probe).then(|| ProbeImages {
                part: None,
                inputs: blank(UNIT_IMAGES, info.sample.len()).into(),
                indices: vec![0; UNIT_IMAGES],
                data: None,
            }),
            // Its kernels are compiled where it is asked for the first time.
            panel: None,
        };
        let pending = record.pending(Report::default()).map_err(|e| e.message)?;
        pending.read().await.map(drop)
    }

    /// Returns whether there are images to be followed: it classifies, and those to choose from have arrived.
    pub(super) fn can_follow(&self, dataset: &Dataset) -> bool {
        let arrived = |(_, needed)| needed <= dataset.train.available();
        !self.experiment.is_autoencoder() && arrived(self.first_of_training(panel::POOL))
    }

    /// Follows `count` training images from now on.
    pub(super) fn follow(&mut self, dataset: &Dataset, count: usize) {
        let (pool, _) = self.first_of_training(panel::POOL);
        let indices = panel::chosen(&dataset.train, &pool, count);
        let labels = self.labels(dataset, &indices);
        let inputs = dataset::seen(&dataset.train, &indices, &self.experiment, self.network());
        self.panel = Some(Panel::new(indices, labels, inputs));
    }

    /// Takes the network as it is now, to be asked without disturbing training.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            experiment: self.experiment.clone(),
            architecture: self.architecture.clone(),
            parameters: self.parameters.clone(),
            device: self.device.clone(),
            step: self.progress.step,
            asking: 0,
        }
    }

    /// Takes the moving average of the weights as it is now, where one is kept.
    pub(super) fn snapshot_of_average(&self) -> Option<Snapshot> {
        let parameters = self.average.0.clone()?;
        Some(Snapshot {
            parameters,
            ..self.snapshot()
        })
    }

    /// Goes on with other settings and the same weights. A changed optimiser starts fresh; a changed
    /// learning rate keeps its state.
    ///
    /// # Errors
    /// When the change needs a reset, or does not validate; nothing has changed then.
    pub fn change(&mut self, next: Experiment) -> Result<(), ExperimentError> {
        next.validate()?;
        if fields::effect(&self.experiment, &next) == Effect::Reset {
            return Err(ExperimentError::new(
                "net",
                "This change needs new weights: press Reset to apply it.",
            ));
        }
        check_batch(&next, &self.parts)?;
        self.architecture = next.architecture()?;
        if next.optimizer != self.experiment.optimizer {
            self.optimizer = OptimizerState::new(next.optimizer, &self.parameters.zeros_like());
        }
        self.faults.adopt(&next, || self.parameters.zeros_like());
        if next.mistakes != self.experiment.mistakes {
            // They may give images other labels, or other inputs.
            self.panel = None;
            self.last_probe = None;
        }
        self.average.keep(next.ema, &self.parameters);
        let (batch, train) = (next.batch_size as usize, self.parts.train.len());
        // A larger batch may no longer fit into what is left of the epoch.
        self.progress.end_epoch_if_short(batch, train);
        if let Some(supply) = &mut self.supply {
            supply.forget_order();
        }
        self.experiment = next;
        Ok(())
    }

    /// Sets the teacher from the next step on; how much it counts, the experiment says.
    pub(super) fn learn_from(&mut self, teacher: &Teacher<Vec<f32>>) {
        self.teacher = Some(teacher.on(&self.device));
    }

    /// Begins with what it keeps of `before`, the flat vector of another network. It must not have taken a step yet.
    pub fn inherit(&mut self, before: &[f32], kept: &[InheritedRange]) {
        let mut values = self.experiment.initial(&self.architecture);
        for InheritedRange { from, to } in kept {
            if let (Some(old), Some(new)) = (before.get(from.clone()), values.get_mut(to.clone())) {
                new.copy_from_slice(old);
            }
        }
        self.parameters = vector(values, &self.device);
        self.average.0 = None;
        self.average.keep(self.experiment.ema, &self.parameters);
    }

    /// Returns what is needed to go on elsewhere: the head and, as one vector still on the device, the parameters, the
    /// optimiser state, the sum of gradients that nobody clears and the moving average.
    pub fn checkpoint(&self) -> (CheckpointHead, Tensor<1>) {
        let sum = &self.faults.sum;
        let head = CheckpointHead {
            experiment: self.experiment.clone(),
            step: self.progress.step,
            epoch: self.progress.epoch,
            used: self.progress.used,
            updates: self.optimizer.updates,
            slots: self.optimizer.vectors.len() + usize::from(sum.is_some()),
            parameters: self.architecture.parameter_count(),
        };
        let state = self.optimizer.vectors.iter().chain(sum);
        let vectors = [&self.parameters].into_iter().chain(state);
        let vectors = vectors.chain(&self.average.0).cloned().collect();
        (head, Tensor::cat(vectors, 0))
    }

    /// Builds a trainer that goes on from a checkpoint.
    ///
    /// # Errors
    /// When the checkpoint does not fit the data or its own description.
    pub fn restore(
        head: &CheckpointHead,
        values: &[f32],
        dataset: &Dataset,
        device: &Device,
    ) -> Result<Self, ExperimentError> {
        let mut trainer = Self::new(head.experiment.clone(), dataset, device)?;
        let n = trainer.architecture.parameter_count();
        let fits = head.parameters == n
            && head.slots == trainer.experiment.slots()
            && values.len() == n * head.vectors()
            && head.used < trainer.parts.train.len()
            && head.check_counters().is_ok();
        if !fits {
            return Err(ExperimentError::new(
                "net",
                "The checkpoint does not fit this network; press Reset to begin anew.",
            ));
        }
        let mut vectors = values
            .chunks_exact(n)
            .map(|chunk| vector(chunk.to_vec(), device));
        if let Some(parameters) = vectors.next() {
            trainer.parameters = parameters;
        }
        let slots = trainer.optimizer.vectors.len();
        trainer.optimizer.vectors = vectors.by_ref().take(slots).collect();
        trainer.optimizer.updates = head.updates;
        if head.slots > slots {
            trainer.faults.restore_sum(vectors.next());
        }
        trainer.average.0 = vectors.next();
        let progress = &mut trainer.progress;
        (progress.step, progress.epoch, progress.used) = (head.step, head.epoch, head.used);
        Ok(trainer)
    }
}

/// Refuses a batch that is larger than the training part.
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
