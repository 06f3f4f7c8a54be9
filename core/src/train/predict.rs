//! The network's answer to an image that is drawn or sent.

use super::job::{Desk, Job, JobStatus};
use super::snapshot::check_image;
use super::trainer::Trainer;
use playground_experiment::protocol::Answer;

/// Returns a job that answers `pixels`, raw, in [0, 1].
///
/// # Errors
/// When there are not as many as in an image of the data.
pub(super) fn predict(
    trainer: &Trainer,
    id: u32,
    pixels: Vec<f32>,
) -> Result<Box<dyn Job>, String> {
    check_image(&trainer.experiment, &pixels)?;
    Ok(Box::new(async move |desk: &mut Desk<'_>| {
        let snapshot = desk.trainer.snapshot().asked(id);
        let bulk = snapshot.answer(&pixels).await?;
        let step = snapshot.step;
        Ok(JobStatus::Done(Answer::Prediction { step }, bulk))
    }))
}
