//! What is taken home from the page and brought back: files, and checkpoints in the browser's storage.
//!
//! | file | |
//! | --- | --- |
//! | `exports.rs` | from runs to files: curves, weights, scripts, checkpoints |
//! | `imports.rs` | from files to runs |
//! | `checkpoints.rs` | the checkpoints kept in this browser: saved, renamed, deleted, brought back |
//! | `listed.rs` | what the list says of each |
//! | `own.rs` | the person's own test set |
//! | `said.rs` | what is said of something that was done |
//! | `teacher.rs` | who teaches, from what was saved |
//! | `work/` | the work of the page, kept as it goes |
//! | `storage.rs`, `drawings.rs`, `request.rs` | IndexedDB |
//! | `download.rs` | bytes on their way to the person's disk |

mod checkpoints;
pub mod download;
mod drawings;
mod exports;
mod imports;
mod listed;
mod own;
mod request;
mod said;
mod storage;
pub mod teacher;
mod work;

pub use checkpoints::CheckpointStore;
pub use exports::{
    about, caption, checkpoint_file, curves, curves_file, network_values, proposed_name, script,
    script_file, weights, weights_file, word,
};
pub use imports::is_importable;
pub use listed::Listed;
pub use own::{OwnDrawing, OwnSet};
pub use said::{StatusMessage, said};
pub use work::KeptWork;
