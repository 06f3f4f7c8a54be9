//! The figures that lessons ask for, from what the runs have reported.

use crate::components::stage::scene::Scene;
use crate::run::Run;
use crate::runs::{RunSlot, Runs};
use leptos::prelude::*;
use playground_lesson::{Figure, Figures, Measurement};

/// The figures of one run.
#[derive(Clone, Debug, Default, PartialEq)]
struct RunFigures {
    step: u64,
    epoch: f64,
    loss: Option<f64>,
    accuracy: Option<f64>,
    /// ‖Δw‖/‖w‖ of the layer where it is largest.
    update: Option<f64>,
    /// ‖∂L/∂z‖ of an image on average, under its own loss and under the counterpart.
    pulls: Option<[f64; 2]>,
    /// The pull under cross-entropy / that under squared error.
    ratio: Option<f64>,
}

impl RunFigures {
    /// Returns those of a run after `step` steps, or at its last report before that.
    fn of(run: &Run, step: u64) -> Self {
        let scene = Scene::of(run);
        let pulls = scene
            .as_ref()
            .map(|scene| scene.mean_pulls().map(|(_, pull)| pull));
        let own_first = scene.is_some_and(|scene| scene.pair[0] == run.settings.objective());
        let before = Self {
            pulls: pulls.map(|[first, second]| match own_first {
                true => [first, second],
                false => [second, first],
            }),
            ratio: pulls.map(|[cross_entropy, squared]| cross_entropy / squared),
            ..Self::default()
        };
        let Some(row) = run.history.at(step) else {
            return before;
        };
        let report = &row.report;
        let finite = |value: f32| Some(f64::from(value)).filter(|value| value.is_finite());
        let updates = report.update_ratios.iter().copied().filter_map(finite);
        Self {
            step: report.step,
            epoch: report.epoch,
            loss: finite(report.loss),
            accuracy: finite(report.accuracy),
            update: updates.reduce(f64::max),
            ..before
        }
    }
}

/// What the runs have measured, at the last step that all of them have reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureSnapshot {
    runs: Vec<RunFigures>,
    classes: usize,
}

impl FigureSnapshot {
    /// Returns what is measured now. Tracks.
    pub fn now(runs: Runs) -> Self {
        // One may be frozen, or a report behind.
        let reached = |run_slot: &RunSlot| {
            let step = |run: &Run| run.history.last().map_or(0, |row| row.report.step);
            run_slot.store.read(step)
        };
        let slots = runs.slots.get();
        let step = slots.iter().map(reached).min().unwrap_or(0);
        let figures = |run_slot: &RunSlot| run_slot.store.read(|run| RunFigures::of(run, step));
        let classes = runs
            .first()
            .store
            .read(|run| run.settings.active.classes().len());
        Self {
            runs: slots.iter().map(figures).collect(),
            classes,
        }
    }

    /// Returns the difference between the largest and the smallest accuracy.
    fn gap(&self) -> Option<f64> {
        let all: Option<Vec<f64>> = self.runs.iter().map(|run| run.accuracy).collect();
        let all = all.filter(|all| !all.is_empty())?;
        let largest = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Some(largest - all.iter().copied().fold(f64::INFINITY, f64::min))
    }
}

impl Figures for FigureSnapshot {
    fn value(&self, of: Measurement) -> Option<f64> {
        let run = self.runs.get(of.run.map_or(0, |run| run - 1));
        let of_all = |part: fn(&RunFigures) -> f64| match of.run {
            Some(_) => run.map(part),
            None => self.runs.iter().map(part).reduce(f64::min),
        };
        match of.figure {
            Figure::Step => of_all(|run| run.step as f64),
            Figure::Epoch => of_all(|run| run.epoch),
            Figure::Loss => run?.loss,
            Figure::Accuracy => run?.accuracy,
            Figure::Pull => Some(run?.pulls?[0]),
            Figure::OtherPull => Some(run?.pulls?[1]),
            Figure::Ratio => run?.ratio,
            Figure::Update => run?.update,
            Figure::Gap => self.gap(),
            Figure::Classes => Some(self.classes as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground_lesson::Expression;

    #[test]
    fn figures_are_those_of_the_run_that_is_named() {
        let run = |step, accuracy| RunFigures {
            step,
            accuracy: Some(accuracy),
            pulls: Some([1.4, 5e-9]),
            ..RunFigures::default()
        };
        let measured = FigureSnapshot {
            runs: vec![run(240, 0.9), run(220, 0.1)],
            classes: 10,
        };
        let value = |text: &str| text.parse::<Expression>().unwrap().evaluate(&measured);
        assert_eq!(value("step"), Some(220.0), "that of all");
        assert_eq!(value("step.run1"), Some(240.0));
        assert_eq!(value("accuracy"), Some(0.9), "the first one's");
        assert_eq!(value("accuracy.run2"), Some(0.1));
        assert_eq!(value("gap"), Some(0.8));
        assert_eq!(value("other_pull.run2"), Some(5e-9));
        assert_eq!(value("classes / 2"), Some(5.0));
        assert_eq!(value("accuracy.run3"), None);
        assert_eq!(value("loss"), None);
        assert_eq!(FigureSnapshot::default().gap(), None);
    }
}
