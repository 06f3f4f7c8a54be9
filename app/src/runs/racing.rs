//! Which device is faster is found out by the first run: all that go in lock-step train on the same one.

use super::{RunSlot, Runs};
use leptos::prelude::*;
use playground_experiment::device::Racing;

/// Tells each run how it comes to know, now and whenever that changes.
pub fn keep(runs: Runs) {
    let found = Memo::new(move |_| {
        let of_first = |first: &RunSlot| first.store.read(|run| run.device.state.as_ref()?.race);
        runs.slots.with(|slots| slots.first().and_then(of_first))
    });
    Effect::new(move || {
        let racing = |place| match place {
            0 => Racing::Leads,
            _ => Racing::Follows(found.get()),
        };
        for (place, run_slot) in runs.slots.get().into_iter().enumerate() {
            run_slot.store.set_racing(racing(place));
        }
    });
}
