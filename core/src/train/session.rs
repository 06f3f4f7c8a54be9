//! A session turns the page's commands into steps and events. It is the whole trainer but for the
//! message port: the browser's worker and the native tests drive the same code.
//!
//! [`Session::handle`] takes a command and returns at once; [`Session::turn`] does a slice of work of
//! about ten milliseconds. Between two slices the caller looks for new commands, so a pause, a changed
//! learning rate or a drawn digit never waits for more than a slice.

mod data;
mod device;
mod jobs;
mod network;
mod run;
#[cfg(test)]
mod tests;
mod work;

pub use device::prepare_gpu;

use super::dataset::Dataset;
use super::gpu::{Backpressure, Gpu};
use super::inherited::Inherited;
use super::projection::Projection;
use super::teacher::Teacher;
use super::trainer::Trainer;
use playground_experiment::device::{Decision, DeviceKind, Offer, Preference, SelfTest, decide};
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Command, Envelope, Event, Rest, Target};
use std::rc::Rc;

/// An event and its bulk, on the way to the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The small part.
    pub event: Event,
    /// Bulk numbers, empty for most events.
    pub bulk: Vec<f32>,
}

/// Where events go, as soon as they happen.
pub type Sink = Rc<dyn Fn(Outgoing)>;

/// A checkpoint is posted at least this often while training, in milliseconds.
const CHECKPOINT_MS: f64 = 10_000.0;

/// The trainer's side of the conversation.
pub struct Session {
    sink: Sink,
    supply: Dataset,
    factory: Option<data::Generator>,
    experiment: Experiment,
    preference: Preference,
    offer: Offer,
    /// The browser is to be asked for its GPU.
    offer_wanted: bool,
    self_test: SelfTest,
    gpu: Option<Gpu>,
    gpu_wanted: bool,
    decision: Decision,
    trainer: Option<Trainer>,
    /// Weights that the network to be built begins with.
    inherited: Option<Inherited>,
    /// Whom networks learn from.
    teacher: Option<Teacher>,
    /// The device of the trainer, which may lag behind the decision until the next reset.
    trains_on: DeviceKind,
    /// Whether the kernels for this network have been compiled.
    warm: bool,
    /// Whether a step was taken since the trainer was built.
    stepped: bool,
    backpressure: Backpressure,
    run: Option<run::Run>,
    /// No step beyond this one.
    limit: Option<u64>,
    /// What is to be answered.
    jobs: Vec<jobs::Waiting>,
    /// The plane of the last survey of this network.
    projection: Option<Projection>,
    /// Reports from one detailed probe to the next; 0 for none.
    watch: u32,
    /// The next report carries a probe whatever its number.
    watch_next: bool,
    checkpoint_wanted: bool,
    last_checkpoint: (f64, u64),
}

impl Session {
    /// A session that sends its events to `sink` and waits for [`Command::Start`].
    pub fn new(sink: Sink) -> Self {
        let experiment = Experiment::default();
        Self {
            supply: data::empty_supply(experiment.dataset),
            factory: None,
            experiment,
            preference: Preference::Cpu,
            offer: Offer::Nothing,
            offer_wanted: false,
            self_test: SelfTest::Pending,
            gpu: None,
            gpu_wanted: false,
            decision: decide(Preference::Cpu, &Offer::Nothing, &SelfTest::Pending),
            trainer: None,
            inherited: None,
            teacher: None,
            trains_on: DeviceKind::Cpu,
            warm: true,
            stepped: false,
            backpressure: Backpressure::new(None),
            run: None,
            limit: None,
            jobs: Vec::new(),
            projection: None,
            watch: 0,
            watch_next: false,
            checkpoint_wanted: false,
            last_checkpoint: (0.0, 0),
            sink,
        }
    }

    fn emit(&self, event: Event) {
        (self.sink)(Outgoing {
            event,
            bulk: Vec::new(),
        });
    }

    fn fail(&self, message: String) {
        self.emit(Event::Failed {
            message,
            trace: None,
        });
    }

    /// Takes up a command and its bulk bytes. Acknowledged at once, before any further report; work
    /// it asks for is done by the turns that follow.
    pub fn handle(&mut self, envelope: Envelope, bulk: &[u8]) {
        let sequence = envelope.sequence;
        let step = self.trainer.as_ref().map_or(0, Trainer::steps);
        self.emit(Event::Acknowledged { sequence, step });
        if let Err(message) = self.obey(envelope.command, bulk) {
            self.emit(Event::Refused { sequence, message });
        }
    }

    fn obey(&mut self, command: Command, bulk: &[u8]) -> Result<(), String> {
        match command {
            Command::Start {
                experiment,
                preference,
                adapter,
            } => {
                self.preference = preference;
                self.offer = adapter.map_or(Offer::Awaited, Offer::Made);
                self.offer_wanted = preference != Preference::Cpu && self.offer == Offer::Awaited;
                self.want_gpu();
                self.adopt(experiment, 0)
            }
            Command::Images { file, total } => self.take_images(file, total, bulk),
            Command::Labels { file, total } => self.take_labels(file, total, bulk),
            Command::Train { target } => self.start_run(target),
            Command::Limit { step } => {
                self.limit = step;
                Ok(())
            }
            Command::Step => self.start_run(Target::Steps(1)),
            Command::Pause => {
                self.rest(Rest::Asked);
                Ok(())
            }
            Command::Reset {
                experiment,
                inherit,
            } => self.adopt(experiment, inherit),
            Command::Change { experiment } => self.change(experiment),
            Command::Ask { id, question } => {
                self.ask(id, question, bulk);
                Ok(())
            }
            Command::Watch { every } => {
                (self.watch, self.watch_next) = (every, every > 0);
                Ok(())
            }
            Command::Teach { experiment } => self.teach(experiment, &floats(bulk)),
            Command::Checkpoint => {
                self.trainer()?;
                self.checkpoint_wanted = true;
                Ok(())
            }
            Command::Restore { checkpoint } => self.restore(&checkpoint, &floats(bulk)),
            #[allow(clippy::panic)] // Crashing is what it is for: tests see that the page survives.
            Command::Crash => panic!("crashed on request"),
        }
    }

    /// Whether the next turn waits for a GPU that should answer soon: it trains there, and is not asked to measure a
    /// number of steps, which takes as long as it takes.
    pub fn expects_gpu(&self) -> bool {
        self.trains_on == DeviceKind::WebGpu && !self.benchmark_waits()
    }

    fn trainer(&self) -> Result<&Trainer, String> {
        self.trainer
            .as_ref()
            .ok_or_else(|| "The data has not arrived yet; try again in a moment.".to_owned())
    }
}

/// Bulk bytes as little-endian `f32`.
fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}
