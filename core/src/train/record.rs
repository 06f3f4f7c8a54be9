//! What a step records of itself: everything that its report shows is put into one readback on the device, and
//! taken apart again once it has been read.

use super::dataset::{self, Dataset};
use super::faults::Faults;
use super::panel::{Panel, PendingPanel};
use super::readback::{Key, Readback, Values};
use super::snapshot::Snapshot;
use crate::loss::{answers, per_example};
use crate::model::backward::{Backward, PassSummary};
use crate::model::batch::{Batch, Inputs};
use crate::model::network::{Capture, Mode, ParamTensors};
use crate::norms::relative_changes;
use crate::probe::detail::{self, DetailKeys, Sources, UNIT_IMAGES};
use burn::tensor::Tensor;
use playground_data::dataset::Parts;
use playground_data::figures::DataFigures;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::loss::{LossSettings, Objective, Task};
use playground_experiment::metrics;
use playground_experiment::model::{Architecture, Parameter};
use playground_experiment::protocol::examination::Answers;
use playground_experiment::protocol::probe::{Examples, Probe};
use playground_experiment::protocol::{LayerGradient, Panel as Head, Part, Report};
use playground_insight::evaluation::example_loss;

/// Images that a probe asks twice, and as many beside them the first time.
const ASKED_TWICE: usize = 16;

/// A step that has been taken, as far as it is to be shown.
pub(super) struct StepRecord<'a> {
    pub(super) experiment: &'a Experiment,
    pub(super) architecture: &'a Architecture,
    /// Under the loss in use.
    pub(super) own: Backward,
    /// On the same weights and the same batch under its counterpart.
    pub(super) counterpart: Backward,
    /// What it went by.
    pub(super) batch: &'a Batch,
    /// The parameters before the update, `[parameters]`.
    pub(super) before: Tensor<1>,
    /// The parameters after it.
    pub(super) after: &'a Tensor<1>,
    /// Those that training went by.
    pub(super) labels: Vec<u8>,
    /// Places of the images in the training file.
    pub(super) indices: &'a [u32],
    /// For a detailed probe.
    pub(super) asked: Option<ProbeImages>,
    /// The images that are followed.
    pub(super) panel: Option<&'a Panel>,
}

/// Images that a detailed probe asks the network, and what the data says of itself.
#[derive(Clone)]
pub(super) struct ProbeImages {
    /// The part that they are of; `None`: the training part.
    pub(super) part: Option<Part>,
    pub(super) inputs: Inputs,
    /// Their places in the training file.
    pub(super) indices: Vec<u32>,
    pub(super) data: Option<DataFigures>,
}

impl ProbeImages {
    /// Takes the first images of the validation part, as soon as they are all at hand, else of the training part.
    pub(super) fn of(
        dataset: &Dataset,
        parts: &Parts,
        experiment: &Experiment,
        faults: &Faults,
        network: (&Architecture, &Tensor<1>),
    ) -> Option<Self> {
        let first = |range: &std::ops::Range<usize>| {
            range.start as u32..range.end.min(range.start + UNIT_IMAGES) as u32
        };
        let validation = first(&parts.validation);
        let available = dataset.train.available() as u32;
        let (part, wanted) = if !validation.is_empty() && validation.end <= available {
            (Some(Part::Validation), validation)
        } else {
            let training = first(&parts.train);
            (None, training.start..training.end.min(available))
        };
        let indices: Vec<u32> = wanted.collect();
        if indices.is_empty() {
            return None;
        }
        let Dataset { train, test } = dataset;
        let (set, classes) = (experiment.dataset.info(), experiment.classes().len());
        let labels = |places: &[u32]| faults.labels(train, places, &parts.train, experiment.seed);
        Some(Self {
            part,
            inputs: dataset::seen(train, &indices, experiment, network),
            indices,
            data: Some(DataFigures::of([train, test], parts, set, classes, labels)),
        })
    }
}

