//! A session turns the page's commands into steps and events. It is the whole trainer but for the
//! message port: the browser's worker and the native tests drive the same code.
//!
//! [`Session::handle`] takes a command and returns at once; [`Session::turn`] does a slice of work of
//! about ten milliseconds. Between two slices the caller looks for new commands, so a pause, a changed
//! learning rate or a drawn digit never waits for more than a slice.
//!
//! Each of its parts looks after one thing and knows nothing of the session; what takes several of them stands here
//! and in `session/work.rs`.

mod checkpoints;
mod data;
mod devices;
mod jobs;
mod network;
mod outbox;
mod reports;
#[cfg(test)]
mod tests;
mod training;
mod work;

pub use devices::prepare_gpu;
pub use outbox::{Outgoing, Sink};

use super::gpu::Gpu;
use super::race::Contest;
use checkpoints::Checkpoints;
use data::Data;
use devices::Devices;
use jobs::Jobs;
use network::Network;
use outbox::Outbox;
use playground_data::dataset::Images;
use playground_data::idx::MAX_ITEMS;
use playground_experiment::device::{Offer, Race};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{
    CheckpointHead, Command, Envelope, Event, Gone, Rest, Target,
};
use reports::Reports;
use std::cell::Cell;
use std::rc::Rc;
use training::Training;

/// The trainer's side of the conversation.
pub struct Session {
    outbox: Outbox,
    data: Data,
    devices: Devices,
    network: Network,
    training: Training,
    jobs: Jobs,
    checkpoints: Checkpoints,
    reports: Reports,
    /// The race under way, by what ends it.
    contest: Option<Rc<Cell<bool>>>,
    /// Another trainer has found which device is faster, and the network is to go there.
    raced_elsewhere: bool,
}

impl Session {
    /// Returns a session that sends its events to `sink` and waits for [`Command::Start`].
    pub fn new(sink: Sink) -> Self {
        let experiment = Experiment::default();
        Self {
            outbox: Outbox(sink),
            data: Data::empty(experiment.dataset),
            devices: Devices::default(),
            network: Network::new(experiment),
            training: Training::default(),
            jobs: Jobs::default(),
            checkpoints: Checkpoints::default(),
            reports: Reports::default(),
            contest: None,
            raced_elsewhere: false,
        }
    }

    /// Takes up a command and its bulk bytes. It is acknowledged at once, before any further report; work that it asks
    /// for is done by the turns that follow.
    pub fn handle(&mut self, envelope: Envelope, bulk: &[u8]) {
        let sequence = envelope.sequence;
        let step = self.network.steps();
        self.outbox.emit(Event::Acknowledged { sequence, step });
        if let Err(message) = self.obey(envelope.command, bulk) {
            self.outbox.emit(Event::Refused { sequence, message });
        }
    }

    fn obey(&mut self, command: Command, bulk: &[u8]) -> Result<(), String> {
        match command {
            Command::Start {
                experiment,
                preference,
                adapter,
            } => {
                self.devices.start(preference, adapter);
                self.adopt(experiment, 0)?;
            }
            Command::Images { total, .. } | Command::Labels { total, .. } if total > MAX_ITEMS => {
                return Err(format!(
                    "A file of {total} images is more than the {MAX_ITEMS} that fit here."
                ));
            }
            Command::Images { file, total } => {
                let push = |images: &mut Images| images.push_images(bulk);
                self.data.take(file, total, push, &self.outbox);
                self.build()?;
            }
            Command::Labels { file, total } => {
                let push = |images: &mut Images| images.push_labels(bulk);
                self.data.take(file, total, push, &self.outbox);
                let checked = self.data.files.check_labels(&self.network.experiment);
                checked.map_err(|error| error.message)?;
                self.build()?;
            }
            Command::Train { target } => self.run(target)?,
            Command::Limit { step } => self.training.limit = step,
            Command::Step => self.run(Target::Steps(1))?,
            Command::Race(racing) => {
                self.devices.race_as(racing);
                self.raced_elsewhere = true;
            }
            Command::Pause => self.rest(Rest::Asked),
            Command::Reset {
                experiment,
                inherit,
            } => self.adopt(experiment, inherit)?,
            Command::Change { experiment } => self.change(experiment)?,
            Command::Ask { id, question } => {
                let (network, data, outbox) = (&self.network, &self.data, &self.outbox);
                self.jobs
                    .ask(id, question, floats(bulk), network, data, outbox);
            }
            Command::Watch { every } => self.training.watch(every),
            Command::Follow { images } => self.network.follow(images),
            Command::Teach { experiment } => {
                self.network.teach(experiment, &floats(bulk))?;
            }
            Command::Checkpoint => {
                self.network.trainer()?;
                self.checkpoints.wanted = true;
            }
            Command::Restore { checkpoint } => self.restore(&checkpoint, &floats(bulk))?,
            #[allow(clippy::panic)] // Crashing is what it is for: tests see that the page survives.
            Command::Crash => panic!("crashed on request"),
        }
        Ok(())
    }

