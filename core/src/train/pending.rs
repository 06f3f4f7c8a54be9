//! Reading back: the one place where figures leave the device.

use crate::metrics;
use crate::probe::gradients::parse;
use crate::protocol::Report;
use burn::tensor::Tensor;

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
    pub(super) labels: Vec<u8>,
    pub(super) figures: Tensor<1>,
}

impl PendingReport {
    /// Waits for the figures: the one readback of a report.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn read(self) -> Result<Report, String> {
        let values = read(self.figures).await?;
        let (own, other) = values.split_at(values.len() / 2);
        let short = || "The device answered with too few figures.".to_owned();
        let own = parse(own, self.layers).ok_or_else(short)?;
        let other = parse(other, self.layers).ok_or_else(short)?;
        Ok(Report {
            loss: own.loss,
            cross_entropy: metrics::cross_entropy(&own.logits, &self.labels) as f32,
            accuracy: metrics::accuracy(&own.logits, &self.labels) as f32,
            gradients: own.layers,
            counterpart_loss: other.loss,
            counterpart_gradients: other.layers,
            ..self.report
        })
    }
}