impl StepRecord<'_> {
    /// Puts together everything that is to be read; `report` says what is known already.
    pub(super) fn pending(self, report: Report) -> Result<PendingReport, ExperimentError> {
        let mut readback = Readback::default();
        let passes = [&self.own, &self.counterpart];
        let [own, counterpart] = passes.map(|pass| {
            let summary = pass.summary.as_ref()?;
            Some(keys_of(summary, &mut readback))
        });
        let update_ratios = readback.add(self.update_ratios());
        let probe = self.detail(report.step, &mut readback)?;
        let panel = self.panel.map(|panel| {
            let after = self.network(self.after, report.step);
            panel.ask(&after, &mut readback)
        });
        Ok(PendingReport {
            report,
            task: self.experiment.output.task(),
            stated: StatedLoss::of(self.experiment)?,
            labels: self.labels,
            own,
            counterpart,
            update_ratios,
            probe: probe.map(Box::new),
            panel,
            readback,
        })
    }

    fn detail(
        &self,
        step: u64,
        readback: &mut Readback,
    ) -> Result<Option<DetailKeys>, ExperimentError> {
        let classes = self.experiment.outputs();
        let objective = self.experiment.objective()?;
        let settings = self.experiment.loss_settings();
        let asked = self.asked.as_ref();
        let head = Probe {
            units_on: asked.and_then(|images| images.part),
            units_over: asked.map_or(0, |images| images.indices.len()),
            data: asked.and_then(|images| images.data.clone()),
            ..Probe::head(step, self.labels.len(), classes, objective, settings)
        };
        let sources = Sources {
            architecture: self.architecture,
            parameters: &self.before,
            own: &self.own,
            other: &self.counterpart,
            units: asked.map(|images| images.inputs.clone()),
            loss_after: asked.map(|_| self.loss_after(objective, settings)),
            asked_twice: asked.map(|images| self.asked_twice(step, images)),
        };
        // The logits of an image are its pixels: there is no true class to hold them against.
        let shown = match self.experiment.is_autoencoder() {
            true => 0,
            false => self.labels.len(),
        };
        let (labels, indices) = (&self.labels[..shown], &self.indices[..shown]);
        Ok(detail::read_into(sources, head, labels, indices, readback))
    }

    /// Computes the loss of the batch after the update, `[1]`.
    fn loss_after(&self, objective: &'static Objective, settings: LossSettings) -> Tensor<1> {
        let (batch, network) = (
            self.batch,
            ParamTensors::plain(self.architecture, self.after),
        );
        let mode = Mode::Training(&batch.masks);
        let logits = network
            .forward(batch.inputs.clone(), mode, Capture::Nothing)
            .logits;
        let own = per_example(objective, logits.clone(), batch.targets.clone(), settings);
        batch.mean_loss(own, logits)
    }

    /// Asks the network before the update twice for some of the images, with others beside them and without: the largest
    /// change of an answer, `[1]`.
    fn asked_twice(&self, step: u64, images: &ProbeImages) -> Tensor<1> {
        let all = images.indices.len();
        let twice = all.div_ceil(2).min(ASKED_TWICE);
        let together = all.min(2 * twice);
        let network = self.network(&self.before, step);
        let ask = |network: &Snapshot, images_asked: usize| {
            let inputs = images.inputs.first(images_asked);
            let logits = network.logits(inputs, &images.indices[..images_asked]);
            answers(self.experiment.output, logits.narrow(0, 0, twice))
        };
        let first = ask(&network, together);
        (first - ask(&network.asked(1), twice)).abs().max()
    }

    /// Returns the network with `parameters` `[parameters]`, to be asked at `step`.
    fn network(&self, parameters: &Tensor<1>, step: u64) -> Snapshot {
        Snapshot {
            experiment: self.experiment.clone(),
            architecture: self.architecture.clone(),
            parameters: parameters.clone(),
            device: parameters.device(),
            step,
            asking: 0,
        }
    }

    /// Computes ‖Δw‖ / ‖w‖ of the weights of each layer, `[layers]`.
    fn update_ratios(&self) -> Tensor<1> {
        let weights = |layer| self.architecture.weights(layer).map(Parameter::range);
        let layers = self.architecture.layers.iter();
        let parts: Vec<_> = layers.map(|layer| weights(layer).collect()).collect();
        relative_changes(self.after, &self.before, &parts)
    }
}

