//! What was on the page before runs were removed or a link took their place. It is kept as it is, trainers and all, until
//! something else is set aside, and can be put back.

use super::{RunSlot, Runs};
use crate::run::Run;
use crate::run::notice::{Level, Remedy, Topic};
use crate::state::DataUser;
use leptos::prelude::*;

/// The runs as they stood side by side, and how the page looked.
#[derive(Clone)]
pub(super) struct Aside {
    slots: Vec<RunSlot>,
    selected: u32,
    view: Vec<(String, String)>,
}

impl Aside {
    /// Returns what is on the page now.
    pub fn of(runs: &Runs) -> Self {
        untrack(|| Self {
            slots: runs.slots.get(),
            selected: runs.selected.get(),
            view: runs.common.view.whole(),
        })
    }

    /// Returns the runs that are not among `shown`.
    fn without(&self, shown: &[RunSlot]) -> impl Iterator<Item = RunSlot> {
        self.slots
            .iter()
            .copied()
            .filter(|old| !shown.contains(old))
    }

    /// Keeps those of its runs that are no longer on the page of `runs`; they take no further step. Says what was done, and
    /// that it can be undone. Runs from which nothing can be lost end at once.
    pub fn keep(mut self, runs: &Runs, said: &str) {
        let shown = runs.slots.get_untracked();
        let (gone, worthless): (Vec<RunSlot>, Vec<RunSlot>) =
            self.without(&shown).partition(is_worth_keeping);
        for run_slot in &worthless {
            run_slot.store.close();
        }
        if gone.is_empty() {
            // The notice about what was set aside before may have gone with them.
            if !worthless.is_empty() {
                say(runs, said);
            }
            return runs.settle();
        }
        self.slots.retain(|slot| !worthless.contains(slot));
        let inner = runs.inner.get_value();
        // One removed after the other: all of them can be put back.
        let earlier = inner.aside.take();
        let covers = |earlier: &Self| self.slots.iter().all(|old| earlier.slots.contains(old));
        let let_go = match earlier {
            Some(earlier) if covers(&earlier) => {
                self.slots = earlier.slots;
                Vec::new()
            }
            Some(earlier) => earlier.slots,
            None => Vec::new(),
        };
        let gone: Vec<RunSlot> = self.without(&shown).collect();
        for run_slot in let_go {
            if !shown.contains(&run_slot) && !gone.contains(&run_slot) {
                run_slot.store.close();
            }
        }
        for run_slot in &gone {
            run_slot.store.act(Run::pause);
        }
        inner.aside.replace(Some(self));
        say(runs, said);
        runs.settle();
    }

    /// Puts what was set aside last back on the page of `runs`; what took its place is set aside in its turn.
    pub fn put_back(runs: &Runs) {
        let inner = runs.inner.get_value();
        let Some(before) = inner.aside.take() else {
            return;
        };
        let now = Self::of(runs);
        for run_slot in now.slots.iter().chain(&before.slots) {
            run_slot.store.notify(|notices| notices.clear(Topic::Runs));
        }
        runs.show(before.slots.clone(), before.selected);
        let view = runs.common.view;
        view.show(&before.view);
        // Back where one was, not on the way to a place.
        view.arriving.set(false);
        for run_slot in &before.slots {
            // A teacher may have come meanwhile.
            run_slot.store.teach();
        }
        // Data and seed may have been changed meanwhile, which all runs share.
        inner.spread.take();
        now.keep(runs, "The page is as it was.");
        runs.settle();
    }
}

/// Returns whether anything would be lost with a run: steps, what its undo brings back, weights that it began with.
fn is_worth_keeping(run_slot: &RunSlot) -> bool {
    run_slot.store.peek(|run| {
        !run.progress.is_untouched()
            || run.checkpoints.can_undo()
            || run.transfer.inherited > 0
            || run.is_loading()
    })
}

/// Says what was done, and that what is set aside can be put back, if anything is.
fn say(runs: &Runs, said: &str) {
    let shown = runs.slots.get_untracked();
    let inner = runs.inner.get_value();
    let aside = inner.aside.borrow().clone();
    let gone: Vec<RunSlot> = aside
        .iter()
        .flat_map(|aside| aside.without(&shown))
        .collect();
    // What was said of an earlier time is no longer so.
    for run_slot in shown.iter().chain(&gone) {
        run_slot.store.notify(|notices| notices.clear(Topic::Runs));
    }
    let step = |old: &RunSlot| old.store.peek(|run| run.progress.step);
    let kept = match &gone[..] {
        [] => return,
        [only] if step(only) == 0 => "It can be brought back.".to_owned(),
        [only] => format!("The run of {} steps can be brought back.", step(only)),
        _ => format!("{} runs can be brought back.", gone.len()),
    };
    let remedy = Some((Remedy::PutBack, "Undo".to_owned()));
    let text = format!("{said} {kept}");
    let store = runs.store();
    store.notify(|notices| notices.show_with(Topic::Runs, Level::Info, text, remedy));
}
