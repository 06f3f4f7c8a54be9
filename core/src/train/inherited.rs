//! Weights that go over to the next network: the first blocks of one that has been trained, under a new head,
//! often on other data.

use super::readback::read;
use super::trainer::Trainer;
use burn::tensor::Tensor;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::{InheritedRange, check_kept};

/// Parameters on their way from one network to the next.
pub(super) struct Inherited {
    whole: Whole,
    kept: Vec<InheritedRange>,
}

/// The flat vector of the network before.
enum Whole {
    /// Still where it was trained.
    OnDevice(Box<Tensor<1>>),
    /// Read, for whatever device comes next.
    Values(Vec<f32>),
}

impl Inherited {
    /// Takes what the first `blocks` blocks of `trainer` leave to a network of `next`.
    ///
    /// # Errors
    /// A sentence that says why `next` cannot begin with them.
    pub(super) fn of(trainer: &Trainer, next: &Experiment, blocks: usize) -> Result<Self, String> {
        let after = next.architecture().map_err(|error| error.message)?;
        Ok(Self {
            kept: check_kept(trainer.architecture(), &after, blocks)?,
            whole: Whole::OnDevice(Box::new(trainer.parameters())),
        })
    }

    /// Reads them back from the device.
    ///
    /// # Errors
    /// When the device has failed.
    pub(super) async fn read(self) -> Result<Self, String> {
        let values = match self.whole {
            Whole::OnDevice(tensor) => read(*tensor).await?,
            Whole::Values(values) => values,
        };
        Ok(Self {
            whole: Whole::Values(values),
            ..self
        })
    }

    /// Returns whether they have been read.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.whole, Whole::Values(_))
    }

    /// Lets `heir`, which has taken no step, begin with them. Nothing happens before they are read.
    pub(super) fn hand_to(self, heir: &mut Trainer) {
        if let Whole::Values(values) = self.whole {
            heir.inherit(&values, &self.kept);
        }
    }
}
