//! The store of a run: the [`Run`] as a signal, and the browser's part around it (worker, bytes,
//! link, drawing). Components read signals and call methods; nothing else changes the run. Several
//! runs side by side have a store each, and [`Common`] in common.
//!
//! | file | |
//! | --- | --- |
//! | `mod.rs` | wishes in, commands out, events in |
//! | `feed.rs` | which data set is at hand and what the trainer was given of it |
//! | `subscribers.rs` | who gets the images of a set |
//! | `events.rs` | what the trainer says |
//! | `keep.rs` | the network taken home and brought back |
//! | `files.rs` | the person's own files |
//! | `ask.rs` | a question to the trainer, its answer, and the latest one of a kind |
//! | `figures.rs` | what the views and scripts ask |
//! | `shared.rs` | what all runs have in common |
//! | `images.rs` | images that the figures show |
//! | `drawing.rs`, `pad.rs`, `past.rs` | a drawing, what is on the pad, and what was |
//! | `examples.rs` | test images for the pad |
//! | `predict.rs` | drawn digits and scripts' images, one request at a time |
//! | `send.rs` | what goes to the trainer |
//! | `link.rs` | the run in the page's address |
//! | `teacher.rs` | the network that others learn from |
//! | `view.rs` | how the page looks |
//! | `watch.rs` | what scripts wait for and look at |

mod ask;
mod drawing;
mod events;
mod examples;
mod feed;
mod figures;
mod files;
mod images;
mod keep;
mod link;
mod pad;
mod past;
mod predict;
mod send;
mod shared;
mod subscribers;
mod teacher;
mod view;
mod watch;

pub use ask::{Latest, Seen};
pub use drawing::{Drawing, Loaded};
pub use figures::{Decoded, LossSlice, UNEXPECTED};
pub use images::Pictures;
pub use link::{Address, address, keep_address};
pub use pad::Undone;
pub use past::{MOST_PAST, Past, Read};
pub use predict::Prediction;
pub use shared::Common;
pub use subscribers::DatasetSubscriber;
pub use teacher::Teacher;
pub use view::{Figure, View, image_name, part_from_key, part_key};
pub use watch::Said;

use crate::data::Progress;
use crate::home::{CheckpointStore, OwnSet};
use crate::run::Run;
use crate::trainer::Client;
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_data::sketch::Stroke;
use playground_experiment::protocol::DataFile;
use playground_experiment::protocol::inside::{Inspected, Reconstructed, ScanResult};
use playground_insight::evaluation::Examined;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

/// The browser's part.
struct Inner {
    client: RefCell<Option<Client>>,
    checkpoint: RefCell<Option<ArrayBuffer>>,
    undo: RefCell<Option<ArrayBuffer>>,
    /// The vectors of the saved run that is being loaded.
    loaded: RefCell<Option<ArrayBuffer>>,
    sets: Rc<shared::Sets>,
    /// Whether this run is the one that is looked at: only it answers to the drawing.
    in_view: Cell<bool>,
    /// Called after anything may have changed, to keep runs in lock-step.
    changed: RefCell<Option<Rc<dyn Fn()>>>,
    /// By which the present trainer gets the images of its set.
    taker: Rc<DatasetSubscriber>,
    predictor: RefCell<predict::Predictor>,
    /// Images asked for.
    looked_at: RefCell<BTreeSet<(DataFile, u32)>>,
    /// What the trainer was asked and has not answered.
    questions: RefCell<ask::Questions>,
    waiters: RefCell<Vec<watch::Waiter>>,
    log: RefCell<VecDeque<Said>>,
    frame_requested: Cell<bool>,
}

