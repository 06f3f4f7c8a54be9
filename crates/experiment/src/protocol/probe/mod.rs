//! The figures of a step in detail, and how to take their bulk apart.

mod examples;
mod figures;
mod histogram;

pub use examples::{Examples, MAX_EXAMPLES, Others, curve};
pub use figures::{LayerProbe, Probe};
pub use histogram::{BINS, Histogram};
