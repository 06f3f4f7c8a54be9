//! The session's network: built anew, with what it inherits, changed, taught, and brought back.

use super::Session;
use crate::train::gpu::Backpressure;
use crate::train::inherited::Inherited;
use crate::train::teacher::Teacher;
use crate::train::trainer::Trainer;
use playground_experiment::device::DeviceKind;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{CheckpointHead, Event, Gone};

impl Session {
    /// Begins anew with `experiment`, keeping the data when it is the same set, and the parameters of the first
    /// `inherit` blocks.
    pub(super) fn adopt(&mut self, experiment: Experiment, inherit: u32) -> Result<(), String> {
        experiment.validate().map_err(|e| e.message)?;
        self.inherited = match inherit {
            0 => None,
            blocks => Some(Inherited::of(
                self.trainer()?,
                &experiment,
                blocks as usize,
            )?),
        };
        self.run = None;
        self.cancel(&Gone::NetworkReplaced);
        self.trainer = None;
        self.prepare_data(&experiment);
        self.experiment = experiment;
        let built = self.build();
        self.announce_device();
        built.map_err(|e| e.message)
    }

    /// Builds the network as soon as the size of the data is known, and what it is to inherit.
    pub(super) fn build(&mut self) -> Result<(), ExperimentError> {
        if self.trainer.is_some() || self.supply.train.expected() == 0 {
            return Ok(());
        }
        if self.inherited.as_ref().is_some_and(|i| !i.is_read()) {
            // The next turn reads it.
            return Ok(());
        }
        let mut trainer = Trainer::new(self.experiment.clone(), &self.supply, &self.device())?;
        if let Some(inherited) = self.inherited.take() {
            inherited.hand_to(&mut trainer);
            // Nothing else could bring these weights back after a crash.
            self.checkpoint_wanted = true;
        }
        self.install(trainer);
        Ok(())
    }

    /// Reads what the network to be built inherits, and builds it.
    pub(super) async fn hand_over(&mut self) -> Result<(), String> {
        if let Some(inherited) = self.inherited.take() {
            self.inherited = Some(inherited.read().await?);
            self.build().map_err(|error| error.message)?;
        }
        Ok(())
    }

    pub(super) fn install(&mut self, mut trainer: Trainer) {
        if let Some(teacher) = &self.teacher {
            trainer.learn_from(teacher);
        }
        self.trains_on = match self.gpu {
            Some(_) => self.decision.device,
            None => DeviceKind::Cpu,
        };
        let on_gpu = self.trains_on == DeviceKind::WebGpu;
        self.backpressure = Backpressure::new(self.gpu.as_ref().filter(|_| on_gpu));
        self.warm = !on_gpu;
        self.stepped = false;
        self.experiment = trainer.experiment().clone();
        self.trainer = Some(trainer);
        self.describe_network();
    }

    pub(super) fn describe_network(&self) {
        if let Some(trainer) = &self.trainer {
            self.emit(Event::Network {
                layers: trainer
                    .architecture()
                    .layers
                    .iter()
                    .map(|l| l.name.clone())
                    .collect(),
                parameters: trainer.architecture().trainable_count(),
                steps_per_epoch: trainer.steps_per_epoch(),
            });
        }
    }

    pub(super) fn change(&mut self, experiment: Experiment) -> Result<(), String> {
        match &mut self.trainer {
            Some(trainer) => {
                trainer.change(experiment).map_err(|e| e.message)?;
                self.experiment = trainer.experiment().clone();
                self.describe_network();
                Ok(())
            }
            None => self.adopt(experiment, 0),
        }
    }

    pub(super) fn teach(&mut self, experiment: Experiment, values: &[f32]) -> Result<(), String> {
        let teacher = Teacher::new(experiment, values)?;
        if let Some(trainer) = &mut self.trainer {
            trainer.learn_from(&teacher);
        }
        self.teacher = Some(teacher);
        Ok(())
    }

    pub(super) fn restore(&mut self, head: &CheckpointHead, values: &[f32]) -> Result<(), String> {
        let device = self.device();
        let trainer =
            Trainer::restore(head, values, &self.supply, &device).map_err(|e| e.message)?;
        (self.run, self.inherited) = (None, None);
        self.cancel(&Gone::NetworkReplaced);
        self.install(trainer);
        self.announce_device();
        Ok(())
    }
}
