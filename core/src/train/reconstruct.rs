//! What an autoencoder makes of images and of places in its latent space, on a snapshot of the parameters.

use super::dataset::{self, Dataset};
use super::evaluate::held_out;
use super::job::{Desk, Job, JobFuture, JobStatus};
use super::readback::Readback;
use super::snapshot::Snapshot;
use super::trainer::Trainer;
use crate::loss::{answers, squared_differences};
use playground_experiment::protocol::inside::{Reconstructed, Reconstruction};
use playground_experiment::protocol::{Answer, DataFile, Part};
use playground_insight::pca::Plane;
use std::ops::Range;

/// Images among which one of each class is looked for.
const SEARCHED: usize = 500;

/// A request for reconstructions.
pub struct Reconstructor {
    part: Part,
    file: DataFile,
    /// Where one image of each class is looked for.
    range: Range<usize>,
}

impl Reconstructor {
    /// Begins a request that the network give back one test image of each class (validation images where no test images
    /// are held out).
    ///
    /// # Errors
    /// When the network is not an autoencoder or nothing is held out.
    pub fn new(trainer: &Trainer) -> Result<Self, String> {
        check(trainer)?;
        let (part, file, range) = held_out(&trainer.parts)?;
        Ok(Self {
            part,
            file,
            range: range.start..range.end.min(range.start + SEARCHED),
        })
    }

    async fn carry_out(&self, snapshot: &Snapshot, dataset: &Dataset) -> Result<JobStatus, String> {
        let images = dataset.file(self.file);
        let (experiment, device) = (&snapshot.experiment, &snapshot.device);
        let classes = experiment.classes().len();
        let label = |index: usize| usize::from(images.label(index));
        let first = |class| self.range.clone().find(|&index| label(index) == class);
        let indices: Vec<u32> = (0..classes).filter_map(first).map(|i| i as u32).collect();
        let (batch, labels) = dataset::batch(images, &indices, experiment, device);
        let output = experiment.output;
        let logits = snapshot.logits(batch.inputs.tensor(), &indices);
        let errors = squared_differences(output, logits.clone(), batch.targets.clone());
        let parts = [errors, batch.targets, answers(output, logits)];
        let mut readback = Readback::default();
        let keys = parts.map(|part| readback.add(part.flatten(0, 1)));
        let values = readback.read().await?;
        let [errors, originals, copies] = keys.map(|key| values[&key].to_vec());
        let head = Reconstruction {
            step: snapshot.step,
            part: self.part,
            file: self.file,
            images: indices.len(),
            pixels: originals.len() / indices.len().max(1),
        };
        let pairs = Reconstructed {
            head: head.clone(),
            labels,
            indices,
            errors,
            originals,
            copies,
        };
        let answer = Answer::Reconstruction(head);
        Ok(JobStatus::Done(answer, pairs.to_bulk()))
    }
}

impl Job for Reconstructor {
    fn ready(&self, dataset: &Dataset) -> bool {
        dataset.file(self.file).available() >= self.range.end
    }

    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            let snapshot = desk.trainer.snapshot();
            self.carry_out(&snapshot, desk.dataset).await
        })
    }
}

/// Returns a job that makes the image at a place of the plane of the narrowest layer. Two values are themselves the
/// place; among more it lies on `plane`, that of the last scan.
///
/// # Errors
/// When the network is not an autoencoder, or has no such plane.
pub(super) fn decode(
    trainer: &Trainer,
    plane: Option<&Plane>,
    place: (f32, f32),
) -> Result<Box<dyn Job>, String> {
    check(trainer)?;
    if !(place.0.is_finite() && place.1.is_finite()) {
        return Err("A place on the plane is two finite numbers.".to_owned());
    }
    let architecture = &trainer.architecture;
    let layer = architecture.bottleneck().ok_or(
        "This autoencoder has no hidden layer, and so no latent space. Add a narrow layer, then Reset.",
    )?;
    let width = architecture.layers[layer].width();
    // What leaves that layer there.
    let values: Vec<f32> = match (width, plane) {
        (2, _) => vec![place.0, place.1],
        (1, _) => {
            return Err(
                "The narrowest layer has a single value: that is a line and no plane. Give it two units or \
                 more, then Reset."
                    .to_owned(),
            );
        }
        (_, Some(plane)) if plane.mean.len() == width => {
            let at = (f64::from(place.0), f64::from(place.1));
            plane.point(at).into_iter().map(|v| v as f32).collect()
        }
        _ => {
            return Err(
                "The plane of the latent space has not been found yet; ask again after a scan."
                    .to_owned(),
            );
        }
    };
    Ok(Box::new(async move |desk: &mut Desk<'_>| {
        let snapshot = desk.trainer.snapshot();
        let image = snapshot.decode(layer, values.clone()).await?;
        let step = snapshot.step;
        Ok(JobStatus::Done(Answer::Decoding { step, place }, image))
    }))
}

fn check(trainer: &Trainer) -> Result<(), String> {
    match trainer.experiment.is_autoencoder() {
        true => Ok(()),
        false => Err(
            "Only an autoencoder gives images back. Choose the output “the image itself”, then Reset.".to_owned(),
        ),
    }
}
