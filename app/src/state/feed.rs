//! Which data set is at hand, and what the trainer was given of it.
//!
//! A set is only taken up once its first images have been read, so that a file that cannot be used
//! never replaces what is loaded.

use super::{DatasetSubscriber, Store};
use crate::data::{self, Chunk, Source};
use crate::patience::INDEX;
use crate::run::notice::{Level, Remedy, Topic};
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_data::error::DataError;
use playground_experiment::experiment::Experiment;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// What is done once the first images of a set are there, or a sentence says why not.
pub(super) type Then = Box<dyn FnOnce(Result<(), String>)>;

impl Store {
    /// Whether this page can get at the images of a set.
    pub fn offers(&self, id: DatasetId) -> bool {
        id.info().made.is_some()
            || self.is_hosted(id)
            || self.inner().sets.library.borrow().get(id).is_some()
    }

    fn is_hosted(&self, id: DatasetId) -> bool {
        self.hosted
            .with_untracked(|hosted| hosted.as_ref().is_some_and(|sets| sets.contains(&id)))
    }

    /// The host has not said which sets it offers.
    pub fn hosted_overdue(&self) {
        let text = format!(
            "The list of data sets (data/index.json) has not come within {} seconds, so the page begins with its \
             built-in digits. Other sets can be chosen once the list is here; reload the page to ask again.",
            INDEX.as_secs()
        );
        self.act(|run| run.notices.show(Topic::Data, Level::Warning, text));
    }

