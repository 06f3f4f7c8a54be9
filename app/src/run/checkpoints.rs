//! The places that a run can come back to. The page keeps their vectors elsewhere.

use super::connection::Bulk;
use super::history::History;
use super::notice::{Level, Notices, Remedy, Topic};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::CheckpointHead;
use playground_experiment::share::Change;

/// A run to come back to: one that a reset took away, or one that was saved.
#[derive(Clone, Debug)]
pub struct Past {
    /// What it had reported.
    pub history: History,
    /// How it began.
    pub base: Experiment,
    /// Live changes made since.
    pub changes: Vec<Change>,
    /// Where it stands.
    pub head: CheckpointHead,
}

/// What waits for a checkpoint to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterCheckpoint {
    Reset(Renewal),
    Restart,
    Load,
}

/// Where new weights come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renewal {
    /// The trainer there is makes them.
    Same,
    /// A fresh trainer does, which takes the images of its set anew.
    Fresh,
}

/// The last checkpoint, those that take its place, and what waits for them.
#[derive(Clone, Debug, Default)]
pub struct Checkpoints {
    /// The last checkpoint.
    pub latest: Option<CheckpointHead>,
    /// The command that was the last one acknowledged when it came.
    latest_after: u32,
    /// What to do once the checkpoint asked for by this command is there.
    awaited: Option<(u32, AfterCheckpoint)>,
    /// Where the network that is being built goes on from.
    resume: Option<(CheckpointHead, Bulk)>,
    undo: Option<Past>,
    /// The saved run that comes next, and what is said of it, while the present one is being kept.
    loading: Option<(Past, String)>,
}

impl Checkpoints {
    /// Returns whether the last reset can be undone.
    pub fn can_undo(&self) -> bool {
        self.undo.is_some()
    }

    /// Returns whether a reset waits for the checkpoint that makes it undoable.
    pub fn is_awaited(&self) -> bool {
        self.awaited.is_some()
    }

    /// Returns whether the checkpoint at hand was taken after the command with this number.
    pub fn kept_since(&self, sequence: u32) -> bool {
        self.latest.is_some() && self.latest_after >= sequence
    }

    /// Returns whether a run waits to take the place of the present one.
    pub(super) fn is_loading(&self) -> bool {
        self.loading.is_some() || self.is_resuming()
    }

    /// Returns whether the network that is being built goes on from a checkpoint.
    pub(super) fn is_resuming(&self) -> bool {
        self.resume.is_some()
    }

    /// Does `then` once the checkpoint asked for by this command is there.
    pub(super) fn wait(&mut self, sequence: u32, then: AfterCheckpoint) {
        self.awaited = Some((sequence, then));
    }

    /// Takes in a checkpoint that came while this command was the last one acknowledged. Returns whether it was
    /// waited for.
    pub(super) fn came(&mut self, head: CheckpointHead, acknowledged: u32) -> bool {
        self.latest = Some(head);
        self.latest_after = acknowledged;
        self.awaited
            .is_some_and(|(sequence, _)| acknowledged >= sequence)
    }

    /// Waits no longer; returns what was to be done.
    pub(super) fn stop_waiting(&mut self) -> Option<AfterCheckpoint> {
        self.awaited.take().map(|(_, then)| then)
    }

    /// Has the next network go on from `resume`.
    pub(super) fn resume_from(&mut self, resume: Option<(CheckpointHead, Bulk)>) {
        self.resume = resume;
    }

    pub(super) fn take_resume(&mut self) -> Option<(CheckpointHead, Bulk)> {
        self.resume.take()
    }

    /// Has `past` take the place of the present run, once that is kept.
    pub(super) fn load(&mut self, past: Past, said: String) {
        self.loading = Some((past, said));
    }

    pub(super) fn take_loading(&mut self) -> Option<(Past, String)> {
        self.loading.take()
    }

    /// Keeps the checkpoint at `step`, if there is one, for undo: it can be brought back as what `past` makes of it.
    /// Returns whether it can.
    pub(super) fn keep_for_undo(
        &mut self,
        step: u64,
        past: impl FnOnce(CheckpointHead) -> Past,
    ) -> bool {
        let kept = self.latest.take().filter(|head| head.step == step);
        self.undo = kept.filter(|_| step > 0).map(past);
        self.undo.is_some()
    }

    /// Returns the experiment of what can be brought back.
    pub fn undoable(&self) -> Option<&Experiment> {
        self.undo.as_ref().map(|undo| &undo.head.experiment)
    }

    /// Says what was done, and that it can be undone by a button with `word` on it.
    pub(super) fn offer_undo(&self, notices: &mut Notices, [done, word]: [&str; 2]) {
        notices.clear(Topic::Training);
        let Some(undo) = &self.undo else {
            return notices.clear(Topic::Reset);
        };
        notices.show_with(
            Topic::Reset,
            Level::Info,
            format!(
                "{done} The run of {} steps can be brought back.",
                undo.head.step
            ),
            Some((Remedy::Undo, word.to_owned())),
        );
    }

    pub(super) fn take_undo(&mut self) -> Option<Past> {
        self.undo.take()
    }

    /// Forgets what waited for the trainer: it is gone or another one begins, so nothing more comes from it.
    pub(super) fn trainer_ended(&mut self) {
        (self.awaited, self.loading) = (None, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(step: u64) -> Past {
        let experiment = Experiment::default();
        Past {
            history: History::default(),
            base: experiment.clone(),
            changes: Vec::new(),
            head: CheckpointHead {
                experiment,
                step,
                epoch: 0,
                used: 0,
                updates: step,
                slots: 2,
                parameters: 10,
            },
        }
    }

    #[test]
    fn a_checkpoint_is_the_awaited_one_only_after_its_command() {
        let mut checkpoints = Checkpoints::default();
        checkpoints.wait(7, AfterCheckpoint::Reset(Renewal::Same));
        assert!(!checkpoints.came(past(20).head, 6));
        assert!(!checkpoints.kept_since(7));
        assert!(checkpoints.came(past(20).head, 7));
        assert!(checkpoints.kept_since(7));
        assert_eq!(
            checkpoints.stop_waiting(),
            Some(AfterCheckpoint::Reset(Renewal::Same))
        );
        assert!(!checkpoints.is_awaited());
    }

    #[test]
    fn only_what_stands_where_the_run_stands_can_be_undone() {
        let undone = |head: u64, step: u64| {
            let mut checkpoints = Checkpoints::default();
            checkpoints.came(past(head).head, 0);
            checkpoints.keep_for_undo(step, |_| past(step))
        };
        assert!(undone(20, 20));
        assert!(!undone(20, 21), "it has gone on since");
        assert!(!undone(0, 0), "there is nothing to lose");
    }

    #[test]
    fn an_undo_is_offered_where_there_is_something_to_come_back_to() {
        let mut checkpoints = Checkpoints::default();
        let mut notices = Notices::default();
        checkpoints.came(past(20).head, 0);
        checkpoints.keep_for_undo(20, |_| past(20));
        checkpoints.offer_undo(&mut notices, ["Done.", "Undo"]);
        assert_eq!(
            notices.all()[0].text,
            "Done. The run of 20 steps can be brought back."
        );
        checkpoints.take_undo();
        checkpoints.offer_undo(&mut notices, ["Done.", "Undo"]);
        assert!(notices.all().is_empty() && !checkpoints.can_undo());
    }
}
