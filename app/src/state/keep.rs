//! The network on its way home and back: its vectors pass through here, which only the store holds.

use super::Store;
use crate::run::{Past, Run};
use js_sys::ArrayBuffer;
use playground_experiment::protocol::CheckpointHead;

/// Returns the network as it is now: where it stands, and its vectors (`f32`, parameters first). Where the
/// trainer has ended, it is as it was at its last checkpoint.
///
/// # Errors
/// A sentence, when there is no network or another one takes its place meanwhile.
pub async fn checkpoint(store: Store) -> Result<(CheckpointHead, ArrayBuffer), String> {
    store
        .when(|run| !run.checkpoints.is_awaited() && !run.is_loading())
        .await;
    if store.peek(|run| run.gone().is_none()) {
        ask_for_checkpoint(store).await?;
    }
    latest_checkpoint(store)
        .ok_or_else(|| "There is no network to save. Press Reset, then save again.".to_owned())
}

async fn ask_for_checkpoint(store: Store) -> Result<(), String> {
    if store.peek(|run| run.network.is_none()) {
        return Err("There is no network yet. Save once the first images are here.".to_owned());
    }
    let (sequence, network) =
        store.act(|run| (run.ask_to_keep(), run.connection.network_generation()));
    let replaced = move |run: &Run| run.connection.network_generation() != network;
    let refusal = move |run: &Run| run.connection.refusal(sequence);
    store
        .when(move |run| {
            let kept = run.checkpoints.kept_since(sequence);
            kept || replaced(run) || refusal(run).is_some() || run.gone().is_some()
        })
        .await;
    store.peek(|run| match refusal(run) {
        Some(why) => Err(why),
        None if replaced(run) => {
            Err("The network was replaced while it was being saved. Save again.".to_owned())
        }
        None => Ok(()),
    })
}

/// Returns the last checkpoint that has come, if any: where it stands, and a copy of its vectors.
pub fn latest_checkpoint(store: Store) -> Option<(CheckpointHead, ArrayBuffer)> {
    let head = store.peek(|run| run.checkpoints.latest.clone());
    head.zip(store.inner().vectors.latest())
}

/// Goes on as `past` with `vectors`; what there is can be brought back. `said` is told on the page.
///
/// # Errors
/// When the trainer ends meanwhile.
pub async fn bring_back(
    store: Store,
    past: Past,
    vectors: ArrayBuffer,
    said: String,
) -> Result<(), String> {
    store.inner().vectors.load(vectors);
    store.act(|run| run.load(past, said));
    store.when(|run| !run.is_loading()).await;
    store.peek(|run| run.gone().map_or(Ok(()), Err))
}

/// Has the checkpoint just heard of kept if it stands at the end of an epoch that the experiment names.
pub(super) fn keep_if_named(store: Store, head: CheckpointHead) {
    let current = store.peek(|run| run.checkpoints.latest.as_ref() == Some(&head));
    let ends = head.used == 0 && head.step > 0;
    let epochs = &head.experiment.checkpoint_epochs;
    let named = ends && epochs.iter().any(|epoch| u64::from(*epoch) == head.epoch);
    if !(current && named) {
        return;
    }
    let inner = store.inner();
    if let Some(vectors) = inner.vectors.latest() {
        (inner.keep)(store, head, vectors);
    }
}
