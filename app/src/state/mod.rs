//! The store of a run: the [`Run`] as a signal, and the browser's part around it (worker, bytes,
//! link, drawing). Components read signals and call methods; nothing else changes the run. Several
//! runs side by side have a store each, and [`Common`] in common.
//!
//! | file | |
//! | --- | --- |
//! | `mod.rs` | wishes in, commands out |
//! | `events.rs` | what the trainer says |
//! | `common.rs` | what all runs have in common |
//! | `view.rs` | how the page looks |
//! | `remembered.rs` | what the person prefers, from one visit to the next |
//! | `pad.rs`, `drawing.rs`, `recent.rs`, `reading.rs` | what is on the pad, what was, and what the network read in it |
//! | `datasets.rs`, `subscribers.rs` | which data sets are at hand, and who gets their images |
//! | `own_files.rs` | the person's own files |
//! | `examples.rs` | test images for the pad |
//! | `teacher.rs` | the network that others learn from |
//! | `trainer_link.rs` | the line to the trainer |
//! | `vectors.rs` | the vectors of checkpoints |
//! | `keep.rs` | the network taken home and brought back |
//! | `link.rs` | the run in the page's address |
//! | `link_options.rs` | what a link carries besides the runs |
//! | `place.rs` | the place on the page |
//! | `sheets.rs` | what is typed on the sheets of *Work it out* |
//! | `time_axis.rs` | what the curves of training stand over |
//! | `watch.rs` | what scripts wait for |
//! | `ask.rs` | a question to the trainer, its answer, and the latest one of a kind |
//! | `figures.rs` | what the views and scripts ask |
//! | `images.rs` | images that the figures show |
//! | `predict.rs` | drawn digits and scripts' images, one request at a time |

mod ask;
mod common;
mod datasets;
mod drawing;
mod events;
mod examples;
mod figures;
mod images;
mod keep;
mod link;
mod link_options;
mod own_files;
mod pad;
mod place;
mod predict;
mod reading;
mod recent;
mod remembered;
mod sheets;
mod subscribers;
mod teacher;
mod time_axis;
mod trainer_link;
mod vectors;
mod view;
mod watch;

pub use ask::{Latest, NetworkFigures, Questions};
pub use common::Common;
pub use datasets::{DataSets, DataUser};
pub use drawing::{Drawing, Loaded};
pub use examples::test_image;
pub use figures::{Decoded, Figures, LossSlice, UNEXPECTED};
pub use images::Pictures;
pub use keep::{bring_back, checkpoint, latest_checkpoint};
pub use link::{Address, RunsToShare, address, address_of, keep_address, start};
pub use link_options::{LinkOptions, OnlySettings};
pub use own_files::take_files;
pub use pad::Pad;
pub use predict::{Prediction, Predictor};
pub use reading::reading;
pub use recent::{MOST_RECENT, RecentDrawing, TopClass};
pub use sheets::{
    CalculatorInputs, EPOCHS, NUMBERS, NeuronInputs, RATES, SOURCES, SURFACE_RATES, SURFACE_STEPS,
    Sheets, SizesInputs, SurfaceInputs, ZOOMS,
};
pub use subscribers::DatasetSubscriber;
pub use teacher::{Teacher, Teaching};
pub use time_axis::TimeAxis;
pub use trainer_link::{LogEntry, TrainerLink};
pub use view::{
    Figure, LessonPlace, ShownSettings, Sureness, TABS, Tab, View, ViewSelection, image_name,
    key_of, part_from_key, part_key,
};

use crate::run::notice::{Level, Notices, Remedy, Topic};
use crate::run::{Outgoing, Run, SideEffect, TrainerStatus};
use crate::trainer::Client;
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_data::error::DataError;
use playground_experiment::device::Racing;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::Command;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use vectors::Vectors;
use watch::Waiters;

/// What is told of a run that is no longer on the page.
const CLOSED: &str = "The run was taken off the page.";

