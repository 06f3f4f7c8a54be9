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
    /// Returns the runs that are not among `shown`.
    fn without(&self, shown: &[RunSlot]) -> impl Iterator<Item = RunSlot> {
        self.slots
            .iter()
            .copied()
            .filter(|old| !shown.contains(old))
    }
}

impl Runs {
    /// Returns what is on the page now.
    pub(super) fn as_they_are(&self) -> Aside {
        untrack(|| Aside {
            slots: self.slots.get(),
            selected: self.selected.get(),
            view: self.common.view.to_link(),
        })
    }

    /// Puts these runs on the page, of which the one with this id is looked at.
    pub(super) fn show(&self, slots: Vec<RunSlot>, selected: u32) {
        self.store().predictor.set_in_view(false);
        self.selected.set(selected);
        self.slots.set(slots);
        self.store().predictor.set_in_view(true);
    }

    /// Keeps those runs of `before` that are no longer on the page; they take no further step. Says what was done, and
    /// that it can be undone.
    pub(super) fn set_aside(&self, before: Aside, said: &str) {
        let shown = self.slots.get_untracked();
        if before.slots.iter().all(|old| shown.contains(old)) {
            return;
        }
        let inner = self.inner.get_value();
        let earlier = inner.aside.take();
        // One removed after the other: all of them can be put back.
        let covers = |earlier: &Aside| before.slots.iter().all(|old| earlier.slots.contains(old));
        let (kept, let_go) = match earlier {
            Some(earlier) if covers(&earlier) => (earlier, Vec::new()),
            Some(earlier) => (before, earlier.slots),
            None => (before, Vec::new()),
        };
        let gone: Vec<RunSlot> = kept.without(&shown).collect();
        for run_slot in let_go {
            if !shown.contains(&run_slot) && !gone.contains(&run_slot) {
                run_slot.store.close();
            }
        }
        let untouched = |old: &RunSlot| old.store.peek(|run| run.progress.is_untouched());
        if gone.iter().all(untouched) {
            for run_slot in &gone {
                run_slot.store.close();
            }
            return self.settle();
        }
        for run_slot in &gone {
            run_slot.store.act(Run::pause);
        }
        inner.aside.replace(Some(kept));
        let step = |old: &RunSlot| old.store.peek(|run| run.progress.step);
        let kept = match &gone[..] {
            [only] if step(only) == 0 => "It can be brought back.".to_owned(),
            [only] => format!("The run of {} steps can be brought back.", step(only)),
            _ => format!("{} runs can be brought back.", gone.len()),
        };
        self.store().act(|run| {
            let remedy = Some((Remedy::PutBack, "Undo".to_owned()));
            run.notices
                .show_with(Topic::Runs, Level::Info, format!("{said} {kept}"), remedy);
        });
        self.settle();
    }

    /// Puts back what was set aside last; what took its place is set aside in its turn.
    pub fn put_back(&self) {
        let Some(before) = self.inner.get_value().aside.take() else {
            return;
        };
        let now = self.as_they_are();
        for run_slot in &now.slots {
            run_slot.store.notify(|notices| notices.clear(Topic::Runs));
        }
        self.show(before.slots.clone(), before.selected);
        self.common.view.show(&before.view);
        for run_slot in &before.slots {
            // A teacher may have come meanwhile.
            run_slot.store.teach();
        }
        self.set_aside(now, "The page is as it was.");
        self.settle();
    }
}
