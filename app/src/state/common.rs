//! What the runs of a page have in common: the view, the pad, the data sets at hand, the teacher.

use super::Store;
use super::datasets::DataSets;
use super::pad::Pad;
use super::teacher::Teaching;
use super::view::View;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_experiment::protocol::CheckpointHead;
use std::rc::Rc;

/// Keeps a checkpoint of a run, with its vectors, for longer than the page.
pub type KeepCheckpoint = dyn Fn(Store, CheckpointHead, ArrayBuffer);

/// Parts that every run's store holds a handle on.
#[derive(Clone, Copy)]
pub struct Common {
    /// How the page looks.
    pub view: View,
    /// The pad.
    pub pad: Pad,
    /// The data sets.
    pub data: DataSets,
    /// Whom runs learn from.
    pub teaching: Teaching,
    pub(super) keep: StoredValue<Rc<KeepCheckpoint>, LocalStorage>,
}

impl Common {
    /// Creates these parts for a page on a host that offers the sets `hosted`, if it has said so. `keep` is called at
    /// the end of an epoch whose checkpoint the experiment wants kept.
    pub fn new(
        view: View,
        hosted: Option<Vec<DatasetId>>,
        keep: impl Fn(Store, CheckpointHead, ArrayBuffer) + 'static,
    ) -> Self {
        Self {
            view,
            pad: Pad::new(),
            data: DataSets::new(hosted),
            teaching: Teaching::default(),
            keep: StoredValue::new_local(Rc::new(keep)),
        }
    }
}
