//! Which data set is at hand, and what the trainer was given of it.
//!
//! A set is only taken up once its first images have been read, so that a file that cannot be used
//! never replaces what is loaded.

use super::Store;
use crate::data::{self, Chunk, LoadError, Source};
use crate::run::notice::{Level, Topic};
use leptos::prelude::*;
use playground_core::data::dataset::DatasetId;
use playground_core::experiment::Experiment;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// What is done once the first images of a set are there, or a sentence says why not.
type Then = Box<dyn FnOnce(Result<(), String>)>;

impl Store {
    /// Whether this page can get at the images of a set.
    pub fn offers(&self, id: DatasetId) -> bool {
        id == DatasetId::Synthetic
            || self.inner().hosted.borrow().contains(&id)
            || self.inner().library.borrow().get(id).is_some()
    }

    /// `experiment` on a set that can be had here, with a sentence when it is another one.
    pub fn with_available_data(&self, experiment: &Experiment) -> (Experiment, Option<String>) {
        let wanted = experiment.dataset;
        if self.offers(wanted) {
            return (experiment.clone(), None);
        }
        let mut next = experiment.clone();
        next.dataset = DatasetId::Synthetic;
        next.split = DatasetId::Synthetic.info().split;
        let why = match wanted {
            DatasetId::Custom => "The settings are about someone's own files, which a link cannot \
                                  carry. Drop yours on the page to use them; until then the built-in \
                                  synthetic digits are used."
                .to_owned(),
            _ => format!(
                "{} is not hosted here, so the built-in synthetic digits are used instead.",
                wanted.info().name
            ),
        };
        (next, Some(why))
    }

    /// Chooses a data set; takes effect as any other setting, once its first images are there.
    pub fn choose_dataset(&self, id: DatasetId) {
        let store = *self;
        self.choosing.set(Some(id));
        self.need(id, move |outcome| {
            store.choosing.set(None);
            if outcome.is_ok() {
                store.act(|run| {
                    let mut next = run.edited.clone();
                    if next.dataset != id {
                        next.dataset = id;
                        next.split = id.info().split;
                    }
                    run.edit(next);
                });
            }
        });
    }

    /// Calls `then` once the first images of a set are there.
    pub fn need(&self, id: DatasetId, then: impl FnOnce(Result<(), String>) + 'static) {
        let at_hand = self
            .inner()
            .library
            .borrow()
            .get(id)
            .is_some_and(has_images);
        if id == DatasetId::Synthetic || at_hand {
            then(Ok(()));
        } else if self.inner().hosted.borrow().contains(&id) {
            self.load(id, data::hosted_files(id), Box::new(then));
        } else {
            let why = match id {
                DatasetId::Custom => {
                    "Choose your files first: images and labels in IDX format.".to_owned()
                }
                _ => format!(
                    "{} is not hosted here. Drop its files on the page instead.",
                    id.info().name
                ),
            };
            self.act(|run| run.notices.show(Topic::Data, Level::Warning, why.clone()));
            then(Err(why));
        }
    }

    /// The trainer was told to use a set: it gets what is there, and the rest as it arrives.
    pub(super) fn feed(&self, id: DatasetId) {
        let inner = self.inner();
        if id == DatasetId::Synthetic {
            inner.fed.set(None);
            return;
        }
        if inner.fed.replace(Some(id)) == Some(id) {
            return;
        }
        let chunks = inner.library.borrow().get(id).map(|set| set.chunks.clone());
        for chunk in chunks.iter().flatten() {
            self.post_bytes(chunk.command(), &chunk.bytes);
        }
        let being_loaded = inner
            .loading
            .get()
            .is_some_and(|(loading, _)| loading == id);
        if chunks.is_none() && !being_loaded && inner.hosted.borrow().contains(&id) {
            let store = *self;
            let first_of_all = Box::new(move |outcome: Result<(), String>| {
                if outcome.is_err() {
                    store.fall_back();
                }
            });
            self.load(id, data::hosted_files(id), first_of_all);
        }
    }

    /// The set of the very first run could not be had: the built-in digits need no download.
    fn fall_back(&self) {
        self.act(|run| {
            let mut next = run.edited.clone();
            next.dataset = DatasetId::Synthetic;
            next.split = DatasetId::Synthetic.info().split;
            run.edit(next);
            if !run.pending().is_empty() {
                run.reset();
            }
        });
    }

    fn load(&self, id: DatasetId, sources: Vec<Source>, then: Then) {
        let (inner, store) = (self.inner(), *self);
        let number = inner.loadings.get() + 1;
        inner.loadings.set(number);
        inner.loading.set(Some((id, number)));
        inner.library.borrow_mut().begin(id);
        let then = Rc::new(RefCell::new(Some(then)));
        let first = then.clone();
        let take = move |chunk: Chunk| {
            let inner = store.inner();
            if inner.loading.get() != Some((id, number)) {
                return false;
            }
            let images = !chunk.labels;
            inner.library.borrow_mut().push(id, chunk.clone());
            if inner.fed.get() == Some(id) {
                store.post_bytes(chunk.command(), &chunk.bytes);
            }
            let then = first.borrow_mut().take_if(|_| images);
            if let Some(then) = then {
                then(Ok(()));
            }
            true
        };
        let progress = move |progress| store.progress.set(Some(progress));
        spawn_local(async move {
            let outcome = data::load(id, &sources, take, progress).await;
            store.loaded(id, number, outcome, then.borrow_mut().take());
        });
    }

    fn loaded(
        &self,
        id: DatasetId,
        number: u32,
        outcome: Result<(), LoadError>,
        then: Option<Then>,
    ) {
        let inner = self.inner();
        let current = inner.loading.get() == Some((id, number));
        if current {
            inner.loading.set(None);
            self.progress.set(None);
        }
        match outcome {
            Ok(()) => inner.library.borrow_mut().complete(id),
            Err(LoadError::Cancelled) => {
                inner.library.borrow_mut().forget(id);
                if let Some(then) = then {
                    then(Err("Another data set was chosen meanwhile.".to_owned()));
                }
            }
            Err(LoadError::Data(error)) => {
                inner.library.borrow_mut().forget(id);
                let consequence = match &then {
                    Some(_) => "The run goes on as it was.",
                    None => {
                        "Training goes on with the images that arrived; choose the data set again to \
                             fetch the rest."
                    }
                };
                let text = format!("{error} {consequence}");
                self.act(|run| run.notices.show(Topic::Data, Level::Error, text.clone()));
                if let Some(then) = then {
                    then(Err(text));
                }
            }
        }
    }

    /// New weights for the settings shown, on the newest data.
    pub fn reset(&self) {
        let newer = self.inner().newer_files.replace(false);
        self.act(|run| {
            if newer && run.edited.dataset == DatasetId::Custom {
                run.start_over();
            } else {
                run.reset();
            }
        });
    }
}

fn has_images(set: &data::SetBytes) -> bool {
    set.chunks.iter().any(|chunk| !chunk.labels)
}
