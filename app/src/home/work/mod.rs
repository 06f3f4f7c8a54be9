//! The work of this page, kept in the browser as it goes: a page that is reloaded, crashes or is closed with a laptop's lid
//! is offered again as it was.
//!
//! Each page writes one record of its own, and answers when others ask who is open, so that two tabs do not fight: one whose
//! record was taken all the same, because it was frozen, writes it anew.
//!
//! | file | |
//! | --- | --- |
//! | `mod.rs` | when it is written, and what is offered on return |
//! | `record.rs` | what is kept of a page |
//! | `storage.rs` | where it is kept |
//! | `tabs.rs` | which other pages are open |

mod record;
mod storage;
mod tabs;

use super::exports::{about, describe};
use super::imports;
use crate::patience::{Timer, within};
use crate::run::Run;
use crate::run::notice::{Level, Remedy, Topic};
use crate::runs::{RunSlot, Runs};
use crate::state::{Address, DataUser, Drawing, LinkOptions, address, latest_checkpoint};
use js_sys::{Array, ArrayBuffer};
use leptos::prelude::*;
use playground_experiment::format;
use playground_insight::export::checkpoint::{self as saved_run, Saved};
use record::{KeptPad, KeptRun, Record, Summary};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tabs::Tabs;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

/// Bytes of networks that a page keeps by itself, at most.
const MOST_BYTES: f64 = 50e6;
/// Bytes of a network that is asked for while it trains; larger ones are kept as often as they come by themselves.
const SMALL: usize = 4_000_000;
/// How soon after a change a page at rest is written.
const AT_REST: Duration = Duration::from_secs(1);
/// How long the network of a run is waited for before a write.
const CHECKPOINTS: Duration = Duration::from_secs(2);
/// The longest time between two writes while it trains.
const LONGEST: Duration = Duration::from_secs(16);
/// Records of pages that are gone, at most; and for how many days.
const MOST_RECORDS: usize = 4;
const MOST_DAYS: f64 = 30.0;

/// What is kept of this page, and what an earlier one left. Copies are handles on the same one.
#[derive(Clone, Copy)]
pub struct KeptWork {
    inner: StoredValue<Rc<KeptWorkInner>, LocalStorage>,
}

struct KeptWorkInner {
    runs: Runs,
    tabs: Tabs,
    /// What was written last.
    written: RefCell<Option<Fingerprint>>,
    writing: Cell<bool>,
    /// Something was to be written while a write was under way.
    again: Cell<bool>,
    /// What is offered is being brought back.
    bringing: Cell<bool>,
    /// Until the next write while it trains: as long as it has trained, so that little is lost and little is written.
    pace: Cell<Duration>,
    /// The next write, and how long it was to wait.
    next: RefCell<Option<(Duration, Timer)>>,
    /// Why the work is not kept, once that was said.
    told: RefCell<Option<String>>,
    /// The record that is offered, by its page; none in its place where it cannot be read.
    offered: RefCell<Option<(String, Option<Record>)>>,
}

/// Tells two states of a page apart, without looking at curves and weights.
#[derive(PartialEq)]
struct Fingerprint {
    link: String,
    selected: u32,
    runs: Vec<RunPrint>,
    drawing: Drawing,
    recent: Vec<u32>,
}

/// Tells two states of a run apart.
#[derive(PartialEq)]
struct RunPrint {
    id: u32,
    name: Option<String>,
    hidden: bool,
    frozen: bool,
    /// Where its last checkpoint stands.
    step: Option<u64>,
    network_generation: u32,
}

impl KeptWork {
    /// Keeps what is done on the page of `runs` from now on, and offers what an earlier page left.
    pub fn new(runs: Runs) -> Self {
        let inner = Rc::new(KeptWorkInner {
            runs,
            tabs: Tabs::open(),
            written: RefCell::default(),
            writing: Cell::default(),
            again: Cell::default(),
            bringing: Cell::default(),
            pace: Cell::new(AT_REST),
            next: RefCell::default(),
            told: RefCell::default(),
            offered: RefCell::default(),
        });
        let work = Self {
            inner: StoredValue::new_local(inner),
        };
        work.inner()
            .tabs
            .listen(move |page| work.withdraw(page), move || work.write_anew());
        Effect::new(move || {
            let pad = runs.pad();
            for run_slot in runs.slots.get() {
                run_slot.store.run.track();
                run_slot.hidden.track();
                run_slot.frozen.track();
                run_slot.name.track();
            }
            runs.selected();
            runs.view().to_link();
            pad.strokes.track();
            pad.background.track();
            pad.target.track();
            pad.recent.track();
            work.write_later();
        });
        let hidden = window_event_listener_untyped("visibilitychange", move |_| {
            if document().hidden() {
                work.write_now();
            }
        });
        // For the life of the page.
        std::mem::forget(hidden);
        spawn_local(async move { work.look().await });
        work
    }

