//! A session turns the page's commands into steps and events. It is the whole trainer but for the
//! message port: the browser's worker and the native tests drive the same code.
//!
//! [`Session::handle`] takes a command and returns at once; [`Session::turn`] does a slice of work of
//! about ten milliseconds. Between two slices the caller looks for new commands, so a pause, a changed
//! learning rate or a drawn digit never waits for more than a slice.

mod data;
mod device;
mod inside;
mod run;
#[cfg(test)]
mod tests;
mod work;

pub use device::prepare_gpu;

use super::evaluate::{Evaluator, Snapshot};
use super::examine::Examiner;
use super::gpu::{Backpressure, Gpu};
use super::slice::LossSlice;
use super::supply::Supply;
use super::trainer::Trainer;
use crate::device::{Adapter, Decision, DeviceKind, Preference, SelfTest, decide, wants_self_test};
use crate::error::ExperimentError;
use crate::experiment::Experiment;
use crate::protocol::{CheckpointHead, Command, Envelope, Event, Part, Rest, Target};
use std::collections::VecDeque;
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

/// Milliseconds of work in a turn.
const TURN_MS: f64 = 10.0;
/// A checkpoint is posted at least this often while training, in milliseconds.
const CHECKPOINT_MS: f64 = 10_000.0;

/// The trainer's side of the conversation.
pub struct Session {
    sink: Sink,
    supply: Supply,
    factory: Option<data::Factory>,
    experiment: Experiment,
    preference: Preference,
    adapter: Option<Adapter>,
    self_test: SelfTest,
    gpu: Option<Gpu>,
    gpu_wanted: bool,
    decision: Decision,
    trainer: Option<Trainer>,
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
    prediction: Option<(u32, Vec<f32>)>,
    evaluations: VecDeque<Evaluator>,
    examinations: VecDeque<Examiner>,
    /// A slice through the loss under way.
    loss_slice: Option<LossSlice>,
    looks: inside::Looks,
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
            adapter: None,
            self_test: SelfTest::Pending,
            gpu: None,
            gpu_wanted: false,
            decision: decide(Preference::Cpu, None, &SelfTest::Pending),
            trainer: None,
            trains_on: DeviceKind::Cpu,
            warm: true,
            stepped: false,
            backpressure: Backpressure::new(None),
            run: None,
            limit: None,
            prediction: None,
            evaluations: VecDeque::new(),
            examinations: VecDeque::new(),
            loss_slice: None,
            looks: inside::Looks::default(),
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

    /// Takes up a command and its bulk bytes. Acknowledged at once, before any further report; work
    /// it asks for is done by the turns that follow.
    pub fn handle(&mut self, envelope: Envelope, bulk: &[u8]) {
        let sequence = envelope.sequence;
        let step = self.trainer.as_ref().map_or(0, Trainer::step);
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
                (self.preference, self.adapter) = (preference, adapter);
                self.gpu_wanted = wants_self_test(preference, self.adapter.as_ref());
                self.decide();
                self.adopt(experiment)
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
            Command::Reset { experiment } => self.adopt(experiment),
            Command::Change { experiment } => self.change(experiment),
            Command::Predict { request } => {
                let pixels = floats(bulk);
                if let Some(trainer) = &self.trainer {
                    Snapshot::of(trainer).check(&pixels)?;
                }
                self.prediction = Some((request, pixels));
                Ok(())
            }
            Command::Evaluate { part } => self.evaluate(part),
            Command::Examine {
                request,
                part,
                limit,
            } => {
                let examiner = Examiner::new(self.trainer()?, request, part, limit)?;
                self.examinations.push_back(examiner);
                Ok(())
            }
            Command::Watch { every } => {
                (self.watch, self.watch_next) = (every, every > 0);
                Ok(())
            }
            Command::Slice { seed, radius, side } => {
                let slice = LossSlice::new(self.trainer()?, &self.supply, seed, radius, side)?;
                self.loss_slice = Some(slice);
                Ok(())
            }
            Command::Inspect { request, wish } => self.want_inspection(request, wish, bulk),
            Command::Survey { request, images } => self.want_survey(request, images),
            Command::Reconstruct { request } => self.want_reconstruction(request),
            Command::Decode { request, place } => self.want_decoding(request, place),
            Command::Look { file, indices } => self.look(file, indices),
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

    /// Begins anew with `experiment`, keeping the data when it is the same set.
    fn adopt(&mut self, experiment: Experiment) -> Result<(), String> {
        experiment.validate().map_err(|e| e.message)?;
        self.run = None;
        self.evaluations.clear();
        self.examinations.clear();
        self.prediction = None;
        self.loss_slice = None;
        self.looks = inside::Looks::default();
        self.trainer = None;
        self.prepare_data(&experiment);
        self.experiment = experiment;
        let built = self.build();
        self.announce_device();
        built.map_err(|e| e.message)
    }

    /// Builds the network as soon as the size of the data is known.
    fn build(&mut self) -> Result<(), ExperimentError> {
        if self.trainer.is_some() || self.supply.train.expected() == 0 {
            return Ok(());
        }
        let trainer = Trainer::new(self.experiment.clone(), &self.supply, &self.device())?;
        self.install(trainer);
        Ok(())
    }

    fn install(&mut self, trainer: Trainer) {
        self.trains_on = match self.gpu {
            Some(_) => self.decision.device,
            None => DeviceKind::Cpu,
        };
        let on_gpu = self.trains_on == DeviceKind::WebGpu;
        self.backpressure = Backpressure::new(self.gpu.as_ref().filter(|_| on_gpu));
        self.warm = !on_gpu;
        self.stepped = false;
        self.experiment = trainer.experiment().clone();
        self.trainer = Some(trainer);
        self.describe_network();
    }

    fn describe_network(&self) {
        if let Some(trainer) = &self.trainer {
            self.emit(Event::Network {
                layers: trainer
                    .architecture()
                    .layers
                    .iter()
                    .map(|l| l.name.clone())
                    .collect(),
                parameters: trainer.architecture().trainable_count(),
                steps_per_epoch: trainer.steps_per_epoch(),
            });
        }
    }

    fn trainer(&self) -> Result<&Trainer, String> {
        self.trainer
            .as_ref()
            .ok_or_else(|| "The data has not arrived yet; try again in a moment.".to_owned())
    }

    fn change(&mut self, experiment: Experiment) -> Result<(), String> {
        match &mut self.trainer {
            Some(trainer) => {
                trainer.change(experiment).map_err(|e| e.message)?;
                self.experiment = trainer.experiment().clone();
                self.describe_network();
                Ok(())
            }
            None => self.adopt(experiment),
        }
    }

    fn evaluate(&mut self, part: Part) -> Result<(), String> {
        let evaluator = Evaluator::new(self.trainer()?, part);
        self.evaluations.push_back(evaluator);
        Ok(())
    }

    fn restore(&mut self, head: &CheckpointHead, values: &[f32]) -> Result<(), String> {
        let device = self.device();
        let trainer =
            Trainer::restore(head, values, &self.supply, &device).map_err(|e| e.message)?;
        (self.run, self.loss_slice) = (None, None);
        self.looks = inside::Looks::default();
        self.examinations.clear();
        self.install(trainer);
        self.announce_device();
        Ok(())
    }
}

/// Bulk bytes as little-endian `f32`.
fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}
