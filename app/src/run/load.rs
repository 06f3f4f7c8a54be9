//! A saved run takes the place of the present one, which can be brought back as after a reset.

use super::notice::{Level, Topic};
use super::{AfterCheckpoint, Bulk, Life, Past, Run, Sent};
use playground_core::protocol::Command;

impl Run {
    /// Goes on as `past` from where it stands; its vectors are those of [`Bulk::Loaded`]. `said` is told
    /// once it is under way. Does nothing while a reset or another run to load waits for the state to
    /// come back to.
    pub fn load(&mut self, past: Past, said: String) {
        if self.after_checkpoint.is_some() {
            return;
        }
        self.loading = Some((past, said));
        if !matches!(self.life, Life::Dead(_)) && self.stop_to_be_kept() {
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
        self.offer_undo(&said);
        if self.undo.is_none() {
            self.notices.show(Topic::Reset, Level::Info, said);
        }
    }

    /// The run is `past` from now on.
    pub(super) fn go_back_to(&mut self, past: Past, bulk: Bulk) {
        self.edited = past.head.experiment.clone();
        self.problem = None;
        if matches!(self.life, Life::Dead(_)) {
            self.notices.clear(Topic::Trainer);
            self.spawn(past.head.experiment.clone(), None);
        } else {
            self.begin_anew(past.head.experiment.clone());
        }
        self.restore_next = Some((past.head, bulk));
        (self.base, self.changes) = (past.base, past.changes);
        self.history = past.history;
    }

    /// Whether a saved run is still on its way to the trainer.
    pub fn is_loading(&self) -> bool {
        let restores = |sent: &Sent| matches!(sent, Sent::Restore(_));
        let alive = !matches!(self.life, Life::Dead(_));
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
