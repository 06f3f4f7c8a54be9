//! What is typed and chosen for a sweep, and the sweep that it makes.

use super::grid::Grid;
use leptos::prelude::*;
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::sweep::{Axis, DEFAULT_STEPS, Sweep, numeric_fields};
use playground_insight::theory::numbers::numbers;

/// The most steps of a cell.
pub const MOST_STEPS: u64 = 100_000;

/// What the map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapQuantity {
    /// Share classified correctly of what is not trained on.
    #[default]
    Accuracy,
    /// Loss of the last batches.
    Loss,
}

impl MapQuantity {
    /// Each with its word and its name.
    pub const ALL: [(Self, &'static str, &'static str); 2] = [
        (Self::Accuracy, "accuracy", "accuracy"),
        (Self::Loss, "loss", "loss"),
    ];

    /// Returns its word.
    pub fn key(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|row| row.0 == self)
            .map_or("", |row| row.1)
    }

    /// Returns what a word means; the first for any other word.
    pub fn from_key(key: &str) -> Self {
        Self::ALL
            .iter()
            .find(|row| row.1 == key)
            .map_or_else(Self::default, |row| row.0)
    }
}

/// One axis as it is typed.
#[derive(Clone, Copy)]
pub struct Side {
    /// Link key of its field.
    pub key: RwSignal<&'static str>,
    /// Its values.
    pub values: RwSignal<String>,
    /// Values to offer.
    count: usize,
    /// What was offered last: as long as it stands there, it follows the run.
    offered: RwSignal<String>,
}

impl Side {
    fn new(key: &'static str, count: usize) -> Self {
        Self {
            key: RwSignal::new(key),
            values: RwSignal::new(String::new()),
            count,
            offered: RwSignal::new(String::new()),
        }
    }

    /// Chooses another field, with values of its own.
    pub fn choose(self, key: &str, base: &Experiment) {
        if let Some(row) = numeric_fields().into_iter().find(|row| row.key == key) {
            self.key.set(row.key);
            self.values.set(String::new());
            self.offered.set(String::new());
            self.offer(base);
        }
    }

    /// Offers values around that of `base`, unless others were typed.
    pub fn offer(self, base: &Experiment) {
        if self.values.get_untracked() != self.offered.get_untracked() {
            return;
        }
        let around = Axis::around(base, self.key.get_untracked(), self.count);
        let text = around.map_or_else(|_| String::new(), |axis| listed(&axis.values));
        if text != self.values.get_untracked() {
            self.offered.set(text.clone());
            self.values.set(text);
        }
    }

    /// Reads what is typed. Tracks.
    fn axis(self, base: &Experiment) -> Result<Axis, String> {
        let (key, text) = (self.key.get(), self.values.get());
        read(base, key, &text, self.count)
    }
}

fn read(base: &Experiment, key: &str, text: &str, count: usize) -> Result<Axis, String> {
    let said = |error: ExperimentError| error.message;
    if text.trim().is_empty() {
        // Where nothing can be offered, that is the reason why nothing stands there.
        Axis::around(base, key, count).map_err(said)?;
        return Axis::new(key, Vec::new()).map_err(said);
    }
    Axis::new(key, numbers(text)?).map_err(said)
}

fn listed(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().map(|v| super::grid::shown(*v)).collect();
    texts.join(", ")
}

/// All of it.
#[derive(Clone, Copy)]
pub struct Form {
    /// From left to right.
    pub columns: Side,
    /// From bottom to top.
    pub rows: Side,
    /// Steps of a cell.
    pub steps: RwSignal<String>,
    /// What the map shows.
    pub shown: RwSignal<MapQuantity>,
}

/// What is typed, read: a sentence for each part that does not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct ParsedForm {
    /// The values of the columns.
    pub columns: Result<Axis, String>,
    /// The values of the rows.
    pub rows: Result<Axis, String>,
    /// Steps of a cell.
    pub steps: Result<u64, String>,
    /// All of it together.
    pub grid: Option<Grid>,
}

impl ParsedForm {
    /// Returns the grid, if any of its cells can be run.
    pub fn startable(&self) -> Option<&Grid> {
        let runs = |grid: &&Grid| grid.done() < grid.cells.len();
        self.grid.as_ref().filter(runs)
    }

    /// Says why no cell of the grid can be run, if that is so.
    pub fn nothing_runs(&self) -> Option<String> {
        let grid = self.grid.as_ref()?;
        let first = grid.cells.first()?.experiment.as_ref().err()?;
        let none = self.startable().is_none();
        none.then(|| format!("No cell can be run: {}", first.message))
    }
}

