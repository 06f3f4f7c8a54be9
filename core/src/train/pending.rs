//! Reading back: the one place where figures leave the device.

use crate::probe::detail::Plan;
use crate::probe::gradients::parse;
use burn::tensor::Tensor;
use playground_experiment::loss::Aim;
use playground_experiment::metrics;
use playground_experiment::protocol::Report;
use playground_experiment::protocol::probe::{Examples, Probe};

/// Reads a tensor back without blocking.
///
/// # Errors
/// A sentence when the device has failed.
pub async fn read<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, String> {
    let data = tensor
        .into_data_async()
        .await
        .map_err(|e| format!("The device could not be read ({e:?})."))?;
    data.try_to_vec::<f32>()
        .map_err(|e| format!("The device answered in another format ({e:?})."))
}

/// A report whose figures are still on the device.
pub struct PendingReport {
    pub(super) report: Report,
    pub(super) layers: usize,
    pub(super) classes: usize,
    pub(super) aim: Aim,
    pub(super) labels: Vec<u8>,
    pub(super) figures: Tensor<1>,
    /// How to read the detailed probe that rides along.
    pub(super) plan: Option<Box<Plan>>,
}

impl PendingReport {
    /// Waits for the figures: the one readback of a report. A detailed probe is dropped.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn read(self) -> Result<Report, String> {
        Ok(self.read_all().await?.0)
    }

    /// Waits for the figures and for the detailed probe, if one rides along: still one readback.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn read_all(self) -> Result<(Report, Option<(Probe, Examples)>), String> {
        let values = read(self.figures.clone()).await?;
        self.parse(&values)
            .ok_or_else(|| "The device answered with too few figures.".to_owned())
    }

    fn parse(self, values: &[f32]) -> Option<(Report, Option<(Probe, Examples)>)> {
        let answers = match self.aim {
            Aim::Class => self.labels.len() * self.classes,
            Aim::Image => 1,
        };
        let pass = 1 + 3 * self.layers + answers;
        let own = parse(values.get(..pass)?, self.layers)?;
        let other = parse(values.get(pass..2 * pass)?, self.layers)?;
        let (ratios, detail) = values[2 * pass..].split_at_checked(self.layers)?;
        let probe = match self.plan {
            Some(plan) => Some(plan.parse(detail, &own.logits)?),
            None => None,
        };
        let of_classes = |figure: fn(&[f32], &[u8]) -> f64| match self.aim {
            Aim::Class => figure(&own.logits, &self.labels) as f32,
            Aim::Image => f32::NAN,
        };
        let pixels = own.logits.first().filter(|_| self.aim == Aim::Image);
        let report = Report {
            loss: own.loss,
            cross_entropy: of_classes(metrics::cross_entropy),
            accuracy: of_classes(metrics::accuracy),
            pixel_error: pixels.copied(),
            gradients: own.layers,
            counterpart_loss: other.loss,
            counterpart_gradients: other.layers,
            update_ratios: ratios.to_vec(),
            ..self.report
        };
        Some((report, probe))
    }
}
