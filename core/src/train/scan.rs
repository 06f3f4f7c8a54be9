//! A scan of a sample of the data, slice by slice on a snapshot of the parameters: which images excite
//! which unit, which units no longer learn, and the plane on which the last hidden layer (of an autoencoder the
//! narrowest) is shown.

use super::dataset::{self, Dataset};
use super::evaluate::held_out;
use super::examine::spread;
use super::job::{Desk, Job, JobFuture, JobStatus, TURN_MS};
use super::projection::{Projection, leaving, projected_layer};
use super::readback::Readback;
use super::snapshot::Snapshot;
use super::trainer::Trainer;
use burn::tensor::Tensor;
use playground_experiment::model::Layer;
use playground_experiment::model::activation::Fault;
use playground_experiment::protocol::inside::{
    ActivationScan, MAX_SCANNED, ScanBulk, TopActivations,
};
use playground_experiment::protocol::{Answer, DataFile, Part};
use playground_insight::pca::{Plane, Search};

/// Activations read back at once.
const READ: usize = 1 << 17;

/// A scan under way.
pub struct ScanJob {
    snapshot: Snapshot,
    id: u32,
    part: Part,
    file: DataFile,
    /// Images to look at, in file order.
    indices: Vec<u32>,
    labels: Vec<u8>,
    top_activating: Vec<TopActivations>,
    /// By layer and unit: on how many images it does not learn, or at what share of its places, added up; NaN where
    /// that is not counted.
    lost: Vec<Vec<f32>>,
    /// The layer that the plane is of; none for the inputs.
    layer: Option<usize>,
    /// What leaves it, `[images, dimensions]`.
    hidden: Vec<f32>,
    search: Option<Search>,
}

impl ScanJob {
    /// Begins a scan of at most `images` test images (validation images where no test images are held out)
    /// with the network as it is now.
    ///
    /// # Errors
    /// When nothing is held out, or when nothing or too much is asked for.
    pub fn new(trainer: &Trainer, id: u32, images: u32) -> Result<Self, String> {
        if images == 0 || images > MAX_SCANNED {
            return Err(format!(
                "A scan of {images} images cannot be made; ask for 1 to {MAX_SCANNED}."
            ));
        }
        let (part, file, range) = held_out(&trainer.parts)?;
        let snapshot = trainer.snapshot().asked(id);
        let layers = trainer.architecture.layers.iter().map(|layer| {
            let (silence, lost) = match layer.shown.info().fault {
                Some(Fault::Dies) => (0.0, 0.0),
                Some(Fault::Saturates { .. }) => (f32::NEG_INFINITY, 0.0),
                None => (f32::NEG_INFINITY, f32::NAN),
            };
            let units = layer.units_after();
            (TopActivations::new(units, silence), vec![lost; units])
        });
        let (top_activating, lost) = layers.unzip();
        Ok(Self {
            id,
            part,
            file,
            indices: spread(range, Some(images)),
            labels: Vec::new(),
            top_activating,
            lost,
            layer: projected_layer(&snapshot),
            hidden: Vec::new(),
            search: None,
            snapshot,
        })
    }

    /// Does one slice: some images or, once all are seen, a few rounds of the search for the plane. Returns whether it
    /// was the last. `enough` says that the time is up; `before` is a plane to start from.
    ///
    /// # Errors
    /// When the device has failed.
    async fn go_on(
        &mut self,
        dataset: &Dataset,
        before: Option<&Plane>,
        enough: &dyn Fn() -> bool,
    ) -> Result<bool, String> {
        if self.labels.len() < self.indices.len() {
            self.look_at_some(dataset).await?;
            if self.labels.len() == self.indices.len() && !self.is_latent() {
                self.search = Search::new(&self.hidden, self.dimensions(), before);
            }
            return Ok(false);
        }
        let Some(search) = &mut self.search else {
            return Ok(true);
        };
        loop {
            if search.round() {
                return Ok(true);
            }
            if enough() {
                return Ok(false);
            }
        }
    }

    /// Returns whether the plane needs no search: two values of an autoencoder are a plane already.
    fn is_latent(&self) -> bool {
        self.snapshot.experiment.is_autoencoder() && self.dimensions() == 2
    }

    fn dimensions(&self) -> usize {
        self.hidden.len() / self.labels.len().max(1)
    }