impl Form {
    /// Reads what is typed, around `base`. Tracks.
    pub fn read(self, base: &Experiment, steps: Result<u64, String>) -> ParsedForm {
        fitted(base, self.columns.axis(base), self.rows.axis(base), steps)
    }
}

impl Default for Form {
    /// Returns what a first visit opens on: learning rate by scale of the initialisation.
    fn default() -> Self {
        Self {
            columns: Side::new("lr", 7),
            rows: Side::new("scale", 5),
            steps: RwSignal::new(DEFAULT_STEPS.to_string()),
            shown: RwSignal::default(),
        }
    }
}

/// Puts the parts together, each with what is wrong with it in the grid that they make.
fn fitted(
    base: &Experiment,
    columns: Result<Axis, String>,
    rows: Result<Axis, String>,
    steps: Result<u64, String>,
) -> ParsedForm {
    let (columns, rows) = match (columns, rows) {
        (Ok(across), Ok(up)) => return with_both(base, across, up, steps),
        other => other,
    };
    ParsedForm {
        columns,
        rows,
        steps,
        grid: None,
    }
}

fn with_both(
    base: &Experiment,
    columns: Axis,
    rows: Axis,
    steps: Result<u64, String>,
) -> ParsedForm {
    let grid = Grid::new(Sweep {
        base: base.clone(),
        columns: columns.clone(),
        rows: rows.clone(),
        steps: steps.as_ref().map_or(1, |n| *n as u32),
    });
    // A value that no cell takes is better said below its field than in a row of refused cells.
    let wrong_with = |axis: &Axis| -> Option<String> {
        let cells = grid.as_ref().ok()?.cells.iter();
        let mut refused = cells.filter_map(|cell| cell.experiment.as_ref().err());
        let found = refused.find(|error| error.field == axis.key);
        found.map(|error| error.message.clone())
    };
    let said = |axis: &Axis| match (wrong_with(axis), &grid) {
        (Some(message), _) => Err(message),
        (None, Err(error)) if error.field == axis.key => Err(error.message.clone()),
        _ => Ok(axis.clone()),
    };
    // What is wrong with both at once is said of the rows alone.
    let up = said(&rows);
    let across = match (&up, columns.key == rows.key) {
        (Err(_), true) => Ok(columns),
        _ => said(&columns),
    };
    let fits = across.is_ok() && up.is_ok() && steps.is_ok();
    ParsedForm {
        columns: across,
        rows: up,
        steps,
        grid: grid.ok().filter(|_| fits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_both(columns: &str, rows: &str) -> ParsedForm {
        let base = Experiment::default();
        let across = read(&base, "lr", columns, 7);
        let up = read(&base, "scale", rows, 5);
        fitted(&base, across, up, Ok(20))
    }

    #[test]
    fn lists_make_a_grid() {
        let read = read_both("0.1, 0.001", "1 0.3 3");
        let grid = read.grid.unwrap();
        assert_eq!(grid.cells.len(), 6);
        assert_eq!(grid.sweep.columns.values, [0.1, 0.001]);
        assert_eq!(grid.sweep.steps, 20);
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let read = read_both("0.1, x", "1, 300");
        assert!(read.columns.unwrap_err().contains("“x”, number 2"));
        assert!(read.rows.is_ok(), "it waits for the other");
        let read = read_both("0.1", "1, 300");
        assert!(read.rows.unwrap_err().contains("choose 0 to 100"));
        assert!(read.columns.is_ok() && read.grid.is_none());
        let many = ["0.1"; 11].join(", ");
        let read = read_both(&many, &many);
        assert!(read.rows.unwrap_err().contains("more than 100 runs"));
    }

    #[test]
    fn the_same_field_twice_is_said_once() {
        let base = Experiment::default();
        let axis = || read(&base, "lr", "0.1", 7);
        let read = fitted(&base, axis(), axis(), Ok(20));
        assert!(read.rows.unwrap_err().contains("same setting"));
        assert!(read.columns.is_ok() && read.grid.is_none());
    }

    #[test]
    fn nothing_can_be_offered_around_zero() {
        let base = Experiment::default();
        let why = read(&base, "mu", "", 7);
        match playground_experiment::fields::field("mu").map(|row| row.get(&base)) {
            Some(text) if text.parse() == Ok(0.0) => {
                assert!(why.unwrap_err().contains("multiples"));
            }
            _ => assert!(why.unwrap_err().contains("at least one value")),
        }
        let offered = Axis::around(&base, "lr", 3).unwrap();
        assert_eq!(listed(&offered.values), "3.3e-4, 0.001, 0.0033");
    }
}