/// The browser's part.
struct StoreInner {
    vectors: Vectors,
    teaching: Teaching,
    keep: Rc<common::KeepCheckpoint>,
    /// By which the present trainer gets the images of its set.
    subscriber: Rc<DatasetSubscriber>,
    /// Which of the person's own files the run to undo was trained on, by their number.
    undo_files: Cell<u32>,
    waiters: Waiters,
    /// Called after anything may have changed, to keep runs in lock-step.
    changed: RefCell<Option<Rc<dyn Fn()>>>,
    frame_requested: Cell<bool>,
}

/// The store. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct Store {
    /// The run and everything around it.
    pub run: RwSignal<Run>,
    /// How the page looks.
    pub view: View,
    /// The pad.
    pub pad: Pad,
    /// The data sets.
    pub data: DataSets,
    /// The line to the trainer.
    pub trainer: TrainerLink,
    /// What it was asked.
    pub questions: Questions,
    /// What its network answers to images.
    pub predictor: Predictor,
    /// Images that the figures show.
    pub pictures: Pictures,
    /// Figures of its network.
    pub figures: Figures,
    inner: StoredValue<Rc<StoreInner>, LocalStorage>,
}

impl DataUser for Store {
    fn notify(self, change: impl FnOnce(&mut Notices)) {
        self.act(|run| change(&mut run.notices));
    }

    fn shown(self) -> DatasetId {
        self.peek(|run| run.settings.draft.dataset)
    }
}

impl Store {
    /// Creates a store around `run`.
    pub fn new(run: Run, common: Common) -> Self {
        let run = RwSignal::new(run);
        let trainer = TrainerLink::new(run);
        let questions = Questions::new(run, trainer);
        let store = Self {
            run,
            view: common.view,
            pad: common.pad,
            data: common.data,
            trainer,
            questions,
            predictor: Predictor::new(run, common.pad, questions),
            pictures: Pictures::new(questions),
            figures: Figures::new(run, questions),
            inner: StoredValue::new_local(Rc::new(StoreInner {
                vectors: Vectors::default(),
                teaching: common.teaching,
                keep: common.keep.get_value(),
                subscriber: Rc::default(),
                undo_files: Cell::default(),
                waiters: Waiters::default(),
                changed: RefCell::new(None),
                frame_requested: Cell::new(false),
            })),
        };
        let subscriber = &store.inner().subscriber;
        subscriber.connect(
            move |chunk| {
                store
                    .trainer
                    .command_with_bytes(chunk.command(), &chunk.bytes);
            },
            move |error| store.cut_off(error),
        );
        store.data.join(subscriber);
        store.watch_as_asked();
        store
    }

    /// Returns the store of the run that is looked at.
    pub fn here() -> Self {
        expect_context()
    }

    fn inner(&self) -> Rc<StoreInner> {
        self.inner.get_value()
    }

    /// Ends the trainer and forgets what it reported: this run is removed.
    pub fn close(&self) {
        let inner = self.inner();
        self.data.leave(&inner.subscriber);
        self.trainer.end();
        inner.vectors.clear();
        inner.changed.replace(None);
        self.questions.forget();
        let empty = self.peek(|run| {
            let draft = run.settings.draft.clone();
            let mut empty = Run::new(draft, Vec::new(), run.device.preference);
            // Whoever waits for it is told.
            empty.connection.status = TrainerStatus::Dead(CLOSED.to_owned());
            empty
        });
        self.run.set(empty);
        self.wake_waiters();
    }

