//! Who gets the images of a set: the trainer of a run, or that of a sweep. Each is given what is
//! there of its set, and the rest as it arrives.

use super::shared::Sets;
use crate::data::Chunk;
use playground_data::dataset::DatasetId;
use playground_data::error::DataError;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

type Give = Box<dyn Fn(&Chunk)>;
type CutOff = Box<dyn Fn(&DataError)>;

/// One of them.
#[derive(Default)]
pub struct DatasetSubscriber {
    /// The set whose bytes its present trainer gets.
    set: Cell<Option<DatasetId>>,
    /// Its trainer has some of its set from an earlier loading: it must get none of a newer one.
    stale: Cell<bool>,
    give: RefCell<Option<Give>>,
    cut_off: RefCell<Option<CutOff>>,
}

impl DatasetSubscriber {
    /// A taker whose trainer gets a piece by `give`; `cut_off` says that no more will come.
    pub fn new(
        give: impl Fn(&Chunk) + 'static,
        cut_off: impl Fn(&DataError) + 'static,
    ) -> Rc<Self> {
        let taker = Rc::new(Self::default());
        taker.connect(give, cut_off);
        taker
    }

    /// For a taker that must exist before what it gives to.
    pub(super) fn connect(
        &self,
        give: impl Fn(&Chunk) + 'static,
        cut_off: impl Fn(&DataError) + 'static,
    ) {
        self.give.replace(Some(Box::new(give)));
        self.cut_off.replace(Some(Box::new(cut_off)));
    }

    /// Its trainer is a fresh one, which has nothing yet.
    pub(super) fn forget(&self) {
        self.set.set(None);
        self.stale.set(false);
    }

    /// Whether its trainer gets the bytes of this set.
    pub(super) fn takes(&self, id: DatasetId) -> bool {
        self.set.get() == Some(id)
    }

    pub(super) fn is_stale(&self) -> bool {
        self.stale.get()
    }

    fn give(&self, chunk: &Chunk) {
        if let Some(give) = &*self.give.borrow() {
            give(chunk);
        }
    }
}

impl Sets {
    /// `taker` gets what arrives from now on of the set that it was last told to use.
    pub fn join(&self, taker: &Rc<DatasetSubscriber>) {
        self.takers.borrow_mut().push(Rc::clone(taker));
    }

    /// `taker` is gone.
    pub fn leave(&self, taker: &Rc<DatasetSubscriber>) {
        let other = |known: &Rc<DatasetSubscriber>| !Rc::ptr_eq(known, taker);
        self.takers.borrow_mut().retain(other);
    }

    /// The trainer of `taker` was told to use a set: it gets what is there. Gives whether it has begun
    /// to get it only now.
    pub fn feed(&self, taker: &DatasetSubscriber, id: DatasetId) -> bool {
        if id.info().made.is_some() {
            taker.forget();
            return false;
        }
        if taker.set.replace(Some(id)) == Some(id) {
            return false;
        }
        taker.stale.set(false);
        let there = self.library.borrow().get(id).map(|set| set.chunks.clone());
        for chunk in there.iter().flatten() {
            taker.give(chunk);
        }
        true
    }

    /// A piece of a set goes to everyone who takes it.
    pub fn pass_on(&self, id: DatasetId, chunk: &Chunk) {
        for taker in self.takers_of(id) {
            // A trainer that has some of an earlier loading would get those images twice.
            if !taker.stale.get() {
                taker.give(chunk);
            }
        }
    }

    /// A set that was partly given will not be completed. Gives whether anyone took it.
    pub fn cut_off(&self, id: DatasetId, error: &DataError) -> bool {
        let takers = self.takers_of(id);
        for taker in &takers {
            taker.stale.set(true);
            if let Some(cut_off) = &*taker.cut_off.borrow() {
                cut_off(error);
            }
        }
        !takers.is_empty()
    }

    /// A set is another one from now on, complete: whoever has some of the old one stays with it.
    pub fn supersede(&self, id: DatasetId) {
        for taker in self.takers.borrow().iter() {
            taker.stale.set(taker.takes(id));
        }
    }

    fn takers_of(&self, id: DatasetId) -> Vec<Rc<DatasetSubscriber>> {
        let takers = self.takers.borrow();
        takers.iter().filter(|t| t.takes(id)).cloned().collect()
    }
}
