//! The data sets at hand, and which are being loaded. All runs share them.
//!
//! A set is only taken up once its first images have been read, so that a file that cannot be used
//! never replaces what is loaded.

use super::subscribers::{DatasetSubscriber, Subscribers};
use crate::data::{self, Chunk, Library, LoadProgress, SetBytes, Source};
use crate::patience::INDEX;
use crate::run::notice::{Level, Notices, Topic};
use futures_channel::oneshot;
use leptos::prelude::*;
use playground_data::dataset::DatasetId;
use playground_data::error::DataError;
use playground_experiment::experiment::Experiment;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Whoever wants images.
pub trait DataUser: Copy + 'static {
    /// Changes what the person is told.
    fn notify(self, change: impl FnOnce(&mut Notices));

    /// Returns the set that the person sees chosen.
    fn shown(self) -> DatasetId;
}

/// What is done once the first images of a set are there, or a sentence says why not.
type Then = Box<dyn FnOnce(Result<(), String>)>;

/// The sets, and who gets their images. Copies are handles on the same ones.
#[derive(Clone, Copy)]
pub struct DataSets {
    /// The sets that the host offers; none while it has not said which.
    pub hosted: RwSignal<Option<Vec<DatasetId>>>,
    /// How far loading is, while a set is being loaded.
    pub progress: RwSignal<Option<LoadProgress>>,
    /// The set chosen but not at hand yet.
    pub choosing: RwSignal<Option<DatasetId>>,
    inner: StoredValue<Rc<DataSetsInner>, LocalStorage>,
}

#[derive(Default)]
struct DataSetsInner {
    library: RefCell<Library>,
    /// The sets being loaded, and who waits for their first images.
    loading: RefCell<HashMap<DatasetId, Vec<Then>>>,
    subscribers: Subscribers,
    /// The person's own files, once there are any.
    own: Cell<Option<OwnFiles>>,
    /// Those before them, which an undo may need once more.
    own_before: RefCell<Option<(OwnFiles, SetBytes)>>,
}

/// What tells files of the person from those before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct OwnFiles {
    /// Counts up from 1 with each that were read.
    number: u32,
    classes: u8,
}

impl DataSets {
    /// Creates the sets of a page on a host that offers the sets `hosted`, if it has said so.
    pub(super) fn new(hosted: Option<Vec<DatasetId>>) -> Self {
        Self {
            hosted: RwSignal::new(hosted),
            progress: RwSignal::new(None),
            choosing: RwSignal::new(None),
            inner: StoredValue::new_local(Rc::default()),
        }
    }

    /// Returns whether this page can get at the images of a set.
    pub fn offers(&self, id: DatasetId) -> bool {
        id.info().made.is_some() || self.is_hosted(id) || self.with(id, |_| ()).is_some()
    }

    fn is_hosted(&self, id: DatasetId) -> bool {
        self.hosted
            .with_untracked(|hosted| hosted.as_ref().is_some_and(|sets| sets.contains(&id)))
    }

    /// Reads what is at hand of a set.
    pub(super) fn with<T>(&self, id: DatasetId, read: impl FnOnce(&SetBytes) -> T) -> Option<T> {
        let inner = self.inner.get_value();
        let library = inner.library.borrow();
        library.get(id).map(read)
    }

    fn has_images(&self, id: DatasetId) -> bool {
        let images = |set: &SetBytes| set.chunks.iter().any(|chunk| !chunk.labels);
        self.with(id, images).unwrap_or(false)
    }

    /// Warns that the host has not said which sets it offers.
    pub fn hosted_overdue(&self, user: impl DataUser) {
        let text = format!(
            "The list of data sets (data/index.json) has not come within {} seconds, so the page begins with its \
             built-in digits. Other sets can be chosen once the list is here; reload the page to ask again.",
            INDEX.as_secs()
        );
        user.notify(|notices| notices.show(Topic::Data, Level::Warning, text));
    }

    /// Takes in which sets the host offers, when it says so after all. The run stays on its own set.
    pub fn take_hosted(&self, hosted: Vec<DatasetId>, user: impl DataUser) {
        let names: Vec<&str> = hosted.iter().map(|id| id.info().name).collect();
        user.notify(|notices| match names.is_empty() {
            true => notices.clear(Topic::Data),
            false => {
                let text = format!(
                    "The list of data sets has come. {} can be chosen now, under Data.",
                    names.join(" and ")
                );
                notices.show(Topic::Data, Level::Info, text);
            }
        });
        self.hosted.set(Some(hosted));
    }

    /// Returns `experiment` on a set that can be had here, with a sentence when it is another one.
    pub fn available(&self, experiment: &Experiment) -> (Experiment, Option<String>) {
        let wanted = experiment.dataset;
        if self.offers(wanted) {
            return (self.with_own_classes(experiment.clone()), None);
        }
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
        (on_built_in_digits(experiment.clone()), Some(why))
    }

