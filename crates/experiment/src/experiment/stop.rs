//! When Train stops by itself.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// When Train stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stop {
    /// After this many epochs.
    Epochs(u32),
    /// After this many steps.
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
            _ => Err(format!("“{n}” is not a number of epochs or steps")),
        };
        match text.split_once(':') {
            Some(("epochs", n)) => count(n).map(Self::Epochs),
            Some(("steps", n)) => count(n).map(Self::Steps),
            None if text == "never" => Ok(Self::Never),
            _ => Err(format!(
                "“{text}” is not a stop; write epochs:5, steps:300 or never"
            )),
        }
    }
}