    /// The host says after all which sets it offers. The run stays on its own.
    pub fn take_hosted(&self, hosted: Vec<DatasetId>) {
        let names: Vec<&str> = hosted.iter().map(|id| id.info().name).collect();
        self.act(|run| match names.is_empty() {
            true => run.notices.clear(Topic::Data),
            false => {
                let text = format!(
                    "The list of data sets has come. {} can be chosen now, under Data.",
                    names.join(" and ")
                );
                run.notices.show(Topic::Data, Level::Info, text);
            }
        });
        self.hosted.set(Some(hosted));
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
            _ if self.hosted.with_untracked(Option::is_none) => format!(
                "Whether {} is hosted here is not known yet, so the built-in synthetic digits are used.",
                wanted.info().name
            ),
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
            if outcome.is_err() {
                return;
            }
            let again = store.inner().taker.is_stale();
            store.act(|run| {
                if again && run.settings.requested.dataset == id {
                    run.restart();
                }
                let mut next = run.settings.draft.clone();
                if next.dataset != id {
                    next.dataset = id;
                    next.split = id.info().split;
                }
                run.edit(next);
            });
        });
    }

    /// Fetches the set of the run once more, for a fresh trainer that goes on where this one is.
    pub fn fetch_again(&self) {
        let store = *self;
        let id = self
            .run
            .with_untracked(|run| run.settings.requested.dataset);
        self.need(id, move |outcome| {
            if outcome.is_ok() {
                store.act(|run| run.restart());
            }
        });
    }

    /// Calls `then` once the first images of a set are there.
    pub fn need(&self, id: DatasetId, then: impl FnOnce(Result<(), String>) + 'static) {
        let at_hand = self
            .inner()
            .sets
            .library
            .borrow()
            .get(id)
            .is_some_and(has_images);
        if id.info().made.is_some() || at_hand {
            then(Ok(()));
        } else if self.inner().sets.loading.borrow().contains_key(&id) {
            self.wait_for(id, Box::new(then));
        } else if self.is_hosted(id) {
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
        if !inner.sets.feed(&inner.taker, id) {
            return;
        }
        let at_hand = inner.sets.library.borrow().get(id).is_some();
        let being_loaded = inner.sets.loading.borrow().contains_key(&id);
        if !at_hand && !being_loaded && self.is_hosted(id) {
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
            let mut next = run.settings.draft.clone();
            next.dataset = DatasetId::Synthetic;
            next.split = DatasetId::Synthetic.info().split;
            run.edit(next);
            if !run.settings.pending().is_empty() {
                run.reset();
            }
        });
    }

    fn wait_for(&self, id: DatasetId, then: Then) {
        let inner = self.inner();
        inner
            .sets
            .loading
            .borrow_mut()
            .entry(id)
            .or_default()
            .push(then);
    }

    /// Sets are loaded beside each other: whoever looks at another one must not starve the run.
    fn load(&self, id: DatasetId, sources: Vec<Source>, then: Then) {
        let store = *self;
        self.wait_for(id, then);
        self.inner().sets.library.borrow_mut().begin(id);
        let take = move |chunk| store.take_chunk(id, chunk);
        let progress = move |progress| {
            let shown = store.run.with_untracked(|run| run.settings.draft.dataset);
            if store.choosing.get_untracked().unwrap_or(shown) == id {
                store.progress.set(Some(progress));
            }
        };
        spawn_local(async move {
            let outcome = data::load(id, &sources, take, progress).await;
            store.loaded(id, outcome);
        });
    }

    fn take_chunk(&self, id: DatasetId, chunk: Chunk) {
        let sets = self.inner().sets.clone();
        sets.library.borrow_mut().push(id, chunk.clone());
        sets.pass_on(id, &chunk);
        if !chunk.labels {
            for then in self.take_waiting(id) {
                then(Ok(()));
            }
        }
    }

    fn take_waiting(&self, id: DatasetId) -> Vec<Then> {
        let inner = self.inner();
        let mut loading = inner.sets.loading.borrow_mut();
        loading.get_mut(&id).map(std::mem::take).unwrap_or_default()
    }

    fn loaded(&self, id: DatasetId, outcome: Result<(), DataError>) {
        let inner = self.inner();
        let waiting = inner
            .sets
            .loading
            .borrow_mut()
            .remove(&id)
            .unwrap_or_default();
        if inner.sets.loading.borrow().is_empty() {
            self.progress.set(None);
        }
        let error = match outcome {
            Ok(()) => return inner.sets.library.borrow_mut().complete(id),
            Err(error) => error,
        };
        let used = inner.sets.library.borrow().get(id).is_some_and(has_images);
        inner.sets.library.borrow_mut().forget(id);
        if used && inner.sets.cut_off(id, &error) {
            return;
        }
        let text = format!("{error} The run goes on as it was.");
        self.act(|run| run.notices.show(Topic::Data, Level::Error, text.clone()));
        for then in waiting {
            then(Err(text.clone()));
        }
    }

    /// The rest of the images will not come.
    pub(super) fn cut_off(&self, error: &DataError) {
        let remedy = Some((Remedy::Fetch, "Fetch again".to_owned()));
        let text = format!("{error} Training goes on with the images that arrived.");
        self.act(|run| {
            run.notices
                .show_with(Topic::Data, Level::Error, text, remedy);
        });
    }

    /// Has `taker`, whose trainer is not a run's, get the images of a set from now on.
    pub fn feed_other(&self, taker: &Rc<DatasetSubscriber>, id: DatasetId) {
        let sets = self.inner().sets.clone();
        sets.join(taker);
        sets.feed(taker, id);
    }

    /// `taker` gets no more images.
    pub fn forget_other(&self, taker: &Rc<DatasetSubscriber>) {
        self.inner().sets.leave(taker);
    }

    /// New weights for the settings shown, on the newest data.
    pub fn reset(&self) {
        // Only a fresh trainer takes the images of its set once more.
        let stale = self.inner().taker.is_stale();
        self.act(|run| {
            if stale && run.settings.draft.dataset == run.settings.requested.dataset {
                run.start_over();
            } else {
                run.reset();
            }
        });
    }

    /// Applies the remedy of a finding. Where that takes new weights and the run was training, the new
    /// network trains as far as the old one was to go.
    ///
    /// # Errors
    /// The sentence that says why it cannot be applied.
    pub fn treat(&self, rule: &str) -> Result<(), String> {
        let goal = self.run.with_untracked(|run| run.progress.goal);
        if self.act(|run| run.treat(rule))? {
            self.reset();
            if let Some(goal) = goal {
                self.act(|run| run.train_anew(goal));
            }
        }
        Ok(())
    }
}

fn has_images(set: &data::SetBytes) -> bool {
    set.chunks.iter().any(|chunk| !chunk.labels)
}
