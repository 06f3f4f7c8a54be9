//! Measuring without training: loss and accuracy over a part of the data, slice by slice on a
//! snapshot of the parameters.

use super::dataset::{self, Dataset};
use super::job::{Desk, Job, JobFuture, JobStatus};
use super::snapshot::Snapshot;
use super::trainer::Trainer;
use playground_data::dataset::{Images, Parts, TestFile};
use playground_experiment::loss::Task;
use playground_experiment::metrics;
use playground_experiment::protocol::{Answer, Averaged, DataFile, Evaluation, Measure, Part};
use playground_insight::evaluation::example_loss;
use std::ops::Range;

/// Examples in a slice: large enough to be fast, small enough to let commands in between.
pub(super) const SLICE: usize = 500;

/// An evaluation under way.
pub struct Evaluator {
    snapshot: Snapshot,
    part: Part,
    file: DataFile,
    range: Range<usize>,
    done: usize,
    sums: Sums,
    /// The moving average of its weights, where it keeps one.
    average: Option<(Snapshot, Sums)>,
}

/// What has been added up so far.
#[derive(Default)]
struct Sums {
    loss: f64,
    correct: f64,
    squares: f64,
}

impl Evaluator {
    /// Begins to evaluate `part` of the data on the network as it is now.
    pub fn new(trainer: &Trainer, part: Part) -> Self {
        let (file, range) = place(&trainer.parts, part);
        let average = trainer.snapshot_of_average();
        Self {
            snapshot: trainer.snapshot(),
            part,
            file,
            range,
            done: 0,
            sums: Sums::default(),
            average: average.map(|average| (average, Sums::default())),
        }
    }

    /// Does one slice; returns the result after the last.
    ///
    /// # Errors
    /// When the device has failed or output and loss do not go together.
    pub async fn slice(&mut self, dataset: &Dataset) -> Result<Option<Evaluation>, String> {
        let start = self.range.start + self.done;
        let end = (start + SLICE).min(self.range.end);
        if start < end {
            let indices: Vec<u32> = (start as u32..end as u32).collect();
            let images = dataset.file(self.file);
            self.sums.add(&self.snapshot, images, &indices).await?;
            if let Some((average, sums)) = &mut self.average {
                sums.add(average, images, &indices).await?;
            }
            self.done += indices.len();
        }
        Ok((end == self.range.end).then(|| self.result()))
    }

    fn result(&self) -> Evaluation {
        let n = self.done.max(1) as f64;
        let images = self.snapshot.experiment.is_autoencoder();
        Evaluation {
            part: self.part,
            step: self.snapshot.step,
            loss: self.sums.loss / n,
            accuracy: self.sums.correct / n,
            pixel_error: images.then(|| self.sums.squares / n),
            examples: self.done,
            averaged: self.average.as_ref().map(|(_, sums)| Averaged {
                loss: sums.loss / n,
                accuracy: sums.correct / n,
            }),
        }
    }
}

impl Job for Evaluator {
    fn ready(&self, dataset: &Dataset) -> bool {
        dataset.file(self.file).available() >= self.range.end
    }

    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            Ok(match Evaluator::slice(self, desk.dataset).await? {
                Some(evaluation) => {
                    let measure = Measure::of(&self.snapshot.experiment);
                    JobStatus::done(Answer::Evaluation(evaluation, measure))
                }
                None => JobStatus::Working,
            })
        })
    }
}

impl Sums {
    /// Adds a slice as `snapshot` answers it.
    async fn add(
        &mut self,
        snapshot: &Snapshot,
        images: &Images,
        indices: &[u32],
    ) -> Result<(), String> {
        let experiment = &snapshot.experiment;
        match experiment.output.task() {
            // The loss from its closed form in double precision.
            Task::Classification => {
                let (logits, labels) = snapshot.of_images(images, indices).await?;
                let objective = experiment.objective().map_err(|e| e.message)?;
                let settings = experiment.loss_settings();
                let classes = experiment.classes().len();
                for (row, &label) in logits.chunks_exact(classes).zip(&labels) {
                    self.loss += example_loss(objective, settings, row, label);
                }
                self.correct += metrics::accuracy(&logits, &labels) * labels.len() as f64;
            }
            // An image has hundreds of logits, so it is added up on the device.
            Task::Reconstruction => {
                let (batch, labels) = dataset::batch(images, indices, experiment, &snapshot.device);
                let [loss, error] = snapshot.errors(batch, indices).await?;
                self.loss += loss * labels.len() as f64;
                self.squares += error * labels.len() as f64;
                self.correct = f64::NAN;
            }
        }
        Ok(())
    }
}

/// Returns the test part, or the validation part where no test images are held out, and where it lies.
///
/// # Errors
/// When nothing is held out.
pub(super) fn held_out(parts: &Parts) -> Result<(Part, DataFile, Range<usize>), String> {
    let found = [Part::Test, Part::Validation].into_iter().find_map(|part| {
        let (file, range) = place(parts, part);
        (!range.is_empty()).then_some((part, file, range))
    });
    found.ok_or_else(|| {
        "The split holds no images back to look at. Choose another split, then Reset.".to_owned()
    })
}

/// Returns where a part of the data lies.
pub(super) fn place(parts: &Parts, part: Part) -> (DataFile, Range<usize>) {
    match part {
        Part::Validation => (DataFile::Train, parts.validation.clone()),
        Part::Test => {
            let file = match parts.test.file {
                TestFile::Train => DataFile::Train,
                TestFile::Test => DataFile::Test,
            };
            (file, parts.test.range.clone())
        }
    }
}
