//! The largest figures of a run since its settings were last changed: a step that went too far has its consequences long
//! after the figures of the steps are small again.

use playground_experiment::experiment::{Experiment, Stop};
use playground_experiment::mistakes::Mistake;
use playground_experiment::protocol::Report;

/// A step, by how far it went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FurthestStep {
    /// ‖Δw‖/‖w‖ of the layer that it moved the farthest.
    pub(super) ratio: f64,
    /// Its learning rate.
    pub(super) rate: f64,
}

/// The largest figures, each under the settings that it depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Extremes {
    /// The settings that they are of.
    of: Option<Experiment>,
    /// ‖∂L/∂b‖ of the output layer over its signal.
    pub(super) bias_over_signal: Option<f64>,
    /// ‖∂L/∂W‖ of the first layer over its signal.
    pub(super) weight_over_signal: Option<f64>,
    /// The step that moved a layer the farthest.
    pub(super) movement: Option<FurthestStep>,
    /// The loss of the first report and the largest, over a few reports or right after a step that was probed; it may be
    /// infinite.
    pub(super) losses: Option<[f64; 2]>,
}

impl Extremes {
    /// Forgets what other settings than `active` brought about; returns whether they differ from those before. A gradient
    /// does not depend on how far steps go.
    pub(super) fn settle(&mut self, active: &Experiment) -> bool {
        let steps = Experiment {
            // What no step depends on.
            stop: Stop::Never,
            report_every: 1,
            checkpoint_epochs: Vec::new(),
            ema: 0.0,
            ..active.clone()
        };
        if self.of.as_ref() == Some(&steps) {
            return false;
        }
        let Some(before) = self.of.replace(steps) else {
            return false;
        };
        (self.movement, self.losses) = (None, None);
        let gradient = |e: &Experiment| {
            // In which mode a network is measured changes no gradient.
            let right_mode = e.with_mistake(Mistake::TrainingMode, false);
            let objective = (e.output, e.loss, e.reduction);
            (objective, right_mode.mistakes, e.normalisation, e.dataset)
        };
        if gradient(&before) != gradient(active) {
            (self.bias_over_signal, self.weight_over_signal) = (None, None);
        }
        true
    }

    /// Takes in a report. `mean` is the loss over the latest few.
    pub(super) fn push(&mut self, report: &Report, mean: f64) {
        let over = |over: f32, under: f32| f64::from(over) / f64::from(under);
        if let Some(output) = report.gradients.last() {
            raise(&mut self.bias_over_signal, over(output.bias, output.signal));
        }
        if let Some(first) = report.gradients.first() {
            raise(
                &mut self.weight_over_signal,
                over(first.weight, first.signal),
            );
        }
        let rate = report.learning_rate;
        for ratio in report.update_ratios.iter().map(|&ratio| f64::from(ratio)) {
            let further = self.movement.is_none_or(|step| ratio > step.ratio);
            if ratio.is_finite() && further {
                self.movement = Some(FurthestStep { ratio, rate });
            }
        }
        let loss = f64::from(report.loss);
        self.loss(if loss.is_finite() { mean } else { loss });
    }

    /// Takes in a loss, of a report or right after its step. What is no number is beyond all of them.
    pub(super) fn loss(&mut self, loss: f64) {
        let loss = if loss.is_nan() { f64::INFINITY } else { loss };
        let [first, largest] = self.losses.unwrap_or([loss; 2]);
        self.losses = Some([first, largest.max(loss)]);
    }
}

fn raise(largest: &mut Option<f64>, value: f64) {
    if value.is_finite() {
        *largest = Some(largest.map_or(value, |before| before.max(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_experiment::protocol::LayerGradient;

    fn report(loss: f32, norm: f32, movement: f32) -> Report {
        Report {
            loss,
            gradients: vec![LayerGradient {
                weight: norm,
                bias: norm / 2.0,
                signal: 1.0,
            }],
            update_ratios: vec![movement],
            ..Report::default()
        }
    }

    #[test]
    fn the_largest_stays_whatever_comes_after() {
        let mut extremes = Extremes::default();
        extremes.settle(&Experiment::default());
        extremes.push(&report(2.0, 8.0, 0.5), 2.0);
        extremes.push(&report(f32::NAN, f32::NAN, f32::NAN), 1.0);
        extremes.push(&report(1.0, 4.0, 0.1), 1.0);
        assert_eq!(extremes.weight_over_signal, Some(8.0));
        assert_eq!(extremes.bias_over_signal, Some(4.0));
        assert_eq!(extremes.movement.map(|step| step.ratio), Some(0.5));
        assert_eq!(extremes.losses, Some([2.0, f64::INFINITY]));
    }

    #[test]
    fn other_settings_begin_anew_with_what_depends_on_them() {
        let mut extremes = Extremes::default();
        let experiment = Experiment::default();
        extremes.settle(&experiment);
        extremes.push(&report(2.0, 8.0, 0.5), 2.0);
        extremes.settle(&experiment);
        assert_eq!(extremes.movement.map(|step| step.ratio), Some(0.5));
        let later = Experiment {
            stop: Stop::Epochs(99),
            report_every: 7,
            ..experiment.clone()
        };
        assert!(!extremes.settle(&later), "no step depends on it");
        let slower = Experiment {
            learning_rate: 1e-5,
            ..experiment
        };
        extremes.settle(&slower);
        assert_eq!((extremes.movement, extremes.losses), (None, None));
        extremes.settle(&slower.with_mistake(Mistake::TrainingMode, true));
        assert_eq!(extremes.weight_over_signal, Some(8.0));
        extremes.settle(&slower.with_mistake(Mistake::Uncleared, true));
        assert_eq!(extremes.weight_over_signal, None);
    }
}