/// Adds the summary of a pass to what is read; returns where each figure is found.
fn keys_of(summary: &PassSummary, readback: &mut Readback) -> PassSummary<Key> {
    let mut add = |figures: &Tensor<1>| readback.add(figures.clone());
    PassSummary {
        loss: add(&summary.loss),
        gradients: add(&summary.gradients),
        signals: add(&summary.signals),
        logits_or_error: add(&summary.logits_or_error),
    }
}

/// Returns the norms of a pass, and that of all its gradients together.
fn gradients(summary: &PassSummary<Key>, values: &Values) -> (Vec<LayerGradient>, Option<f32>) {
    let (norms, signals) = (&values[&summary.gradients], &values[&summary.signals]);
    let layers = signals.len();
    let of_layer = |((&weight, &bias), &signal)| LayerGradient {
        weight,
        bias,
        signal,
    };
    let each = norms.iter().zip(norms.iter().skip(layers)).zip(signals);
    (each.map(of_layer).collect(), norms.get(2 * layers).copied())
}

/// The loss that the settings state, whatever mistake is made.
struct StatedLoss {
    objective: &'static Objective,
    settings: LossSettings,
}

impl StatedLoss {
    /// Returns none where logits and label do not say it all: for an autoencoder, and in distillation.
    fn of(experiment: &Experiment) -> Result<Option<Self>, ExperimentError> {
        if experiment.is_autoencoder() || experiment.distillation().is_some() {
            return Ok(None);
        }
        Ok(Some(Self {
            objective: experiment.done_right().objective()?,
            settings: experiment.loss_settings(),
        }))
    }

    /// Computes its mean over a batch of `logits` `[labels, classes]`.
    fn mean(&self, logits: &[f32], labels: &[u8]) -> f64 {
        let rows = logits.chunks_exact((logits.len() / labels.len().max(1)).max(1));
        let losses = rows
            .zip(labels)
            .map(|(row, &label)| example_loss(self.objective, self.settings, row, label));
        losses.sum::<f64>() / labels.len() as f64
    }
}

/// A report whose figures are still on the device.
pub struct PendingReport {
    report: Report,
    task: Task,
    stated: Option<StatedLoss>,
    labels: Vec<u8>,
    own: Option<PassSummary<Key>>,
    counterpart: Option<PassSummary<Key>>,
    update_ratios: Key,
    /// The detailed probe that rides along.
    probe: Option<Box<DetailKeys>>,
    /// The answers to the images that are followed.
    panel: Option<PendingPanel>,
    readback: Readback,
}

/// What is shown of a step.
pub struct StepFigures {
    /// The figures of the step.
    pub report: Report,
    /// What the report shows in detail, where that was asked for.
    pub probe: Option<(Probe, Examples)>,
    /// The answers to the images that are followed, where any are.
    pub panel: Option<(Head, Answers)>,
}

