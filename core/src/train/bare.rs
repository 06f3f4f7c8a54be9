//! How fast the steps alone are: without session, reports and probes, and beside the bare matrix products that a step
//! cannot do without. On a fresh network of its own, so that a run under way is not touched.

use super::dataset::Dataset;
use super::gpu::{Backpressure, Gpu};
use super::job::{Desk, Job, JobStatus};
use super::readback::read;
use super::trainer::{Step, Trainer};
use crate::model::backward::Detail;
use crate::model::convolution::dense;
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_experiment::experiment::Experiment;
use playground_experiment::model::Architecture;
use playground_experiment::protocol::{Answer, Bare};

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
    let mut trainer = Trainer::new(experiment.clone(), dataset, device).map_err(|e| e.message)?;
    train(&mut trainer, dataset, gpu, WARM_UP).await?;
    let begun = now();
    train(&mut trainer, dataset, gpu, steps).await?;
    let seconds = (now() - begun) / 1000.0;
    let batch = experiment.batch_size as usize;
    let products = Products::of(&trainer.architecture, batch, device);
    products.repeat(gpu, WARM_UP).await?;
    let begun = now();
    products.repeat(gpu, steps).await?;
    let product_seconds = (now() - begun) / 1000.0;
    Ok(Bare {
        steps,
        seconds,
        gflop: products.gflop,
        product_seconds,
    })
}

/// Returns a job that measures the given number of steps of the network in training.
pub(super) fn benchmark(steps: u32) -> Box<dyn Job> {
    Box::new(async move |desk: &mut Desk<'_>| {
        let (experiment, place) = (&desk.trainer.experiment, (&desk.trainer.device, desk.gpu));
        let bare = measure(experiment, desk.dataset, place, steps, desk.now).await;
        Ok(JobStatus::done(Answer::Benchmark(bare)))
    })
}

async fn train(
    trainer: &mut Trainer,
    dataset: &Dataset,
    gpu: Option<&Gpu>,
    steps: u32,
) -> Result<(), String> {
    let mut backpressure = Backpressure::new(gpu);
    for _ in 0..steps {
        let step = trainer.step(dataset, Detail::Nothing);
        if let Step::Waiting { .. } = step.map_err(|e| e.message)? {
            return Err("The images are still on their way; try again in a moment.".to_owned());
        }
        backpressure.after_step(trainer.device()).await?;
    }
    // A step is done when its weights are there.
    read(trainer.parameters().narrow(0, 0, 1)).await.map(drop)
}

/// The matrix products of a step: for each layer forward, for its weights' gradient and, behind the first layer, for
/// the signal that goes further back.
struct Products {
    /// Two matrices each, and a row to be added.
    all: Vec<[Tensor<2>; 3]>,
    /// Additions and multiplications, in thousand millions.
    gflop: f64,
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
        }
    }

    async fn repeat(&self, gpu: Option<&Gpu>, times: u32) -> Result<(), String> {
        let mut backpressure = Backpressure::new(gpu);
        let mut last = None;
        for _ in 0..times {
            for [a, b, c] in &self.all {
                let product = dense(a.clone(), b.clone(), c.clone());
                backpressure.after_step(&product.device()).await?;
                last = Some(product);
            }
        }
        if let Some(product) = last {
            read(product.flatten::<1>(0, 1).narrow(0, 0, 1)).await?;
        }
        Ok(())
    }
}
