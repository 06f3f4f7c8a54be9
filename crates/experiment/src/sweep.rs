//! A sweep: two settings over lists of values, every pair a short run of its own, and what came of
//! each. Who runs the cells is not this file's business: a worker that gets `Reset`, then
//! [`Target::Steps`](crate::protocol::Target::Steps), then an evaluation tells a [`Follower`] its events.

use crate::compare::is_shared;
use crate::ema::Sample;
use crate::ema::ema;
use crate::error::{ExperimentError, ensure};
use crate::experiment;
use crate::experiment::{Experiment, Stop};
use crate::fields::{Field, field};
use crate::protocol::{Answer, Event, Gone, Rest};

#[cfg(test)]
mod tests;

/// Cells of a grid, at most.
pub(crate) const MOST_CELLS: usize = 100;

/// Steps of a cell unless said otherwise.
pub const DEFAULT_STEPS: u32 = 200;

/// Reports of a cell: enough for a smoothed loss, and little overhead.
const REPORTS: u32 = 40;

/// How much of the average stays from one report to the next: it is over about ten of them.
const SMOOTHING: f32 = 0.9;

/// A setting and the values it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Link key of a field of [`numeric_fields`].
    pub key: &'static str,
    /// Its values, in the order in which they are shown.
    pub values: Vec<f64>,
}

/// What is swept.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Everything else.
    pub base: Experiment,
    /// From left to right.
    pub columns: Axis,
    /// From bottom to top.
    pub rows: Axis,
    /// Steps that each cell trains.
    pub steps: u32,
}

/// One run of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Index into the values of the columns.
    pub column: usize,
    /// Index into the values of the rows.
    pub row: usize,
    /// What to run, or why this pair of values cannot be.
    pub experiment: Result<Experiment, ExperimentError>,
}

/// Returns the fields that can be an axis: the numbers that may differ from run to run.
pub fn numeric_fields() -> Vec<&'static Field> {
    let fields = experiment::numeric_fields().filter_map(field);
    fields.filter(|row| !is_shared(row)).collect()
}

impl Axis {
    /// Creates an axis of `values` of the field with this link key or script name.
    ///
    /// # Errors
    /// When there is no such field, when it is not a number that each run has for itself, or when there are no
    /// values.
    pub fn new(key: &str, values: Vec<f64>) -> Result<Self, ExperimentError> {
        let known = numeric_fields();
        let found = field(key).and_then(|row| known.iter().find(|known| known.key == row.key));
        let Some(row) = found else {
            let names: Vec<&str> = known.iter().map(|row| row.name).collect();
            let why = format!(
                "“{key}” cannot be swept; choose one of {}.",
                names.join(", ")
            );
            return Err(ExperimentError::new("", why));
        };
        ensure(!values.is_empty(), row.key, || {
            format!("Give at least one value for {}.", row.title())
        })?;
        Ok(Self {
            key: row.key,
            values,
        })
    }

    /// Creates an axis with `base`'s value in the middle, and on both sides its multiples by half decades.
    ///
    /// # Errors
    /// As [`Axis::new`]; also when the value of `base` is 0, which has no multiples.
    pub fn around(base: &Experiment, key: &str, count: usize) -> Result<Self, ExperimentError> {
        let text = field(key).map_or_else(String::new, |row| row.get(base));
        let middle: f64 = text.parse().unwrap_or(0.0);
        let half = count.saturating_sub(1) / 2;
        let values = (0..count).map(|i| multiple(middle, i as i32 - half as i32));
        let axis = Self::new(key, values.collect())?;
        ensure(
            middle != 0.0,
            axis.key,
            || "The value is 0, and so are its multiples; give a list of values.",
        )?;
        Ok(axis)
    }
}

/// Moves `value` by half decades, rounded to two digits: 0.001 becomes 0.0033, 0.01, …
fn multiple(value: f64, half_decades: i32) -> f64 {
    let decades = f64::from(half_decades.div_euclid(2));
    let third = if half_decades.rem_euclid(2) == 1 {
        10.0 / 3.0
    } else {
        1.0
    };
    let exact = value * 10f64.powf(decades) * third;
    // Through text, so that 0.00033 does not become 0.00033000000000000005.
    format!("{exact:.1e}").parse().unwrap_or(exact)
}

