//! What the curves of training stand over: steps, epochs or seconds. A run's own reports say which step is where.

use crate::run::Run;
use crate::run::history::ReportRow;
use playground_chart::{ChartSpec, Line, Mark, Point};

/// The horizontal axis of the curves of training.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeAxis {
    /// Updates of the weights.
    #[default]
    Step,
    /// Passes through the training images.
    Epoch,
    /// Time spent in training, pauses left out.
    Seconds,
}

impl TimeAxis {
    /// Each with its word in links and its name.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Step, "step", "steps"),
        (Self::Epoch, "epoch", "epochs"),
        (Self::Seconds, "seconds", "seconds"),
    ];

    /// Returns its word in links.
    pub fn key(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.map_or("", |row| row.1)
    }

    /// Returns the axis that a word means.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.1 == key).map(|row| row.0)
    }

    /// Returns what a chart calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Epoch => "epoch",
            Self::Seconds => "seconds of training",
        }
    }

    /// Puts the title of this axis below a chart over steps.
    pub fn name(self, spec: &mut ChartSpec) {
        spec.x_label = self.label().to_owned();
        spec.x_fractional = self != Self::Step;
    }

    /// Puts a chart of one run over steps on this axis.
    pub fn chart(self, run: &Run, mut spec: ChartSpec) -> ChartSpec {
        self.name(&mut spec);
        self.lines(run, &mut spec.lines);
        self.marks(run, &mut spec.marks);
        spec
    }

    /// Puts lines of a run over steps on this axis. Points of which it is not known where they stand are left out.
    pub fn lines(self, run: &Run, lines: &mut [Line]) {
        if self == Self::Step {
            return;
        }
        let rows = &run.history.rows;
        for points in lines
            .iter_mut()
            .flat_map(|line| [&mut line.points, &mut line.raw])
        {
            let moved = |point: &Point| Some((self.place(rows, point.0)?, point.1));
            *points = points.iter().filter_map(moved).collect();
        }
    }

    /// Puts marks of a run at steps on this axis, as [`lines`](Self::lines) does.
    pub fn marks(self, run: &Run, marks: &mut Vec<Mark>) {
        if self == Self::Step {
            return;
        }
        let rows = &run.history.rows;
        marks.retain_mut(|mark| match self.place(rows, mark.x) {
            Some(x) => {
                mark.x = x;
                true
            }
            None => false,
        });
    }

    /// Returns where a step stands: between the reports around it, as if each of these steps had taken the same; none
    /// where the reports do not say.
    fn place(self, rows: &[ReportRow], step: f64) -> Option<f64> {
        let of_row = |row: &ReportRow| {
            let report = &row.report;
            let place = match self {
                Self::Step => report.step as f64,
                Self::Epoch => report.epoch,
                Self::Seconds => report.seconds?,
            };
            Some((report.step as f64, place))
        };
        let after = rows.partition_point(|row| (row.report.step as f64) < step);
        let from = match after.checked_sub(1) {
            Some(before) => of_row(&rows[before])?,
            None => (0.0, 0.0),
        };
        // Beyond the last report what is known goes on as it did.
        let (from, to) = match (rows.get(after), rows) {
            (Some(row), _) => (from, of_row(row)?),
            (None, [.., row, last]) => (of_row(row)?, of_row(last)?),
            (None, [only]) => ((0.0, 0.0), of_row(only)?),
            (None, []) => return (step == 0.0).then_some(0.0),
        };
        let steps = to.0 - from.0;
        let share = if steps > 0.0 {
            (step - from.0) / steps
        } else {
            1.0
        };
        Some(from.1 + share * (to.1 - from.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::objective::ObjectiveId;
    use playground_experiment::device::Preference;
    use playground_experiment::experiment::Experiment;
    use playground_experiment::protocol::Report;

    fn rows(seconds: [Option<f64>; 2]) -> Vec<ReportRow> {
        let objective = ObjectiveId::in_use(&Experiment::default());
        let row = |(step, epoch, seconds)| ReportRow {
            report: Report {
                step,
                epoch,
                seconds,
                ..Report::default()
            },
            objective,
        };
        [(20, 0.5, seconds[0]), (40, 1.0, seconds[1])]
            .map(row)
            .into()
    }

    #[test]
    fn a_step_stands_between_the_reports_around_it() {
        let rows = rows([Some(2.0), Some(3.0)]);
        let at = |axis: TimeAxis, step| axis.place(&rows, step);
        assert_eq!(at(TimeAxis::Step, 30.0), Some(30.0));
        assert_eq!(at(TimeAxis::Epoch, 20.0), Some(0.5));
        assert_eq!(at(TimeAxis::Epoch, 30.0), Some(0.75));
        assert_eq!(at(TimeAxis::Seconds, 10.0), Some(1.0));
        assert_eq!(at(TimeAxis::Seconds, 30.0), Some(2.5));
        assert_eq!(at(TimeAxis::Seconds, 60.0), Some(4.0), "beyond the last");
        assert_eq!(TimeAxis::Epoch.place(&[], 0.0), Some(0.0));
        assert_eq!(TimeAxis::Epoch.place(&[], 5.0), None);
    }

    #[test]
    fn what_was_kept_without_its_time_has_no_place_in_seconds() {
        let rows = rows([None, Some(3.0)]);
        assert_eq!(TimeAxis::Seconds.place(&rows, 10.0), None);
        assert_eq!(TimeAxis::Epoch.place(&rows, 10.0), Some(0.25));
    }

    #[test]
    fn marks_at_steps_stay_even_before_the_first_report() {
        let run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
        let mark = || Mark {
            x: 40.0,
            label: "lr 0.1".to_owned(),
        };
        let on = |axis: TimeAxis| {
            let mut marks = vec![mark()];
            axis.marks(&run, &mut marks);
            marks
        };
        assert_eq!(on(TimeAxis::Step), [mark()]);
        assert_eq!(on(TimeAxis::Epoch), []);
    }

    #[test]
    fn every_word_leads_to_its_axis() {
        for (axis, key, _) in TimeAxis::ALL {
            assert_eq!(TimeAxis::from_key(key), Some(axis));
            assert_eq!(axis.key(), key);
        }
        assert_eq!(TimeAxis::from_key("hours"), None);
    }
}
