//! Answering a part of the data image by image, slice by slice on a snapshot of the parameters: what
//! the evaluation of a network is made from.

use super::dataset::Dataset;
use super::evaluate::{SLICE, place};
use super::job::{Desk, Job, JobFuture, JobStatus, TURN_MS};
use super::snapshot::Snapshot;
use super::trainer::Trainer;
use playground_experiment::mistakes::Mistake;
use playground_experiment::protocol::examination::{Answers, Examination};
use playground_experiment::protocol::{Answer, DataFile, Part};
use std::ops::Range;

/// Images in a slice at least: fewer hardly take less time.
const SMALLEST: usize = 62;

/// An examination under way.
pub struct Examiner {
    snapshot: Snapshot,
    part: Part,
    file: DataFile,
    /// Images in the whole part.
    of: usize,
    /// Images to answer, in file order.
    indices: Vec<u32>,
    labels: Vec<u8>,
    logits: Vec<f32>,
    /// Images in the next slice.
    size: usize,
}

impl Examiner {
    /// Begins to answer at most `limit` images of `part` with the network as it is now.
    ///
    /// # Errors
    /// When the part is empty or nothing of it is asked for.
    pub fn new(trainer: &Trainer, id: u32, part: Part, limit: Option<u32>) -> Result<Self, String> {
        let (file, range) = place(&trainer.parts, part);
        if range.is_empty() {
            return Err(
                "This split has no validation images. Choose the test images, or another split."
                    .to_owned(),
            );
        }
        if trainer.experiment.is_autoencoder() {
            return Err(
                "An autoencoder answers with images, not with classes: there is nothing to be right or wrong about. \
                 Evaluate measures its reconstructions."
                    .to_owned(),
            );
        }
        if limit == Some(0) {
            return Err("A sample of no images says nothing; ask for at least one.".to_owned());
        }
        Ok(Self {
            snapshot: trainer.snapshot().asked(id),
            part,
            file,
            of: range.len(),
            indices: spread(range, limit),
            labels: Vec::new(),
            logits: Vec::new(),
            size: SLICE,
        })
    }

    /// Does one slice; returns whether it was the last.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn go_on(&mut self, dataset: &Dataset) -> Result<bool, String> {
        let done = self.labels.len();
        let end = (done + self.size).min(self.indices.len());
        let images = dataset.file(self.file);
        let answered = self.snapshot.of_images(images, &self.indices[done..end]);
        let (logits, labels) = answered.await?;
        self.logits.extend(logits);
        self.labels.extend(labels);
        Ok(end == self.indices.len())
    }

    /// Adapts the size of the next slices: the last one took `took` milliseconds, they are to take about `wanted`, so
    /// that a large network trains on between them.
    pub fn keep_pace(&mut self, took: f64, wanted: f64) {
        // In training mode a normalisation goes by the images of a slice, which must not depend on the clock.
        if self.snapshot.experiment.has(Mistake::TrainingMode) {
            return;
        }
        if took > wanted {
            self.size = (self.size / 2).max(SMALLEST);
        } else if 2.0 * took < wanted {
            self.size = (2 * self.size).min(SLICE);
        }
    }

    /// Returns what the page is told after the last slice.
    pub fn result(&mut self) -> (Examination, Answers) {
        let experiment = &self.snapshot.experiment;
        let classes = experiment.classes().len();
        let head = Examination {
            part: self.part,
            file: self.file,
            step: self.snapshot.step,
            images: self.labels.len(),
            of: self.of,
            classes,
            objective: (experiment.output, experiment.loss),
            settings: experiment.loss_settings(),
        };
        let answers = Answers {
            classes,
            labels: std::mem::take(&mut self.labels),
            indices: std::mem::take(&mut self.indices),
            logits: std::mem::take(&mut self.logits),
        };
        (head, answers)
    }
}

impl Job for Examiner {
    fn ready(&self, dataset: &Dataset) -> bool {
        let last = self.indices.last().map_or(0, |&i| i as usize + 1);
        dataset.file(self.file).available() >= last
    }

    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            let began = (desk.now)();
            let finished = self.go_on(desk.dataset).await?;
            // On a GPU the time is the way there and back, and fewer images do not shorten it.
            if desk.gpu.is_none() {
                self.keep_pace((desk.now)() - began, TURN_MS);
            }
            if !finished {
                return Ok(JobStatus::Working);
            }
            let (head, answers) = self.result();
            let answer = Answer::Examination(head);
            Ok(JobStatus::Done(answer, answers.to_bulk()))
        })
    }
}

/// Returns at most `limit` places of `range`, evenly spread from its first on: the same ones whenever it is asked, so
/// that figures over time differ by the network alone.
pub(super) fn spread(range: Range<usize>, limit: Option<u32>) -> Vec<u32> {
    let all = range.len() as u64;
    let wanted = limit.map_or(all, u64::from).min(all);
    (0..wanted)
        .map(|i| (range.start as u64 + i * all / wanted) as u32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_evenly_and_a_large_one_is_everything() {
        assert_eq!(spread(10..20, Some(4)), [10, 12, 15, 17]);
        assert_eq!(spread(10..13, None), [10, 11, 12]);
        assert_eq!(spread(10..13, Some(9)), [10, 11, 12]);
        let many = spread(55_000..60_000, Some(1000));
        assert!(many.windows(2).all(|pair| pair[1] - pair[0] == 5));
    }
}