    /// Returns what is kept of the page that this is called on.
    pub fn here() -> Self {
        expect_context()
    }

    fn inner(&self) -> Rc<KeptWorkInner> {
        self.inner.get_value()
    }

    fn trains(&self) -> bool {
        untrack(|| self.inner().runs.training())
    }

    fn write_later(&self) {
        let inner = self.inner();
        let wait = match self.trains() {
            true => inner.pace.get(),
            false => AT_REST,
        };
        let mut next = inner.next.borrow_mut();
        if next.as_ref().is_some_and(|(waits, _)| *waits <= wait) {
            return;
        }
        let work = *self;
        *next = Timer::start(wait, move || work.write_now()).map(|timer| (wait, timer));
    }

    fn write_now(&self) {
        let (work, inner) = (*self, self.inner());
        inner.next.take();
        if inner.writing.replace(true) {
            inner.again.set(true);
            return;
        }
        spawn_local(async move {
            let outcome = work.write().await;
            inner.writing.set(false);
            work.tell(outcome.err());
            let trains = work.trains();
            inner.pace.set(match trains {
                true => (inner.pace.get() * 2).min(LONGEST),
                false => AT_REST,
            });
            if inner.again.replace(false) || trains {
                work.write_later();
            }
        });
    }

    /// Says why the work is not kept, once for each reason.
    fn tell(&self, why: Option<String>) {
        let inner = self.inner();
        if *inner.told.borrow() == why {
            return;
        }
        inner.runs.store().notify(|notices| match &why {
            Some(why) => {
                let text = format!("Your work is not kept for your next visit. {why}");
                notices.show(Topic::Unkept, Level::Warning, text);
            }
            None => notices.clear(Topic::Unkept),
        });
        inner.told.replace(why);
    }

    fn fingerprint(&self) -> Fingerprint {
        let runs = self.inner().runs;
        let pad = runs.pad();
        untrack(|| Fingerprint {
            link: address(runs.to_share(), LinkOptions::KEPT),
            selected: runs.selected().id,
            runs: runs.slots.get().iter().map(print_of).collect(),
            drawing: pad.drawing(),
            recent: pad
                .recent
                .with(|all| all.iter().map(|entry| entry.id).collect()),
        })
    }

    /// Writes the page's record, if anything is new that is worth it.
    async fn write(self) -> Result<(), String> {
        let inner = self.inner();
        let slots = inner.runs.slots.get_untracked();
        let asked: Vec<_> = slots
            .iter()
            .filter(|run_slot| lags(run_slot))
            .map(|run_slot| (run_slot.store, run_slot.store.act(Run::ask_to_keep)))
            .collect();
        for (store, number) in asked {
            let there = move |run: &Run| run.checkpoints.kept_since(number) || run.gone().is_some();
            // What comes later is in the next write.
            within(CHECKPOINTS, store.when(there)).await;
        }
        if slots
            .iter()
            .any(|run_slot| run_slot.store.peek(Run::is_loading))
        {
            inner.again.set(true);
            return Ok(());
        }
        let now = self.fingerprint();
        let begun = now
            .runs
            .iter()
            .any(|run| run.step.is_some_and(|step| step > 0));
        let worth = begun || !now.drawing.is_empty() || !now.recent.is_empty();
        if !worth || inner.written.borrow().as_ref() == Some(&now) {
            return Ok(());
        }
        let (record, vectors) = self.gather(&now.link)?;
        storage::put(inner.tabs.own(), &record.write()?, &vectors).await?;
        inner.written.replace(Some(now));
        Ok(())
    }

    /// Returns everything that is kept of the page at `address`, and beside it the vectors of each run.
    fn gather(&self, address: &str) -> Result<(Record, Array), String> {
        let runs = self.inner().runs;
        let slots = runs.slots.get_untracked();
        let bytes: f64 = slots.iter().map(bytes_of).sum();
        if bytes > MOST_BYTES {
            return Err(format!(
                "Its networks with their optimisers take {}, more than the {} that a page keeps by itself. Save what you \
                 need under Save and export.",
                format::bytes(bytes as u64),
                format::bytes(MOST_BYTES as u64)
            ));
        }
        let vectors = Array::new();
        let mut kept = Vec::with_capacity(slots.len());
        for run_slot in &slots {
            let latest = latest_checkpoint(run_slot.store).filter(|(head, _)| head.step > 0);
            let (head, buffer) = latest.unzip();
            vectors.push(&buffer.into());
            let name = run_slot.name.get_untracked();
            let head = head.map(|head| {
                let saved = run_slot.store.peek(|run| describe(run, "", head));
                saved_run::write_head(&saved)
            });
            kept.push(KeptRun {
                name,
                hidden: run_slot.hidden.get_untracked(),
                frozen: run_slot.frozen.get_untracked(),
                head: head.transpose().map_err(|error| error.to_string())?,
            });
        }
        let selected = untrack(|| runs.selected());
        let (_, fragment) = address.split_once('#').unwrap_or_default();
        Ok((
            Record {
                summary: self.summary(&slots),
                link: fragment.to_owned(),
                selected: slots.iter().position(|slot| *slot == selected).unwrap_or(0),
                runs: kept,
                pad: KeptPad::of(&runs.pad()),
            },
            vectors,
        ))
    }

