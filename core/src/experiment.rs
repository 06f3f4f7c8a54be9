//! `Experiment`: the one description of a run. Together with the list of changes made while it ran
//! it determines the run; it is what a link, a saved file and the script interface carry.

use crate::data::dataset::{DatasetId, Normalisation, SplitSpec};
use crate::error::ExperimentError;
use crate::loss::{self, Loss, LossSettings, Objective, Output, Reduction};
use crate::model::{Activation, Architecture, Block, Init};
use crate::optimizer::{Hyper, Optimizer};
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Everything that determines a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Experiment {
    /// Where the images come from.
    pub dataset: DatasetId,
    /// Which of them train, validate and test.
    pub split: SplitSpec,
    /// How pixels become inputs.
    pub normalisation: Normalisation,
    /// The hidden blocks, from input to output; the output layer follows from the data set.
    pub blocks: Vec<Block>,
    /// What turns logits into the answer.
    pub output: Output,
    /// What is minimised.
    pub loss: Loss,
    /// How the terms of the classes become one number.
    pub reduction: Reduction,
    /// ε of label smoothing.
    pub smoothing: f64,
    /// How weights begin.
    pub init: Init,
    /// Factor or size of the initialisation.
    pub init_scale: f64,
    /// How weights are updated.
    pub optimizer: Optimizer,
    /// Its numbers.
    pub hyper: Hyper,
    /// η, before schedule and warm-up.
    pub learning_rate: f64,
    /// How η moves.
    pub schedule: Schedule,
    /// Steps over which η rises from 0.
    pub warmup_steps: u32,
    /// Examples in a step.
    pub batch_size: u32,
    /// When Train stops by itself.
    pub stop: Stop,
    /// Epochs after which a checkpoint is kept.
    pub checkpoint_epochs: Vec<u32>,
    /// Whether the examples are shuffled anew each epoch.
    pub shuffle: bool,
    /// Keys every random stream.
    pub seed: u64,
    /// Steps between two reports.
    pub report_every: u32,
}

impl Default for Experiment {
    /// The preset `mlp-784-128-64-10` on the built-in digits.
    fn default() -> Self {
        Self {
            dataset: DatasetId::Synthetic,
            split: DatasetId::Synthetic.info().split,
            normalisation: Normalisation::Unit,
            blocks: [128, 64]
                .map(|units| Block::Dense {
                    units,
                    activation: Activation::Relu,
                })
                .to_vec(),
            output: Output::Softmax,
            loss: Loss::CrossEntropy,
            reduction: Reduction::Mean,
            smoothing: 0.1,
            init: Init::KaimingNormal,
            init_scale: 1.0,
            optimizer: Optimizer::Adam,
            hyper: Hyper::default(),
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            warmup_steps: 0,
            batch_size: 64,
            stop: Stop::Epochs(10),
            checkpoint_epochs: Vec::new(),
            shuffle: true,
            seed: 42,
            report_every: 20,
        }
    }
}

/// When Train stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// After so many epochs.
    Epochs(u32),
    /// After so many steps.
    Steps(u32),
    /// Only when asked to.
    Never,
}

/// The text form: `epochs:5`, `steps:300`, `never`.
impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epochs(n) => write!(f, "epochs:{n}"),
            Self::Steps(n) => write!(f, "steps:{n}"),
            Self::Never => f.write_str("never"),
        }
    }
}

impl FromStr for Stop {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let count = |n: &str| match n.parse::<u32>() {
            Ok(n) if n > 0 => Ok(n),
            _ => Err(format!("“{n}” is no number of epochs or steps")),
        };
        match text.split_once(':') {
            Some(("epochs", n)) => count(n).map(Self::Epochs),
            Some(("steps", n)) => count(n).map(Self::Steps),
            None if text == "never" => Ok(Self::Never),
            _ => Err(format!(
                "“{text}” is no stop; write epochs:5, steps:300 or never"
            )),
        }
    }
}

/// The most examples in one step.
pub const MAX_BATCH: u32 = 4096;

