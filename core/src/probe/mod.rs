//! What the page shows of the network in training, measured on the network in training. The figures
//! and how to take their bulk apart are plain Rust, for the page; measuring them needs the `engine`.

#[cfg(feature = "engine")]
pub mod detail;
mod examples;
mod figures;
#[cfg(feature = "engine")]
pub mod gradients;
mod histogram;
pub mod units;

pub use examples::{Examples, MAX_EXAMPLES, Others, curve};
pub use figures::{LayerProbe, Probe};
pub use histogram::{BINS, Histogram};
