//! A session's network: built anew, with what it inherits, changed, taught, brought back, and moved to another
//! device.

use super::devices::{Devices, WARMUP_PHASES, announce_warmup};
use super::outbox::Outbox;
use crate::model::backward::Detail;
use crate::train::dataset::Dataset;
use crate::train::gpu::Backpressure;
use crate::train::inherited::Inherited;
use crate::train::job::Desk;
use crate::train::projection::Projection;
use crate::train::readback::{Readback, read};
use crate::train::teacher::Teacher;
use crate::train::trainer::Trainer;
use playground_experiment::device::DeviceKind;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Event, MAX_PANEL};
use playground_insight::theory::sizes::NetworkSize;

/// The network in training, or what is known of the one to be built.
pub(super) struct Network {
    /// Of the trainer or, while there is none, of the one to be built.
    pub(super) experiment: Experiment,
    pub(super) trainer: Option<Trainer>,
    /// Weights that the network to be built begins with.
    inherited: Option<Inherited>,
    /// Whom networks learn from.
    teacher: Option<Teacher<Vec<f32>>>,
    /// The kind of device of the trainer, which may lag behind the decision until the next reset.
    trains_on: DeviceKind,
    /// Whether the kernels for this network have been compiled.
    warm: bool,
    /// Whether a step was taken since the trainer was built or restored.
    pub(super) stepped: bool,
    backpressure: Backpressure,
    /// Images that it is to answer with every report.
    follows: usize,
    /// The plane of the last scan of this network.
    pub(super) projection: Option<Projection>,
}

impl Network {
    /// Returns a place for the network of `experiment`, which is not built yet.
    pub(super) fn new(experiment: Experiment) -> Self {
        Self {
            experiment,
            trainer: None,
            inherited: None,
            teacher: None,
            trains_on: DeviceKind::Cpu,
            warm: true,
            stepped: false,
            backpressure: Backpressure::new(None),
            follows: 0,
            projection: None,
        }
    }

    /// Lets the next network inherit the first `blocks` blocks of this one; 0 for none.
    ///
    /// # Errors
    /// A sentence that says why `next` cannot begin with them.
    pub(super) fn bequeath(&mut self, next: &Experiment, blocks: u32) -> Result<(), String> {
        self.inherited = match blocks {
            0 => None,
            _ => Some(Inherited::of(self.trainer()?, next, blocks as usize)?),
        };
        Ok(())
    }

    /// Takes the network down; that of `next` is to be built.
    pub(super) fn replace(&mut self, next: Experiment) {
        self.trainer = None;
        self.experiment = next;
    }

    /// Builds the network if the size of the data and what it is to inherit are known by now. Returns whether it was
    /// built.
    ///
    /// # Errors
    /// When the experiment does not fit the data.
    pub(super) fn build(&mut self, files: &Dataset, devices: &Devices) -> Result<bool, String> {
        if self.trainer.is_some() || files.train.expected() == 0 {
            return Ok(false);
        }
        if self.inherited.as_ref().is_some_and(|i| !i.is_read()) {
            // The next turn reads it.
            return Ok(false);
        }
        let mut trainer = Trainer::new(self.experiment.clone(), files, &devices.device())
            .map_err(|e| e.message)?;
        if let Some(inherited) = self.inherited.take() {
            inherited.hand_to(&mut trainer);
        }
        self.install(trainer, devices);
        Ok(true)
    }

    /// Lets go of what the network to be built was to inherit.
    pub(super) fn forget_inherited(&mut self) {
        self.inherited = None;
    }

    /// Returns whether the network to be built inherits.
    pub(super) fn inherits(&self) -> bool {
        self.inherited.is_some()
    }