    /// Returns a part of the run, as a signal that changes only when the part does.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        &self,
        part: impl Fn(&Run) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let run = self.run;
        Memo::new(move |_| run.with(&part))
    }

    /// Waits until `condition` holds for the run; returns at once if it does already.
    pub async fn when(self, condition: impl Fn(&Run) -> bool + 'static) {
        let holds = self
            .inner()
            .waiters
            .when(&self.run.read_untracked(), condition);
        // The sender lives as long as the store, hence as long as the page.
        let _ = holds.await;
    }

    fn wake_waiters(&self) {
        self.inner().waiters.wake(&self.run.read_untracked());
    }

    /// Has `changed` called after anything may have changed.
    pub fn on_change(&self, changed: impl Fn() + 'static) {
        self.inner().changed.replace(Some(Rc::new(changed)));
    }

    fn tell_change(&self) {
        let changed = self.inner().changed.borrow().clone();
        if let Some(changed) = changed {
            changed();
        }
    }

    /// Changes the run, sends what follows from it and tells everyone.
    pub fn act<T>(&self, change: impl FnOnce(&mut Run) -> T) -> T {
        let result = change(&mut self.run.write_untracked());
        self.flush();
        self.run.notify();
        self.wake_waiters();
        self.tell_change();
        result
    }

    /// Reads the run. Tracks.
    pub fn read<T>(&self, part: impl FnOnce(&Run) -> T) -> T {
        self.run.with(part)
    }

    /// Reads the run as it is now.
    pub fn peek<T>(&self, part: impl FnOnce(&Run) -> T) -> T {
        self.run.with_untracked(part)
    }

    /// Returns the settings shown.
    pub fn draft(&self) -> Experiment {
        self.peek(|run| run.settings.draft.clone())
    }

    /// Changes the settings shown.
    pub fn edit(&self, change: impl FnOnce(&mut Experiment)) {
        let mut next = self.draft();
        change(&mut next);
        self.act(|run| run.edit(next));
    }

    /// Takes no step beyond `limit`. Nobody sees a difference, so nobody is told.
    pub fn set_limit(&self, limit: Option<u64>) {
        self.run.write_untracked().connection.set_limit(limit);
        self.flush();
    }

    /// Says how it comes to know which device is faster. Nobody sees a difference, so nobody is told.
    pub fn set_racing(&self, racing: Racing) {
        self.run.write_untracked().connection.set_racing(racing);
        self.flush();
    }

    /// Does the tasks and sends the commands that the run has put out.
    fn flush(&self) {
        let (tasks, outbox) = {
            let connection = &mut self.run.write_untracked().connection;
            (connection.take_tasks(), connection.take_outbox())
        };
        for task in tasks {
            match task {
                SideEffect::Spawn => self.spawn(),
                SideEffect::KeepForUndo => {
                    let inner = self.inner();
                    inner.vectors.keep_for_undo();
                    inner.undo_files.set(inner.subscriber.files());
                }
            }
        }
        let begins = |o: &Outgoing| matches!(o.envelope.command, Command::Start { .. });
        let fresh = outbox.iter().any(begins);
        for outgoing in outbox {
            self.send(&outgoing);
        }
        if fresh {
            self.teach();
        }
    }

    fn spawn(&self) {
        let store = *self;
        // The old worker ends before the new one begins, so that they never share the GPU.
        self.trainer.end();
        self.inner().subscriber.forget();
        self.trainer
            .connect(Client::spawn(move |message| store.handle_message(message)));
        self.questions.forget();
    }

    fn send(&self, outgoing: &Outgoing) {
        let (inner, store) = (self.inner(), *self);
        let bulk = inner.vectors.sent(outgoing.bulk);
        self.trainer.post(&outgoing.envelope, bulk.as_slice());
        if let Command::Start { experiment, .. } | Command::Reset { experiment, .. } =
            &outgoing.envelope.command
        {
            let subscriber = &inner.subscriber;
            self.data
                .supply(subscriber, experiment.dataset, store, move || {
                    store.fall_back();
                });
        }
    }

    /// Sends the teacher to this run's trainer, if there is one.
    pub fn teach(&self) {
        if let Some((command, parameters)) = self.inner().teaching.command() {
            self.trainer.command_with(command, &[parameters]);
        }
    }

    /// Falls back to the built-in digits, which need no download, because the set of the very first run could not be
    /// had.
    fn fall_back(&self) {
        self.act(|run| {
            run.edit(datasets::on_built_in_digits(run.settings.draft.clone()));
            if !run.settings.pending().is_empty() {
                run.reset();
            }
        });
    }

    /// Says that the rest of the images will not come, and offers to fetch them again.
    fn cut_off(&self, error: &DataError) {
        let remedy = Some((Remedy::Fetch, "Fetch again".to_owned()));
        let text = format!("{error} Training goes on with the images that arrived.");
        self.notify(|notices| notices.show_with(Topic::Data, Level::Error, text, remedy));
    }

    /// Chooses a data set; takes effect as any other setting, once its first images are there.
    pub fn choose_dataset(&self, id: DatasetId) {
        let store = *self;
        self.data.choosing.set(Some(id));
        self.data.need(id, store, move |outcome| {
            store.data.choosing.set(None);
            if outcome.is_err() {
                return;
            }
            let again = store.inner().subscriber.is_stale();
            store.act(|run| {
                if again && run.settings.requested.dataset == id {
                    run.restart();
                }
                let mut next = run.settings.draft.clone();
                if next.dataset != id {
                    next.dataset = id;
                    next.split = id.info().split;
                }
                run.edit(store.data.with_own_classes(next));
            });
        });
    }

    /// Fetches the set of the run once more, for a fresh trainer that goes on where this one is.
    pub fn fetch_again(&self) {
        let store = *self;
        let requested = |run: &Run| run.settings.requested.dataset;
        let id = self.peek(requested);
        self.data.need(id, store, move |outcome| {
            if outcome.is_ok() {
                store.act(|run| {
                    run.notices.clear_remedied(Remedy::Fetch);
                    run.restart();
                });
            }
        });
    }

    /// Resets to new weights for the settings shown, on the newest data.
    pub fn reset(&self) {
        // Only a fresh trainer takes the images of its set once more.
        let stale = self.inner().subscriber.is_stale();
        self.act(|run| {
            let settings = &run.settings;
            if stale && settings.draft.dataset == settings.requested.dataset {
                run.reset_afresh();
            } else {
                run.reset();
            }
        });
    }

    /// Brings back what the last reset, or a loaded run, took away, on the files that it was trained on.
    pub fn undo(&self) {
        let inner = self.inner();
        let dataset = self.peek(|run| run.checkpoints.undoable().map(|past| past.dataset));
        if dataset == Some(DatasetId::Custom) && !self.data.use_files(inner.undo_files.get()) {
            let text = "The files that this run was trained on are no longer here, so it cannot go on, and the reset cannot be undone.";
            return self.notify(|notices| notices.show(Topic::Data, Level::Error, text));
        }
        let stale = inner.subscriber.is_stale();
        self.act(|run| run.undo(stale));
    }

    /// Applies the remedy of a finding. Where that takes new weights and the run was training, the new
    /// network trains as far as the old one was to go.
    ///
    /// # Errors
    /// A sentence that says why it cannot be applied.
    pub fn apply_remedy(&self, rule: &str) -> Result<(), String> {
        let goal = self.peek(|run| run.progress.goal);
        if self.act(|run| run.apply_remedy(rule))? {
            self.reset();
            if let Some(goal) = goal {
                self.act(|run| run.train_anew(goal));
            }
        }
        Ok(())
    }

    /// Puts an image of the data on the pad, as one of its class, and says so. Undo brings back what was there before.
    pub fn load_into_pad(&self, image: Loaded, class: Option<&'static str>) {
        self.view.spoken.set(format!("On the pad: {}.", image.name));
        let drawing = Drawing {
            image: Some(image),
            target: class,
            ..Drawing::default()
        };
        self.pad.put(drawing, *self);
    }
}
