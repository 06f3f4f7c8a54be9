//! Starting a GPU, testing it against the CPU, and waiting for it without reading.

use super::dataset::{self, Dataset};
use super::readback::read;
use super::trainer::{Step, Trainer};
use crate::model::backward::Detail;
use crate::model::network::{Capture, Mode, ParamTensors};
use crate::tensors::matrix;
use burn::tensor::{Device, DeviceKind};
use burn_wgpu::wgpu;
use futures_channel::oneshot;
use playground_data::dataset::{Images, SplitSpec};
use playground_data::synthetic;
use playground_data::synthetic::Set;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::{Activation, Block};
use std::collections::VecDeque;
use std::sync::Arc;

/// A GPU that Burn can compute on.
#[derive(Clone)]
pub struct Gpu {
    /// As Burn knows it.
    pub device: Device,
    raw: wgpu::Device,
    queue: wgpu::Queue,
}

/// Programs that wait to be handed over at most: those of as many steps as are handed over at once.
const MOST_PROGRAMS: usize = 512;

/// Called with a sentence when the GPU is lost or reports an error that nobody awaited.
pub type OnFailure = Arc<dyn Fn(String) + Send + Sync>;

impl Gpu {
    /// Starts the browser's (or machine's) GPU. Works once for a process or worker. A browser has
    /// only [`DeviceKind::DefaultDevice`]; natively a software GPU is [`DeviceKind::Cpu`].
    ///
    /// # Errors
    /// Why there is none, in a sentence.
    pub async fn start(kind: DeviceKind, on_failure: OnFailure) -> Result<Self, String> {
        let (device, setup) = Device::wgpu_options()
            .device_kind(kind)
            .tasks_max(MOST_PROGRAMS)
            .init_with_setup_async()
            .await
            .map_err(|e| format!("it could not be started: {e}"))?;
        let lost = Arc::clone(&on_failure);
        let (gpu, queue) = (setup.device, setup.queue);
        gpu.set_device_lost_callback(move |reason, message| {
            lost(format!("The GPU was lost ({reason:?}: {message})."));
        });
        // Without a handler an error that nobody awaited is a panic.
        gpu.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            on_failure(match error {
                wgpu::Error::OutOfMemory { .. } => {
                    "The GPU is out of memory. Choose a smaller batch or network.".to_owned()
                }
                other => format!("The GPU reported an error: {other}."),
            });
        }));
        Ok(Self {
            device,
            raw: gpu,
            queue,
        })
    }

    /// Hands it an empty piece of work, for a browser that looks only then whether it is done with others.
    pub fn nudge(&self) {
        let nothing = self.raw.create_command_encoder(&Default::default());
        self.queue.submit([nothing.finish()]);
    }
}

/// Keeps the queue of GPU work short, so that a pause or a drawn digit is never behind seconds of
/// steps already handed over. Waiting for work to be done is not a read.
///
/// Steps are handed over several at once, for each time costs as much as a few programs: as many as take [`AT_ONCE_MS`].
pub struct Backpressure {
    queue: Option<wgpu::Queue>,
    /// Handed over and not known to be done.
    outstanding: VecDeque<Handover>,
    /// Steps that have not been handed over yet.
    waiting: u32,
    pace: Pace,
}

/// Steps that were handed over at once.
struct Handover {
    steps: u32,
    done: oneshot::Receiver<()>,
}

/// Milliseconds of work that is handed over at once.
const AT_ONCE_MS: f64 = 15.0;
/// How often that may be under way.
const UNDER_WAY: usize = 2;
/// Steps that are handed over at once at most; each writes numbers that the GPU's driver keeps until then.
const MOST_AT_ONCE: u32 = 24;

impl Backpressure {
    /// Begins without steps under way, for training on `gpu`, or on the CPU where every step is done when it returns.
    pub(crate) fn new(gpu: Option<&Gpu>) -> Self {
        Self {
            queue: gpu.map(|gpu| gpu.queue.clone()),
            outstanding: VecDeque::new(),
            waiting: 0,
            pace: Pace::default(),
        }
    }

    /// Hands over what has been waiting, if it is enough, and waits while too much is under way; to be called after each
    /// step. `now` is a clock in milliseconds.
    pub(crate) async fn after_step(
        &mut self,
        device: &Device,
        now: &dyn Fn() -> f64,
    ) -> Result<(), String> {
        let Some(queue) = &self.queue else {
            return Ok(());
        };
        self.waiting += 1;
        if self.waiting < self.pace.at_once {
            return Ok(());
        }
        device
            .flush()
            .map_err(|e| format!("The GPU refused its work ({e:?})."))?;
        let (tell, done) = oneshot::channel();
        queue.on_submitted_work_done(move || {
            // The receiver is gone when training was reset meanwhile; nobody waits then.
            let _ = tell.send(());
        });
        let steps = std::mem::take(&mut self.waiting);
        self.outstanding.push_back(Handover { steps, done });
        while self.outstanding.len() > UNDER_WAY
            && let Some(oldest) = self.outstanding.pop_front()
        {
            let done = oldest.done.await;
            done.map_err(|_| "The GPU dropped its work.".to_owned())?;
            self.pace.done(oldest.steps, now());
        }
        Ok(())
    }
}

/// How many steps make up the work that is handed over at once, by how long the last ones took.
struct Pace {
    at_once: u32,
    /// When the work before was done, in milliseconds.
    last: Option<f64>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            at_once: 1,
            last: None,
        }
    }
}

