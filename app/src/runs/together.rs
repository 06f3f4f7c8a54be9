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
        let slots = self.slots.get_untracked();
        let moving: Vec<RunSlot> = slots.iter().copied().filter(RunSlot::moves).collect();
        let nested = inner.busy.replace(true);
        // The limit goes ahead of what sets them moving, or the first would be away.
        let will_train: Vec<Pace> = moving
            .iter()
            .map(|run_slot| Pace {
                trains: true,
                ..run_slot.pace()
            })
            .collect();
        self.set_limits(&moving, limit(&will_train));
        for run_slot in &moving {
            what(run_slot);
        }
        inner.busy.set(nested);
        self.settle();
    }

    /// Trains all runs until `target`.
    pub fn train(&self, target: Target) {
        self.together(|run_slot| run_slot.store.act(|run| run.train(target)));
    }

    /// Pauses all runs: none takes a further step.
    pub fn pause(&self) {
        self.together(|run_slot| run_slot.store.act(Run::pause));
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
            self.together(|run_slot| run_slot.store.act(Run::single_step));
        }
    }

    /// Resets every run that is not frozen to new weights.
    pub fn reset(&self) {
        let slots = self.slots.get_untracked();
        for run_slot in slots
            .iter()
            .filter(|run_slot| !run_slot.frozen.get_untracked())
        {
            run_slot.store.reset();
        }
    }

    /// Brings back what the last reset took away.
    pub fn undo(&self) {
        for run_slot in self.slots.get_untracked() {
            run_slot.store.undo();
        }
    }

    /// Has `teacher` teach every run from now on; `vectors` begin with its parameters. Returns what to say.
    ///
    /// # Errors
    /// When there are too few values.
    pub fn appoint(&self, teacher: Teacher, vectors: &ArrayBuffer) -> Result<String, String> {
        let said = format!("Teacher: {}.", teacher.words());
        self.common.teaching.appoint(teacher, vectors)?;
        for run_slot in self.slots.get_untracked() {
            run_slot.store.teach();
        }
        Ok(said)
    }

    /// Returns whether any run wants to train. Tracks.
    pub fn training(&self) -> bool {
        self.slots.with(|slots| {
            slots
                .iter()
                .any(|run_slot| run_slot.store.read(|run| run.progress.wants_training))
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
        for run_slot in self.slots.get_untracked() {
            let theirs = run_slot.store.draft();
            let next = with_shared(&source, &theirs);
            if next != theirs {
                run_slot.store.act(|run| run.edit(next));
            }
        }
        inner.spread.replace(Some(source));
    }
}
