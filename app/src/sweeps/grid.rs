//! A sweep as far as it has come: its cells, what came of them, and how it stands.

use playground_experiment::compare::{NAME_LENGTH, with_shared};
use playground_experiment::error::ExperimentError;
use playground_experiment::experiment::Experiment;
use playground_experiment::fields::{Field, field};
use playground_experiment::format;
use playground_experiment::sweep::{Axis, Cell, CellOutcome, Sweep};

/// How it stands.
#[derive(Clone, Debug, PartialEq)]
pub enum SweepStatus {
    /// Cells are being run.
    Running,
    /// Every cell has an outcome.
    Finished,
    /// The person stopped it.
    Stopped,
    /// It cannot go on; the sentence says why.
    Failed(String),
}

/// The sweep, its cells and their outcomes.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// What is swept.
    pub sweep: Sweep,
    /// Row by row from the bottom.
    pub cells: Vec<Cell>,
    /// The outcome of each cell, once it is certain.
    pub outcomes: Vec<Option<CellOutcome>>,
    /// How it stands.
    pub status: SweepStatus,
}

impl Grid {
    /// Builds the grid of `sweep`; the cells that cannot be run are refused from the start.
    ///
    /// # Errors
    /// As [`Sweep::cells`].
    pub fn new(sweep: Sweep) -> Result<Self, ExperimentError> {
        let cells = sweep.cells()?;
        let refused = |cell: &Cell| {
            let why = cell.experiment.as_ref().err();
            why.map(|error| CellOutcome::Refused(error.message.clone()))
        };
        let outcomes = cells.iter().map(refused).collect();
        Ok(Self {
            sweep,
            cells,
            outcomes,
            status: SweepStatus::Running,
        })
    }

    /// Returns the number of cells with an outcome.
    pub fn done(&self) -> usize {
        self.outcomes.iter().flatten().count()
    }

    /// Returns whether cells are being run.
    pub fn is_running(&self) -> bool {
        self.status == SweepStatus::Running
    }

    /// Returns the number of the cell at a place of the map.
    pub fn index(&self, (column, row): (usize, usize)) -> Option<usize> {
        self.cells
            .iter()
            .position(|cell| (cell.column, cell.row) == (column, row))
    }

    /// Returns a cell's values: that of the columns, then that of the rows.
    pub fn values(&self, cell: &Cell) -> (f64, f64) {
        let value = |axis: &Axis, at: usize| axis.values.get(at).copied().unwrap_or(f64::NAN);
        (
            value(&self.sweep.columns, cell.column),
            value(&self.sweep.rows, cell.row),
        )
    }

    /// Returns what a cell is called: "learning rate 0.1, init scale 3.3".
    pub fn name(&self, cell: &Cell) -> String {
        self.name_by(cell, title)
    }

    /// Returns what a run of a cell is called: as the cell is, and with the labels of charts where that is too long.
    pub fn run_name(&self, cell: &Cell) -> String {
        let name = self.name(cell);
        match name.chars().count() > NAME_LENGTH {
            true => self
                .name_by(cell, label)
                .chars()
                .take(NAME_LENGTH)
                .collect(),
            false => name,
        }
    }

    fn name_by(&self, cell: &Cell, word: fn(&Axis) -> &'static str) -> String {
        let (column, row) = self.values(cell);
        let said = |axis: &Axis, value| format!("{} {}", word(axis), shown(value));
        let (columns, rows) = (&self.sweep.columns, &self.sweep.rows);
        format!("{}, {}", said(columns, column), said(rows, row))
    }

    /// Returns the settings of a cell for a run beside `beside`. It is as long and as often reported as the base; what
    /// runs side by side have in common is taken from `beside`.
    ///
    /// # Errors
    /// When these settings do not fit.
    pub fn opened(&self, cell: &Cell, beside: &Experiment) -> Result<Experiment, ExperimentError> {
        let (column, row) = self.values(cell);
        let mut next = with_shared(beside, &self.sweep.base);
        for (axis, value) in [(&self.sweep.columns, column), (&self.sweep.rows, row)] {
            if let Some(field) = field(axis.key) {
                field.set(&mut next, &value.to_string()).map_err(|why| {
                    ExperimentError::new(axis.key, format!("{}: {why}.", field.title()))
                })?;
            }
        }
        next.validate()?;
        Ok(next)
    }