impl Pace {
    /// Takes note that `steps` were done at `time`, with others handed over behind them.
    fn done(&mut self, steps: u32, time: f64) {
        if let Some(last) = self.last.replace(time) {
            let of_one = (time - last).max(0.0) / f64::from(steps.max(1));
            let fit = (AT_ONCE_MS / of_one).min(f64::from(MOST_AT_ONCE));
            // No more than twice as many: one that was quick says little of the next ones.
            self.at_once = (fit as u32).clamp(1, 2 * self.at_once);
        }
    }
}

/// Trains a small network one step on `device` and on the CPU, and compares what comes out.
///
/// Besides loss, gradients and the updated weights it compares a forward pass of 512 rows and
/// x·x on one tensor, which have gone wrong on some GPUs.
///
/// # Errors
/// What differs or failed.
pub async fn self_test(device: &Device) -> Result<(), String> {
    let cpu = trial(&Device::flex()).await?;
    let gpu = trial(device).await?;
    let mut figures = cpu.iter().zip(&gpu);
    figures.try_for_each(|((what, expected), (_, got))| same(what, expected, got))
}

/// Images in the self-test, the training file of its experiment.
const TRIAL_IMAGES: usize = 512;

/// Takes the small training step and returns its figures and what they are.
async fn trial(device: &Device) -> Result<Vec<(&'static str, Vec<f32>)>, String> {
    let dataset = trial_dataset();
    let experiment = Experiment {
        blocks: vec![Block::dense(16, Activation::Relu)],
        split: SplitSpec::Official {
            train: TRIAL_IMAGES as u32,
            validation: 0,
        },
        ..Experiment::default()
    };
    let mut trainer = Trainer::new(experiment, &dataset, device).map_err(|e| e.message)?;
    let Step::Taken(Some(pending)) = trainer
        .step(&dataset, Detail::Report)
        .map_err(|e| e.message)?
    else {
        return Err("no step could be taken".to_owned());
    };
    let report = pending.read().await?;
    let layers = report.gradients.iter().chain(&report.counterpart_gradients);
    let norms = layers.flat_map(|l| [l.weight, l.bias, l.signal]).collect();
    let indices: Vec<u32> = (0..TRIAL_IMAGES as u32).collect();
    let inputs = dataset::inputs(&dataset.train, &indices, &trainer.experiment, device);
    let network = ParamTensors::plain(&trainer.architecture, &trainer.parameters);
    let forward = network.forward(inputs, Mode::Evaluation, Capture::Nothing);
    let logits = read(forward.logits).await?;
    let numbers = (0..64).map(|i| i as f32 / 8.0 - 4.0).collect();
    let x = matrix(numbers, [8, 8], device);
    let squares = read(x.clone() * x).await?;
    Ok(vec![
        ("loss", vec![report.loss]),
        ("counterpart loss", vec![report.counterpart_loss]),
        ("gradient norms", norms),
        ("update ratios", report.update_ratios),
        ("updated weights", read(trainer.parameters()).await?),
        ("forward pass of 512 images", logits),
        ("product x·x", squares),
    ])
}

fn trial_dataset() -> Dataset {
    let info = Experiment::default().dataset.info();
    let (pixels, labels) = synthetic::generate(1, Set::Train, 0..TRIAL_IMAGES as u64);
    let mut train = Images::new(TRIAL_IMAGES, info.sample.len());
    train.push_images(&pixels);
    train.push_labels(&labels);
    Dataset::for_training(train, info.sample.len())
}

/// Largest difference allowed, relative to 1 + the size of the expected value. Matrix products in
/// another order differ by about 1e-6; a wrong kernel differs by much more than this.
const TOLERANCE: f32 = 2e-3;

fn same(what: &str, expected: &[f32], got: &[f32]) -> Result<(), String> {
    if expected.len() != got.len() {
        return Err(format!(
            "{what}: {} values instead of {}",
            got.len(),
            expected.len()
        ));
    }
    for (e, g) in expected.iter().zip(got) {
        // Written so that a NaN counts as a difference.
        let close = (e - g).abs() <= TOLERANCE * (1.0 + e.abs());
        if !close {
            return Err(format!("{what}: {g} instead of {e}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_passes_its_own_test() {
        assert_eq!(pollster::block_on(self_test(&Device::flex())), Ok(()));
    }

    #[test]
    fn as_many_steps_are_handed_over_at_once_as_take_15_ms() {
        let paced = |ms_of_a_step: f64| {
            let (mut pace, mut time) = (Pace::default(), 0.0);
            for _ in 0..12 {
                time += ms_of_a_step * f64::from(pace.at_once);
                pace.done(pace.at_once, time);
            }
            pace.at_once
        };
        assert_eq!(paced(0.1), MOST_AT_ONCE, "however quick");
        assert_eq!(paced(2.0), 7);
        assert_eq!(paced(400.0), 1);
    }

    #[test]
    fn steps_that_become_slower_are_handed_over_one_by_one() {
        let mut pace = Pace {
            at_once: 20,
            last: Some(0.0),
        };
        pace.done(20, 4000.0);
        assert_eq!(pace.at_once, 1);
        // A clock that stands still says nothing against more of them.
        pace.done(1, 4000.0);
        assert_eq!(pace.at_once, 2);
    }

    #[test]
    fn differences_and_nan_are_named() {
        assert!(
            same("loss", &[1.0], &[1.01])
                .unwrap_err()
                .contains("loss: 1.01 instead of 1")
        );
        assert!(same("loss", &[1.0], &[f32::NAN]).is_err());
        assert!(same("loss", &[1.0], &[]).is_err());
        assert_eq!(same("loss", &[1.0], &[1.0001]), Ok(()));
    }
}
