//! What the runs of a page have in common: the data sets at hand, the drawing, the view.

use super::drawing::Loaded;
use super::feed::Then;
use super::pad::Undone;
use super::past::Past;
use super::subscribers::DatasetSubscriber;
use super::teacher::Teacher;
use super::view::View;
use crate::data::{Library, Progress};
use crate::home::{CheckpointStore, OwnSet};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_data::sketch;
use playground_data::sketch::Stroke;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Signals that every run's store holds a handle on.
#[derive(Clone, Copy)]
pub struct Common {
    /// How the page looks.
    pub view: View,
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
    /// The image that a network sees of it, if anything is drawn.
    pub seen: Memo<Option<Vec<f32>>>,
    /// What is kept in this browser.
    pub home: CheckpointStore,
    /// The person's own test set.
    pub own: OwnSet,
    /// The sets that the host offers; none while it has not said which.
    pub hosted: RwSignal<Option<Vec<DatasetId>>>,
    /// How far loading is, while a set is being loaded.
    pub progress: RwSignal<Option<Progress>>,
    /// The set chosen but not at hand yet.
    pub choosing: RwSignal<Option<DatasetId>>,
    /// Whom runs learn from.
    pub teacher: RwSignal<Option<Teacher>>,
    pub(super) sets: StoredValue<Rc<Sets>, LocalStorage>,
}

/// The data sets, and who uses them.
pub(super) struct Sets {
    pub library: RefCell<Library>,
    /// The sets being loaded, and what is done once their first images are there.
    pub loading: RefCell<HashMap<DatasetId, Vec<Then>>>,
    /// A piece that arrives goes to all trainers that use its set.
    pub takers: RefCell<Vec<Rc<DatasetSubscriber>>>,
    /// The parameters of the teacher.
    pub teacher: RefCell<Option<ArrayBuffer>>,
}

impl Common {
    /// For a page on a host that offers the sets `hosted`, if it has said so.
    pub fn new(view: View, hosted: Option<Vec<DatasetId>>) -> Self {
        let strokes = RwSignal::new(Vec::new());
        let under = RwSignal::new(None::<Loaded>);
        Self {
            view,
            strokes,
            under,
            undone: RwSignal::default(),
            target: RwSignal::new(None),
            past: RwSignal::default(),
            seen: Memo::new(move |_| {
                strokes.with(|strokes| {
                    under.with(|image| match image {
                        Some(image) => Some(image.with_strokes(strokes)),
                        None => sketch::prepare(strokes),
                    })
                })
            }),
            home: CheckpointStore::default(),
            own: OwnSet::default(),
            hosted: RwSignal::new(hosted),
            progress: RwSignal::new(None),
            choosing: RwSignal::new(None),
            teacher: RwSignal::new(None),
            sets: StoredValue::new_local(Rc::new(Sets {
                library: RefCell::default(),
                loading: RefCell::default(),
                takers: RefCell::default(),
                teacher: RefCell::default(),
            })),
        }
    }
}
