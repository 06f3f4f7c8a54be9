//! How the page and a trainer speak: small commands one way, small events the other. The small part
//! travels as JSON; bulk numbers (what the words on a command or event call `bulk`) beside it as transferred
//! buffers of little-endian bytes, so that nothing large is ever copied or parsed as text.

pub mod bulk;
mod command;
mod event;
pub mod examination;
pub mod inside;
mod number;
mod panel;
pub mod probe;
mod question;
mod report;

pub use command::{Command, Envelope, Target};
pub use event::{Event, Rest};
pub use panel::{MAX_PANEL, Panel};
pub use question::{Answer, Gone, MOST_BENCHMARK_STEPS, Question};
pub use report::{Averaged, Bare, Evaluation, LayerGradient, Measure, Report};

use crate::experiment::Experiment;
use serde::{Deserialize, Serialize};

/// Reports from one detailed probe to the next unless the page says otherwise.
pub const WATCH_EVERY: u32 = 10;

/// Which file of a data set: the training file or the test file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DataFile {
    /// The larger one.
    Train,
    /// The official test set.
    Test,
}

/// Which part of the data an evaluation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// Held out of training to watch it.
    Validation,
    /// Held out of everything.
    Test,
}

/// The small part of a checkpoint; parameters, optimiser state and (where the experiment keeps one) the moving
/// average of the parameters travel as bulk, in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckpointHead {
    /// The active experiment, live changes included.
    pub experiment: Experiment,
    /// Steps taken.
    pub step: u64,
    /// Epochs completed.
    pub epoch: u64,
    /// Examples of the current epoch already used.
    pub used: usize,
    /// Updates taken with the optimiser's present state.
    pub updates: u64,
    /// Optimiser state vectors that follow the parameters.
    pub slots: usize,
    /// Trainable values, the length of every vector.
    pub parameters: usize,
}

/// The most steps, epochs and updates that a run counts exactly: as many as a number of JSON can.
const MOST_COUNTED: u64 = 1 << 53;

impl CheckpointHead {
    /// Returns the number of vectors in the bulk, each as long as the parameters.
    pub fn vectors(&self) -> usize {
        1 + self.slots + usize::from(self.experiment.ema > 0.0)
    }

    /// Checks that it counts as a run does: an epoch has a step at least, and an optimiser that was changed on the way has
    /// taken fewer updates.
    ///
    /// # Errors
    /// What there is more of than there can be.
    pub fn check_counters(&self) -> Result<(), String> {
        for (what, found, most) in [
            ("steps", self.step, MOST_COUNTED),
            ("epochs", self.epoch, self.step),
            ("updates", self.updates, self.step),
        ] {
            if found > most {
                return Err(format!("{found} {what} where there can be {most}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
