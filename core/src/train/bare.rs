//! How fast the steps alone are: without session, reports and probes, and beside the bare matrix products that a step
//! cannot do without. On a fresh network of its own, so that a run under way is not touched.

use super::dataset::Dataset;
use super::gpu::{Backpressure, Gpu};
use super::job::{Desk, Job, JobStatus, TURN_MS};
use super::readback::read;
use super::trainer::{Step, Trainer};
use crate::model::backward::Detail;
use crate::model::convolution::dense;
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;
use playground_experiment::protocol::{Answer, Bare};
use std::collections::VecDeque;

/// Steps that warm up before time is taken.
const WARM_UP: u32 = 3;

/// Takes `steps` steps of `experiment` and computes the matrix products of a step as many times. `now` is a clock in
/// milliseconds.
///
/// # Errors
/// A sentence, when the experiment cannot be trained, images are missing or the device fails.
pub async fn measure(
    experiment: &Experiment,
    dataset: &Dataset,
    (device, gpu): (&Device, Option<&Gpu>),
    steps: u32,
    now: &dyn Fn() -> f64,
) -> Result<Bare, String> {
    let mut measurement = Measurement::new(experiment, dataset, device, steps)?;
    loop {
        if let Some(bare) = measurement.slice(dataset, gpu, now).await? {
            return Ok(bare);
        }
    }
}

/// Returns a job that measures the given number of steps of the network in training.
pub(super) fn benchmark(steps: u32) -> Box<dyn Job> {
    let mut under_way = None;
    Box::new(async move |desk: &mut Desk<'_>| {
        let (trainer, dataset) = (desk.trainer, desk.dataset);
        let begun = under_way.take().map_or_else(
            || Measurement::new(&trainer.experiment, dataset, &trainer.device, steps),
            Ok,
        );
        let bare = match begun {
            Ok(mut measurement) => match measurement.slice(dataset, desk.gpu, desk.now).await {
                Ok(None) => {
                    under_way = Some(measurement);
                    return Ok(JobStatus::Working);
                }
                Ok(Some(bare)) => Ok(bare),
                Err(why) => Err(why),
            },
            Err(why) => Err(why),
        };
        Ok(JobStatus::done(Answer::Benchmark(bare)))
    })
}

/// A measurement under way.
struct Measurement {
    trainer: Trainer,
    products: Products,
    steps: u32,
    /// What is still to be done, the next first.
    phases: VecDeque<Phase>,
    /// What the steps took.
    seconds: f64,
    /// What the products took.
    product_seconds: f64,
}

/// The same thing done so many times.
struct Phase {
    work: Work,
    /// Whether its time counts.
    timed: bool,
    left: u32,
}

#[derive(Clone, Copy)]
enum Work {
    Steps,
    Products,
}

impl Measurement {
    fn new(
        experiment: &Experiment,
        dataset: &Dataset,
        device: &Device,
        steps: u32,
    ) -> Result<Self, String> {
        let trainer = Trainer::new(experiment.clone(), dataset, device).map_err(|e| e.message)?;
        let products = Products::of(
            &trainer.architecture,
            experiment.batch_size as usize,
            device,
        );
        let phases = [Work::Steps, Work::Products].into_iter();
        let phases = phases.flat_map(|work| {
            [(false, WARM_UP), (true, steps)].map(|(timed, left)| Phase { work, timed, left })
        });
        Ok(Self {
            trainer,
            products,
            steps,
            phases: phases.collect(),
            seconds: 0.0,
            product_seconds: 0.0,
        })
    }

