//! What is said of something that was done.

use crate::run::notice::Level;

/// How much it matters, and the sentence.
pub type StatusMessage = (Level, String);

/// Returns what is said of an outcome.
pub fn said(outcome: Result<String, String>) -> StatusMessage {
    match outcome {
        Ok(text) => (Level::Info, text),
        Err(text) => (Level::Error, text),
    }
}
