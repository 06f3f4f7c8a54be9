//! Images from the host or from the person's own files: unpacked and parsed as they arrive, kept
//! as bytes so that a fresh trainer can be given them again.

mod files;
mod library;
mod load;
mod stream;

pub use files::{InspectedFile, Sorted, listed, sort};
pub use library::{Chunk, Library, SetBytes};
pub use load::{LoadProgress, Source, hosted, hosted_files, length, load};