    async fn look_at_some(&mut self, dataset: &Dataset) -> Result<(), String> {
        let layers = &self.snapshot.architecture.layers;
        let row: usize = layers.iter().map(Layer::width).sum();
        let done = self.labels.len();
        let end = (done + (READ / row.max(1)).max(1)).min(self.indices.len());
        let (file, indices) = (dataset.file(self.file), &self.indices[done..end]);
        let (experiment, device) = (&self.snapshot.experiment, &self.snapshot.device);
        let (batch, labels) = dataset::batch(file, indices, experiment, device);
        let inputs = batch.inputs.tensor();
        let activations = self.snapshot.activations(inputs.clone(), indices);
        let hidden = leaving(self.layer, &activations, inputs);
        let mut readback = Readback::default();
        let mut keys = Vec::new();
        for (layer, activations) in layers.iter().zip(activations) {
            let (fault, strongest) = (
                layer.shown.info().fault,
                strongest(layer, activations.clone()),
            );
            let lost = fault.map(|fault| lost(fault, layer, activations, strongest.clone()));
            let lost = lost.map(|lost| readback.add(lost));
            keys.push((lost, readback.add(strongest.flatten(0, 1))));
        }
        let hidden = readback.add(hidden.flatten(0, 1));
        let values = readback.read().await?;
        let sums = self.lost.iter_mut().zip(&mut self.top_activating);
        for ((lost, strongest), (sums, top_activating)) in keys.iter().zip(sums) {
            let more = lost.iter().flat_map(|key| &values[key]);
            sums.iter_mut()
                .zip(more)
                .for_each(|(sum, more)| *sum += more);
            let rows = values[strongest].chunks_exact(sums.len());
            for (row, activations) in rows.enumerate() {
                top_activating.add(done + row, activations);
            }
        }
        self.hidden.extend(&values[&hidden]);
        self.labels.extend(labels);
        Ok(())
    }

    /// Returns what the page is told after the last slice, and what is kept for what is drawn afterwards.
    fn result(&mut self) -> (JobStatus, Option<Projection>) {
        let dimensions = self.dimensions();
        let latent = self.is_latent();
        let plane = match latent {
            true => Plane::of_two_values(&self.hidden),
            false => self.search.take().and_then(Search::finish),
        };
        let places = self.hidden.chunks_exact(dimensions.max(1)).map(|row| {
            let place = plane.as_ref().map(|plane| plane.place(row));
            place.unwrap_or((f64::NAN, f64::NAN))
        });
        let (x, y): (Vec<f32>, Vec<f32>) = places.map(|(x, y)| (x as f32, y as f32)).unzip();
        let images = self.labels.len();
        for sum in self.lost.iter_mut().flatten() {
            *sum /= images.max(1) as f32;
        }
        let bulk = ScanBulk {
            labels: &self.labels,
            indices: &self.indices,
            places: [&x, &y],
            top_activating: &self.top_activating,
            lost: &self.lost,
        }
        .to_vec();
        let head = ActivationScan {
            id: self.id,
            step: self.snapshot.step,
            part: self.part,
            file: self.file,
            images,
            widths: self.lost.iter().map(Vec::len).collect(),
            layer: self.layer,
            dimensions,
            latent,
            shares: plane.as_ref().map(|p| (p.shares[0], p.shares[1])),
        };
        let projection = plane.map(|plane| Projection {
            id: self.id,
            layer: self.layer,
            snapshot: self.snapshot.clone(),
            plane,
        });
        let answer = Answer::ActivationScan(head);
        (JobStatus::Done(answer, bulk), projection)
    }
}

impl Job for ScanJob {
    fn ready(&self, dataset: &Dataset) -> bool {
        let last = self.indices.last().map_or(0, |&i| i as usize + 1);
        dataset.file(self.file).available() >= last
    }

    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            let before = desk.projection.as_ref().map(|projection| &projection.plane);
            let end = (desk.now)() + TURN_MS;
            let enough = || (desk.now)() >= end;
            if !self.go_on(desk.dataset, before, &enough).await? {
                return Ok(JobStatus::Working);
            }
            let (progress, projection) = self.result();
            *desk.projection = projection;
            Ok(progress)
        })
    }
}

/// Finds the strongest activation of each unit over its places, `[images, units]`.
fn strongest(layer: &Layer, activations: Tensor<2>) -> Tensor<2> {
    match layer.places() {
        1 => activations,
        places => {
            let (images, units) = (activations.dims()[0], layer.units_after());
            let by_place = activations.reshape([images, units, places]);
            by_place.max_dim(2).reshape([images, units])
        }
    }
}

/// Counts for each unit the images on which it does not learn, `[units]`: those on which a ReLU is zero everywhere; an
/// image on which a unit saturates counts by the share of its places that are saturated.
fn lost(fault: Fault, layer: &Layer, activations: Tensor<2>, strongest: Tensor<2>) -> Tensor<1> {
    let (images, units) = (activations.dims()[0], layer.units_after());
    let by_image = match fault {
        Fault::Dies => strongest.equal_elem(0.0f32).float(),
        Fault::Saturates { centre, reach } => {
            let hits = (activations - centre)
                .abs()
                .greater_equal_elem(reach as f32);
            let by_place: Tensor<3> = hits.float().reshape([images, units, layer.places()]);
            by_place.mean_dim(2).reshape([images, units])
        }
    };
    by_image.sum_dim(0).flatten(0, 1)
}
