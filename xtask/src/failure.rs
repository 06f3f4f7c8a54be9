//! What a person reads when a step fails: what went wrong, and what to do about it.

use std::fmt;

/// A failed step in two sentences.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    what: String,
    advice: String,
}

/// The result of a step.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// Creates a failure: `what` names the step and the fault; `advice` says what the person can do.
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            advice: advice.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "Failed: {}\nWhat you can do: {}",
            self.what, self.advice
        )
    }
}