    /// Begins anew with `experiment`, keeping the data when it is the same set, and the parameters of the first
    /// `inherit` blocks.
    fn adopt(&mut self, experiment: Experiment, inherit: u32) -> Result<(), String> {
        experiment.validate().map_err(|e| e.message)?;
        self.network.bequeath(&experiment, inherit)?;
        self.training.stop();
        self.cancel(&Gone::NetworkReplaced);
        self.race_anew(&experiment);
        let held = self.network.experiment.dataset;
        self.data.prepare(held, experiment.dataset);
        self.network.replace(experiment);
        let built = self.build();
        self.announce_device();
        built
    }

    /// Forgets which device was faster where another network comes.
    fn race_anew(&mut self, next: &Experiment) {
        self.give_up_race();
        let now = &self.network.experiment;
        let kind = |one: &Experiment| (one.dataset, one.output, one.batch_size);
        if kind(now) != kind(next) || now.blocks != next.blocks {
            self.devices.raced(None);
        }
    }

    /// Builds the network as soon as that can be done.
    fn build(&mut self) -> Result<(), String> {
        let inherits = self.network.inherits();
        if self.network.build(&self.data.files, &self.devices)? {
            // Nothing else could bring inherited weights back after a crash.
            self.checkpoints.wanted |= inherits;
            self.network.describe(&self.outbox);
        }
        Ok(())
    }

    fn change(&mut self, experiment: Experiment) -> Result<(), String> {
        if !self.network.change(&experiment)? {
            self.adopt(experiment, 0)?;
        }
        self.network.describe(&self.outbox);
        Ok(())
    }

    fn restore(&mut self, head: &CheckpointHead, values: &[f32]) -> Result<(), String> {
        let (files, devices) = (&self.data.files, &self.devices);
        self.network.restore(head, values, files, devices)?;
        self.training.stop();
        self.cancel(&Gone::NetworkReplaced);
        self.network.describe(&self.outbox);
        self.announce_device();
        Ok(())
    }

    /// Gives up what goes with the network.
    fn cancel(&mut self, why: &Gone) {
        self.jobs.cancel(why, &self.outbox);
        self.reports.forget();
        self.network.projection = None;
    }

    /// Takes the request to ask the browser for its GPU: returns true once after a start that wants to know.
    pub fn take_adapter_request(&mut self) -> bool {
        std::mem::take(&mut self.devices.offer_wanted)
    }

    /// Takes what the browser says of its GPU, or that it says nothing.
    pub fn offered(&mut self, offer: Offer) {
        if self.devices.offered(offer) {
            self.announce_device();
        }
    }

    /// Takes the request to start and test the GPU: returns true once after an offer to be taken.
    pub fn take_gpu_request(&mut self) -> bool {
        std::mem::take(&mut self.devices.gpu_wanted)
    }