    /// Finds the cell with the highest accuracy.
    pub fn best(&self) -> Option<(&Cell, f64)> {
        let trained = self.cells.iter().zip(&self.outcomes);
        let accuracies = trained.filter_map(|(cell, outcome)| match outcome {
            // Autoencoders classify nothing.
            Some(CellOutcome::Trained { accuracy, .. }) if accuracy.is_finite() => {
                Some((cell, *accuracy))
            }
            _ => None,
        });
        accuracies.max_by(|a, b| a.1.total_cmp(&b.1))
    }
}

/// Returns what an axis is called, as the settings call it.
pub fn title(axis: &Axis) -> &'static str {
    field(axis.key).map_or(axis.key, Field::title)
}

fn label(axis: &Axis) -> &'static str {
    field(axis.key).map_or(axis.key, |row: &Field| row.label)
}

/// Writes a value of an axis, short where that loses nothing.
pub fn shown(value: f64) -> String {
    let short = format::number(value);
    match short.parse() == Ok(value) {
        true => short,
        false => value.to_string(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use playground_experiment::experiment::Stop;

    /// Two learning rates, the second of which cannot be, by two scales.
    pub fn grid() -> Grid {
        let axis = |key: &str, values: &[f64]| Axis::new(key, values.to_vec()).unwrap();
        Grid::new(Sweep {
            base: Experiment::default(),
            columns: axis("lr", &[0.001, -1.0]),
            rows: axis("scale", &[0.33, 1.0]),
            steps: 20,
        })
        .unwrap()
    }

    #[test]
    fn what_cannot_run_is_refused_from_the_start() {
        let grid = grid();
        assert_eq!((grid.cells.len(), grid.done()), (4, 2));
        let at = grid.index((1, 1)).unwrap();
        let Some(CellOutcome::Refused(why)) = &grid.outcomes[at] else {
            panic!("{:?}", grid.outcomes);
        };
        assert!(why.contains("choose 0 to 100"), "{why}");
        assert_eq!(grid.index((2, 0)), None);
    }

    #[test]
    fn an_opened_cell_is_as_long_as_the_base_and_like_its_neighbours() {
        let grid = grid();
        let beside = Experiment {
            seed: 77,
            learning_rate: 5.0,
            ..Experiment::default()
        };
        let cell = &grid.cells[grid.index((0, 0)).unwrap()];
        let run = grid.opened(cell, &beside).unwrap();
        assert_eq!((run.learning_rate, run.init_scale), (0.001, 0.33));
        assert_eq!(run.seed, 77, "as all runs have it");
        let base = &grid.sweep.base;
        assert_eq!((run.stop, run.report_every), (base.stop, base.report_every));
        assert_ne!(run.stop, Stop::Steps(20));
        assert_eq!(grid.name(cell), "learning rate 0.001, init scale 0.33");
        let refused = &grid.cells[grid.index((1, 0)).unwrap()];
        assert_eq!(grid.opened(refused, &beside).unwrap_err().field, "lr");
    }

    #[test]
    fn the_name_of_a_run_is_never_cut_short_within_a_value() {
        let mut grid = grid();
        assert_eq!(grid.run_name(&grid.cells[0]), grid.name(&grid.cells[0]));
        grid.sweep.rows = Axis::new("wd", vec![0.000_333_33, 0.1]).unwrap();
        let name = grid.run_name(&grid.cells[0]);
        assert_eq!(name, "lr 0.001, weight decay 0.00033333");
    }

    #[test]
    fn values_are_short_where_that_loses_nothing() {
        assert_eq!(shown(3.3e-5), "3.3e-5");
        assert_eq!(shown(64.0), "64");
        assert_eq!(shown(0.12345), "0.12345");
    }

    #[test]
    fn the_best_cell_is_the_most_accurate() {
        let mut grid = grid();
        assert_eq!(grid.best(), None);
        let trained = |accuracy| {
            Some(CellOutcome::Trained {
                loss: 1.0,
                accuracy,
            })
        };
        grid.outcomes = vec![trained(0.3), None, trained(0.9), None];
        assert_eq!(grid.best().map(|best| best.1), Some(0.9));
    }
}