impl PendingReport {
    /// Waits for the figures: the one readback of a report. What rides along is dropped.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn read(self) -> Result<Report, String> {
        Ok(self.read_all().await?.report)
    }

    /// Waits for the figures and for whatever rides along: still one readback.
    ///
    /// # Errors
    /// When the device has failed.
    pub async fn read_all(mut self) -> Result<StepFigures, String> {
        let values = std::mem::take(&mut self.readback).read().await?;
        let mut report = Report {
            update_ratios: values[&self.update_ratios].to_vec(),
            ..self.report
        };
        if let Some(counterpart) = self.counterpart {
            report.counterpart_loss = values.number(&counterpart.loss);
            (
                report.counterpart_gradients,
                report.counterpart_gradient_norm,
            ) = gradients(&counterpart, &values);
        }
        let mut logits_or_error: &[f32] = &[];
        if let Some(own) = self.own {
            logits_or_error = &values[&own.logits_or_error];
            report.loss = values.number(&own.loss);
            (report.gradients, report.gradient_norm) = gradients(&own, &values);
        }
        match self.task {
            Task::Classification => {
                report.cross_entropy = metrics::cross_entropy(logits_or_error, &self.labels) as f32;
                report.accuracy = metrics::accuracy(logits_or_error, &self.labels) as f32;
                let mean = |stated: &StatedLoss| stated.mean(logits_or_error, &self.labels) as f32;
                report.stated_loss = self.stated.as_ref().map(mean);
                report.pixel_error = None;
            }
            Task::Reconstruction => {
                (report.cross_entropy, report.accuracy) = (f32::NAN, f32::NAN);
                report.pixel_error = logits_or_error.first().copied();
            }
        }
        let probe = self
            .probe
            .map(|probe| probe.found(&values, logits_or_error));
        Ok(StepFigures {
            report,
            probe,
            panel: self.panel.map(|panel| panel.found(&values)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::backward::Detail;
    use crate::train::trainer::{Step, Trainer};
    use burn::tensor::Device;
    use playground_data::dataset::{DatasetId, Images, SplitSpec};
    use playground_data::synthetic::{self, Set};
    use playground_experiment::mistakes::{Mistake, Mistakes};
    use pollster::block_on;

    const IMAGES: usize = 100;

    fn arrive(images: &mut Images, count: usize) {
        let first = images.available() as u64;
        let (pixels, labels) = synthetic::generate(9, Set::Train, first..first + count as u64);
        images.push_images(&pixels);
        images.push_labels(&labels);
    }

    fn probe(trainer: &mut Trainer, dataset: &Dataset) -> Probe {
        let Ok(Step::Taken(Some(pending))) = trainer.step(dataset, Detail::Probe) else {
            panic!("a step that is shown");
        };
        block_on(pending.read_all()).unwrap().probe.unwrap().0
    }

    #[test]
    fn a_probe_asks_what_has_arrived_and_what_the_labels_are_by_then() {
        let mut dataset = Dataset {
            train: Images::new(IMAGES, 784),
            test: Images::new(0, 784),
        };
        let experiment = Experiment {
            dataset: DatasetId::Custom,
            split: SplitSpec::HeldOut {
                train_pct: 60,
                validation_pct: 20,
                test_pct: 20,
            },
            blocks: vec!["8-relu".parse().unwrap()],
            batch_size: 16,
            ..Experiment::default()
        };
        arrive(&mut dataset.train, 60);
        let mut trainer = Trainer::new(experiment.clone(), &dataset, &Device::flex()).unwrap();
        let figures = |probe: &Probe| probe.data.clone().unwrap();
        let first = probe(&mut trainer, &dataset);
        assert_eq!((first.units_on, first.units_over), (None, 60));
        assert!(!figures(&first).validation.complete);
        assert_eq!(figures(&probe(&mut trainer, &dataset)), figures(&first));

        arrive(&mut dataset.train, 40);
        let then = probe(&mut trainer, &dataset);
        assert_eq!(
            (then.units_on, then.units_over),
            (Some(Part::Validation), 20)
        );
        assert!(figures(&then).validation.complete && figures(&then).test.complete);

        let shuffled = Experiment {
            mistakes: Mistakes::read(Mistake::ShuffledLabels.info().key).unwrap(),
            ..experiment
        };
        trainer.change(shuffled).unwrap();
        assert!(trainer.last_probe.is_none(), "other labels");
        assert_eq!(probe(&mut trainer, &dataset).units_over, 20);
    }
}
