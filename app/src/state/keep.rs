//! The network on its way home and back: its vectors pass through here, which only the store holds.

use super::Store;
use crate::run::{Past, Run, TrainerStatus};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_experiment::protocol::CheckpointHead;

impl Store {
    /// The network as it is now: where it stands, and its vectors (`f32`, parameters first). Of a trainer
    /// that has ended, as it was at its last checkpoint.
    ///
    /// # Errors
    /// A sentence, when there is no network or another one takes its place meanwhile.
    pub async fn checkpoint(self) -> Result<(CheckpointHead, ArrayBuffer), String> {
        self.when(|run| !run.checkpoints.is_awaited() && !run.is_loading())
            .await;
        let dead = |run: &Run| run.connection.is_dead();
        if !self.run.with_untracked(dead) {
            self.ask_for_checkpoint().await?;
        }
        let head = self
            .run
            .with_untracked(|run| run.checkpoints.latest.clone());
        let vectors = self
            .inner()
            .checkpoint
            .borrow()
            .as_ref()
            .map(|b| b.slice(0));
        head.zip(vectors)
            .ok_or_else(|| "There is no network to save. Press Reset, then save again.".to_owned())
    }

    async fn ask_for_checkpoint(self) -> Result<(), String> {
        if self.run.with_untracked(|run| run.network.is_none()) {
            return Err("There is no network yet. Save once the first images are here.".to_owned());
        }
        let (sequence, network) =
            self.act(|run| (run.ask_to_keep(), run.connection.network_generation()));
        let replaced = move |run: &Run| run.connection.network_generation() != network;
        let refused = move |run: &Run| {
            run.connection
                .refused
                .as_ref()
                .is_some_and(|r| r.0 == sequence)
        };
        let dead = |run: &Run| run.connection.is_dead();
        self.when(move |run| {
            run.checkpoints.kept_since(sequence) || replaced(run) || refused(run) || dead(run)
        })
        .await;
        self.run
            .with_untracked(|run| match &run.connection.refused {
                Some((number, why)) if *number == sequence => Err(why.clone()),
                _ if replaced(run) => {
                    Err("The network was replaced while it was being saved. Save again.".to_owned())
                }
                _ => Ok(()),
            })
    }

    /// Goes on as `past` with `vectors`; what there is can be brought back. `said` is told on the page.
    ///
    /// # Errors
    /// When the trainer ends meanwhile.
    pub async fn bring_back(
        self,
        past: Past,
        vectors: ArrayBuffer,
        said: String,
    ) -> Result<(), String> {
        self.inner().loaded.replace(Some(vectors));
        self.act(|run| run.load(past, said));
        self.when(|run| !run.is_loading()).await;
        self.run.with_untracked(|run| match &run.connection.status {
            TrainerStatus::Dead(why) => Err(why.clone()),
            _ => Ok(()),
        })
    }

    /// Keeps the checkpoint just heard of if it stands at the end of an epoch that the experiment names.
    pub(super) fn keep_if_named(&self, head: CheckpointHead) {
        let current = self
            .run
            .with_untracked(|run| run.checkpoints.latest.as_ref() == Some(&head));
        let ends = head.used == 0 && head.step > 0;
        let epochs = &head.experiment.checkpoint_epochs;
        let named = ends && epochs.iter().any(|epoch| u64::from(*epoch) == head.epoch);
        if !(current && named) {
            return;
        }
        let vectors = self
            .inner()
            .checkpoint
            .borrow()
            .as_ref()
            .map(|b| b.slice(0));
        if let Some(vectors) = vectors {
            self.home.keep_by_itself(*self, head, vectors);
        }
    }
}