    /// Returns `experiment` with as many classes as the person's own files have, if it is about these.
    pub fn with_own_classes(&self, mut experiment: Experiment) -> Experiment {
        let own = self.inner.get_value().own.get();
        if let Some(own) = own.filter(|_| experiment.dataset == DatasetId::Custom) {
            experiment.own_classes = own.classes;
        }
        experiment
    }

    /// Calls `then` once the first images of a set are there, or a notice says why they are not.
    pub fn need(
        &self,
        id: DatasetId,
        user: impl DataUser,
        then: impl FnOnce(Result<(), String>) + 'static,
    ) {
        let inner = self.inner.get_value();
        if id.info().made.is_some() || self.has_images(id) {
            then(Ok(()));
        } else if inner.loading.borrow().contains_key(&id) {
            self.wait_for(id, Box::new(then));
        } else if self.is_hosted(id) {
            self.load(id, user, Box::new(then));
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
            user.notify(|notices| notices.show(Topic::Data, Level::Warning, why.clone()));
            then(Err(why));
        }
    }

    /// Waits until the first images of the set are there: see [`need`](Self::need).
    ///
    /// # Errors
    /// A sentence that says why they will not come.
    pub async fn brought(self, id: DatasetId, user: impl DataUser) -> Result<(), String> {
        let (sender, receiver) = oneshot::channel();
        self.need(id, user, move |outcome| {
            // Nobody waits any more.
            let _ = sender.send(outcome);
        });
        let outcome = receiver.await;
        outcome.unwrap_or_else(|_| Err("The data was not loaded. Try again.".to_owned()))
    }

    /// Supplies the trainer of `subscriber`, which was told to use a set, with what is there, and with the rest as it
    /// arrives. Calls `failed` where the set had to be loaded first and cannot be.
    pub(super) fn supply(
        &self,
        subscriber: &DatasetSubscriber,
        id: DatasetId,
        user: impl DataUser,
        failed: impl FnOnce() + 'static,
    ) {
        let at_hand = self.with(id, |_| ()).is_some();
        let being_loaded = self.inner.get_value().loading.borrow().contains_key(&id);
        let begins = self.subscribe(subscriber, id);
        if begins && !at_hand && !being_loaded && self.is_hosted(id) {
            let first_of_all = move |outcome: Result<(), String>| {
                if outcome.is_err() {
                    failed();
                }
            };
            self.load(id, user, Box::new(first_of_all));
        }
    }

    /// Has `subscriber` get the images of a set; it gets those that are there at once. Returns whether it did not get
    /// them before.
    pub fn subscribe(&self, subscriber: &DatasetSubscriber, id: DatasetId) -> bool {
        if id.info().made.is_some() {
            subscriber.forget();
            return false;
        }
        let files = self.inner.get_value().own.get().map_or(0, |own| own.number);
        let begins = subscriber.begin(id, files);
        if begins {
            let there = self.with(id, |set| set.chunks.clone());
            for chunk in there.iter().flatten() {
                subscriber.publish(chunk);
            }
        }
        begins
    }

    /// Has `subscriber` get what arrives from now on of the set that it was last told to use.
    pub fn join(&self, subscriber: &Rc<DatasetSubscriber>) {
        self.inner.get_value().subscribers.join(subscriber);
    }

    /// Removes `subscriber`, which is gone.
    pub fn leave(&self, subscriber: &Rc<DatasetSubscriber>) {
        self.inner.get_value().subscribers.leave(subscriber);
    }

    /// Makes good files of the person the data set “Your files”. Whoever has some of the earlier files stays with
    /// those.
    pub(super) fn adopt(&self, chunks: Vec<Chunk>, classes: u8) {
        let inner = self.inner.get_value();
        {
            let mut library = inner.library.borrow_mut();
            let before = inner.own.get().zip(library.get(DatasetId::Custom).cloned());
            let latest = before
                .iter()
                .chain(&*inner.own_before.borrow())
                .map(|(own, _)| own.number)
                .max();
            let number = latest.unwrap_or(0) + 1;
            inner.own.set(Some(OwnFiles { number, classes }));
            inner.own_before.replace(before);
            library.replace(DatasetId::Custom, chunks);
        }
        inner.subscribers.supersede(DatasetId::Custom);
    }

    /// Makes the files with this number “Your files” again. Returns whether they are here.
    pub(super) fn use_files(&self, number: u32) -> bool {
        let inner = self.inner.get_value();
        let is = |own: Option<OwnFiles>| own.is_some_and(|own| own.number == number);
        if is(inner.own.get()) {
            return true;
        }
        if !is(inner.own_before.borrow().as_ref().map(|(own, _)| *own)) {
            return false;
        }
        let mut library = inner.library.borrow_mut();
        let now = inner.own.get().zip(library.get(DatasetId::Custom).cloned());
        if let Some((own, set)) = inner.own_before.replace(now) {
            inner.own.set(Some(own));
            library.replace(DatasetId::Custom, set.chunks);
        }
        inner.subscribers.supersede(DatasetId::Custom);
        true
    }

