//! When the network is asked what it reads in the set: when the set or the network has changed, that is after
//! an epoch, at rest and on a reset, and not at every step. One drawing at a time, so that the pad is answered
//! in between, and nothing while the fold is closed.

use crate::components::refresh::RunPosition;
use crate::home::{OwnDrawing, OwnSet};
use crate::run::Run;
use crate::state::{Store, TopClass, reading};
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_experiment::loss::Output;
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen_futures::spawn_local;

/// What the network reads, by the id of the entry.
pub type Reads = BTreeMap<u32, TopClass>;

/// What the reading depends on.
#[derive(Clone, Debug, PartialEq)]
struct ReadBasis {
    network_generation: u32,
    /// Whole epochs behind it.
    epoch: u64,
    /// Where it rests; none while it trains.
    rests_at: Option<u64>,
    output: Output,
    dataset: DatasetId,
}

impl ReadBasis {
    /// Reads it off a run; none while there is no network that could be asked.
    fn of(run: &Run) -> Option<Self> {
        let position = RunPosition::of(run)?;
        Some(Self {
            network_generation: position.network_generation,
            epoch: position.epoch,
            rests_at: (!position.trains).then_some(position.step),
            output: position.active.output,
            dataset: position.active.dataset,
        })
    }
}

/// The drawings to be read.
type Queued = Vec<(u32, Arc<[f32]>)>;

/// Keeps what is read up to date.
pub fn keep_read(store: Store) -> RwSignal<Reads> {
    let set = OwnSet::here();
    let reads = RwSignal::new(Reads::new());
    let basis = store.memo(ReadBasis::of);
    let asked = Memo::new(move |_| {
        let drawn = |entry: &OwnDrawing| Some((entry.id, entry.pixels.clone()?));
        (set.entries).with(|all| all.iter().filter_map(drawn).collect::<Queued>())
    });
    let due = Memo::new(move |_| {
        let basis = basis.get().filter(|_| set.open.get())?;
        Some((basis, asked.get()))
    });
    let busy = StoredValue::new(false);
    Effect::new(move || {
        due.track();
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            read_all(store, reads, due).await;
            // The figures may be gone meanwhile.
            let _ = busy.try_set_value(false);
        });
    });
    reads
}

/// Reads until nothing has changed any more.
async fn read_all(store: Store, reads: RwSignal<Reads>, due: Memo<Option<(ReadBasis, Queued)>>) {
    while let Some(Some((basis, asked))) = due.try_get_untracked() {
        for (id, pixels) in &asked {
            let answer = store.predictor.predict(pixels.to_vec()).await;
            let now = due.try_get_untracked().flatten();
            let same = now.is_some_and(|(now, _)| {
                (now.network_generation, now.dataset) == (basis.network_generation, basis.dataset)
            });
            if !same {
                // The answer of another network, or nobody looks any more.
                break;
            }
            if let Some(read) = answer.ok().and_then(|values| reading(store, &values)) {
                reads.try_update(|reads| reads.insert(*id, read));
            }
        }
        if due.try_get_untracked() == Some(Some((basis, asked))) {
            return;
        }
    }
}
