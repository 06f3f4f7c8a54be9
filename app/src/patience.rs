//! What the page waits for may never come. Here it is said how long each is waited for before the page says so;
//! the worker has its own such limits. All are generous: a slow machine or line is not to be told that it is
//! broken, and only what is silent for the whole of the time is meant.

use futures_channel::oneshot;
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use std::cell::Cell;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

/// The list of hosted sets: some bytes, asked for while the page itself is on its way.
pub const INDEX: Duration = Duration::from_secs(10);
/// A lesson, or the list of lessons: some kilobytes.
pub const LESSON: Duration = Duration::from_secs(20);
/// The browser's storage. Keeping a large network on a slow disk takes seconds.
pub const STORAGE: Duration = Duration::from_secs(20);
/// The next bytes of the trainer's module. Nothing is given up then, so this need not cover the longest tunnel.
pub const MODULE: Duration = Duration::from_secs(30);
/// The first word of a trainer whose module is compiled: a script of some ten kilobytes, beside the data.
pub const TRAINER: Duration = Duration::from_secs(30);
/// From one look for signs of life of the trainers to the next.
pub const PULSE: Duration = Duration::from_secs(1);
/// Another page of the same browser to say that it is there: a message between two tabs.
pub const TABS: Duration = Duration::from_millis(400);
/// The next bytes of a data file. The transfer is given up then, and can be begun anew.
pub const DATA: Duration = Duration::from_secs(60);

/// Calls something after a while, unless it is dropped before that.
pub struct Timer {
    handle: TimeoutHandle,
    /// A handle holds 32 bits of a timer's number, and a clock that is not the browser's own may count from
    /// beyond them: clearing alone would not do.
    waits: Rc<Cell<bool>>,
}

impl Timer {
    /// Calls `then` after `wait`. Returns none where the browser refuses.
    pub fn start(wait: Duration, then: impl FnOnce() + 'static) -> Option<Self> {
        let waits = Rc::new(Cell::new(true));
        let still = Rc::clone(&waits);
        let call = move || {
            if still.get() {
                then();
            }
        };
        let handle = set_timeout_with_handle(call, wait).ok()?;
        Some(Self { handle, waits })
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.waits.set(false);
        self.handle.clear();
    }
}

/// Returns what comes of `what`, or nothing if that takes longer than `limit`.
///
/// The time is measured in two halves: a machine that was asleep or a tab that was frozen finds one of them over
/// when it goes on, and then still has the other.
pub async fn within<T>(limit: Duration, what: impl Future<Output = T>) -> Option<T> {
    let mut what = pin!(what);
    for _ in 0..2 {
        let (ring, mut bell) = oneshot::channel::<()>();
        let timer = Timer::start(limit / 2, move || {
            // Whoever waited has its answer.
            let _ = ring.send(());
        });
        if timer.is_none() {
            return Some(what.await);
        }
        let answer = std::future::poll_fn(|context| {
            if let Poll::Ready(answer) = what.as_mut().poll(context) {
                return Poll::Ready(Some(answer));
            }
            Pin::new(&mut bell).poll(context).map(|_| None)
        });
        if let Some(answer) = answer.await {
            return Some(answer);
        }
    }
    None
}
