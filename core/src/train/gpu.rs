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
    queue: wgpu::Queue,
}

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
        Ok(Self { device, queue })
    }
}

/// Keeps the queue of GPU work short, so that a pause or a drawn digit is never behind seconds of
/// steps already handed over. Waiting for work to be done is not a read.
pub struct Backpressure {
    queue: Option<wgpu::Queue>,
    outstanding: VecDeque<oneshot::Receiver<()>>,
}

/// Steps that may be under way on the GPU at once.
const STEPS_IN_FLIGHT: usize = 3;

impl Backpressure {
    /// Begins without steps under way, for training on `gpu`, or on the CPU where every step is done when it returns.
    pub(crate) fn new(gpu: Option<&Gpu>) -> Self {
        Self {
            queue: gpu.map(|gpu| gpu.queue.clone()),
            outstanding: VecDeque::new(),
        }
    }

    /// Waits while too many steps are under way; to be called after each step.
    pub(crate) async fn after_step(&mut self, device: &Device) -> Result<(), String> {
        let Some(queue) = &self.queue else {
            return Ok(());
        };
        device
            .flush()
            .map_err(|e| format!("The GPU refused its work ({e:?})."))?;
        let (done, receiver) = oneshot::channel();
        queue.on_submitted_work_done(move || {
            // The receiver is gone when training was reset meanwhile; nobody waits then.
            let _ = done.send(());
        });
        self.outstanding.push_back(receiver);
        while self.outstanding.len() > STEPS_IN_FLIGHT
            && let Some(oldest) = self.outstanding.pop_front()
        {
            let done = oldest.await;
            done.map_err(|_| "The GPU dropped its work.".to_owned())?;
        }
        Ok(())
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
    // A split must have something to test on; the trial never looks at it.
    Dataset {
        train,
        test: Images::new(1, info.sample.len()),
    }
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