    /// Goes on for about a turn, and returns what was measured at the end. A GPU is not waited for within a phase: it
    /// has a queue to fill.
    async fn slice(
        &mut self,
        dataset: &Dataset,
        gpu: Option<&Gpu>,
        now: &dyn Fn() -> f64,
    ) -> Result<Option<Bare>, String> {
        let Some(phase) = self.phases.front_mut() else {
            return Ok(Some(Bare {
                steps: self.steps,
                seconds: self.seconds,
                gflop: self.products.gflop,
                product_seconds: self.product_seconds,
            }));
        };
        let begun = now();
        let mut backpressure = Backpressure::new(gpu);
        while phase.left > 0 {
            match phase.work {
                Work::Steps => step(&mut self.trainer, dataset, &mut backpressure).await?,
                Work::Products => self.products.compute(&mut backpressure).await?,
            }
            phase.left -= 1;
            if gpu.is_none() && now() - begun >= TURN_MS {
                break;
            }
        }
        if phase.left == 0 {
            match phase.work {
                // A step is done when its weights are there.
                Work::Steps => drop(read(self.trainer.parameters().narrow(0, 0, 1)).await?),
                Work::Products => self.products.finish().await?,
            }
        }
        let seconds = (now() - begun) / 1000.0;
        match (phase.timed, phase.work) {
            (true, Work::Steps) => self.seconds += seconds,
            (true, Work::Products) => self.product_seconds += seconds,
            (false, _) => {}
        }
        if phase.left == 0 {
            self.phases.pop_front();
        }
        Ok(None)
    }
}

async fn step(
    trainer: &mut Trainer,
    dataset: &Dataset,
    backpressure: &mut Backpressure,
) -> Result<(), String> {
    let step = trainer.step(dataset, Detail::Nothing);
    if let Step::Waiting { .. } = step.map_err(|e| e.message)? {
        return Err("The images are still on their way; try again in a moment.".to_owned());
    }
    backpressure.after_step(trainer.device()).await
}

/// The matrix products of a step: for each layer forward, for its weights' gradient and, behind the first layer, for
/// the signal that goes further back.
struct Products {
    /// Two matrices each, and a row to be added.
    all: Vec<[Tensor<2>; 3]>,
    /// Additions and multiplications, in thousand millions.
    gflop: f64,
    /// The one computed last.
    last: Option<Tensor<2>>,
}

impl Products {
    fn of(architecture: &Architecture, batch: usize, device: &Device) -> Self {
        // Which numbers does not matter, but that they are not all alike.
        let matrix = |rows: usize, columns: usize| {
            let values = (0..rows * columns).map(|at| (at * 37 % 101) as f32 / 101.0 - 0.5);
            matrix(values.collect(), [rows, columns], device)
        };
        let mut all = Vec::new();
        let mut flop = 0;
        for (index, layer) in architecture.layers.iter().enumerate() {
            for (place, weights) in architecture.weights(layer).enumerate() {
                let [inputs, units] = weights.shape;
                let rows = batch * layer.uses();
                let mut of_layer = vec![[rows, inputs, units], [inputs, rows, units]];
                // Nothing goes back into the images; into the state of a recurrent layer, which comes second, it does.
                if index > 0 || place > 0 {
                    of_layer.push([rows, units, inputs]);
                }
                flop += 2 * rows * inputs * units * of_layer.len();
                all.extend(of_layer.into_iter().map(|[rows, between, columns]| {
                    [(rows, between), (between, columns), (1, columns)].map(|(r, c)| matrix(r, c))
                }));
            }
        }
        Self {
            all,
            gflop: flop as f64 / 1e9,
            last: None,
        }
    }

    /// Computes each of them once.
    async fn compute(&mut self, backpressure: &mut Backpressure) -> Result<(), String> {
        for [a, b, c] in &self.all {
            let product = dense(a.clone(), b.clone(), c.clone());
            backpressure.after_step(&product.device()).await?;
            self.last = Some(product);
        }
        Ok(())
    }

    /// Waits until the last of them is there.
    async fn finish(&mut self) -> Result<(), String> {
        match self.last.take() {
            Some(product) => read(product.flatten::<1>(0, 1).narrow(0, 0, 1))
                .await
                .map(drop),
            None => Ok(()),
        }
    }
}
