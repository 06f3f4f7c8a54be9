//! The runs of the page, side by side: up to four, each with a store and a trainer of its own, in
//! lock-step while they train. One of them is looked at: the panel, the pad and the figures of the
//! header are about that one.

mod aside;
pub mod colors;
pub mod lockstep;
mod looked_at;
mod names;
pub mod racing;
mod together;

use crate::clock::now_ms;
use crate::patience::PULSE;
use crate::run::Run;
use crate::run::objective::ObjectiveId;
use crate::state::{self, Address, Common, Pad, RunsToShare, Store, Teaching, View};
use crate::text::t;
use aside::Aside;
use leptos::prelude::*;
use lockstep::{Pace, limit};
use playground_data::dataset::DatasetId;
use playground_experiment::compare::Variant;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::Family;
use playground_experiment::presets::preset;
use playground_experiment::protocol::Target;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The most runs side by side: as many colours as are told apart by everyone.
pub const MOST: usize = 4;

/// Writes a name with its number among those alike, of which `before` came before it: "CE #2".
pub fn counted(name: String, before: usize) -> String {
    match before {
        0 => name,
        before => format!("{name} #{}", before + 1),
    }
}

/// One of the runs.
#[derive(Clone, Copy)]
pub struct RunSlot {
    /// Told apart by this for the life of the page.
    pub id: u32,
    /// Place of its colour and dash in the palette, 0 to 3, everywhere on the page.
    palette: RwSignal<usize>,
    /// Of which kind its loss was when the runs were told of a change last.
    family: StoredValue<Family>,
    /// Its run.
    pub store: Store,
    /// The name that the person gave it.
    pub name: RwSignal<Option<String>>,
    /// Left out of the charts.
    pub hidden: RwSignal<bool>,
    /// Stays as it is while the others train.
    pub frozen: RwSignal<bool>,
}

impl PartialEq for RunSlot {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl RunSlot {
    /// Returns the place of its colour and dash in the palette, 0 to 3. Tracks.
    pub fn palette_index(&self) -> usize {
        self.palette.get()
    }

    /// Returns the custom property of its colour. Tracks.
    pub fn color(&self) -> &'static str {
        colors::property(self.palette_index())
    }

    /// Returns whether Train moves it.
    fn moves(&self) -> bool {
        let alive = self.store.peek(|run| !run.connection.is_dead());
        alive && !self.frozen.get_untracked()
    }

    fn pace(&self) -> Pace {
        let frozen = self.frozen.get_untracked();
        self.store.peek(|run| Pace {
            trains: run.progress.wants_training && !frozen && !run.connection.is_dead(),
            reported: run.history.last().map_or(0, |row| row.report.step),
            every: u64::from(run.settings.active.report_every),
        })
    }
}

/// All of them.
#[derive(Clone, Copy)]
pub struct Runs {
    /// From left to right.
    pub slots: RwSignal<Vec<RunSlot>>,
    selected: RwSignal<u32>,
    common: Common,
    /// Owns the signals of slots, which outlive the button that made them.
    home: StoredValue<Owner>,
    inner: StoredValue<Rc<RunsInner>, LocalStorage>,
}

#[derive(Default)]
struct RunsInner {
    next_id: Cell<u32>,
    /// Several runs are being told something: the pace is set once all of them have been.
    busy: Cell<bool>,
    /// The settings whose shared part all runs have.
    spread: RefCell<Option<Experiment>>,
    /// What was there before runs were removed or replaced.
    aside: RefCell<Option<Aside>>,
}

impl Runs {
    /// Creates a page with one run.
    pub fn new(run: Run, common: Common) -> Self {
        let runs = Self {
            slots: RwSignal::new(Vec::new()),
            selected: RwSignal::new(0),
            common,
            home: StoredValue::new(Owner::current().unwrap_or_default()),
            inner: StoredValue::new_local(Rc::default()),
        };
        let first = runs.open(run);
        first.store.predictor.set_in_view(true);
        runs
    }

