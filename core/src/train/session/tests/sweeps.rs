//! Sweeps: the cells of a grid, one after the other in one worker.

use super::*;
use playground_experiment::loss::Output;
use playground_experiment::sweep::{Axis, Cell, CellOutcome, Follower, Sweep};

/// What comes of a cell when its trainer is told what a page tells it.
fn outcome(fixture: &mut Fixture, cell: &Cell, steps: u32) -> Option<CellOutcome> {
    let experiment = cell.experiment.clone().unwrap();
    let begun = fixture.events.borrow().len();
    fixture.send(Command::Reset {
        experiment,
        inherit: 0,
    });
    fixture.train(Target::Steps(u64::from(steps)));
    fixture.evaluate(Part::Test);
    let mut follower = Follower::default();
    let events = fixture.events.borrow();
    events[begun..]
        .iter()
        .find_map(|outgoing| follower.take(&outgoing.event))
}

#[test]
fn a_grid_shows_where_it_learns_and_where_it_overflows() {
    let sweep = Sweep {
        base: Experiment {
            optimizer: Optimizer::Sgd,
            output: Output::Linear,
            loss: Loss::MeanSquaredError,
            ..small()
        },
        columns: Axis::new("lr", vec![0.0, 0.3, 90.0]).unwrap(),
        rows: Axis::new("scale", vec![0.5, 1.0]).unwrap(),
        steps: 400,
    };
    let mut fixture = Fixture::with_data(sweep.base.clone());
    for cell in sweep.cells().unwrap() {
        let outcome = outcome(&mut fixture, &cell, sweep.steps);
        match (cell.column, &outcome) {
            (0, Some(CellOutcome::Trained { accuracy, .. })) => {
                assert!(*accuracy < 0.3, "{outcome:?}")
            }
            (1, Some(CellOutcome::Trained { loss, accuracy })) => {
                assert!(*loss < 0.075 && *accuracy > 0.4, "{outcome:?}");
            }
            (2, Some(CellOutcome::Diverged { step })) => assert!((1..400).contains(step)),
            _ => panic!("{cell:?}: {outcome:?}"),
        }
    }
}
