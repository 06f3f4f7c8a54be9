//! The bytes of the sets that were loaded, as JavaScript arrays: outside the page's own memory,
//! from which a copy can be posted without going through it.

use js_sys::Uint8Array;
use playground_data::dataset::DatasetId;
use playground_experiment::protocol::{Command, DataFile};
use std::collections::HashMap;

/// A piece of a file, as the trainer takes it.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The file that it is a part of.
    pub file: DataFile,
    /// Labels, or images.
    pub labels: bool,
    /// Items in the whole file.
    pub total: u32,
    /// The payload.
    pub bytes: Uint8Array,
}

impl Chunk {
    /// Returns the command that brings it to a trainer.
    pub fn command(&self) -> Command {
        let (file, total) = (self.file, self.total);
        if self.labels {
            Command::Labels { file, total }
        } else {
            Command::Images { file, total }
        }
    }
}

/// What has arrived of a set, in order.
#[derive(Clone, Debug, Default)]
pub struct SetBytes {
    /// The pieces.
    pub chunks: Vec<Chunk>,
    /// Whether all of it is there.
    pub complete: bool,
}

/// Everything that has arrived.
#[derive(Debug, Default)]
pub struct Library {
    sets: HashMap<DatasetId, SetBytes>,
}

impl Library {
    /// Returns what is there of a set.
    pub fn get(&self, id: DatasetId) -> Option<&SetBytes> {
        self.sets.get(&id)
    }

    /// Begins a set anew; what was there of it is let go.
    pub fn begin(&mut self, id: DatasetId) {
        self.sets.insert(id, SetBytes::default());
    }

    /// Puts a set that is there whole in the place of what was there of it.
    pub fn replace(&mut self, id: DatasetId, chunks: Vec<Chunk>) {
        let complete = true;
        self.sets.insert(id, SetBytes { chunks, complete });
    }

    /// Adds a piece.
    pub fn push(&mut self, id: DatasetId, chunk: Chunk) {
        self.sets.entry(id).or_default().chunks.push(chunk);
    }

    /// Notes that all of a set is there.
    pub fn complete(&mut self, id: DatasetId) {
        self.sets.entry(id).or_default().complete = true;
    }

    /// Lets a set go that could not be loaded.
    pub fn forget(&mut self, id: DatasetId) {
        self.sets.remove(&id);
    }
}
