//! Images from the host or from the person's own files: unpacked and parsed as they arrive, kept
//! as bytes so that a fresh trainer can be given them again. And lessons, from the host.

mod files;
mod lessons;
mod library;
mod load;
mod stream;

pub use files::{InspectedFile, Sorted, listed, sort};
pub use lessons::lesson;
pub use library::{Chunk, Library, SetBytes};
pub use load::{LoadProgress, Source, hosted, hosted_files, length, load};
