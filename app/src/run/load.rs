//! Runs that come back: one that a reset took away, or a saved one, which takes the place of the present
//! run as a reset does.

use super::notice::{Level, Remedy, Topic};
use super::{AfterCheckpoint, Bulk, Past, Run, Sent, SideEffect, TrainerStatus};
use playground_experiment::protocol::Command;

impl Run {
    /// Goes on as `past` from where it stands; its vectors are those of [`Bulk::Loaded`]. `said` is told
    /// once it is under way. Does nothing while a reset or another run to load waits for the state to
    /// come back to.
    pub fn load(&mut self, past: Past, said: String) {
        if self.after_checkpoint.is_some() {
            return;
        }
        self.loading = Some((past, said));
        if !matches!(self.life, TrainerStatus::Dead(_)) && self.stop_to_be_kept() {
            self.ask_for_checkpoint(AfterCheckpoint::Load);
        } else {
            self.finish_load();
        }
    }

    /// Second half of loading, once the state to come back to is at hand.
    pub(super) fn finish_load(&mut self) {
        let Some((past, said)) = self.loading.take() else {
            return;
        };
        self.keep_for_undo();
        self.drop_plans();
        self.clear_curves();
        self.go_back_to(past, Bulk::Loaded);
        self.offer_undo(&said, "Bring it back");
        if self.undo.is_none() {
            self.notices.show(Topic::Reset, Level::Info, said);
        }
    }

    /// What there is can be brought back from now on.
    pub(super) fn keep_for_undo(&mut self) {
        let kept = self.checkpoint.take().filter(|head| head.step == self.step);
        self.undo = kept.filter(|_| self.step > 0).map(|head| Past {
            history: self.history.clone(),
            base: self.base.clone(),
            changes: self.changes.clone(),
            head,
        });
        if self.undo.is_some() {
            self.tasks.push(SideEffect::KeepForUndo);
        }
    }

    /// Says what was done, and that it can be undone by a button with `word` on it.
    pub(super) fn offer_undo(&mut self, done: &str, word: &str) {
        self.notices.clear(Topic::Training);
        // The data of another set would have to be sent again first.
        let same_data = |undo: &Past| undo.head.experiment.dataset == self.edited.dataset;
        if self.undo.as_ref().is_some_and(same_data) {
            let steps = self.undo.as_ref().map_or(0, |undo| undo.head.step);
            self.notices.show_with(
                Topic::Reset,
                Level::Info,
                format!("{done} The run of {steps} steps can be brought back."),
                Some((Remedy::Undo, word.to_owned())),
            );
        } else {
            self.undo = None;
            self.notices.clear(Topic::Reset);
        }
    }

    /// Brings back what the last reset, or a loaded run, took away.
    pub fn undo(&mut self) {
        let Some(undo) = self.undo.take() else { return };
        self.notices.clear(Topic::Reset);
        self.go_back_to(undo, Bulk::Undo);
    }

    /// The run is `past` from now on.
    pub(super) fn go_back_to(&mut self, past: Past, bulk: Bulk) {
        self.edited = past.head.experiment.clone();
        self.problem = None;
        if matches!(self.life, TrainerStatus::Dead(_)) {
            self.notices.clear(Topic::Trainer);
            self.spawn(past.head.experiment.clone(), None);
        } else {
            self.begin_anew(past.head.experiment.clone(), 0);
        }
        self.restore_next = Some((past.head, bulk));
        (self.base, self.changes) = (past.base, past.changes);
        self.history = past.history;
    }

    /// Whether a saved run is still on its way to the trainer.
    pub fn is_loading(&self) -> bool {
        let restores = |sent: &Sent| matches!(sent, Sent::Restore(_));
        let alive = !matches!(self.life, TrainerStatus::Dead(_));
        let under_way = self.loading.is_some() || self.restore_next.is_some();
        alive && (under_way || self.waiting.iter().any(|(_, sent)| restores(sent)))
    }

    /// Asks for a checkpoint to take home; gives the number of the command.
    pub fn ask_to_keep(&mut self) -> u32 {
        self.push(Command::Checkpoint)
    }

    /// Whether the checkpoint at hand was taken after the command with this number.
    pub fn kept_since(&self, sequence: u32) -> bool {
        self.checkpoint.is_some() && self.checkpoint_after >= sequence
    }
}
