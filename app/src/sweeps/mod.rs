//! Sweeps on the page: a grid of short runs in one worker, beside the runs that are looked at.
//!
//! | file | |
//! | --- | --- |
//! | `form.rs` | what is typed |
//! | `grid.rs` | the cells and what came of them |
//! | `drive.rs` | events in, commands out; without a browser |
//! | `mod.rs` | start, stop, the worker, opened cells |

pub mod drive;
pub mod form;
pub mod grid;

use crate::run::last_words;
use crate::runs::{MOST, Runs};
use crate::state::DatasetSubscriber;
use crate::trainer::{Client, WorkerMessage, transferable};
use drive::Drive;
use form::Form;
use futures_channel::oneshot;
use grid::{Grid, SweepStatus};
use leptos::prelude::*;
use playground_experiment::compare::with_shared;
use playground_experiment::device::Preference;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Command, Envelope, Event};
use playground_experiment::sweep::{CellOutcome, Sweep};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The sweep of the page: there is one at a time. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct Sweeps {
    /// What is typed.
    pub form: Form,
    /// The sweep under way, or the last one.
    pub grid: RwSignal<Option<Grid>>,
    /// What came of choosing a cell.
    pub said: RwSignal<String>,
    runs: Runs,
    inner: StoredValue<Rc<SweepsInner>, LocalStorage>,
}

#[derive(Default)]
struct SweepsInner {
    worker: RefCell<Option<Worker>>,
    /// Counts the sweeps: what was asked for one is not for the next.
    round: Cell<u32>,
    /// The cell at which the trainer ended last.
    stumbled: Cell<Option<usize>>,
    waiters: RefCell<Vec<oneshot::Sender<()>>>,
}

/// The trainer of the sweep under way.
struct Worker {
    client: Client,
    drive: Drive,
    subscriber: Rc<DatasetSubscriber>,
}

impl Sweeps {
    /// Creates the place for sweeps around the runs of the page, without one yet.
    pub fn new(runs: Runs) -> Self {
        Self {
            form: Form::default(),
            grid: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            runs,
            inner: StoredValue::new_local(Rc::default()),
        }
    }

    /// Returns the sweep of the page that this is called on.
    pub fn here() -> Self {
        expect_context()
    }

    /// Returns whether one is under way. Tracks.
    pub fn is_running(&self) -> bool {
        self.grid
            .with(|grid| grid.as_ref().is_some_and(Grid::is_running))
    }

    /// Runs the cells of `sweep`, one after the other.
    ///
    /// # Errors
    /// When one is under way already, or the grid makes no sense.
    pub fn start(&self, sweep: Sweep) -> Result<(), String> {
        if untrack(|| self.is_running()) {
            return Err("A sweep is under way; wait for it or stop it first.".to_owned());
        }
        let dataset = sweep.base.dataset;
        let grid = Grid::new(sweep).map_err(|error| error.message)?;
        self.grid.set(Some(grid));
        self.said.set(String::new());
        let inner = self.inner.get_value();
        inner.stumbled.set(None);
        let round = inner.round.get() + 1;
        inner.round.set(round);
        let sweeps = *self;
        let store = self.runs.store();
        store.data.need(dataset, store, move |outcome| {
            if sweeps.inner.get_value().round.get() != round {
                return;
            }
            match outcome {
                Ok(()) => sweeps.spawn(),
                Err(why) => sweeps.end(SweepStatus::Failed(why)),
            }
        });
        Ok(())
    }

    /// Stops where it is; cells that are done stay.
    pub fn stop(&self) {
        if untrack(|| self.is_running()) {
            self.end(SweepStatus::Stopped);
        }
    }

    /// Waits until no sweep is under way.
    pub async fn ended(self) {
        if !untrack(|| self.is_running()) {
            return;
        }
        let (sender, receiver) = oneshot::channel();
        self.inner.get_value().waiters.borrow_mut().push(sender);
        // The sender lives until the sweep ends, or as long as the page.
        let _ = receiver.await;
    }

    fn spawn(self) {
        let store = self.runs.store();
        // Many small networks: on a GPU most of the time would go into compiling for each.
        let preference = match store.peek(|run| run.device.preference) {
            Preference::WebGpu => Preference::WebGpu,
            _ => Preference::Cpu,
        };
        let Some((drive, dataset)) = self.grid.with_untracked(|grid| {
            let grid = grid.as_ref()?;
            Some((Drive::new(grid, preference), grid.sweep.base.dataset))
        }) else {
            return;
        };
        if drive.is_done() {
            return self.end(SweepStatus::Finished);
        }
        let subscriber = DatasetSubscriber::new(
            move |chunk| self.post_bytes(chunk.command(), &transferable(&chunk.bytes)),
            move |error| self.end(SweepStatus::Failed(error.to_string())),
        );
        let worker = Worker {
            client: Client::spawn(move |message| self.handle_message(message)),
            drive,
            subscriber: Rc::clone(&subscriber),
        };
        self.inner.get_value().worker.replace(Some(worker));
        self.go_on();
        // After the first command, which says what the images are for.
        store.data.join(&subscriber);
        store.data.subscribe(&subscriber, dataset);
    }