    /// Watches from now on for signs of life of every run's trainer.
    pub fn watch_pulses(&self) {
        let runs = *self;
        let last = Cell::new(now_ms());
        let tick = move || {
            let now = now_ms();
            let ms = now - last.replace(now);
            for run_slot in runs.slots.get_untracked() {
                run_slot.store.tick(ms);
            }
        };
        // For the life of the page. A browser without timers trains nothing either.
        let _ = set_interval_with_handle(tick, PULSE);
    }

    /// Returns the runs of the page that this is called on.
    pub fn here() -> Self {
        expect_context()
    }

    /// Returns how the page looks.
    pub fn view(&self) -> View {
        self.common.view
    }

    /// Returns the pad, which all runs share.
    pub fn pad(&self) -> Pad {
        self.common.pad
    }

    /// Returns the sets that the host offers, as far as it has said.
    pub fn hosted(&self) -> Vec<DatasetId> {
        self.common.data.hosted.get_untracked().unwrap_or_default()
    }

    /// Returns whom runs learn from.
    pub fn teaching(&self) -> Teaching {
        self.common.teaching
    }

    /// Returns the name of a run; runs of one name are counted. It stays when the loss is flipped. Tracks.
    pub fn name(&self, run_slot: RunSlot) -> String {
        let name = self.own_name(run_slot);
        let is_before = |slots: &Vec<RunSlot>| -> Vec<RunSlot> {
            let before = slots.iter().take_while(|other| **other != run_slot);
            before.copied().collect()
        };
        let before = self.slots.with(is_before).into_iter();
        let alike = before.filter(|other| self.own_name(*other) == name);
        let alike = alike.count();
        counted(name, alike)
    }

    /// Returns the name of a run with the loss that it has now, where that is another than the one it is named for or
    /// began with: "CE → MSE". Tracks.
    pub fn name_now(&self, run_slot: RunSlot) -> String {
        let name = self.name(run_slot);
        let [begun, now] = run_slot
            .store
            .read(|run| [&run.settings.base, &run.settings.draft].map(ObjectiveId::in_use));
        let overtaken = begun != now || name == now.counterpart().label();
        match self.is_called(run_slot) && overtaken && name != now.label() {
            true => format!("{name} → {}", now.label()),
            false => name,
        }
    }

    /// Returns whether it has a name that does not follow its settings. Tracks.
    fn is_called(&self, run_slot: RunSlot) -> bool {
        run_slot.name.with(Option::is_some) || self.name_by_preset(run_slot).is_some()
    }

    /// Returns what a run was called, or what sets it apart. Tracks.
    pub fn own_name(&self, run_slot: RunSlot) -> String {
        let given = run_slot
            .name
            .get()
            .or_else(|| self.name_by_preset(run_slot));
        given.unwrap_or_else(|| {
            let here = |slots: &Vec<RunSlot>| slots.iter().position(|other| *other == run_slot);
            let place = self.slots.with(here);
            place.map_or_else(String::new, |place| names::title(&self.drafts(), place))
        })
    }

    /// Returns the settings that each run shows, from left to right. Tracks.
    pub fn drafts(&self) -> Vec<Experiment> {
        let draft = |run_slot: &RunSlot| run_slot.store.read(|run| run.settings.draft.clone());
        self.slots.with(|slots| slots.iter().map(draft).collect())
    }

    /// Returns what a preset calls its own run, while the runs that belong to it are beside it. Tracks.
    fn name_by_preset(&self, run_slot: RunSlot) -> Option<String> {
        let errs = |run: &Run| run.settings.draft.mistakes_made().next().is_some();
        let (chosen, errs) = run_slot.store.read(|run| (run.settings.preset, errs(run)));
        // No preset's own run is done wrong: it has become another.
        let named = chosen.and_then(preset).filter(|_| !errs)?;
        let beside = self.slots.with(Vec::len) == named.variants.len() + 1;
        (beside && self.first() == run_slot && !named.own_name.is_empty())
            .then(|| named.own_name.to_owned())
    }

    /// Returns the run that is looked at. Tracks.
    pub fn selected(&self) -> RunSlot {
        let id = self.selected.get();
        self.slots.with(|slots| {
            let found = slots.iter().find(|run_slot| run_slot.id == id);
            // The selected run is never removed without selecting another one.
            *found.unwrap_or(&slots[0])
        })
    }

