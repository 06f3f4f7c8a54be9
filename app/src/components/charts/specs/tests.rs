use super::*;
use playground_experiment::device::Preference;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::{Averaged, Evaluation, LayerGradient, Report};

fn run_after(steps: u64) -> Run {
    let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
    run.history.layers = vec!["hidden 1".into(), "output".into()];
    let layer = |weight| LayerGradient {
        weight,
        bias: 0.0,
        signal: 0.0,
    };
    for step in 1..=steps {
        let report = Report {
            step,
            loss: 2.0,
            accuracy: 0.5,
            gradients: vec![layer(1.0), layer(2.0)],
            counterpart_gradients: vec![layer(0.1), layer(0.2)],
            ..Report::default()
        };
        let objective = run.settings.objective();
        run.history.push(report, objective);
    }
    run
}

#[test]
fn gradients_have_a_line_per_layer_and_loss() {
    let spec = gradients(&run_after(3), Figure::Weight, 0.0);
    let labels: Vec<&str> = spec.lines.iter().map(|l| l.label.as_str()).collect();
    assert_eq!(
        labels,
        [
            "hidden 1 · CE",
            "output · CE",
            "hidden 1 · MSE",
            "output · MSE"
        ]
    );
    assert_eq!(
        (spec.lines[0].dash, spec.lines[2].dash),
        (Dash::Solid, Dash::Dashed)
    );
    assert_eq!(spec.lines[3].points.len(), 3);
    assert!(spec.log_y);
}

#[test]
fn an_untrained_run_has_axes_and_a_sentence() {
    let run = run_after(0);
    for spec in [
        loss(&run, 0.6, false),
        accuracy(&run.history, 0.6),
        gradients(&run, Figure::Signal, 0.6),
    ] {
        assert!(spec.lines.is_empty() && !spec.empty_text.is_empty());
    }
    assert_eq!(loss(&run, 0.6, false).y_label, "loss (nats)");
}

#[test]
fn charts_speak() {
    let run = run_after(3);
    assert_eq!(say_loss(&run), "Loss over steps, up to step 3: CE 2 nats.");
    assert!(say_gradients(&run).contains("hidden 1 1 against 0.1, output 2 against 0.2"));
    assert!(say_accuracy(&run).contains("50.0 % of the last batch"));
}

#[test]
fn the_average_of_the_weights_has_a_line_of_its_own() {
    let mut run = run_after(3);
    let objective = run.settings.objective();
    let evaluation = |step, averaged| Evaluation {
        part: Part::Validation,
        step,
        loss: 1.0,
        accuracy: 0.6,
        pixel_error: None,
        examples: 10,
        averaged,
    };
    run.history.evaluate(evaluation(1, None), objective);
    assert_eq!(accuracy(&run.history, 0.0).lines.len(), 2);
    let averaged = Averaged {
        loss: 0.5,
        accuracy: 0.75,
    };
    run.history
        .evaluate(evaluation(3, Some(averaged)), objective);
    for (spec, value) in [
        (accuracy(&run.history, 0.0), 0.75),
        (loss(&run, 0.0, false), 0.5),
    ] {
        let line = spec.lines.last().unwrap();
        assert_eq!(line.label, "validation, EMA");
        assert_eq!(line.points, [(3.0, value)]);
    }
    assert!(say_accuracy(&run).contains("75.0 % with the moving average"));
}
