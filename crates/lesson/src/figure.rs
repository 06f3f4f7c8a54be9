//! The figures that a lesson may ask for, measured by the runs themselves.

use std::fmt;

/// A figure of a run or of all runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Steps taken.
    Step,
    /// Epochs behind us.
    Epoch,
    /// Loss of the latest batch, in the unit of the run's own loss.
    Loss,
    /// Share of the latest batch that is read correctly, 0 to 1.
    Accuracy,
    /// ‖∂L/∂z‖ of an image on average under the run's own loss.
    Pull,
    /// The same weights under the counterpart.
    OtherPull,
    /// The pull under cross-entropy divided by that under squared error, same weights and images.
    Ratio,
    /// ‖Δw‖/‖w‖ of the layer where it is largest.
    Update,
    /// Difference between the largest and the smallest accuracy.
    Gap,
    /// Classes of the data.
    Classes,
}

/// A row of [`FIGURES`].
#[derive(Debug)]
pub struct FigureInfo {
    /// The figure described.
    pub id: Figure,
    /// Its name in lessons.
    pub name: &'static str,
    /// Whether each run has its own.
    pub of_a_run: bool,
    /// What it is, for authors.
    pub doc: &'static str,
}

const fn row(id: Figure, name: &'static str, of_a_run: bool, doc: &'static str) -> FigureInfo {
    FigureInfo {
        id,
        name,
        of_a_run,
        doc,
    }
}

/// Every figure.
pub const FIGURES: &[FigureInfo] = &[
    row(
        Figure::Step,
        "step",
        true,
        "steps taken; without a run, those that all runs have taken",
    ),
    row(
        Figure::Epoch,
        "epoch",
        true,
        "epochs behind us, fractions included",
    ),
    row(
        Figure::Loss,
        "loss",
        true,
        "loss of the latest batch, in the unit of the run's own loss",
    ),
    row(
        Figure::Accuracy,
        "accuracy",
        true,
        "share of the latest batch that is read correctly, 0 to 1",
    ),
    row(
        Figure::Pull,
        "pull",
        true,
        "‖∂L/∂z‖ of a followed image on average, under the run's own loss",
    ),
    row(
        Figure::OtherPull,
        "other_pull",
        true,
        "the same, same weights, under the counterpart of the run's loss",
    ),
    row(
        Figure::Ratio,
        "ratio",
        true,
        "pull under cross-entropy / pull under squared error, on the weights of the run",
    ),
    row(
        Figure::Update,
        "update",
        true,
        "‖Δw‖/‖w‖ of the latest step, of the layer where it is largest",
    ),
    row(
        Figure::Gap,
        "gap",
        false,
        "largest accuracy of a run less the smallest",
    ),
    row(Figure::Classes, "classes", false, "classes of the data set"),
];

impl Figure {
    /// Returns its row.
    pub fn info(self) -> &'static FigureInfo {
        // Every figure has a row (tested).
        FIGURES
            .iter()
            .find(|row| row.id == self)
            .unwrap_or(&FIGURES[0])
    }
}

/// Runs that can stand side by side.
pub const MOST_RUNS: usize = playground_experiment::compare::MOST_VARIANTS + 1;

/// A figure, and of which run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measurement {
    /// The figure.
    pub figure: Figure,
    /// The run, from 1; none where nothing is said. Then it is the first, or all of them where the figure says so.
    pub run: Option<usize>,
}

impl Measurement {
    /// Reads `accuracy` or `accuracy.run2`.
    ///
    /// # Errors
    /// A sentence with the names that exist.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (name, run) = match text.split_once('.') {
            Some((name, run)) => (name, Some(run)),
            None => (text, None),
        };
        let row = FIGURES.iter().find(|row| row.name == name).ok_or_else(|| {
            let names: Vec<&str> = FIGURES.iter().map(|row| row.name).collect();
            let name = crate::error::shortened(name);
            format!(
                "There is no figure “{name}”; choose one of {}.",
                names.join(", ")
            )
        })?;
        let run = run.map(read_run).transpose()?;
        if run.is_some() && !row.of_a_run {
            return Err(format!(
                "“{name}” is a figure of all runs; write it without a run."
            ));
        }
        Ok(Self {
            figure: row.id,
            run,
        })
    }
}

fn read_run(text: &str) -> Result<usize, String> {
    let number = text.strip_prefix("run").and_then(|n| n.parse().ok());
    let run = number.filter(|run| (1..=MOST_RUNS).contains(run));
    run.ok_or_else(|| {
        let text = crate::error::shortened(text);
        format!("“.{text}” is not a run; write .run1 to .run{MOST_RUNS}.")
    })
}

impl fmt::Display for Measurement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.figure.info().name)?;
        match self.run {
            Some(run) => write!(f, ".run{run}"),
            None => Ok(()),
        }
    }
}

/// What runs have measured.
pub trait Figures {
    /// Returns the figure; none where it is not measured, or not yet.
    fn value(&self, of: Measurement) -> Option<f64>;
}

impl<F: Fn(Measurement) -> Option<f64>> Figures for F {
    fn value(&self, of: Measurement) -> Option<f64> {
        self(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_one_row_and_one_name() {
        for (at, row) in FIGURES.iter().enumerate() {
            assert_eq!(row.id.info().name, row.name);
            assert!(FIGURES[at + 1..].iter().all(|other| other.name != row.name));
        }
    }

    #[test]
    fn figures_are_read_with_their_run() {
        let read = |text| Measurement::read(text).unwrap();
        assert_eq!(
            read("accuracy.run2"),
            Measurement {
                figure: Figure::Accuracy,
                run: Some(2)
            }
        );
        for row in FIGURES {
            assert_eq!(read(row.name).to_string(), row.name);
        }
    }

    #[test]
    fn what_is_not_a_figure_is_told_with_those_that_are() {
        let said = |text| Measurement::read(text).unwrap_err();
        assert!(
            said("accurracy").contains("“accurracy”; choose one of step, epoch, loss, accuracy")
        );
        assert_eq!(
            said("gap.run1"),
            "“gap” is a figure of all runs; write it without a run."
        );
        for run in ["accuracy.run0", "accuracy.run5", "accuracy.2", "accuracy."] {
            assert!(said(run).contains("write .run1 to .run4"), "{run}");
        }
    }
}
