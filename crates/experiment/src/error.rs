//! Typed errors. Every message is a sentence for the person at the page: what is wrong, and what
//! to do about it.

use playground_data::error::SplitError;

/// An experiment that cannot be run. The sentence names the field and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ExperimentError {
    /// Key of the field at fault, as in [`crate::fields::FIELDS`].
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl ExperimentError {
    /// Creates an error at `field`.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}

/// Returns an error at `field` where `holds` is false.
pub(crate) fn ensure<M: Into<String>>(
    holds: bool,
    field: &'static str,
    message: impl FnOnce() -> M,
) -> Result<(), ExperimentError> {
    match holds {
        true => Ok(()),
        false => Err(ExperimentError::new(field, message())),
    }
}

impl From<SplitError> for ExperimentError {
    fn from(error: SplitError) -> Self {
        Self::new("split", error.0)
    }
}
