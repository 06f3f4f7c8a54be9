//! From a sweep to a map and sentences. Pure, so that it is tested without a page.

use crate::sweeps::drive::measured_on;
use crate::sweeps::form::MapQuantity;
use crate::sweeps::grid::{Grid, SweepStatus, shown, title};
use playground_chart::{CellNote, HeatAxis, HeatSpec, Shades, Sign};
use playground_experiment::experiment::Experiment;
use playground_experiment::format;
use playground_experiment::protocol::Part;
use playground_experiment::sweep::{Axis, CellOutcome};

fn axis(axis: &Axis) -> HeatAxis {
    let labels = axis.values.iter().map(|v| shown(*v)).collect();
    HeatAxis::labels(title(axis), labels)
}

/// Returns what can be mapped of runs of `base`: an autoencoder has no accuracy.
pub fn quantities(base: &Experiment) -> impl Iterator<Item = MapQuantity> {
    let autoencoder = base.is_autoencoder();
    let all = MapQuantity::ALL.iter().map(|row| row.0);
    all.filter(move |what| !autoencoder || *what != MapQuantity::Accuracy)
}

/// Returns what is mapped of runs of `base`: what is `wanted`, where they have it.
pub fn mapped(base: &Experiment, wanted: MapQuantity) -> MapQuantity {
    let mut own = quantities(base);
    let first = own.next().unwrap_or_default();
    match first == wanted || own.any(|what| what == wanted) {
        true => wanted,
        false => first,
    }
}

/// Names the part that cells are measured on.
fn part(grid: &Grid) -> &'static str {
    match measured_on(&grid.sweep.base.split) {
        Part::Validation => "validation",
        Part::Test => "test",
    }
}

fn value(outcome: Option<&CellOutcome>, what: MapQuantity) -> f64 {
    match (outcome, what) {
        (Some(CellOutcome::Trained { accuracy, .. }), MapQuantity::Accuracy) => *accuracy,
        (Some(CellOutcome::Trained { loss, .. }), MapQuantity::Loss) => *loss,
        _ => f64::NAN,
    }
}

fn note(outcome: &CellOutcome, part: &str) -> CellNote {
    let (text, sign) = match outcome {
        CellOutcome::Trained { loss, accuracy } => {
            let (right, loss) = (format::percent(*accuracy), format::reading(*loss));
            let text = match accuracy.is_nan() {
                true => format!("loss {loss}; an autoencoder has no accuracy"),
                false => format!("{right} {part} accuracy, loss {loss}"),
            };
            (text, None)
        }
        CellOutcome::Diverged { step } => (format!("diverged at step {step}"), Some(Sign::Cross)),
        CellOutcome::Refused(why) => (format!("cannot be run. {why}"), Some(Sign::Dash)),
    };
    CellNote { text, sign }
}

/// Draws the map.
pub fn map(grid: &Grid, what: MapQuantity) -> HeatSpec {
    let part = part(grid);
    let steps = grid.sweep.steps;
    let (title, shades) = match what {
        MapQuantity::Accuracy => (
            format!("Accuracy on {part} images after {steps} steps"),
            Shades::Linear,
        ),
        MapQuantity::Loss => (format!("Training loss after {steps} steps"), Shades::Log),
    };
    let outcomes = || grid.cells.iter().zip(&grid.outcomes);
    let notes = outcomes().filter_map(|(cell, outcome)| {
        let note = note(outcome.as_ref()?, part);
        Some(((cell.column, cell.row), note))
    });
    HeatSpec {
        title,
        x: axis(&grid.sweep.columns),
        y: axis(&grid.sweep.rows),
        columns: grid.sweep.columns.values.len(),
        rows: grid.sweep.rows.values.len(),
        values: outcomes()
            .map(|(_, outcome)| value(outcome.as_ref(), what))
            .collect(),
        value_label: what.key().to_owned(),
        gap_label: "not run yet".to_owned(),
        shades,
        notes: notes.collect(),
        ..HeatSpec::default()
    }
}

/// Says how far it is: "12 of 35 cells".
pub fn progress(grid: &Grid) -> String {
    format!("{} of {} cells", grid.done(), grid.cells.len())
}

