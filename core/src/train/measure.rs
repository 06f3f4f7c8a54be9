//! What a step shows of itself: the passes behind its report, and everything that is to be read put
//! into one vector on the device.

use super::pending::PendingReport;
use super::supply::Supply;
use super::trainer::Trainer;
use crate::lengths::relative_change;
use crate::probe::detail::{Plan, Sources, UNIT_IMAGES};
use crate::probe::gradients::{Backward, Batch, Show, backward};
use crate::train::supply::ImageTensors;
use burn::tensor::Tensor;
use playground_experiment::error::ExperimentError;
use playground_experiment::loss::{Objective, objective};
use playground_experiment::model::Layer;
use playground_experiment::protocol::probe::Probe;
use playground_experiment::protocol::{Part, Report};

/// Images over which units are counted, and which part they are of (`None`: the training part).
pub(super) struct UnitImages {
    pub(super) part: Option<Part>,
    pub(super) inputs: Tensor<2>,
}

/// A step that has been taken, as far as it is to be shown.
pub(super) struct Shown {
    /// Under the loss in use and under its counterpart.
    pub(super) passes: [Backward; 2],
    /// The parameters before the update.
    pub(super) before: Tensor<1>,
    /// For a detailed probe.
    pub(super) units: Option<UnitImages>,
}

impl Trainer {
    /// Forward and backward under the loss in use and, for a step that is shown, under its counterpart.
    pub(super) fn passes(
        &self,
        batch: &Batch,
        show: Show,
    ) -> Result<(Backward, Option<Backward>), ExperimentError> {
        let own = self.experiment.objective()?;
        let run = |row| {
            let settings = self.experiment.loss_settings();
            let (network, parameters) = (&self.architecture, &self.parameters);
            backward(network, parameters, batch, row, settings, show)
        };
        let done = run(own);
        let other = match show {
            Show::Nothing => None,
            Show::Report | Show::Probe => Some(run(counterpart(own)?)),
        };
        Ok((done, other))
    }

    /// The report of the step just taken, on its way. Its number is not counted yet.
    pub(super) fn pending(
        &self,
        shown: &Shown,
        labels: Vec<u8>,
        indices: &[u32],
    ) -> Result<PendingReport, ExperimentError> {
        let step = self.step + 1;
        let report = Report {
            step,
            epoch: self.epoch_at(self.used + labels.len()),
            learning_rate: self.rate(),
            ..Report::default()
        };
        let figures = shown.passes.iter().filter_map(|pass| pass.figures.clone());
        let mut figures: Vec<Tensor<1>> = figures.collect();
        figures.push(self.update_ratios(&shown.before));
        let detail = self.detail(shown, &labels, indices)?;
        let plan = detail.map(|(values, plan)| {
            figures.push(values);
            Box::new(plan)
        });
        Ok(PendingReport {
            report,
            layers: self.architecture.layers.len(),
            classes: self.experiment.outputs(),
            aim: self.experiment.output.aim(),
            labels,
            figures: Tensor::cat(figures, 0),
            plan,
        })
    }

    fn detail(
        &self,
        shown: &Shown,
        labels: &[u8],
        indices: &[u32],
    ) -> Result<Option<(Tensor<1>, Plan)>, ExperimentError> {
        let classes = self.experiment.outputs();
        let (own, settings) = (
            self.experiment.objective()?,
            self.experiment.loss_settings(),
        );
        let units = shown.units.as_ref();
        let head = Probe {
            units_on: units.and_then(|u| u.part),
            units_over: units.map_or(0, |u| u.inputs.dims()[0]),
            ..Probe::head(self.step + 1, labels.len(), classes, own, settings)
        };
        let sources = Sources {
            architecture: &self.architecture,
            parameters: &shown.before,
            own: &shown.passes[0],
            other: &shown.passes[1],
            units: units.map(|u| u.inputs.clone()),
        };
        // The logits of an image are its pixels: there is no true class to hold them against.
        let shown = match self.experiment.is_autoencoder() {
            true => 0,
            false => labels.len(),
        };
        Ok(sources.gather(head, &labels[..shown], &indices[..shown]))
    }

    /// ‖Δw‖ / ‖w‖ of each weight matrix since `before`, `[layers]`.
    fn update_ratios(&self, before: &Tensor<1>) -> Tensor<1> {
        let ratio = |layer: &Layer| {
            let range = self.architecture.parameters[layer.parameters[0]].range();
            relative_change(&self.parameters, before, range)
        };
        Tensor::cat(self.architecture.layers.iter().map(ratio).collect(), 0)
    }

    /// The first images of the validation part, as soon as they are all at hand, else of the training
    /// part.
    pub(super) fn unit_images(&self, supply: &Supply) -> Option<UnitImages> {
        let first = |range: &std::ops::Range<usize>| {
            range.start as u32..range.end.min(range.start + UNIT_IMAGES) as u32
        };
        let validation = first(&self.parts.validation);
        let available = supply.train.available() as u32;
        let (part, wanted) = if !validation.is_empty() && validation.end <= available {
            (Some(Part::Validation), validation)
        } else {
            let training = first(&self.parts.train);
            (None, training.start..training.end.min(available))
        };
        let indices: Vec<u32> = wanted.collect();
        if indices.is_empty() {
            return None;
        }
        let inputs = supply
            .train
            .inputs(&indices, &self.experiment, &self.device);
        Some(UnitImages { part, inputs })
    }
}

fn counterpart(own: &Objective) -> Result<&'static Objective, ExperimentError> {
    let (output, loss) = own.counterpart;
    objective(output, loss).map_err(|message| ExperimentError::new("loss", message))
}
