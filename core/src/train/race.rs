//! Which device is faster at a network: a few steps on either, on copies, while nothing else trains.

use super::bare::{Laps, lap};
use super::dataset::Dataset;
use super::gpu::{Backpressure, Gpu};
use super::job::TURN_MS;
use super::trainer::Trainer;
use burn::tensor::Device;
use playground_data::dataset::{Images, SplitSpec};
use playground_experiment::device::Race;
use playground_experiment::experiment::Experiment;
use playground_insight::theory::sizes::NetworkSize;
use std::cell::Cell;
use std::rc::Rc;

/// Seconds of steps that are measured on either device.
const ENOUGH: f64 = 0.12;
/// Images that it takes steps on at most, or a batch of them: some steps to an epoch, as in training.
const MOST_IMAGES: usize = 2048;
/// Multiplications of a step on the CPU at most: it is to be over soon. So much a browser does in about 50 ms.
const MOST_MULTIPLY_ADDS: f64 = 1e8;

/// A race between the CPU and a GPU that is yet to be run.
pub struct Contest {
    experiment: Experiment,
    dataset: Dataset,
    gpu: Gpu,
    /// Nobody wants to know any more.
    over: Rc<Cell<bool>>,
}

impl Contest {
    /// Enters both at the network of an experiment; none before a batch of its images has arrived. It is given up once it is
    /// `over`.
    pub(super) fn new(
        experiment: &Experiment,
        trained: &Trainer,
        dataset: &Dataset,
        gpu: &Gpu,
        over: Rc<Cell<bool>>,
    ) -> Option<Self> {
        let batch = experiment.batch_size as usize;
        let from = trained.parts.train.clone();
        let there = dataset
            .train
            .available()
            .min(from.end)
            .saturating_sub(from.start);
        if there < batch {
            return None;
        }
        let count = there.min(MOST_IMAGES.max(batch));
        let sample = experiment.dataset.info().sample.len();
        let mut train = Images::new(count, sample);
        for index in from.start..from.start + count {
            train.push_images(dataset.train.image(index));
            train.push_labels(&[dataset.train.label(index)]);
        }
        let experiment = Experiment {
            split: SplitSpec::Official {
                train: count as u32,
                validation: 0,
            },
            // Nobody is asked on either device.
            distill: 0.0,
            ..experiment.clone()
        };
        Some(Self {
            experiment,
            dataset: Dataset::for_training(train, sample),
            gpu: gpu.clone(),
            over,
        })
    }

    /// Returns the GPU that it is about.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    /// Runs it beside whatever else there is to do: `pause` lets that have its turn. `now` is a clock in milliseconds.
    ///
    /// # Errors
    /// A sentence, when a device fails. Nothing comes of it once it is over.
    pub async fn run(
        self,
        now: &dyn Fn() -> f64,
        mut pause: impl AsyncFnMut(),
    ) -> Result<Option<Race>, String> {
        let on_cpu = Experiment {
            batch_size: quick_batch(&self.experiment),
            ..self.experiment.clone()
        };
        let places = [(on_cpu, None), (self.experiment.clone(), Some(&self.gpu))];
        let mut speeds = [0; 2];
        for ((experiment, gpu), speed) in places.into_iter().zip(&mut speeds) {
            match self.speed(experiment, gpu, now, &mut pause).await? {
                Some(found) => *speed = found,
                None => return Ok(None),
            }
        }
        let [cpu, webgpu] = speeds;
        Ok(Some(Race { cpu, webgpu }))
    }

    /// Returns how many examples of an experiment a device trains on in a second; none once the race is over.
    async fn speed(
        &self,
        experiment: Experiment,
        gpu: Option<&Gpu>,
        now: &dyn Fn() -> f64,
        pause: &mut impl AsyncFnMut(),
    ) -> Result<Option<u32>, String> {
        let device = gpu.map_or_else(Device::flex, |gpu| gpu.device.clone());
        let batch = f64::from(experiment.batch_size);
        let trainer = Trainer::new(experiment, &self.dataset, &device);
        let mut trainer = trainer.map_err(|error| error.message)?;
        let mut backpressure = Backpressure::new(gpu);
        let mut laps = Laps::new(u32::MAX);
        // Each slice ends with an empty queue, which is not to be much of what is measured.
        let ms = if gpu.is_some() {
            4.0 * TURN_MS
        } else {
            TURN_MS
        };
        while laps.seconds < ENOUGH {
            let step =
                async |last| lap(&mut trainer, &self.dataset, &mut backpressure, now, last).await;
            laps.go_on(ms, now, step).await?;
            pause().await;
            if self.over.get() {
                return Ok(None);
            }
        }
        let steps = f64::from(u32::MAX - laps.left);
        Ok(Some((steps * batch / laps.seconds) as u32))
    }
}

/// Returns the batch of which a step on the CPU is soon over. How many examples it does in a second hardly depends on it.
fn quick_batch(experiment: &Experiment) -> u32 {
    let of_example = experiment.architecture().map_or(0.0, |network| {
        // A gradient takes twice the products of a forward pass.
        3.0 * NetworkSize::of(&network).multiply_adds() as f64
    });
    let fits = (MOST_MULTIPLY_ADDS / of_example.max(1.0)) as u32;
    experiment.batch_size.min(fits.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_on_the_cpu_is_soon_over() {
        let batch = |blocks: &str, batch_size| {
            let blocks = blocks.split('.').map(|block| block.parse().unwrap());
            quick_batch(&Experiment {
                blocks: blocks.collect(),
                batch_size,
                ..Experiment::default()
            })
        };
        assert_eq!(batch("128-relu.64-relu", 64), 64);
        assert_eq!(batch("2048-relu.2048-relu", 4096), 5);
        let wide = ["2048-relu"; 8].join(".");
        assert_eq!(batch(&wide, 64), 1, "one example at least");
    }
}
