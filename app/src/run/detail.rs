//! What the run shows in detail: the latest probe, the course of what probes and reports say of each
//! layer, and what a diagnosis goes by. Part of the history, so that a reset takes it away and an
//! undo brings it back.

use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::examination::Answers;
use playground_experiment::protocol::probe::{Examples, LayerProbe, Probe};
use playground_experiment::protocol::{Evaluation, Panel, Report};
use playground_insight::diagnose::Recent;
use playground_insight::series::Series;
use std::sync::Arc;

/// Buckets of a series: about as many as a chart has columns.
const BUCKETS: usize = 1024;

/// A detailed probe and its examples.
#[derive(Clone, Debug, PartialEq)]
pub struct ProbeWithExamples {
    /// The small part.
    pub probe: Probe,
    /// The first images of the batch.
    pub examples: Examples,
}

/// The answers to the images that are followed.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelAnswers {
    /// The small part.
    pub panel: Panel,
    /// Image by image.
    pub answers: Answers,
    /// Number of the command that made the network.
    pub generation: u32,
}

/// How one layer fared.
#[derive(Clone, Debug)]
pub struct LayerHistory {
    /// ‖Δw‖ / ‖w‖ of each step reported.
    pub update_ratio: Series,
    /// Share of saturated activations, at each probe.
    pub saturated: Series,
    /// Share of dead units, at each probe.
    pub dead: Series,
}

impl Default for LayerHistory {
    fn default() -> Self {
        let series = || Series::with_buckets(BUCKETS);
        Self {
            update_ratio: series(),
            saturated: series(),
            dead: series(),
        }
    }
}

/// All of it, of bounded size.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// The latest probe.
    pub probed: Option<Arc<ProbeWithExamples>>,
    /// The latest answers to the images that are followed.
    pub panel: Option<PanelAnswers>,
    /// Whether the latest probe was made under other settings than those active now.
    outdated: bool,
    /// The latest reports and evaluations.
    pub recent: Recent,
    /// From input to output.
    pub layers: Vec<LayerHistory>,
}

impl Detail {
    /// Takes in a report made under `experiment`.
    pub fn report(&mut self, report: &Report, experiment: &Experiment) {
        self.recent.push(report, experiment);
        let step = short(report.step);
        for (index, ratio) in report.update_ratios.iter().enumerate() {
            self.layer(index).update_ratio.push(step, *ratio);
        }
    }

    /// Goes by the settings `active` from now on.
    pub fn settle(&mut self, active: &Experiment) {
        self.recent.settle(active);
        self.outdated = true;
    }

    /// Returns the latest probe, if it was made under the settings active now.
    pub fn current_probe(&self) -> Option<&ProbeWithExamples> {
        self.probed.as_deref().filter(|_| !self.outdated)
    }

    /// Takes in an evaluation.
    pub fn evaluated(&mut self, evaluation: &Evaluation) {
        self.recent.evaluated(evaluation);
    }

    /// Takes in a probe.
    pub fn probed(&mut self, probe: Probe, examples: Examples) {
        let step = short(probe.step);
        for (index, layer) in probe.layers.iter().enumerate() {
            let course = self.layer(index);
            push(&mut course.saturated, step, layer, |l| l.saturated);
            push(&mut course.dead, step, layer, |l| l.dead);
        }
        self.recent.probed(&probe, &examples);
        self.outdated = false;
        self.probed = Some(Arc::new(ProbeWithExamples { probe, examples }));
    }

    fn layer(&mut self, index: usize) -> &mut LayerHistory {
        if self.layers.len() <= index {
            self.layers.resize_with(index + 1, LayerHistory::default);
        }
        &mut self.layers[index]
    }
}

fn push(series: &mut Series, step: u32, layer: &LayerProbe, of: fn(&LayerProbe) -> Option<f32>) {
    if let Some(share) = of(layer) {
        series.push(step, share);
    }
}

fn short(step: u64) -> u32 {
    u32::try_from(step).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use playground_experiment::loss::{Loss, LossSettings, Output, Reduction};
    use playground_experiment::protocol::probe::Histogram;

    /// A probe of two examples and two layers, the first of which is `saturated`.
    pub fn probed(step: u64, saturated: Option<f32>) -> ProbeWithExamples {
        let layer = |name: &str, saturated| LayerProbe {
            name: name.to_owned(),
            weights: Histogram::of(&[-1.0, 0.5, 1.0]),
            gradients: Histogram::of(&[0.0, 2.0]),
            activations: Histogram::of(&[0.0, 0.0, 3.0]),
            saturated,
            dead: None,
        };
        let probe = Probe {
            step,
            objective: (Output::Softmax, Loss::CrossEntropy),
            counterpart: (Output::Softmax, Loss::MeanSquaredError),
            settings: LossSettings::usual(Reduction::Mean),
            batch: 2,
            examples: 2,
            classes: 2,
            layers: vec![layer("hidden 1", saturated), layer("output", None)],
            units_on: None,
            units_over: 2,
            loss_after: None,
            asked_twice: None,
            data: None,
        };
        let examples = Examples::new(
            2,
            vec![0, 1],
            vec![5, 9],
            vec![2.0, 0.0, 3.0, 0.0],
            vec![-0.12, 0.12, 0.95, -0.95],
            vec![-0.01, 0.01, 0.09, -0.09],
        );
        ProbeWithExamples { probe, examples }
    }

    #[test]
    fn courses_are_kept_by_layer() {
        let mut detail = Detail::default();
        let report = Report {
            step: 3,
            update_ratios: vec![1e-3, 2e-3],
            ..Report::default()
        };
        detail.report(&report, &Experiment::default());
        let ProbeWithExamples { probe, examples } = probed(3, Some(0.25));
        detail.probed(probe, examples);
        let last = |series: &Series| series.points().last().map(|s| (s.step, s.value));
        assert_eq!(last(&detail.layers[1].update_ratio), Some((3, 2e-3)));
        assert_eq!(last(&detail.layers[0].saturated), Some((3, 0.25)));
        assert_eq!(last(&detail.layers[1].saturated), None);
        assert_eq!(detail.recent.last().map(|r| r.step), Some(3));
    }
}
