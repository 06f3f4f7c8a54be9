//! The warm-up: a step that leaves no trace, so that the first real one does not wait for kernels.

use super::measure::{Shown, UnitImages};
use super::pending::read;
use super::trainer::Trainer;
use crate::optimizer::Update;
use crate::probe::detail::UNIT_IMAGES;
use crate::probe::gradients::{Batch, Inputs, Show};
use burn::tensor::Tensor;

impl Trainer {
    /// One step on blank images whose outcome is thrown away: compiles every kernel of a real one that
    /// shows as much as `show`.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn rehearse(&self, show: Show) -> Result<(), String> {
        let info = self.experiment.dataset.info();
        let rows = self.experiment.batch_size as usize;
        let blank = |rows: usize, columns: usize| Tensor::<2>::zeros([rows, columns], &self.device);
        let inputs = Inputs::from(blank(rows, info.sample.len()));
        let batch = Batch {
            // Without a teacher there will be no step to prepare for.
            lesson: self
                .lesson(&inputs, |_| inputs.tensor())
                .unwrap_or_default(),
            targets: blank(rows, self.experiment.outputs()),
            masks: self.masks(rows),
            inputs,
        };
        let (own, other) = self.passes(&batch, show).map_err(|e| e.message)?;
        let update = Update {
            rate: 0.0,
            count: 1,
            hyper: self.experiment.hyper,
            epsilon: self.experiment.epsilon(),
        };
        let mut state = self.state.clone();
        let after = self.updated(own.gradient.clone(), &mut state, update);
        let mut figures = after.clone().narrow(0, 0, 1);
        if let Some(other) = other {
            let units = (show == Show::Probe).then(|| UnitImages {
                part: None,
                inputs: blank(UNIT_IMAGES, info.sample.len()),
            });
            let shown = Shown {
                passes: [own, other],
                before: after,
                units,
            };
            let pending = self.pending(&shown, vec![0; rows], &vec![0; rows]);
            figures = pending.map_err(|e| e.message)?.figures;
        }
        read(figures).await.map(drop)
    }
}
