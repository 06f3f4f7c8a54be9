//! How fast the steps alone are: without session, reports and probes, and beside the bare matrix products that a step
//! cannot do without. On a fresh network of its own, so that a run under way is not touched.

use super::dataset::Dataset;
use super::gpu::{Backpressure, Gpu};
use super::job::{Desk, Job, JobFuture, JobStatus, TURN_MS};
use super::readback::read;
use super::trainer::{Step, Trainer};
use crate::model::backward::Detail;
use crate::model::convolution::dense;
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_experiment::experiment::{Effect, Experiment};
use playground_experiment::fields;
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
    let mut measurement = Measurement::new(experiment, dataset, (device, gpu), steps)?;
    loop {
        if let Some(bare) = measurement.go_on(dataset, f64::INFINITY, now).await? {
            return Ok(bare);
        }
    }
}

/// Returns a job that measures the given number of steps of the network in training.
pub(super) fn benchmark(steps: u32) -> Box<dyn Job> {
    Box::new(Benchmark {
        steps,
        measurement: None,
    })
}

struct Benchmark {
    steps: u32,
    /// Once it has begun; anew where another network has come meanwhile.
    measurement: Option<Measurement>,
}

impl Job for Benchmark {
    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async move {
            let done = self.go_on(desk).await.transpose();
            Ok(done.map_or(JobStatus::Working, |outcome| {
                JobStatus::done(Answer::Benchmark(outcome))
            }))
        })
    }
}

impl Benchmark {
    async fn go_on(&mut self, desk: &Desk<'_>) -> Result<Option<Bare>, String> {
        let (experiment, place) = (&desk.trainer.experiment, (&desk.trainer.device, desk.gpu));
        let of_another = |one: &Measurement| {
            let before = &one.trainer;
            fields::effect(&before.experiment, experiment) == Effect::Reset
                || before.device != desk.trainer.device
        };
        if self.measurement.as_ref().is_some_and(of_another) {
            self.measurement = None;
        }
        let measurement = match &mut self.measurement {
            Some(measurement) => measurement,
            none => none.insert(Measurement::new(
                experiment,
                desk.dataset,
                place,
                self.steps,
            )?),
        };
        let ms = match desk.gpu {
            // Each slice ends with an empty queue, which is not to be much of what is measured.
            Some(_) => 10.0 * TURN_MS,
            None => TURN_MS,
        };
        measurement.go_on(desk.dataset, ms, desk.now).await
    }
}

/// A measurement under way: first the steps, then the products.
struct Measurement {
    trainer: Trainer,
    products: Products,
    backpressure: Backpressure,
    steps: u32,
    taken: Laps,
    computed: Laps,
}

impl Measurement {
    fn new(
        experiment: &Experiment,
        dataset: &Dataset,
        (device, gpu): (&Device, Option<&Gpu>),
        steps: u32,
    ) -> Result<Self, String> {
        let trainer = Trainer::new(experiment.clone(), dataset, device).map_err(|e| e.message)?;
        let batch = experiment.batch_size as usize;
        Ok(Self {
            products: Products::of(&trainer.architecture, batch, device),
            trainer,
            backpressure: Backpressure::new(gpu),
            steps,
            taken: Laps::new(steps),
            computed: Laps::new(steps),
        })
    }

    /// Goes on for about `ms` milliseconds or until it can say how fast it was. Only its own time counts.
    async fn go_on(
        &mut self,
        dataset: &Dataset,
        ms: f64,
        now: &dyn Fn() -> f64,
    ) -> Result<Option<Bare>, String> {
        let (trainer, backpressure) = (&mut self.trainer, &mut self.backpressure);
        if !self.taken.are_over() {
            let step = async |last| lap(trainer, dataset, backpressure, now, last).await;
            self.taken.go_on(ms, now, step).await?;
            return Ok(None);
        }
        if !self.computed.are_over() {
            let products = async |last| self.products.compute(backpressure, now, last).await;
            self.computed.go_on(ms, now, products).await?;
            return Ok(None);
        }
        Ok(Some(Bare {
            steps: self.steps,
            seconds: self.taken.seconds,
            gflop: self.products.gflop,
            product_seconds: self.computed.seconds,
        }))
    }
}

/// Work that is repeated, on the clock once it is warm.
pub(super) struct Laps {
    cold: u32,
    pub(super) left: u32,
    pub(super) seconds: f64,
}

impl Laps {
    pub(super) fn new(count: u32) -> Self {
        Self {
            cold: WARM_UP,
            left: count,
            seconds: 0.0,
        }
    }

    fn are_over(&self) -> bool {
        self.cold == 0 && self.left == 0
    }

    /// Repeats `lap` for about `ms` milliseconds; the last time it is told so, to wait until everything is done.
    pub(super) async fn go_on(
        &mut self,
        ms: f64,
        now: &dyn Fn() -> f64,
        mut lap: impl AsyncFnMut(bool) -> Result<(), String>,
    ) -> Result<(), String> {
        let (begun, warm) = (now(), self.cold == 0);
        let left = match warm {
            true => &mut self.left,
            false => &mut self.cold,
        };
        while *left > 0 {
            *left -= 1;
            let last = *left == 0 || now() - begun >= ms;
            lap(last).await?;
            if last {
                break;
            }
        }
        if warm {
            self.seconds += (now() - begun) / 1000.0;
        }
        Ok(())
    }
}

/// Takes a step; the `last` one it waits for.
pub(super) async fn lap(
    trainer: &mut Trainer,
    dataset: &Dataset,
    backpressure: &mut Backpressure,
    now: &dyn Fn() -> f64,
    last: bool,
) -> Result<(), String> {
    let step = trainer.step(dataset, Detail::Nothing);
    if let Step::Waiting { .. } = step.map_err(|e| e.message)? {
        return Err("The images are still on their way; try again in a moment.".to_owned());
    }
    backpressure.after_step(trainer.device(), now).await?;
    match last {
        // A step is done when its weights are there.
        true => read(trainer.parameters().narrow(0, 0, 1)).await.map(drop),
        false => Ok(()),
    }
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

    async fn compute(
        &self,
        backpressure: &mut Backpressure,
        now: &dyn Fn() -> f64,
        last: bool,
    ) -> Result<(), String> {
        let mut product = None;
        for [a, b, c] in &self.all {
            let one = dense(a.clone(), b.clone(), c.clone());
            backpressure.after_step(&one.device(), now).await?;
            product = Some(one);
        }
        match product {
            Some(product) if last => read(product.flatten::<1>(0, 1).narrow(0, 0, 1))
                .await
                .map(drop),
            _ => Ok(()),
        }
    }
}