    fn summary(&self, slots: &[RunSlot]) -> Summary {
        let steps = slots.iter().filter_map(|run_slot| print_of(run_slot).step);
        Summary {
            time: js_sys::Date::now(),
            about: self.inner().runs.store().peek(about),
            step: steps.max().unwrap_or(0),
        }
    }

    /// Looks for what earlier pages left, and offers the newest of it; what this tab itself had before a reload first.
    async fn look(self) {
        let inner = self.inner();
        let open = inner.tabs.others().await;
        // A storage that cannot be read has nothing to offer; that nothing is kept is said when something would be.
        let Ok(all) = storage::list().await else {
            return;
        };
        let own = inner.tabs.own().to_owned();
        let mut left: Vec<(String, String)> = all
            .into_iter()
            .filter(|(page, _)| *page != own && !open.contains(page))
            .collect();
        // One that cannot be read comes last, and is told before it goes.
        let time = |text: &str| Record::time(text).unwrap_or(0.0);
        let before = inner.tabs.before();
        left.sort_by(|(a, one), (b, other)| {
            let own = |page: &String| before.as_ref() == Some(page);
            own(b).cmp(&own(a)).then(time(other).total_cmp(&time(one)))
        });
        let days = |n: f64| js_sys::Date::now() - n * 86_400_000.0;
        let mut old = Vec::new();
        let mut kept: usize = 0;
        left.retain(|(page, text)| {
            // Those of the last day may be of tabs that are on their way back after a crash.
            let written = Record::time(text);
            let stays = written.is_none_or(|time| {
                time >= days(1.0) || (kept < MOST_RECORDS && time >= days(MOST_DAYS))
            });
            kept += 1;
            if !stays {
                old.push(page.clone());
            }
            stays
        });
        // Tried again on the next visit.
        let _ = storage::remove(&old).await;
        let Some((page, text)) = left.into_iter().next() else {
            return;
        };
        match Record::read(&text) {
            Ok(record) => self.offer(page, record),
            Err(why) => {
                let text = format!("The work of an earlier visit cannot be opened: {why}");
                inner.offered.replace(Some((page, None)));
                self.show_offer(Level::Warning, text, None);
            }
        }
    }

    fn offer(&self, page: String, record: Record) {
        let (text, word) = record.offer();
        self.inner().offered.replace(Some((page, Some(record))));
        self.show_offer(Level::Info, text, Some(word));
    }

    fn show_offer(&self, level: Level, text: String, go_on: Option<String>) {
        let go_on = go_on.map(|word| (Remedy::GoOn, word));
        let remedies = go_on
            .into_iter()
            .chain([(Remedy::StartFresh, "Start fresh".to_owned())]);
        let store = self.inner().runs.store();
        store.notify(|notices| notices.show_with(Topic::Work, level, text, remedies));
    }

    /// Writes the record once more: another page has taken this one's for left behind.
    fn write_anew(&self) {
        self.inner().written.take();
        self.write_later();
    }

    /// Takes the offer back: another page has taken it, or the page it is of lives after all.
    fn withdraw(&self, page: &str) {
        let inner = self.inner();
        if inner
            .offered
            .borrow_mut()
            .take_if(|(offered, _)| offered == page)
            .is_some()
        {
            self.clear_offer();
        }
    }

    fn clear_offer(&self) {
        for run_slot in self.inner().runs.slots.get_untracked() {
            run_slot.store.notify(|notices| notices.clear(Topic::Work));
        }
    }

    /// Makes the page what is offered. Whatever fails, the record stays, and what was on the page can be put back.
    pub fn go_on(self) {
        let inner = self.inner();
        let Some((page, Some(record))) = inner.offered.borrow().clone() else {
            return self.clear_offer();
        };
        if inner.bringing.replace(true) {
            return;
        }
        spawn_local(async move {
            let outcome = self.bring_back(&page, &record).await;
            inner.bringing.set(false);
            if let Err(why) = outcome {
                let (_, word) = record.offer();
                return self.show_offer(Level::Error, why, Some(word));
            }
            inner.offered.take();
            self.clear_offer();
            // Only once it is kept as this page's own.
            if self.write().await.is_ok() {
                let _ = storage::remove(std::slice::from_ref(&page)).await;
            }
            inner.tabs.say_taken(&page);
        });
    }

