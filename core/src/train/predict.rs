//! The network's answer to an image that is drawn or sent.

use super::job::{Desk, Job, JobFuture, JobStatus};
use super::snapshot::{Snapshot, check_image};
use super::trainer::Trainer;
use playground_experiment::protocol::Answer;

/// An image to be answered.
pub struct Predictor {
    id: u32,
    /// Raw, in [0, 1].
    pixels: Vec<f32>,
}

impl Predictor {
    /// Wants the answer to `pixels`.
    ///
    /// # Errors
    /// When they are not as many as the data has.
    pub fn new(trainer: &Trainer, id: u32, pixels: Vec<f32>) -> Result<Self, String> {
        check_image(trainer.experiment(), &pixels)?;
        Ok(Self { id, pixels })
    }
}

impl Job for Predictor {
    fn slice<'a>(&'a mut self, desk: &'a mut Desk<'_>) -> JobFuture<'a> {
        Box::pin(async {
            let snapshot = Snapshot::of(desk.trainer).asked(self.id);
            let step = snapshot.step();
            let bulk = snapshot.answer(&self.pixels).await?;
            Ok(JobStatus::Done(Answer::Prediction { step }, bulk))
        })
    }
}
