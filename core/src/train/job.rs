//! Work beside training: whatever answers a question does so a slice at a time.

use super::dataset::Dataset;
use super::gpu::Gpu;
use super::projection::Projection;
use super::trainer::Trainer;
use playground_experiment::protocol::Answer;
use std::pin::Pin;

/// Milliseconds of work in a turn.
pub(super) const TURN_MS: f64 = 10.0;

/// What a job works with.
pub struct Desk<'a> {
    pub(super) trainer: &'a Trainer,
    pub(super) dataset: &'a Dataset,
    /// The GPU that the trainer computes on, unless it is on the CPU.
    pub(super) gpu: Option<&'a Gpu>,
    /// A clock in milliseconds.
    pub(super) now: &'a dyn Fn() -> f64,
    /// The plane of the last scan of this network.
    pub(super) projection: &'a mut Option<Projection>,
}

/// A question being answered.
pub trait Job {
    /// Returns whether the images that it needs have arrived.
    fn ready(&self, _supply: &Dataset) -> bool {
        true
    }

    /// Does one slice of work, of about a turn. It is not called again after the last.
    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a>;
}

/// One that is done in a single slice.
impl<F: AsyncFnMut(&mut Desk<'_>) -> Result<JobStatus, String>> Job for F {
    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(self(desk))
    }
}

/// A slice of work under way. Its error is that the device has failed.
pub type JobFuture<'a> = Pin<Box<dyn Future<Output = Result<JobStatus, String>> + 'a>>;

/// What has come of a slice of work.
pub enum JobStatus {
    /// Nothing to tell yet.
    Working,
    /// A part of the answer and its bulk.
    Partly(Answer, Vec<f32>),
    /// The answer and its bulk.
    Done(Answer, Vec<f32>),
}

impl JobStatus {
    /// Returns an answer without bulk.
    pub(super) fn done(answer: Answer) -> Self {
        Self::Done(answer, Vec::new())
    }
}