/// Says what came of it, once it has ended.
pub fn about(grid: &Grid) -> String {
    let progress = progress(grid);
    match &grid.status {
        SweepStatus::Running => String::new(),
        SweepStatus::Finished => found(grid),
        SweepStatus::Stopped => format!("Stopped with {progress} done. {}", found(grid)),
        SweepStatus::Failed(why) => {
            format!("{why} The sweep ended with {progress} done, which stay.")
        }
    }
}

fn found(grid: &Grid) -> String {
    let is_diverged = |o: &&CellOutcome| matches!(o, CellOutcome::Diverged { .. });
    let diverged = grid.outcomes.iter().flatten().filter(is_diverged).count();
    let of = match diverged {
        0 => String::new(),
        1 => " 1 cell diverged.".to_owned(),
        n => format!(" {n} cells diverged."),
    };
    match grid.best() {
        Some((cell, accuracy)) => {
            let (accuracy, part) = (format::percent(accuracy), part(grid));
            format!(
                "Best: {} with {accuracy} on {part} images.{of}",
                grid.name(cell)
            )
        }
        None => of.trim_start().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweeps::grid::tests::grid;
    use playground_experiment::loss::{Loss, Output};

    fn done() -> Grid {
        let trained = |loss, accuracy| Some(CellOutcome::Trained { loss, accuracy });
        let mut grid = grid();
        grid.outcomes[0] = trained(0.5, 0.8);
        grid.outcomes[2] = Some(CellOutcome::Diverged { step: 12 });
        grid.status = SweepStatus::Finished;
        grid
    }

    #[test]
    fn cells_read_as_what_came_of_them() {
        let map = map(&done(), MapQuantity::Accuracy);
        assert_eq!(map.values[0], 0.8);
        assert!(map.values[1..].iter().all(|v| v.is_nan()));
        assert_eq!(
            map.reading((0, 0)),
            "learning rate 0.001, init scale 0.33: 80.0 % validation accuracy, loss 0.500"
        );
        let said = map.reading((0, 1));
        assert_eq!(
            said,
            "learning rate 0.001, init scale 1: diverged at step 12"
        );
        let refused = map.reading((1, 0));
        assert!(refused.contains("cannot be run. ") && refused.contains("0 to 100"));
        let signs = |at| map.notes[&at].sign;
        assert_eq!(
            [signs((0, 0)), signs((0, 1)), signs((1, 0))],
            [None, Some(Sign::Cross), Some(Sign::Dash)]
        );
        let losses = super::map(&done(), MapQuantity::Loss);
        assert_eq!((losses.values[0], losses.shades), (0.5, Shades::Log));
    }

    #[test]
    fn an_autoencoder_is_mapped_by_its_loss() {
        let classifier = Experiment::default();
        let autoencoder = Experiment {
            output: Output::Image,
            loss: Loss::MeanSquaredError,
            ..classifier.clone()
        };
        assert!(autoencoder.is_autoencoder());
        let both = [MapQuantity::Accuracy, MapQuantity::Loss];
        assert_eq!(both.map(|what| mapped(&classifier, what)), both);
        let losses = both.map(|what| mapped(&autoencoder, what));
        assert_eq!(losses, [MapQuantity::Loss; 2]);
    }

    #[test]
    fn cells_that_wait_say_so() {
        let map = map(&grid(), MapQuantity::Accuracy);
        assert!(map.reading((0, 0)).ends_with("not run yet"));
        assert_eq!(progress(&grid()), "2 of 4 cells");
        assert_eq!(about(&grid()), "");
    }

    #[test]
    fn the_end_is_told_with_the_best_cell() {
        let mut grid = done();
        assert_eq!(
            about(&grid),
            "Best: learning rate 0.001, init scale 0.33 with 80.0 % on validation images. 1 cell diverged."
        );
        grid.status = SweepStatus::Stopped;
        assert!(about(&grid).starts_with("Stopped with 4 of 4 cells done. Best: "));
        grid.status = SweepStatus::Failed("The trainer stopped.".to_owned());
        assert!(about(&grid).starts_with("The trainer stopped. The sweep ended with 4 of 4"));
    }
}