impl Sweep {
    /// Creates a sweep with the learning rate across and the scale of the initialisation upwards, around the values of
    /// `base`.
    ///
    /// # Errors
    /// When one of them is 0.
    pub fn around(base: &Experiment) -> Result<Self, ExperimentError> {
        Ok(Self {
            base: base.clone(),
            columns: Axis::around(base, "lr", 7)?,
            rows: Axis::around(base, "scale", 5)?,
            steps: DEFAULT_STEPS,
        })
    }

    /// Builds the grid, row by row from the bottom, each row from the left.
    ///
    /// # Errors
    /// When both axes are the same field, or there are too many cells.
    pub fn cells(&self) -> Result<Vec<Cell>, ExperimentError> {
        let (columns, rows) = (self.columns.values.len(), self.rows.values.len());
        ensure(
            self.columns.key != self.rows.key,
            self.rows.key,
            || "Both axes are the same setting; choose two different ones.",
        )?;
        let fit = columns.saturating_mul(rows) <= MOST_CELLS;
        ensure(fit, self.rows.key, || {
            format!("{columns} × {rows} values are more than {MOST_CELLS} runs; give fewer values.")
        })?;
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        let cells = places.map(|(column, row)| Cell {
            column,
            row,
            experiment: self.experiment(column, row),
        });
        Ok(cells.collect())
    }

    fn experiment(&self, column: usize, row: usize) -> Result<Experiment, ExperimentError> {
        let steps = self.steps.max(1);
        let mut run = Experiment {
            stop: Stop::Steps(steps),
            report_every: (steps / REPORTS).max(1),
            checkpoint_epochs: Vec::new(),
            ..self.base.clone()
        };
        for (axis, index) in [(&self.columns, column), (&self.rows, row)] {
            if let (Some(field), Some(value)) = (field(axis.key), axis.values.get(index)) {
                field.set(&mut run, &value.to_string()).map_err(|why| {
                    ExperimentError::new(axis.key, format!("{}: {why}.", field.name))
                })?;
            }
        }
        run.validate()?;
        Ok(run)
    }
}

/// What came of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellOutcome {
    /// It trained to its end.
    Trained {
        /// Loss of the last batches, smoothed over about ten reports, in the unit of the loss in use.
        loss: f64,
        /// Share of the evaluated part classified correctly; NaN for an autoencoder.
        accuracy: f64,
    },
    /// The loss was not a number any more.
    Diverged {
        /// Steps taken when a report first said so.
        step: u64,
    },
    /// It could not be run; the sentence says why.
    Refused(String),
}

/// Follows the run of one cell by what its trainer tells.
#[derive(Clone, Debug, Default)]
pub struct Follower {
    losses: Vec<Sample>,
    /// Steps taken in all, once they are.
    finished: Option<u64>,
    accuracy: Option<f64>,
    failure: Option<CellOutcome>,
}

impl Follower {
    /// Takes up an event of the cell's run; returns the outcome once it is certain. For a run that ends well it also
    /// needs an evaluation, on either part.
    pub fn take(&mut self, event: &Event) -> Option<CellOutcome> {
        match event {
            Event::Report { report, .. } => self.losses.push(Sample {
                step: u32::try_from(report.step).unwrap_or(u32::MAX),
                value: report.loss,
            }),
            Event::Resting { rest, step } => self.rest(rest, *step),
            // Not one that was made at the end of an epoch on the way.
            Event::Evaluated(evaluation, _)
            | Event::Answer {
                result: Ok(Answer::Evaluation(evaluation, _)),
                ..
            } if self.finished == Some(evaluation.step) => {
                self.accuracy = Some(evaluation.accuracy);
            }
            Event::Refused { message, .. }
            | Event::Failed { message, .. }
            | Event::Answer {
                result: Err(Gone::Refused(message)),
                ..
            } => {
                self.failure = Some(CellOutcome::Refused(message.clone()));
            }
            _ => {}
        }
        self.outcome()
    }

    fn rest(&mut self, rest: &Rest, step: u64) {
        match rest {
            Rest::Finished => self.finished = Some(step),
            Rest::NonFinite(_) => self.failure = Some(CellOutcome::Diverged { step }),
            Rest::Refused(why) => self.failure = Some(CellOutcome::Refused(why.clone())),
            Rest::Asked => {}
        }
    }

    fn outcome(&self) -> Option<CellOutcome> {
        if self.failure.is_some() {
            return self.failure.clone();
        }
        let last = ema(&self.losses, SMOOTHING).last().copied();
        last.zip(self.accuracy)
            .map(|(last, accuracy)| CellOutcome::Trained {
                loss: f64::from(last.value),
                accuracy,
            })
    }
}