    /// Reads what the network to be built inherits.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn read_inherited(&mut self) -> Result<(), String> {
        if let Some(inherited) = self.inherited.take() {
            self.inherited = Some(inherited.read().await?);
        }
        Ok(())
    }

    /// Goes on from a checkpoint.
    ///
    /// # Errors
    /// When the checkpoint does not fit the data or its own description; nothing has changed then.
    pub(super) fn restore(
        &mut self,
        head: &CheckpointHead,
        values: &[f32],
        files: &Dataset,
        devices: &Devices,
    ) -> Result<(), String> {
        let trainer = Trainer::restore(head, values, files, &devices.device());
        self.install(trainer.map_err(|e| e.message)?, devices);
        self.inherited = None;
        Ok(())
    }

    /// Takes the network to the device decided on. Returns whether there was one to take.
    ///
    /// # Errors
    /// When a device has failed; the network stays where it was then.
    pub(super) async fn move_over(
        &mut self,
        files: &Dataset,
        devices: &Devices,
    ) -> Result<bool, String> {
        let Some(trainer) = &self.trainer else {
            return Ok(false);
        };
        let (head, vectors) = trainer.checkpoint();
        let values = read(vectors).await?;
        self.restore(&head, &values, files, devices)?;
        Ok(true)
    }

    fn install(&mut self, mut trainer: Trainer, devices: &Devices) {
        if let Some(teacher) = &self.teacher {
            trainer.learn_from(teacher);
        }
        self.trains_on = devices.kind();
        self.backpressure = Backpressure::new(devices.gpu(self.trains_on));
        self.warm = !self.on_gpu();
        self.stepped = false;
        self.experiment = trainer.experiment.clone();
        self.trainer = Some(trainer);
    }

    /// Says what the network is like, once it is built.
    pub(super) fn describe(&self, outbox: &Outbox) {
        if let Some(trainer) = &self.trainer {
            let layers = trainer.architecture.layers.iter();
            outbox.emit(Event::Network {
                layers: layers.map(|l| l.name.clone()).collect(),
                parameters: trainer.architecture.trainable_count(),
                steps_per_epoch: trainer.steps_per_epoch(),
            });
        }
    }

    /// Goes on with other settings and the same weights. Returns whether there was a network to change.
    ///
    /// # Errors
    /// When the change needs a reset, or does not validate; nothing has changed then.
    pub(super) fn change(&mut self, next: &Experiment) -> Result<bool, String> {
        let Some(trainer) = &mut self.trainer else {
            return Ok(false);
        };
        trainer.change(next.clone()).map_err(|e| e.message)?;
        self.experiment = trainer.experiment.clone();
        Ok(true)
    }

    /// Learns from the network of `experiment` with these parameters, and so do all that follow.
    ///
    /// # Errors
    /// A sentence, when there are too few values or the experiment describes no network.
    pub(super) fn teach(&mut self, experiment: Experiment, values: &[f32]) -> Result<(), String> {
        let teacher = Teacher::new(experiment, values)?;
        if let Some(trainer) = &mut self.trainer {
            trainer.learn_from(&teacher);
        }
        self.teacher = Some(teacher);
        Ok(())
    }

    /// Answers this many images with every report from now on.
    pub(super) fn follow(&mut self, images: u32) {
        self.follows = images.min(MAX_PANEL) as usize;
        if let Some(trainer) = &mut self.trainer {
            trainer.panel = None;
        }
    }

    /// Returns whether the images that are followed wait to be answered for the first time.
    pub(super) fn panel_waits(&self, files: &Dataset) -> bool {
        let unplaced = |trainer: &&Trainer| trainer.panel.is_none();
        self.follows > 0
            && (self.trainer.as_ref().filter(unplaced))
                .is_some_and(|trainer| trainer.can_follow(files))
    }

    /// Answers the images that are followed for the first time, as soon as they are there.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn place_panel(
        &mut self,
        files: &Dataset,
        outbox: &Outbox,
    ) -> Result<(), String> {
        if !self.panel_waits(files) {
            return Ok(());
        }
        if let Some(trainer) = &mut self.trainer {
            trainer.follow(files, self.follows);
            let Some(panel) = &trainer.panel else {
                return Ok(());
            };
            let mut readback = Readback::default();
            let pending = panel.ask(&trainer.snapshot(), &mut readback);
            let (head, answers) = pending.found(&readback.read().await?);
            outbox.send(Event::Panel(head), answers.to_bulk());
        }
        Ok(())
    }

    /// Compiles the GPU kernels for this network by one step that is thrown away and records as much as `detail`.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn warm_up(&mut self, detail: Detail, outbox: &Outbox) -> Result<(), String> {
        let Some(trainer) = self.trainer.as_ref().filter(|_| !self.warm) else {
            return Ok(());
        };
        let what = "compiling kernels for this network";
        announce_warmup(outbox, WARMUP_PHASES - 1, what);
        trainer.warm_up(detail).await?;
        self.warm = true;
        announce_warmup(outbox, WARMUP_PHASES, "ready");
        Ok(())
    }

    /// Waits while too many steps are under way; to be called after each step. `now` is a clock in milliseconds.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn after_step(&mut self, now: &dyn Fn() -> f64) -> Result<(), String> {
        self.stepped = true;
        match &self.trainer {
            Some(trainer) => self.backpressure.after_step(trainer.device(), now).await,
            None => Ok(()),
        }
    }

    /// Returns what a job about this network works with; none before it is built.
    pub(super) fn desk<'a>(
        &'a mut self,
        dataset: &'a Dataset,
        devices: &'a Devices,
        now: &'a dyn Fn() -> f64,
    ) -> Option<Desk<'a>> {
        let trainer = self.trainer.as_ref()?;
        Some(Desk {
            trainer,
            dataset,
            gpu: devices.gpu(self.trains_on),
            now,
            projection: &mut self.projection,
        })
    }

    /// Returns the trainer.
    ///
    /// # Errors
    /// While there is none.
    pub(super) fn trainer(&self) -> Result<&Trainer, String> {
        self.trainer
            .as_ref()
            .ok_or_else(|| "The data has not arrived yet; try again in a moment.".to_owned())
    }

    /// Returns the number of steps taken.
    pub(super) fn steps(&self) -> u64 {
        self.trainer.as_ref().map_or(0, Trainer::steps)
    }

    /// Counts the multiplications of a forward pass of one example.
    pub(super) fn multiply_adds(&self) -> f64 {
        let size = |trainer: &Trainer| NetworkSize::of(&trainer.architecture).multiply_adds();
        self.trainer.as_ref().map_or(0, size) as f64
    }

    /// Returns whether the last network that was built is on the GPU.
    pub(super) fn on_gpu(&self) -> bool {
        self.trains_on == DeviceKind::WebGpu
    }

    /// Returns the kind of device that the network is on; none before it is built.
    pub(super) fn trains_on(&self) -> Option<DeviceKind> {
        self.trainer.is_some().then_some(self.trains_on)
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::Data;
    use super::*;
    use playground_data::dataset::DatasetId;

    fn experiment(dataset: DatasetId) -> Experiment {
        Experiment {
            dataset,
            blocks: Vec::new(),
            ..Experiment::default()
        }
    }

    fn files(dataset: DatasetId) -> Dataset {
        Data::empty(dataset).files
    }

    #[test]
    fn it_is_built_once_and_not_before_the_size_of_the_data_is_known() {
        let devices = Devices::default();
        let mut network = Network::new(experiment(DatasetId::Custom));
        assert_eq!(
            network.build(&files(DatasetId::Custom), &devices),
            Ok(false)
        );
        assert_eq!(network.trains_on(), None);
        assert!(network.trainer().is_err());

        network.replace(experiment(DatasetId::Mnist));
        let files = files(DatasetId::Mnist);
        assert_eq!(network.build(&files, &devices), Ok(true));
        assert_eq!(network.trains_on(), Some(DeviceKind::Cpu));
        assert_eq!(network.build(&files, &devices), Ok(false));
    }

    #[test]
    fn what_it_inherits_is_read_before_it_is_built() {
        let (files, devices) = (files(DatasetId::Mnist), Devices::default());
        let next = Experiment {
            seed: 2,
            ..Experiment::default()
        };
        let mut network = Network::new(Experiment::default());
        assert!(network.bequeath(&next, 1).is_err(), "there is nothing yet");
        network.build(&files, &devices).unwrap();
        network.bequeath(&next, 1).unwrap();
        network.replace(next);
        assert_eq!(network.build(&files, &devices), Ok(false));
        pollster::block_on(network.read_inherited()).unwrap();
        assert!(network.inherits());
        assert_eq!(network.build(&files, &devices), Ok(true));
        assert!(!network.inherits());
    }

    #[test]
    fn a_change_that_needs_new_weights_changes_nothing() {
        let (files, devices) = (files(DatasetId::Mnist), Devices::default());
        let mut network = Network::new(experiment(DatasetId::Mnist));
        let mut next = network.experiment.clone();
        next.learning_rate *= 2.0;
        assert_eq!(network.change(&next), Ok(false), "there is no network yet");
        network.build(&files, &devices).unwrap();
        assert_eq!(network.change(&next), Ok(true));
        let reset = Experiment {
            seed: next.seed + 1,
            ..next.clone()
        };
        assert!(network.change(&reset).is_err());
        assert_eq!(network.experiment, next);
    }
}