    /// Takes note that the GPU has not answered for `seconds` at `what`.
    pub fn gpu_overdue(&mut self, what: String, seconds: u32) {
        if self.devices.overdue(what, seconds) {
            self.announce_device();
        }
    }

    /// Takes the outcome of [`prepare_gpu`]. A network that has taken no step moves over.
    pub async fn gpu_prepared(&mut self, outcome: Result<Gpu, String>) {
        self.devices.prepared(outcome);
        self.go_where_decided().await;
    }

    /// Takes a network that has taken no step to the device decided on, and says what was decided.
    async fn go_where_decided(&mut self) {
        let untouched = !self.network.stepped && !self.training.is_running();
        let elsewhere = self.network.trains_on() != Some(self.devices.kind());
        if elsewhere && untouched {
            let (files, devices) = (&self.data.files, &self.devices);
            match self.network.move_over(files, devices).await {
                Ok(true) => self.network.describe(&self.outbox),
                Ok(false) => {}
                Err(message) => self.outbox.fail(message),
            }
        }
        self.announce_device();
    }

    fn announce_device(&self) {
        let begun = self.network.stepped || self.training.is_running();
        let trains_on = self.network.trains_on();
        self.devices.announce(trains_on, begun, &self.outbox);
    }

    /// Returns about how many milliseconds the next turn takes on the CPU, before any was measured: by the multiplications
    /// of a step, or of the images that a question looks at in one go.
    pub fn expected_ms(&self) -> f64 {
        let step = 3.0 * f64::from(self.network.experiment.batch_size);
        let steps = self.training.goes_on() || self.jobs.takes_steps();
        let examples = match (steps, self.jobs.is_empty()) {
            // A gradient takes twice the products of a forward pass.
            (true, _) => step,
            (false, false) => EXAMINED_AT_ONCE,
            (false, true) => return 0.0,
        };
        1000.0 * examples * self.network.multiply_adds() / MULTIPLY_ADDS_PER_SECOND
    }

    /// Takes the race of both devices, which is to be run beside the turns: returns it once, while nothing trains and it is to be
    /// found out which of them is faster.
    pub fn take_contest(&mut self) -> Option<Contest> {
        let trainer = self.network.trainer.as_ref()?;
        if self.contest.is_some() || self.network.stepped || self.training.is_running() {
            return None;
        }
        let over = Rc::new(Cell::new(false));
        let (experiment, gpu) = (&self.network.experiment, self.devices.to_be_raced()?);
        let token = Rc::clone(&over);
        let contest = Contest::new(experiment, trainer, &self.data.files, gpu, token)?;
        self.contest = Some(over);
        Some(contest)
    }

    /// Takes the outcome of a race. A network that has taken no step moves over to the faster device.
    pub async fn raced(&mut self, outcome: Result<Option<Race>, String>) {
        let over = self.contest.take().is_some_and(|over| over.get());
        match outcome {
            // What it was about is gone, or trains already.
            _ if over => {}
            Ok(race) => {
                self.devices.raced(race);
                self.go_where_decided().await;
            }
            Err(why) => self.gpu_prepared(Err(why)).await,
        }
    }

    fn give_up_race(&self) {
        if let Some(over) = &self.contest {
            over.set(true);
        }
    }

    /// Returns whether there is a run, be it held.
    pub fn trains(&self) -> bool {
        self.training.is_running()
    }

    /// Returns whether the network is on the GPU.
    pub fn on_gpu(&self) -> bool {
        self.network.on_gpu()
    }

    /// Returns the GPU that the network is on, if it is on one.
    pub fn gpu(&self) -> Option<&Gpu> {
        self.devices.gpu(self.network.trains_on()?)
    }
}

/// Images that a question takes in one go, at most.
const EXAMINED_AT_ONCE: f64 = 1000.0;

/// Multiplications with their additions that a CPU in a browser does in a second at least. The page waits for three times
/// what follows from it.
const MULTIPLY_ADDS_PER_SECOND: f64 = 2e9;

/// Returns bulk bytes as little-endian `f32`.
fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}