    async fn bring_back(self, page: &str, record: &Record) -> Result<(), String> {
        let runs = self.inner().runs;
        let vectors = storage::vectors(page).await?;
        let damaged = || "What is kept of that visit is damaged. Start fresh.".to_owned();
        let mut saved: Vec<Option<(Saved, ArrayBuffer)>> = Vec::new();
        if vectors.length() as usize != record.runs.len() {
            return Err(damaged());
        }
        for (kept, vectors) in record.runs.iter().zip(vectors.iter()) {
            let read = kept.head.as_ref().map(|head| {
                let buffer: ArrayBuffer = vectors.dyn_into().map_err(|_| damaged())?;
                let read = saved_run::read_head(head, buffer.byte_length() as usize);
                read.map(|saved| (saved, buffer))
                    .map_err(|error| error.to_string())
            });
            saved.push(read.transpose()?);
        }
        let data = runs.store().data;
        for (saved, _) in saved.iter().flatten() {
            let set = saved.head.experiment.dataset;
            if !data.offers(set) {
                let name = set.info().name;
                return Err(match data.hosted.with_untracked(Option::is_none) {
                    true => format!(
                        "Whether {name} is hosted here is not known yet. Go on in a moment."
                    ),
                    false => format!(
                        "This run was trained on {name}, which is not here. Bring its files again under Data, then go on."
                    ),
                });
            }
        }
        let address = Address::of(&record.link, &runs.hosted());
        runs.follow(address, "The page is as it was on your earlier visit.");
        let slots = runs.slots.get_untracked();
        if slots.len() != record.runs.len() {
            return Err("The runs of that visit do not fit each other any more. Undo brings back what was here.".to_owned());
        }
        for ((run_slot, kept), saved) in slots.iter().zip(&record.runs).zip(saved) {
            run_slot.name.set(kept.name.clone());
            run_slot.hidden.set(kept.hidden);
            run_slot.frozen.set(kept.frozen);
            if let Some((saved, vectors)) = saved {
                let step = saved.head.step;
                // Of the changes that the link tells, these were made.
                run_slot
                    .store
                    .act(|run| run.settings.planned.retain(|change| change.step > step));
                let said = format!("The run goes on from step {step}.");
                imports::import(run_slot.store, imports::past(saved), vectors, said).await?;
            }
        }
        if let Some(chosen) = slots.get(record.selected) {
            runs.select(chosen.id);
        }
        record.pad.lay(runs.pad(), runs.store());
        Ok(())
    }

    /// Lets go of what is offered.
    pub fn start_fresh(self) {
        let inner = self.inner();
        self.clear_offer();
        let Some((page, _)) = inner.offered.take() else {
            return;
        };
        spawn_local(async move {
            if let Err(why) = storage::remove(std::slice::from_ref(&page)).await {
                let store = inner.runs.store();
                store.notify(|notices| notices.show(Topic::Work, Level::Warning, why));
            }
            inner.tabs.say_taken(&page);
        });
    }
}

fn print_of(run_slot: &RunSlot) -> RunPrint {
    run_slot.store.peek(|run| RunPrint {
        id: run_slot.id,
        name: run_slot.name.get_untracked(),
        hidden: run_slot.hidden.get_untracked(),
        frozen: run_slot.frozen.get_untracked(),
        step: run.checkpoints.latest.as_ref().map(|head| head.step),
        network_generation: run.connection.network_generation(),
    })
}

/// Returns how many bytes the network of a run takes with its optimiser, as it was kept last.
fn bytes_of(run_slot: &RunSlot) -> f64 {
    run_slot.store.peek(|run| {
        let latest = run.checkpoints.latest.as_ref().filter(|head| head.step > 0);
        latest.map_or(0.0, |head| {
            (head.parameters * head.vectors() * size_of::<f32>()) as f64
        })
    })
}

/// Returns whether a run is worth asking for where it stands now: it has gone on since its last checkpoint, and rests or is
/// small.
fn lags(run_slot: &RunSlot) -> bool {
    run_slot.store.peek(|run| {
        let Some(network) = run.network.as_ref().filter(|_| run.gone().is_none()) else {
            return false;
        };
        let kept = run.checkpoints.latest.as_ref().map_or(0, |head| head.step);
        let vectors = 1 + run.settings.active.slots();
        let bytes = network.parameters * vectors * size_of::<f32>();
        let suits = bytes <= SMALL || (!run.progress.running && bytes as f64 <= MOST_BYTES);
        let free = !run.checkpoints.is_awaited() && !run.is_loading();
        free && run.progress.step > kept && suits
    })
}