impl Experiment {
    /// The formulas in use.
    ///
    /// # Errors
    /// When output and loss do not go together.
    pub fn objective(&self) -> Result<&'static Objective, ExperimentError> {
        loss::objective(self.output, self.loss)
            .map_err(|message| ExperimentError::new("loss", message))
    }

    /// What the formulas may use besides logits and target.
    pub fn loss_settings(&self) -> LossSettings {
        LossSettings {
            reduction: self.reduction,
            smoothing: self.smoothing,
        }
    }

    /// The network on this data set.
    ///
    /// # Errors
    /// When a block cannot be built.
    pub fn architecture(&self) -> Result<Architecture, ExperimentError> {
        let info = self.dataset.info();
        Architecture::new(&self.blocks, info.sample.len(), info.classes.len())
    }

    /// ε in force.
    pub fn epsilon(&self) -> f64 {
        self.hyper.epsilon.unwrap_or(self.optimizer.info().epsilon)
    }

    /// The same experiment with output and loss of the counterpart: the one-click flip.
    ///
    /// # Errors
    /// When output and loss do not go together in the first place.
    pub fn flipped(&self) -> Result<Self, ExperimentError> {
        let (output, loss) = self.objective()?.counterpart;
        Ok(Self {
            output,
            loss,
            ..self.clone()
        })
    }

    /// Checks everything that can be checked before data arrives.
    ///
    /// # Errors
    /// The first field at fault, with what to do.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        self.objective()?;
        self.architecture()?;
        for check in RANGES {
            let value = (check.value)(self);
            if !(value.is_finite() && value >= check.least && value <= check.most) {
                return Err(ExperimentError::new(
                    check.field,
                    format!(
                        "{} is {value}; choose {} to {}.",
                        check.name, check.least, check.most
                    ),
                ));
            }
        }
        self.split.resolve_for(self.dataset)?;
        Ok(())
    }

    /// What applying `next` to a run of `self` takes.
    pub fn effect_of(&self, next: &Self) -> Effect {
        crate::fields::effect(self, next)
    }
}

/// What a change takes to come into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing differs.
    None,
    /// At the next step, keeping the weights.
    Live,
    /// New weights.
    Reset,
}

/// A number that must lie in a range.
struct Range {
    field: &'static str,
    name: &'static str,
    least: f64,
    most: f64,
    value: fn(&Experiment) -> f64,
}

const RANGES: &[Range] = &[
    Range {
        field: "lr",
        name: "The learning rate",
        least: 0.0,
        most: 100.0,
        value: |e| e.learning_rate,
    },
    Range {
        field: "batch",
        name: "The batch size",
        least: 1.0,
        most: MAX_BATCH as f64,
        value: |e| f64::from(e.batch_size),
    },
    Range {
        field: "every",
        name: "The number of steps between reports",
        least: 1.0,
        most: 10_000.0,
        value: |e| f64::from(e.report_every),
    },
    Range {
        field: "smooth",
        name: "Label smoothing",
        least: 0.0,
        most: 0.99,
        value: |e| e.smoothing,
    },
    Range {
        field: "scale",
        name: "The initialisation scale",
        least: 0.0,
        most: 100.0,
        value: |e| e.init_scale,
    },
    Range {
        field: "mu",
        name: "Momentum",
        least: 0.0,
        most: 0.9999,
        value: |e| e.hyper.momentum,
    },
    Range {
        field: "b1",
        name: "β₁",
        least: 0.0,
        most: 0.9999,
        value: |e| e.hyper.beta1,
    },
    Range {
        field: "b2",
        name: "β₂",
        least: 0.0,
        most: 0.999_999,
        value: |e| e.hyper.beta2,
    },
    Range {
        field: "alpha",
        name: "α",
        least: 0.0,
        most: 0.9999,
        value: |e| e.hyper.alpha,
    },
    Range {
        field: "eps",
        name: "ε",
        least: 0.0,
        most: 1.0,
        value: Experiment::epsilon,
    },
    Range {
        field: "wd",
        name: "Weight decay",
        least: 0.0,
        most: 10.0,
        value: |e| e.hyper.weight_decay,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid() {
        assert_eq!(Experiment::default().validate(), Ok(()));
    }

    #[test]
    fn cross_entropy_on_a_linear_output_is_explained() {
        let experiment = Experiment {
            output: Output::Linear,
            ..Experiment::default()
        };
        let error = experiment.validate().unwrap_err();
        assert_eq!(error.field, "loss");
        assert!(error.message.contains("logarithm"), "{error}");
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        for (experiment, field) in [
            (
                Experiment {
                    learning_rate: f64::NAN,
                    ..Experiment::default()
                },
                "lr",
            ),
            (
                Experiment {
                    learning_rate: -1.0,
                    ..Experiment::default()
                },
                "lr",
            ),
            (
                Experiment {
                    batch_size: 0,
                    ..Experiment::default()
                },
                "batch",
            ),
            (
                Experiment {
                    smoothing: 1.0,
                    ..Experiment::default()
                },
                "smooth",
            ),
        ] {
            assert_eq!(experiment.validate().unwrap_err().field, field);
        }
    }

    #[test]
    fn flipping_twice_comes_back() {
        let start = Experiment::default();
        let there = start.flipped().unwrap();
        assert_eq!(there.loss, Loss::MeanSquaredError);
        assert_eq!(there.flipped().unwrap(), start);
        let linear = Experiment {
            output: Output::Linear,
            loss: Loss::MeanSquaredError,
            ..start
        };
        let flipped = linear.flipped().unwrap();
        assert_eq!(
            (flipped.output, flipped.loss),
            (Output::Softmax, Loss::CrossEntropy)
        );
    }

    #[test]
    fn stop_round_trips() {
        for text in ["epochs:5", "steps:300", "never"] {
            assert_eq!(text.parse::<Stop>().unwrap().to_string(), text);
        }
        assert!("epochs:0".parse::<Stop>().is_err());
    }
}
