//! How the learning rate moves over a run.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A learning-rate schedule; an optional linear warm-up is a field of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Schedule {
    /// The rate as set.
    #[default]
    Constant,
    /// Times `factor` after every `epochs` epochs.
    Step {
        /// Epochs between two drops.
        epochs: u32,
        /// The drop, in (0, 1].
        factor: f64,
    },
    /// Times `factor` each epoch, smoothly.
    Exponential {
        /// The drop per epoch, in (0, 1].
        factor: f64,
    },
    /// Half a cosine from the rate to zero over the planned run (Loshchilov & Hutter 2017).
    Cosine,
}

/// Where in the run a step stands.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// Steps taken before this one.
    pub step: u64,
    /// Epochs behind us, fractions included.
    pub epoch: f64,
    /// Steps that the whole run is planned to take.
    pub planned_steps: u64,
}

impl Schedule {
    /// Computes the factor on the learning rate for the step at `position`, warm-up included.
    pub fn factor(self, warmup_steps: u32, position: Position) -> f64 {
        let rise = (position.step + 1) as f64 / f64::from(warmup_steps);
        rise.min(1.0)
            * match self {
                Self::Constant => 1.0,
                Self::Step { epochs, factor } => {
                    factor.powf((position.epoch / f64::from(epochs.max(1))).floor())
                }
                Self::Exponential { factor } => factor.powf(position.epoch),
                Self::Cosine => {
                    let done = position.step as f64 / position.planned_steps.max(1) as f64;
                    0.5 * (1.0 + (std::f64::consts::PI * done.min(1.0)).cos())
                }
            }
    }
}

/// The text form: `constant`, `step:10:0.5`, `exponential:0.95`, `cosine`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant => f.write_str("constant"),
            Self::Step { epochs, factor } => write!(f, "step:{epochs}:{factor}"),
            Self::Exponential { factor } => write!(f, "exponential:{factor}"),
            Self::Cosine => f.write_str("cosine"),
        }
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split(':').collect();
        let factor = |text: &str| match text.parse::<f64>() {
            Ok(factor) if factor > 0.0 && factor <= 1.0 => Ok(factor),
            _ => Err(format!(
                "“{text}” is not a factor; choose one above 0 and at most 1"
            )),
        };
        match parts[..] {
            ["constant"] => Ok(Self::Constant),
            ["cosine"] => Ok(Self::Cosine),
            ["exponential", f] => Ok(Self::Exponential { factor: factor(f)? }),
            ["step", epochs, f] => match epochs.parse() {
                Ok(epochs) if epochs > 0 => Ok(Self::Step {
                    epochs,
                    factor: factor(f)?,
                }),
                _ => Err(format!("“{epochs}” is not a number of epochs")),
            },
            _ => Err(format!(
                "“{text}” is not a schedule; write constant, step:10:0.5, exponential:0.95 or cosine"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(schedule: Schedule, warmup: u32, step: u64) -> f64 {
        let position = Position {
            step,
            epoch: step as f64 / 100.0,
            planned_steps: 1000,
        };
        schedule.factor(warmup, position)
    }

    #[test]
    fn factors_at_hand_checked_steps() {
        let step = Schedule::Step {
            epochs: 2,
            factor: 0.5,
        };
        assert_eq!(
            [
                at(step, 0, 0),
                at(step, 0, 199),
                at(step, 0, 200),
                at(step, 0, 400)
            ],
            [1.0, 1.0, 0.5, 0.25]
        );
        assert!((at(Schedule::Exponential { factor: 0.9 }, 0, 200) - 0.81).abs() < 1e-12);
        assert!((at(Schedule::Cosine, 0, 500) - 0.5).abs() < 1e-12);
        assert!(at(Schedule::Cosine, 0, 1000).abs() < 1e-12);
        assert_eq!(
            [
                at(Schedule::Constant, 4, 0),
                at(Schedule::Constant, 4, 3),
                at(Schedule::Constant, 4, 9)
            ],
            [0.25, 1.0, 1.0]
        );
    }

    #[test]
    fn the_text_form_round_trips_and_refuses_nonsense() {
        for text in ["constant", "step:10:0.5", "exponential:0.95", "cosine"] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
        for text in ["", "linear", "step:0:0.5", "step:3:2", "exponential:NaN"] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }
}