    /// Returns the store of the run that is looked at, without tracking.
    pub fn store(&self) -> Store {
        untrack(|| self.selected()).store
    }

    /// Returns the leftmost run. Tracks.
    pub fn first(&self) -> RunSlot {
        self.slots.with(|slots| slots[0])
    }

    /// Returns whether there are several runs. Tracks.
    pub fn several(&self) -> bool {
        self.slots.with(|slots| slots.len() > 1)
    }

    /// Looks at another run.
    pub fn select(&self, id: u32) {
        if self.selected.get_untracked() == id {
            return;
        }
        self.store().predictor.set_in_view(false);
        self.selected.set(id);
        self.store().predictor.set_in_view(true);
    }

    fn open(&self, run: Run) -> RunSlot {
        let run_slot = self.make(run, &self.slots.get_untracked());
        self.slots.update(|slots| slots.push(run_slot));
        run_slot
    }

    /// Makes a run that is not on the page yet, in a colour that `beside` leave free.
    fn make(&self, run: Run, beside: &[RunSlot]) -> RunSlot {
        let inner = self.inner.get_value();
        let id = inner.next_id.replace(inner.next_id.get() + 1);
        let common = self.common;
        let place = |other: &RunSlot| other.palette.get_untracked();
        let taken: Vec<usize> = beside.iter().map(place).collect();
        let palette = colors::place(&run.settings.draft, &taken);
        let family = colors::family(&run.settings.draft);
        let run_slot = self.home.with_value(|home| {
            home.with(|| RunSlot {
                id,
                palette: RwSignal::new(palette),
                family: StoredValue::new(family),
                store: Store::new(run, common),
                name: RwSignal::new(None),
                hidden: RwSignal::new(false),
                frozen: RwSignal::new(false),
            })
        });
        let runs = *self;
        run_slot.store.on_change(move || runs.settle());
        run_slot
    }

    /// Opens a further run of `experiment` beside the others. It begins at its first step and catches up before they
    /// go on. Returns none when there is no room.
    pub fn compare(&self, experiment: Experiment) -> Option<RunSlot> {
        if self.slots.with_untracked(Vec::len) >= MOST {
            return None;
        }
        let (preference, goal) = self
            .store()
            .peek(|run| (run.device.preference, run.progress.goal));
        // Alone it had the colour of its loss, whatever it began with.
        if let [first] = self.slots.get_untracked()[..] {
            let draft = first.store.draft();
            first.palette.set(colors::place(&draft, &[]));
        }
        let run_slot = self.open(Run::new(experiment, Vec::new(), preference));
        self.together(|_| {
            run_slot.store.act(|run| {
                run.start();
                if let Some(goal) = goal {
                    run.train_to(goal);
                }
            });
        });
        Some(run_slot)
    }

    /// Puts these runs on the page, of which the one with this id is looked at.
    fn show(&self, slots: Vec<RunSlot>, selected: u32) {
        self.store().predictor.set_in_view(false);
        self.selected.set(selected);
        self.slots.set(slots);
        self.store().predictor.set_in_view(true);
    }

    /// Puts back the runs that were removed or replaced last; what took their place is set aside in its turn.
    pub fn put_back(&self) {
        Aside::put_back(self);
    }

    /// Begins what an address describes, with the only run there is as its first.
    pub fn begin(&self, address: Address) {
        let (store, variants) = (self.store(), address.variants());
        let (starts, place) = (address.starts(), address.place());
        let view = address.view().to_vec();
        state::start(store, address);
        let base = store.peek(|run| run.settings.base.clone());
        let beside = self.open_variants(&base, &variants);
        let first = Some(untrack(|| self.first()));
        let places: Vec<_> = std::iter::once(first).chain(beside).collect();
        looked_at::show(self, &places, &view);
        if starts {
            // As a press on Train would, which does not wait for the data either; Pause is where it always is.
            self.train(Target::Experiment);
            let said = t!("share.started");
            self.view().spoken.set(said);
        }
        if let Some(place) = place {
            place.go();
        }
    }

