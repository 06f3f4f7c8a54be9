//! A survey of a sample of the data, slice by slice on a snapshot of the parameters: which images excite
//! which unit, which units no longer learn, and the plane on which the last hidden layer is shown.

use super::evaluate::{Snapshot, place};
use super::examine::spread;
use super::inspect::widths;
use super::pending::read;
use super::supply::Supply;
use super::trainer::Trainer;
use crate::inside::pca::{Plane, Search};
use crate::inside::{Favourites, MAX_SURVEYED, Survey, SurveyBulk};
use crate::probe::units::{Fault, fault};
use crate::protocol::{DataFile, Event, Part};
use burn::tensor::Tensor;

/// Activations read back at once.
const SLICE: usize = 1 << 17;

/// A network that was surveyed and the plane that was found, for what is drawn afterwards.
pub struct Plotted {
    /// Of the survey.
    pub request: u32,
    /// Of what the output layer takes in.
    pub plane: Plane,
    snapshot: Snapshot,
}

impl Plotted {
    /// What the output layer takes in for `inputs` `[batch, values]`: `[batch, dimensions]` on the device.
    pub fn hidden(&self, inputs: Tensor<2>) -> Tensor<2> {
        let activations = self.snapshot.activations(inputs.clone());
        last_hidden(&activations, inputs)
    }
}

fn last_hidden(activations: &[Tensor<2>], inputs: Tensor<2>) -> Tensor<2> {
    let before_last = activations.len().checked_sub(2);
    match before_last.and_then(|i| activations.get(i)) {
        Some(hidden) => hidden.clone(),
        None => inputs,
    }
}

/// A survey under way.
pub struct Surveyor {
    snapshot: Snapshot,
    request: u32,
    part: Part,
    file: DataFile,
    widths: Vec<usize>,
    faults: Vec<Option<Fault>>,
    /// Images to look at, in file order.
    indices: Vec<u32>,
    labels: Vec<u8>,
    favourites: Vec<Favourites>,
    /// By layer and unit: images on which it does not learn.
    lost: Vec<Vec<u32>>,
    /// What the output layer takes in, `[images, dimensions]`.
    hidden: Vec<f32>,
    search: Option<Search>,
}

impl Surveyor {
    /// Begins a survey of at most `images` test images (validation images where no test images are held out)
    /// with the network as it is now.
    ///
    /// # Errors
    /// When nothing is held out or asked for, or too much.
    pub fn new(trainer: &Trainer, request: u32, images: u32) -> Result<Self, String> {
        if images == 0 || images > MAX_SURVEYED {
            return Err(format!(
                "A survey of {images} images cannot be made; ask for 1 to {MAX_SURVEYED}."
            ));
        }
        let candidates = [Part::Test, Part::Validation];
        let found = candidates.into_iter().find_map(|part| {
            let (file, range) = place(trainer.parts(), part);
            (!range.is_empty()).then_some((part, file, range))
        });
        let (part, file, range) = found.ok_or(
            "The split holds no images back to look at. Choose another split, then Reset.",
        )?;
        let snapshot = Snapshot::of(trainer);
        let widths = widths(&snapshot);
        let layers = || trainer.architecture().layers.iter();
        let faults: Vec<_> = layers().map(|layer| fault(layer.activation)).collect();
        let favourites = widths.iter().zip(&faults).map(|(&width, fault)| {
            let silence = match fault {
                Some(Fault::Dies) => 0.0,
                _ => f32::NEG_INFINITY,
            };
            Favourites::new(width, silence)
        });
        Ok(Self {
            request,
            part,
            file,
            indices: spread(range, Some(images)),
            labels: Vec::new(),
            favourites: favourites.collect(),
            lost: widths.iter().map(|&width| vec![0; width]).collect(),
            hidden: Vec::new(),
            search: None,
            snapshot,
            widths,
            faults,
        })
    }

    /// Whether every image it needs has arrived.
    pub fn ready(&self, supply: &Supply) -> bool {
        let last = self.indices.last().map_or(0, |&i| i as usize + 1);
        supply.file(self.file).available() >= last
    }

