//! What is done to all runs at once: train, pause, step, reset, and the settings that they share.

use super::lockstep::{Pace, limit};
use super::{RunSlot, Runs};
use crate::run::Run;
use crate::state::Teacher;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_experiment::compare::with_shared;
use playground_experiment::protocol::Target;

impl Runs {
    /// Does `what` to every run that moves, and then sets the pace.
    pub(super) fn together(&self, what: impl Fn(&RunSlot)) {
        let inner = self.inner.get_value();
        let lanes = self.lanes.get_untracked();
        let moving: Vec<RunSlot> = lanes.iter().copied().filter(RunSlot::moves).collect();
        let nested = inner.busy.replace(true);
        // The limit goes ahead of what sets them moving, or the first would be away.
        let will_train: Vec<Pace> = moving
            .iter()
            .map(|lane| Pace {
                trains: true,
                ..lane.pace()
            })
            .collect();
        self.set_limits(&moving, limit(&will_train));
        for lane in &moving {
            what(lane);
        }
        inner.busy.set(nested);
        self.settle();
    }

    /// Trains all runs until `target`.
    pub fn train(&self, target: Target) {
        self.together(|lane| lane.store.act(|run| run.train(target)));
    }

    /// Pauses all runs: none takes a further step.
    pub fn pause(&self) {
        self.together(|lane| lane.store.act(Run::pause));
    }

    /// Pauses what trains, or trains if nothing does.
    pub fn toggle(&self) {
        if untrack(|| self.training()) {
            self.pause();
        } else {
            self.train(Target::Experiment);
        }
    }

    /// Has every run take one step, unless one of them trains.
    pub fn step(&self) {
        if !untrack(|| self.training()) {
            self.together(|lane| lane.store.act(Run::single_step));
        }
    }

    /// Resets every run that is not frozen to new weights.
    pub fn reset(&self) {
        let lanes = self.lanes.get_untracked();
        for lane in lanes.iter().filter(|lane| !lane.frozen.get_untracked()) {
            lane.store.reset();
        }
    }

    /// Brings back what the last reset took away.
    pub fn undo(&self) {
        for lane in self.lanes.get_untracked() {
            lane.store.act(Run::undo);
        }
    }

    /// Has `teacher` teach every run from now on; `vectors` begin with its parameters. Returns what to say.
    ///
    /// # Errors
    /// When there are too few values.
    pub fn appoint(&self, teacher: Teacher, vectors: &ArrayBuffer) -> Result<String, String> {
        let said = format!("Teacher: {}.", teacher.words());
        self.common.teaching.appoint(teacher, vectors)?;
        for lane in self.lanes.get_untracked() {
            lane.store.teach();
        }
        Ok(said)
    }

    /// Returns whether any run wants to train. Tracks.
    pub fn training(&self) -> bool {
        self.lanes.with(|lanes| {
            lanes
                .iter()
                .any(|lane| lane.store.read(|run| run.progress.wants_training))
        })
    }

    /// Spreads the settings that all runs share from the one looked at to the others: all runs are about the same
    /// images in the same order.
    pub(super) fn spread_shared(&self) {
        let inner = self.inner.get_value();
        let source = self.store().draft();
        if inner.spread.borrow().as_ref() == Some(&source) {
            return;
        }
        for lane in self.lanes.get_untracked() {
            let theirs = lane.store.draft();
            let next = with_shared(&source, &theirs);
            if next != theirs {
                lane.store.act(|run| run.edit(next));
            }
        }
        inner.spread.replace(Some(source));
    }
}
