//! The largest figures of a run since its settings were last changed: a step that went too far has its consequences long
//! after the figures of the steps are small again.

use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::Report;

/// The largest figures, each under the settings that it depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Extremes {
    /// The settings that they are of.
    of: Option<Experiment>,
    /// ‖∂L/∂b‖ of the output layer over its signal.
    pub(super) bias_over_signal: Option<f64>,
    /// ‖∂L/∂W‖ of the first layer over its signal.
    pub(super) weight_over_signal: Option<f64>,
    /// ‖Δw‖/‖w‖ of any layer.
    pub(super) movement: Option<f64>,
    /// The loss of the first report and the largest of those reported and of those right after a step that was probed; it
    /// may be infinite.
    pub(super) losses: Option<[f64; 2]>,
}

impl Extremes {
    /// Forgets what other settings than `active` brought about; returns whether they differ from those before. A gradient
    /// does not depend on how far steps go.
    pub(super) fn settle(&mut self, active: &Experiment) -> bool {
        if self.of.as_ref() == Some(active) {
            return false;
        }
        let Some(before) = self.of.replace(active.clone()) else {
            return false;
        };
        (self.movement, self.losses) = (None, None);
        let gradient = |e: &Experiment| {
            let objective = (e.output, e.loss, e.reduction);
            (objective, e.mistakes.clone(), e.normalisation, e.dataset)
        };
        if gradient(&before) != gradient(active) {
            (self.bias_over_signal, self.weight_over_signal) = (None, None);
        }
        true
    }

    /// Takes in a report.
    pub(super) fn push(&mut self, report: &Report) {
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
        for &ratio in &report.update_ratios {
            raise(&mut self.movement, f64::from(ratio));
        }
        self.loss(f64::from(report.loss));
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
    use playground_experiment::mistakes::Mistake;
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
        extremes.push(&report(2.0, 8.0, 0.5));
        extremes.push(&report(f32::NAN, f32::NAN, f32::NAN));
        extremes.push(&report(1.0, 4.0, 0.1));
        assert_eq!(extremes.weight_over_signal, Some(8.0));
        assert_eq!(extremes.bias_over_signal, Some(4.0));
        assert_eq!(extremes.movement, Some(0.5));
        assert_eq!(extremes.losses, Some([2.0, f64::INFINITY]));
    }

    #[test]
    fn other_settings_begin_anew_with_what_depends_on_them() {
        let mut extremes = Extremes::default();
        let experiment = Experiment::default();
        extremes.settle(&experiment);
        extremes.push(&report(2.0, 8.0, 0.5));
        extremes.settle(&experiment);
        assert_eq!(extremes.movement, Some(0.5));
        let slower = Experiment {
            learning_rate: 1e-5,
            ..experiment
        };
        extremes.settle(&slower);
        assert_eq!((extremes.movement, extremes.losses), (None, None));
        assert_eq!(extremes.weight_over_signal, Some(8.0));
        extremes.settle(&slower.with_mistake(Mistake::Uncleared, true));
        assert_eq!(extremes.weight_over_signal, None);
    }
}