    /// Does one slice: some images or, once all are seen, a few rounds of the search for the plane. Gives
    /// whether it was the last. `enough` says that the time is up; `before` is a plane to start from.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn slice(
        &mut self,
        supply: &Supply,
        before: Option<&Plane>,
        enough: &dyn Fn() -> bool,
    ) -> Result<bool, String> {
        if self.labels.len() < self.indices.len() {
            self.look_at_some(supply).await?;
            if self.labels.len() == self.indices.len() {
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

    fn dimensions(&self) -> usize {
        self.hidden.len() / self.labels.len().max(1)
    }

    async fn look_at_some(&mut self, supply: &Supply) -> Result<(), String> {
        let row: usize = self.widths.iter().sum();
        let done = self.labels.len();
        let end = (done + (SLICE / row.max(1)).max(1)).min(self.indices.len());
        let (batch, labels) = supply.file(self.file).batch(
            &self.indices[done..end],
            self.snapshot.experiment(),
            self.snapshot.device(),
        );
        let inputs = batch.inputs;
        let mut activations = self.snapshot.activations(inputs.clone());
        activations.push(last_hidden(&activations, inputs));
        let flat = activations
            .into_iter()
            .map(|t| t.flatten::<1>(0, 1))
            .collect();
        let values = read(Tensor::cat(flat, 0)).await?;
        let mut rest = &values[..];
        for (layer, &width) in self.widths.iter().enumerate() {
            let (of_layer, after) = rest
                .split_at_checked(width * labels.len())
                .ok_or("The device answered with too few activations.")?;
            rest = after;
            for (row, activations) in of_layer.chunks_exact(width).enumerate() {
                self.favourites[layer].add(done + row, activations);
                if let Some(fault) = self.faults[layer] {
                    count_lost(fault, activations, &mut self.lost[layer]);
                }
            }
        }
        self.hidden.extend(rest);
        self.labels.extend(labels);
        Ok(())
    }

    /// What the page is told after the last slice, and what is kept for what is drawn afterwards.
    pub fn result(mut self) -> (Event, Vec<f32>, Option<Plotted>) {
        let dimensions = self.dimensions();
        let plane = self.search.take().and_then(Search::finish);
        let places = self.hidden.chunks_exact(dimensions.max(1)).map(|row| {
            let place = plane.as_ref().map(|plane| plane.place(row));
            place.unwrap_or((f64::NAN, f64::NAN))
        });
        let (x, y): (Vec<f32>, Vec<f32>) = places.map(|(x, y)| (x as f32, y as f32)).unzip();
        let images = self.labels.len();
        let share = |fault: &Option<Fault>, count: u32| match fault {
            Some(_) => count as f32 / images.max(1) as f32,
            None => f32::NAN,
        };
        let lost: Vec<Vec<f32>> = self
            .lost
            .iter()
            .zip(&self.faults)
            .map(|(counts, fault)| counts.iter().map(|&n| share(fault, n)).collect())
            .collect();
        let bulk = SurveyBulk {
            labels: &self.labels,
            indices: &self.indices,
            places: [&x, &y],
            favourites: &self.favourites,
            lost: &lost,
        }
        .to_vec();
        let head = Survey {
            request: self.request,
            step: self.snapshot.step(),
            part: self.part,
            file: self.file,
            images,
            widths: self.widths,
            dimensions,
            shares: plane.as_ref().map(|p| (p.shares[0], p.shares[1])),
        };
        let plotted = plane.map(|plane| Plotted {
            request: self.request,
            snapshot: self.snapshot,
            plane,
        });
        (Event::Surveyed(head), bulk, plotted)
    }
}

/// Adds one for each unit that does not learn from an image with these activations `[units]`.
fn count_lost(fault: Fault, activations: &[f32], lost: &mut [u32]) {
    for (count, &activation) in lost.iter_mut().zip(activations) {
        let hit = match fault {
            Fault::Saturates { centre, reach } => (f64::from(activation) - centre).abs() >= reach,
            Fault::Dies => activation == 0.0,
        };
        *count += u32::from(hit);
    }
}