    fn wait_for(&self, id: DatasetId, then: Then) {
        let inner = self.inner.get_value();
        inner.loading.borrow_mut().entry(id).or_default().push(then);
    }

    /// Loads a set, beside others if need be: whoever looks at another one must not starve the run.
    fn load(&self, id: DatasetId, user: impl DataUser, then: Then) {
        let sets = *self;
        let sources: Vec<Source> = data::hosted_files(id);
        self.wait_for(id, then);
        self.inner.get_value().library.borrow_mut().begin(id);
        let take = move |chunk| sets.take(id, chunk);
        let progress = move |progress| {
            let shown = sets.choosing.get_untracked();
            if shown.unwrap_or_else(|| user.shown()) == id {
                sets.progress.set(Some(progress));
            }
        };
        spawn_local(async move {
            let outcome = data::load(id, &sources, take, progress).await;
            sets.loaded(id, user, outcome);
        });
    }

    fn take(&self, id: DatasetId, chunk: Chunk) {
        let inner = self.inner.get_value();
        inner.library.borrow_mut().push(id, chunk.clone());
        inner.subscribers.publish(id, &chunk);
        if !chunk.labels {
            let waiting = {
                let mut loading = inner.loading.borrow_mut();
                loading.get_mut(&id).map(std::mem::take).unwrap_or_default()
            };
            for then in waiting {
                then(Ok(()));
            }
        }
    }

    fn loaded(&self, id: DatasetId, user: impl DataUser, outcome: Result<(), DataError>) {
        let inner = self.inner.get_value();
        let waiting = inner.loading.borrow_mut().remove(&id).unwrap_or_default();
        if inner.loading.borrow().is_empty() {
            self.progress.set(None);
        }
        let error = match outcome {
            Ok(()) => return inner.library.borrow_mut().complete(id),
            Err(error) => error,
        };
        let used = self.has_images(id);
        inner.library.borrow_mut().forget(id);
        if used && inner.subscribers.cut_off(id, &error) {
            return;
        }
        let text = format!("{error} The run goes on as it was.");
        user.notify(|notices| notices.show(Topic::Data, Level::Error, text.clone()));
        for then in waiting {
            then(Err(text.clone()));
        }
    }
}

/// Returns `experiment` on the digits that need no download.
pub(super) fn on_built_in_digits(mut experiment: Experiment) -> Experiment {
    experiment.dataset = DatasetId::Synthetic;
    experiment.split = DatasetId::Synthetic.info().split;
    experiment
}

#[cfg(test)]
mod tests {
    use super::*;

    thread_local! {
        static NOTICES: RefCell<Notices> = RefCell::default();
    }

    /// Sees the built-in digits chosen.
    #[derive(Clone, Copy)]
    struct Person;

    impl DataUser for Person {
        fn notify(self, change: impl FnOnce(&mut Notices)) {
            NOTICES.with_borrow_mut(change);
        }

        fn shown(self) -> DatasetId {
            DatasetId::Synthetic
        }
    }

    fn texts() -> Vec<String> {
        let text = |notices: &Notices| notices.all().iter().map(|n| n.text.clone()).collect();
        NOTICES.with_borrow(text)
    }

    #[test]
    fn what_is_not_hosted_is_explained_and_replaced() {
        Owner::new().with(|| {
            let sets = DataSets::new(Some(Vec::new()));
            assert!(sets.offers(DatasetId::Synthetic) && !sets.offers(DatasetId::Mnist));
            let wanted = Experiment {
                dataset: DatasetId::Mnist,
                ..Experiment::default()
            };
            let (instead, why) = sets.available(&wanted);
            assert_eq!(instead.dataset, DatasetId::Synthetic);
            assert!(why.is_some_and(|why| why.contains("MNIST is not hosted here")));
            let outcome = Rc::new(RefCell::new(None));
            let told = Rc::clone(&outcome);
            sets.need(DatasetId::Mnist, Person, move |o| {
                told.replace(Some(o));
            });
            let why = outcome.take().and_then(Result::err);
            assert_eq!(why.into_iter().collect::<Vec<_>>(), texts());
            sets.need(DatasetId::Synthetic, Person, move |o| {
                outcome.replace(Some(o));
            });
        });
    }

    #[test]
    fn a_list_that_comes_late_takes_its_warning_away() {
        Owner::new().with(|| {
            let sets = DataSets::new(None);
            sets.hosted_overdue(Person);
            assert!(texts()[0].contains("has not come within"));
            sets.take_hosted(vec![DatasetId::Mnist], Person);
            assert!(texts()[0].contains("MNIST can be chosen now"));
            assert!(sets.offers(DatasetId::Mnist));
            sets.take_hosted(Vec::new(), Person);
            assert!(texts().is_empty());
        });
    }
}
