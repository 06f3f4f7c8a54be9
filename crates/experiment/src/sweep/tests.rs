use super::*;
use crate::protocol::{Evaluation, Measure, Part, Report};

fn axis(key: &str, values: &[f64]) -> Axis {
    Axis::new(key, values.to_vec()).unwrap()
}

fn sweep(columns: Axis, rows: Axis) -> Sweep {
    Sweep {
        base: Experiment::default(),
        columns,
        rows,
        steps: 100,
    }
}

#[test]
fn every_numeric_field_is_in_the_table_and_takes_a_number() {
    let fields = numeric_fields();
    assert!(fields.len() >= 10);
    for row in fields {
        let mut experiment = Experiment::default();
        assert!(row.set(&mut experiment, "1").is_ok(), "{}", row.key);
    }
    assert_eq!(axis("learningRate", &[0.1]).key, "lr");
    for key in ["loss", "seed", "every", "colour"] {
        let error = Axis::new(key, vec![1.0]).unwrap_err();
        assert!(error.message.contains("choose one of"), "{key}: {error}");
    }
    assert_eq!(Axis::new("lr", vec![]).unwrap_err().field, "lr");
}

#[test]
fn the_default_is_learning_rate_by_scale_around_the_present_values() {
    let sweep = Sweep::around(&Experiment::default()).unwrap();
    let rates = [3.3e-5, 1e-4, 3.3e-4, 1e-3, 3.3e-3, 1e-2, 3.3e-2];
    assert_eq!(
        (sweep.columns.key, &sweep.columns.values[..]),
        ("lr", &rates[..])
    );
    let scales = [0.1, 0.33, 1.0, 3.3, 10.0];
    assert_eq!(
        (sweep.rows.key, &sweep.rows.values[..]),
        ("scale", &scales[..])
    );
    let cells = sweep.cells().unwrap();
    assert_eq!(cells.len(), 35);
    assert!(cells.iter().all(|cell| cell.experiment.is_ok()));
    let still = Experiment {
        learning_rate: 0.0,
        ..Experiment::default()
    };
    assert!(
        Sweep::around(&still)
            .unwrap_err()
            .message
            .contains("multiples")
    );
}

#[test]
fn each_cell_is_its_pair_of_values_or_says_why_not() {
    let sweep = sweep(axis("batch", &[32.0, 64.5]), axis("lr", &[0.1, -1.0]));
    let cells = sweep.cells().unwrap();
    let places: Vec<_> = cells.iter().map(|cell| (cell.column, cell.row)).collect();
    assert_eq!(places, [(0, 0), (1, 0), (0, 1), (1, 1)]);
    let run = cells[0].experiment.as_ref().unwrap();
    assert_eq!((run.batch_size, run.learning_rate), (32, 0.1));
    assert_eq!((run.stop, run.report_every), (Stop::Steps(100), 2));
    let why = |index: usize| cells[index].experiment.as_ref().unwrap_err();
    assert_eq!((why(1).field, why(2).field), ("batch", "lr"));
    assert!(why(1).message.contains("“64.5” is not a number that fits"));
    assert!(why(2).message.contains("choose 0 to 100"));
}

#[test]
fn grids_that_make_no_sense_are_refused() {
    let same = sweep(axis("lr", &[1.0]), axis("lr", &[2.0]));
    assert!(
        same.cells()
            .unwrap_err()
            .message
            .contains("the same setting")
    );
    let wide = sweep(axis("lr", &[1.0; 11]), axis("scale", &[1.0; 10]));
    assert!(wide.cells().unwrap_err().message.contains("more than 100"));
}

fn report(step: u64, loss: f32) -> Event {
    Event::Report {
        report: Report {
            step,
            loss,
            ..Report::default()
        },
        examples_per_second: None,
    }
}

fn evaluated(step: u64, accuracy: f64) -> Event {
    Event::Evaluated(
        Evaluation {
            part: Part::Validation,
            step,
            loss: 1.0,
            accuracy,
            pixel_error: None,
            examples: 60,
            averaged: None,
        },
        Measure::of(&Experiment::default()),
    )
}

fn resting(rest: Rest) -> Event {
    Event::Resting { rest, step: 20 }
}

#[test]
fn a_run_that_ends_well_waits_for_the_evaluation_of_its_end() {
    let mut follower = Follower::default();
    assert_eq!(follower.take(&report(10, 2.0)), None);
    assert_eq!(follower.take(&report(20, 1.0)), None);
    assert_eq!(follower.take(&resting(Rest::Finished)), None);
    assert_eq!(
        follower.take(&evaluated(10, 0.3)),
        None,
        "of an epoch before"
    );
    let outcome = follower.take(&evaluated(20, 0.8));
    let Some(CellOutcome::Trained { loss, accuracy }) = outcome else {
        panic!("{outcome:?}");
    };
    // (0.9·0.1·2 + 0.1·1) / (1 − 0.9²), the debiased average by hand.
    assert!(
        (loss - 0.28 / 0.19).abs() < 1e-6 && accuracy == 0.8,
        "{loss}"
    );
}

#[test]
fn what_ends_badly_is_told_at_once() {
    let told = |event| Follower::default().take(&event);
    let why = || "The batch is too large.".to_owned();
    assert_eq!(
        told(resting(Rest::NonFinite(why()))),
        Some(CellOutcome::Diverged { step: 20 })
    );
    let refused = Some(CellOutcome::Refused(why()));
    assert_eq!(told(resting(Rest::Refused(why()))), refused);
    let (sequence, message) = (1, why());
    assert_eq!(told(Event::Refused { sequence, message }), refused);
    assert_eq!(
        told(Event::Failed {
            message: why(),
            trace: None
        }),
        refused
    );
}
