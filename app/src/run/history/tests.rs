use super::*;
use playground_experiment::experiment::Experiment;

fn report(step: u64, loss: f32) -> Report {
    let layer = LayerGradient {
        weight: 1.0,
        bias: 0.5,
        signal: 0.25,
    };
    Report {
        step,
        loss,
        gradients: vec![layer; 2],
        counterpart_gradients: vec![layer; 2],
        ..Report::default()
    }
}

fn ce() -> ObjectiveId {
    ObjectiveId::in_use(&Experiment::default())
}

#[test]
fn a_flip_leaves_a_gap_in_the_loss_and_none_in_the_gradients() {
    let mut history = History::default();
    history.push(report(1, 2.3), ce());
    history.push(report(2, 0.09), ce().counterpart());
    history.push(report(3, 2.0), ce());
    let track = history.tracks.iter().find(|t| t.objective == ce()).unwrap();
    let loss: Vec<bool> = track
        .loss
        .points()
        .iter()
        .map(|s| s.value.is_nan())
        .collect();
    assert_eq!(loss, [false, true, false]);
    assert_eq!(track.layers[0].weight.points().len(), 3);
    assert_eq!(history.tracks.len(), 2);
}

#[test]
fn rows_are_bounded_and_keep_the_first_and_the_newest() {
    let mut history = History::default();
    for step in 1..=20_000 {
        history.push(report(step, 1.0), ce());
    }
    assert!(history.rows.len() <= MAX_ROWS + 1);
    assert_eq!(history.rows[0].report.step, 1);
    assert_eq!(history.last().unwrap().report.step, 20_000);
    let steps: Vec<u64> = history.rows.iter().map(|r| r.report.step).collect();
    assert!(steps.windows(2).all(|w| w[0] < w[1]));
}

#[test]
fn a_run_that_went_back_has_one_past() {
    let mut history = History::default();
    for step in 1..=10 {
        history.push(report(step, 1.0), ce());
    }
    history.mark(8, "lr 0.1".into(), vec!["lr"]);
    history.push(report(5, 7.0), ce());
    assert_eq!(history.rows.len(), 5);
    assert!(history.marks.is_empty());
    assert_eq!(history.tracks[0].loss.points().last().unwrap().step, 5);
}

#[test]
fn a_moving_slider_leaves_one_mark() {
    let mut history = History::default();
    history.push(report(10, 1.0), ce());
    history.mark(10, "lr 0.1".into(), vec!["lr"]);
    history.mark(12, "lr 0.2".into(), vec!["lr"]);
    history.mark(12, "loss mse".into(), vec!["loss"]);
    let labels: Vec<&str> = history.marks.iter().map(|m| m.label.as_str()).collect();
    assert_eq!(labels, ["lr 0.2", "loss mse"]);
}
