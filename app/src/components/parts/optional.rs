//! Signals of what may not be there.

use leptos::prelude::*;

/// Reads what a signal may hold.
pub trait WithSome<T>: With<Value = Option<T>> {
    /// Returns what `read` makes of the value, if there is one. Tracks.
    fn with_some<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        self.with(|value| value.as_ref().map(read))
    }
}

impl<T, S: With<Value = Option<T>>> WithSome<T> for S {}
