//! The mistakes: the classic mistakes of training, to be made on purpose. One table of rows says of
//! each what goes wrong, what to look for and which line of code causes it; the trainer asks
//! [`Experiment::has`](crate::experiment::Experiment::has) at the one place that each concerns.
//!
//! Every mistake can be made and undone while a run goes on, and an undone one leaves the run as the
//! right way would go on from there.

mod table;
#[cfg(test)]
mod tests;

pub use table::MISTAKES;

use crate::loss::Output;
use playground_data::table_lookup;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A classic mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mistake {
    /// The gradient is the sum of all gradients so far.
    Uncleared,
    /// The optimiser gets no gradient.
    NoBackward,
    /// Dropout and batch normalisation work as in training while the network is measured and asked.
    TrainingMode,
    /// A softmax before a loss that applies softmax itself.
    SoftmaxTwice,
    /// Class after class.
    Sorted,
    /// Each training image has the label of another.
    ShuffledLabels,
    /// Bytes from 0 to 255 as inputs.
    RawInputs,
    /// [`RATE_FACTOR`] times the learning rate.
    HighRate,
}

/// What [`Mistake::HighRate`] multiplies the learning rate by.
pub const RATE_FACTOR: f64 = 100.0;

/// A row of [`MISTAKES`].
pub struct MistakeInfo {
    /// The mistake described.
    pub id: Mistake,
    /// Stable word for links and scripts.
    pub key: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// What is done wrong.
    pub doc: &'static str,
    /// What to look for on the page.
    pub look: &'static str,
    /// The usual line of code, or its absence.
    pub code: &'static str,
    /// The right way, as a verb.
    pub right: &'static str,
    /// Whether what it leaves behind is beyond repair, so that the right way needs new weights.
    pub ruins: bool,
}

table_lookup!(Mistake, MistakeInfo, MISTAKES);

/// Mistakes, in the order of the table. Softmax applied twice is not among them: the output says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistakes(BTreeSet<Mistake>);

impl Mistakes {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes their keys, joined by dots: the text form.
    pub(crate) fn keys(&self) -> String {
        let keys: Vec<&str> = self.0.iter().map(|m| m.info().key).collect();
        keys.join(".")
    }

    /// Writes their names, for people; “none” where there are none.
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.0.iter().map(|m| m.info().name).collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join(", "),
        }
    }

    /// Returns whether this mistake is among them.
    pub(crate) fn contains(&self, mistake: Mistake) -> bool {
        self.0.contains(&mistake)
    }

    /// Adds it, or takes it away.
    pub(crate) fn set(&mut self, mistake: Mistake, made: bool) {
        if made {
            self.0.insert(mistake);
        } else {
            self.0.remove(&mistake);
        }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// A sentence about a word that is not a mistake, or is a mistake that the output says.
    pub fn read(text: &str) -> Result<Self, String> {
        let words = text.split(['.', ',', ' ']).filter(|word| !word.is_empty());
        words.map(read_one).collect::<Result<_, _>>().map(Self)
    }
}

fn read_one(word: &str) -> Result<Mistake, String> {
    match Mistake::from_key(word) {
        Some(Mistake::SoftmaxTwice) => Err(format!(
            "“{word}” is an output: set the output to {} instead",
            Output::SoftmaxTwice.info().key
        )),
        Some(mistake) => Ok(mistake),
        None => {
            let mut known = Mistake::keys();
            known.retain(|key| *key != Mistake::SoftmaxTwice.info().key);
            Err(format!("“{word}” is not one of {}", known.join(", ")))
        }
    }
}