/// The store. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct Store {
    /// The run and everything around it.
    pub run: RwSignal<Run>,
    /// How the page looks.
    pub view: View,
    /// What is kept in this browser.
    pub home: CheckpointStore,
    /// The person's own test set.
    pub own: OwnSet,
    /// The drawing.
    pub strokes: RwSignal<Vec<Stroke>>,
    /// The image that is drawn on, if one was loaded into the pad.
    pub under: RwSignal<Option<Loaded>>,
    /// What the pad's Undo brings back once no stroke is left.
    pub undone: RwSignal<Undone>,
    /// The class that the drawing is meant to be, by name.
    pub target: RwSignal<Option<&'static str>>,
    /// The last drawings, the latest first.
    pub past: RwSignal<Vec<Past>>,
    /// The image that the network sees of it, if anything is drawn.
    pub seen: Memo<Option<Vec<f32>>>,
    /// The network's answer to it.
    pub prediction: RwSignal<Option<Prediction>>,
    /// Images that the figures show.
    pub pictures: RwSignal<Pictures>,
    /// A part answered image by image.
    pub examined: Latest<Examined>,
    /// A look inside.
    pub inspected: Latest<Inspected>,
    /// A survey.
    pub surveyed: Latest<ScanResult>,
    /// What an autoencoder gave back.
    pub reconstructed: Latest<Reconstructed>,
    /// The image of a place on its plane.
    pub decoded: Latest<Decoded>,
    /// The slice through the loss, as far as it is known.
    pub slice: Latest<LossSlice>,
    /// The sets that the host offers; none while it has not said which.
    pub hosted: RwSignal<Option<Vec<DatasetId>>>,
    /// How far loading is, while a set is being loaded.
    pub progress: RwSignal<Option<Progress>>,
    /// The set chosen but not at hand yet.
    pub choosing: RwSignal<Option<DatasetId>>,
    /// Whom runs learn from.
    pub teacher: RwSignal<Option<Teacher>>,
    inner: StoredValue<Rc<Inner>, LocalStorage>,
}

impl Store {
    /// A store around `run`.
    pub fn new(run: Run, common: Common) -> Self {
        let (sets, taker) = (
            common.sets.get_value(),
            Rc::new(DatasetSubscriber::default()),
        );
        let store = Self {
            run: RwSignal::new(run),
            view: common.view,
            home: common.home,
            own: common.own,
            strokes: common.strokes,
            under: common.under,
            undone: common.undone,
            target: common.target,
            past: common.past,
            seen: common.seen,
            prediction: RwSignal::new(None),
            pictures: RwSignal::default(),
            examined: Latest::default(),
            inspected: Latest::default(),
            surveyed: Latest::default(),
            reconstructed: Latest::default(),
            decoded: Latest::default(),
            slice: Latest::default(),
            hosted: common.hosted,
            progress: common.progress,
            choosing: common.choosing,
            teacher: common.teacher,
            inner: StoredValue::new_local(Rc::new(Inner {
                client: RefCell::new(None),
                checkpoint: RefCell::new(None),
                undo: RefCell::new(None),
                loaded: RefCell::new(None),
                sets: sets.clone(),
                in_view: Cell::new(false),
                changed: RefCell::new(None),
                taker: taker.clone(),
                predictor: RefCell::default(),
                looked_at: RefCell::default(),
                questions: RefCell::default(),
                waiters: RefCell::default(),
                log: RefCell::default(),
                frame_requested: Cell::new(false),
            })),
        };
        taker.connect(
            move |chunk| store.post_bytes(chunk.command(), &chunk.bytes),
            move |error| store.cut_off(error),
        );
        sets.join(&taker);
        store.predict_what_is_drawn();
        store.predict_while_it_trains();
        store.watch_as_asked();
        store
    }

    /// Ends the trainer and forgets what it reported: this run is removed.
    pub fn close(&self) {
        let inner = self.inner();
        inner.sets.leave(&inner.taker);
        inner.client.replace(None);
        inner.checkpoint.replace(None);
        inner.undo.replace(None);
        inner.loaded.replace(None);
        inner.changed.replace(None);
        self.forget_questions();
        let empty = self
            .run
            .with_untracked(|run| Run::new(run.edited.clone(), Vec::new(), run.preference));
        self.run.set(empty);
        self.wake_waiters();
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

    /// Takes no step beyond `limit`. Nobody sees a difference, so nobody is told.
    pub fn set_limit(&self, limit: Option<u64>) {
        self.run.write_untracked().set_limit(limit);
        self.flush();
    }

    /// The store of the run that is looked at.
    pub fn here() -> Self {
        expect_context()
    }

    fn inner(&self) -> Rc<Inner> {
        self.inner.get_value()
    }

    /// A part of the run, as a signal that changes only when the part does.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        &self,
        part: impl Fn(&Run) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let run = self.run;
        Memo::new(move |_| run.with(&part))
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
}
