//! How good a network is on images that it was not trained on, and where it fails: from its logits and
//! the true labels alone, in plain Rust.
//!
//! | file | |
//! | --- | --- |
//! | `confusion.rs` | who is taken for whom; precision, recall and F1 of each class |
//! | `calibration.rs` | whether it is right as often as it says: reliability diagram and ECE |
//! | `examined.rs` | all of it over one part of the data, and which images to look at |

mod calibration;
mod confusion;
mod examined;

pub use calibration::{BINS, Bin, Calibration};
pub use confusion::{ClassFigures, Confusion};
pub use examined::{Examined, ImageResult, example_loss};
