//! Who gets the images of a set: the trainer of a run, or that of a sweep. Each is given what is
//! there of its set, and the rest as it arrives.

use crate::data::Chunk;
use playground_data::dataset::DatasetId;
use playground_data::error::DataError;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

type Publish = Box<dyn Fn(&Chunk)>;
type CutOff = Box<dyn Fn(&DataError)>;

/// One of them.
#[derive(Default)]
pub struct DatasetSubscriber {
    /// The set whose bytes its present trainer gets.
    set: Cell<Option<DatasetId>>,
    /// Its trainer has some of its set from an earlier loading: it must get none of a newer one.
    stale: Cell<bool>,
    /// Which of the person's own files its trainer has, by their number.
    files: Cell<u32>,
    publish: RefCell<Option<Publish>>,
    cut_off: RefCell<Option<CutOff>>,
}

impl DatasetSubscriber {
    /// Creates a subscriber whose trainer gets a piece by `publish`; `cut_off` says that no more will come.
    pub fn new(
        publish: impl Fn(&Chunk) + 'static,
        cut_off: impl Fn(&DataError) + 'static,
    ) -> Rc<Self> {
        let subscriber = Rc::new(Self::default());
        subscriber.connect(publish, cut_off);
        subscriber
    }

    /// Connects a subscriber that must exist before what it publishes to.
    pub(super) fn connect(
        &self,
        publish: impl Fn(&Chunk) + 'static,
        cut_off: impl Fn(&DataError) + 'static,
    ) {
        self.publish.replace(Some(Box::new(publish)));
        self.cut_off.replace(Some(Box::new(cut_off)));
    }

    /// Forgets what its trainer has: it is a fresh one, which has nothing yet.
    pub(super) fn forget(&self) {
        self.set.set(None);
        self.stale.set(false);
    }

    /// Begins a set, which its trainer is to get from now on; of the person's own files those with this number. Returns
    /// whether it did not get it before.
    pub(super) fn begin(&self, id: DatasetId, files: u32) -> bool {
        let begins = self.set.replace(Some(id)) != Some(id);
        if begins {
            self.stale.set(false);
            self.files.set(files);
        }
        begins
    }

    /// Returns which of the person's own files its trainer has.
    pub(super) fn files(&self) -> u32 {
        self.files.get()
    }

    /// Returns whether its trainer gets the bytes of this set.
    pub(super) fn takes(&self, id: DatasetId) -> bool {
        self.set.get() == Some(id)
    }

    pub(super) fn is_stale(&self) -> bool {
        self.stale.get()
    }

    pub(super) fn publish(&self, chunk: &Chunk) {
        if let Some(publish) = &*self.publish.borrow() {
            publish(chunk);
        }
    }
}

/// All of them.
#[derive(Default)]
pub(super) struct Subscribers(RefCell<Vec<Rc<DatasetSubscriber>>>);

impl Subscribers {
    pub fn join(&self, subscriber: &Rc<DatasetSubscriber>) {
        self.0.borrow_mut().push(Rc::clone(subscriber));
    }

    pub fn leave(&self, subscriber: &Rc<DatasetSubscriber>) {
        let other = |known: &Rc<DatasetSubscriber>| !Rc::ptr_eq(known, subscriber);
        self.0.borrow_mut().retain(other);
    }

    /// Gives a piece of a set to everyone who takes it.
    pub fn publish(&self, id: DatasetId, chunk: &Chunk) {
        for subscriber in self.of(id) {
            // A trainer that has some of an earlier loading would get those images twice.
            if !subscriber.is_stale() {
                subscriber.publish(chunk);
            }
        }
    }

    /// Says that a set that was partly published will not be completed. Returns whether anyone took it.
    pub fn cut_off(&self, id: DatasetId, error: &DataError) -> bool {
        let subscribers = self.of(id);
        for subscriber in &subscribers {
            subscriber.stale.set(true);
            if let Some(cut_off) = &*subscriber.cut_off.borrow() {
                cut_off(error);
            }
        }
        !subscribers.is_empty()
    }

    /// Replaces a set by another one, which is complete: whoever has some of the old one stays with that.
    pub fn supersede(&self, id: DatasetId) {
        for subscriber in self.of(id) {
            subscriber.stale.set(true);
        }
    }

    fn of(&self, id: DatasetId) -> Vec<Rc<DatasetSubscriber>> {
        let all = self.0.borrow();
        all.iter().filter(|s| s.takes(id)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_data::error::DataFault;

    /// A subscriber to `id`, and how often it was cut off.
    fn subscriber(id: DatasetId) -> (Rc<DatasetSubscriber>, Rc<Cell<u32>>) {
        let cuts = Rc::new(Cell::new(0));
        let count = Rc::clone(&cuts);
        let subscriber = DatasetSubscriber::new(|_| {}, move |_| count.set(count.get() + 1));
        assert!(subscriber.begin(id, 1) && !subscriber.begin(id, 1));
        (subscriber, cuts)
    }

    #[test]
    fn only_who_takes_a_set_is_cut_off_from_it_and_stays_with_what_it_has() {
        let all = Subscribers::default();
        let (digits, cuts) = subscriber(DatasetId::Mnist);
        let (other, spared) = subscriber(DatasetId::Custom);
        all.join(&digits);
        all.join(&other);
        let error = DataError {
            file: "images".to_owned(),
            fault: DataFault::Empty,
        };
        assert!(all.cut_off(DatasetId::Mnist, &error));
        assert_eq!((cuts.get(), spared.get()), (1, 0));
        assert!(digits.is_stale() && !other.is_stale());
        all.supersede(DatasetId::Custom);
        assert!(
            digits.is_stale(),
            "another set's new files complete nothing of its own"
        );
        assert!(digits.begin(DatasetId::Custom, 1) && !digits.is_stale());
        all.supersede(DatasetId::Custom);
        assert!(digits.is_stale() && other.is_stale());
        all.leave(&digits);
        all.leave(&other);
        assert!(!all.cut_off(DatasetId::Custom, &error));
    }
}