    /// Looks at the page and its runs as a link says.
    pub fn look(&self, view: &[(String, String)]) {
        self.view().show(view);
        let places: Vec<_> = self.slots.get_untracked().into_iter().map(Some).collect();
        looked_at::show(self, &places, view);
    }

    /// Makes the page what a fresh one at this address would be. What was there can be put back.
    pub fn follow(&self, address: Address, said: &str) {
        let before = Aside::of(self);
        let view = address.view().to_vec();
        let first = self.make(address.run(), &[]);
        self.show(vec![first], first.id);
        self.view().show(&view);
        self.begin(address);
        before.keep(self, said);
    }

    /// Returns whether these are the runs that an address describes, as they begin.
    pub fn are_at(&self, address: &Address) -> bool {
        let untouched = |run_slot: &RunSlot| run_slot.store.peek(|run| run.progress.is_untouched());
        untrack(|| {
            self.slots.with(|slots| slots.iter().all(untouched))
                && self.first().store.peek(Run::to_share) == address.first()
                && self.variants() == address.variants()
        })
    }

    /// Opens the runs of a link or a preset, which differ from `base`, in place of those beside the first. These can be
    /// put back. Returns the run of each, where there is one.
    pub fn open_variants(&self, base: &Experiment, variants: &[Variant]) -> Vec<Option<RunSlot>> {
        let before = Aside::of(self);
        let first = untrack(|| self.first());
        self.show(vec![first], first.id);
        let open = |variant: &Variant| {
            // Links and presets are read so that theirs fit; one that does not fit this data is left out.
            let run_slot = variant
                .apply(base)
                .ok()
                .and_then(|experiment| self.compare(experiment));
            if let Some(run_slot) = run_slot {
                run_slot.name.set(variant.name.clone());
            }
            run_slot
        };
        let opened = variants.iter().map(open).collect();
        before.keep(self, "The runs beside the first have made room for others.");
        opened
    }

    /// Returns the runs as a link carries them. Tracks.
    pub fn to_share(&self) -> RunsToShare {
        RunsToShare {
            first: self.first().store,
            variants: self.variants(),
            view: looked_at::to_link(self),
        }
    }

    /// Returns how the other runs differ from the first. Tracks.
    fn variants(&self) -> Vec<Variant> {
        let slots = self.slots.get();
        let begun = |run_slot: &RunSlot| run_slot.store.read(|run| run.to_share().0);
        let base = begun(&slots[0]);
        let variant = |run_slot: &RunSlot| Variant {
            name: run_slot.name.get(),
            ..Variant::between(&base, &begun(run_slot))
        };
        slots[1..].iter().map(variant).collect()
    }

    /// Removes a run, which can be put back; the last one stays.
    pub fn remove(&self, id: u32) {
        let before = Aside::of(self);
        let mut slots = self.slots.get_untracked();
        slots.retain(|other| other.id != id);
        let Some(other) = slots.first().copied() else {
            return;
        };
        let selected = self.selected.get_untracked();
        self.show(slots, if selected == id { other.id } else { selected });
        before.keep(self, "A run is removed.");
    }

    /// Leaves a run as it is while the others train, or lets it go on with them.
    pub fn freeze(&self, run_slot: RunSlot, frozen: bool) {
        run_slot.frozen.set(frozen);
        if frozen {
            run_slot.store.act(Run::pause);
        }
        self.settle();
    }

    /// Gives every run the settings that all share, and tells it how far it may go.
    fn settle(&self) {
        let inner = self.inner.get_value();
        if inner.busy.replace(true) {
            return;
        }
        self.spread_shared();
        let slots = self.slots.get_untracked();
        colors::follow_losses(&slots);
        let paces: Vec<Pace> = slots.iter().map(RunSlot::pace).collect();
        self.set_limits(&slots, limit(&paces));
        inner.busy.set(false);
    }

    fn set_limits(&self, slots: &[RunSlot], limit: Option<u64>) {
        for run_slot in slots
            .iter()
            .filter(|run_slot| run_slot.store.peek(|run| run.connection.limit() != limit))
        {
            run_slot.store.set_limit(limit);
        }
    }
}
