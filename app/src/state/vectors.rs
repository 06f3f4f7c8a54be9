//! The vectors of checkpoints (`f32`, parameters first): the run knows only where they stand.

use crate::run::Bulk;
use js_sys::ArrayBuffer;
use std::cell::RefCell;

/// Those of the last checkpoint, of what a reset took away, and of a saved run on its way to the trainer.
#[derive(Default)]
pub(super) struct Vectors {
    latest: RefCell<Option<ArrayBuffer>>,
    undo: RefCell<Option<ArrayBuffer>>,
    loaded: RefCell<Option<ArrayBuffer>>,
}

impl Vectors {
    /// Takes in the vectors of a checkpoint that has come.
    pub fn came(&self, vectors: Option<ArrayBuffer>) {
        self.latest.replace(vectors);
    }

    /// Takes in the vectors of a saved run that is to be loaded.
    pub fn load(&self, vectors: ArrayBuffer) {
        self.loaded.replace(Some(vectors));
    }

    /// Keeps the last checkpoint as what the undo goes back to from now on.
    pub fn keep_for_undo(&self) {
        self.undo.replace(self.latest.take());
    }

    /// Returns a copy of the last checkpoint.
    pub fn latest(&self) -> Option<ArrayBuffer> {
        let latest = self.latest.borrow();
        latest.as_ref().map(|vectors| vectors.slice(0))
    }

    /// Returns a copy to be sent: the kept one may be needed again. The checkpoint to go on from after a
    /// crash is then the one that is being restored.
    pub fn sent(&self, bulk: Bulk) -> Option<ArrayBuffer> {
        let kept = match bulk {
            Bulk::None => return None,
            Bulk::Checkpoint => return self.latest(),
            Bulk::Undo => &self.undo,
            Bulk::Loaded => &self.loaded,
        };
        self.latest.replace(kept.take());
        self.latest()
    }

    /// Lets go of all of them.
    pub fn clear(&self) {
        for kept in [&self.latest, &self.undo, &self.loaded] {
            kept.replace(None);
        }
    }
}