    fn handle_message(self, message: WorkerMessage) {
        let event = match message {
            WorkerMessage::Event(event, _) => *event,
            WorkerMessage::Silent(seconds) => {
                let why = format!("The trainer has not started within {seconds} seconds.");
                return self.end(SweepStatus::Failed(why));
            }
            WorkerMessage::Died(why) => return self.trainer_ended(&why),
        };
        if let Event::Failed { message, .. } = event {
            return self.trainer_ended(&message);
        }
        let outcome = self.with_worker(|worker| worker.drive.handle_event(&event));
        if let Some((index, outcome)) = outcome.flatten() {
            self.set_outcome(index, outcome);
        }
        self.go_on();
    }

    /// Goes on with a fresh trainer at the cell under way; a cell that has ended two of them is left out, and says so. One that
    /// ends before it has taken up a cell will not do better the next time.
    fn trainer_ended(self, why: &str) {
        let why = last_words(why);
        let under_way = self.with_worker(|worker| worker.drive.under_way());
        let Some(index) = under_way.flatten() else {
            return self.end(SweepStatus::Failed(why));
        };
        let inner = self.inner.get_value();
        if inner.stumbled.replace(Some(index)) == Some(index) {
            self.set_outcome(index, CellOutcome::Refused(why));
        }
        self.let_go();
        self.spawn();
    }

    fn set_outcome(self, index: usize, outcome: CellOutcome) {
        self.grid.update(|grid| {
            let cell = grid.as_mut().and_then(|grid| grid.outcomes.get_mut(index));
            if let Some(cell) = cell {
                *cell = Some(outcome);
            }
        });
    }

    /// Ends the trainer.
    fn let_go(self) {
        let worker = self.inner.get_value().worker.borrow_mut().take();
        if let Some(worker) = &worker {
            self.runs.store().data.leave(&worker.subscriber);
        }
    }

    /// Sends what is to be sent, and ends where nothing is left to do.
    fn go_on(self) {
        let done = self.with_worker(|worker| {
            for envelope in worker.drive.take_outbox() {
                worker.client.post(&envelope, &[]);
            }
            worker.drive.is_done()
        });
        if done == Some(true) {
            self.end(SweepStatus::Finished);
        }
    }

    fn post_bytes(self, command: Command, bytes: &js_sys::ArrayBuffer) {
        // Nobody looks at the numbers of commands that bring images.
        let envelope = Envelope {
            sequence: 0,
            command,
        };
        self.with_worker(|worker| worker.client.post(&envelope, std::slice::from_ref(bytes)));
    }

    fn with_worker<T>(self, act: impl FnOnce(&mut Worker) -> T) -> Option<T> {
        self.inner.get_value().worker.borrow_mut().as_mut().map(act)
    }

    fn end(self, status: SweepStatus) {
        let inner = self.inner.get_value();
        self.let_go();
        inner.round.set(inner.round.get() + 1);
        self.grid.update(|grid| {
            if let Some(grid) = grid {
                grid.status = status;
            }
        });
        let waiters = inner.waiters.take();
        for waiter in waiters {
            // Whoever waited may be gone.
            let _ = waiter.send(());
        }
    }

    /// Opens the cell at a place of the map as a run beside the others, and says so.
    pub fn open(&self, at: (usize, usize)) {
        self.said.set(match self.opened(at) {
            Ok(said) | Err(said) => said,
        });
    }

    fn opened(&self, at: (usize, usize)) -> Result<String, String> {
        let grid = self.grid.get_untracked().ok_or("Start a sweep first.")?;
        let cell = grid.index(at).and_then(|index| grid.cells.get(index));
        let cell = cell.ok_or("There is no such cell.")?;
        let name = grid.name(cell);
        let beside = self.runs.store().draft();
        let experiment = grid
            .opened(cell, &beside)
            .map_err(|error| format!("{name} cannot be opened as a run: {}", error.message))?;
        let run_slot = self
            .runs
            .compare(experiment)
            .ok_or_else(|| format!("There are {MOST} runs already; remove one to open {name}."))?;
        run_slot.name.set(Some(grid.run_name(cell)));
        let base = &grid.sweep.base;
        let changed = Experiment {
            stop: base.stop,
            report_every: base.report_every,
            ..with_shared(&beside, base)
        } != *base;
        Ok(if changed {
            format!(
                "{name} is open beside the others, on the data and with the seed that all runs have \
                 now, which are not those of the sweep."
            )
        } else {
            format!("{name} is open beside the others, with the seed of the sweep. Press Train.")
        })
    }
}
