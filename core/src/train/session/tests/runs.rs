//! Runs: reports, rests, predictions, evaluations.

use super::*;

#[test]
fn the_same_experiment_gives_the_same_curve_bit_for_bit() {
    let curve = || {
        let mut fixture = Fixture::with_data(small());
        fixture.train(Target::Steps(40));
        fixture.losses()
    };
    let first = curve();
    assert_eq!(first.len(), 40);
    assert_eq!(first, curve());
}

#[test]
fn training_before_all_data_has_arrived_does_not_change_the_curve() {
    let mut eager = Fixture::new(small());
    eager.send_data(0..50);
    eager.send(Command::Train {
        target: Target::Steps(20),
    });
    eager.settle();
    assert!(
        eager.reports().is_empty(),
        "the first block is not complete yet"
    );
    eager.send_data(50..300);
    eager.settle();
    eager.send_data(300..IMAGES);
    eager.settle();
    let mut patient = Fixture::with_data(small());
    patient.train(Target::Steps(20));
    assert_eq!(eager.losses(), patient.losses());
    assert_eq!(eager.losses().len(), 20);
}

#[test]
fn it_learns() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Epochs(20));
    let reports = fixture.reports();
    let (first, last) = (&reports[0], &reports[reports.len() - 1]);
    assert!(
        (f64::from(first.loss) - 10.0_f64.ln()).abs() < 0.5,
        "{}",
        first.loss
    );
    assert!(
        last.loss < 0.5 * first.loss && last.accuracy > 0.8,
        "{last:?}"
    );
    assert_eq!(last.epoch, 20.0);
    let Some(Event::Evaluated(validation, _)) = fixture
        .last(|e| matches!(e, Event::Evaluated(..)))
        .map(|o| o.event)
    else {
        panic!("no evaluation");
    };
    assert_eq!(
        (validation.part, validation.examples),
        (Part::Validation, 60)
    );
    assert!(validation.accuracy > 0.6, "{validation:?}");
}

#[test]
fn every_command_is_acknowledged_before_the_next_report() {
    let mut fixture = Fixture::with_data(small());
    fixture.send(Command::Train {
        target: Target::Steps(400),
    });
    for rate in [1e-3, 2e-3, 3e-3] {
        fixture.turn();
        let before = fixture.events.borrow().len();
        fixture.send(Command::Change {
            experiment: Experiment {
                learning_rate: rate,
                ..small()
            },
        });
        let first = fixture.events.borrow()[before].event.clone();
        let sent = fixture.sequence;
        assert!(
            matches!(first, Event::Acknowledged { sequence, .. } if sequence == sent),
            "{first:?}"
        );
    }
}

#[test]
fn the_counterpart_is_what_the_other_loss_would_give() {
    let mut ce = Fixture::with_data(small());
    ce.train(Target::Steps(1));
    let mut mse = Fixture::with_data(small().flipped().unwrap());
    mse.train(Target::Steps(1));
    let (ce, mse) = (&ce.reports()[0], &mse.reports()[0]);
    assert_eq!(ce.counterpart_loss, mse.loss);
    assert_eq!(ce.counterpart_gradients, mse.gradients);
    assert_eq!(ce.gradients, mse.counterpart_gradients);
    assert!(
        ce.gradients
            .iter()
            .zip(&mse.gradients)
            .all(|(c, m)| c.weight > m.weight)
    );
}

#[test]
fn pause_rests_and_train_goes_on() {
    let mut fixture = Fixture::with_data(small());
    fixture.send(Command::Train {
        target: Target::Steps(500),
    });
    fixture.turn();
    fixture.send(Command::Pause);
    assert!(!fixture.turn(), "nothing to do while resting");
    let taken = fixture.reports().len();
    assert!(taken > 0 && taken < 500);
    fixture.train(Target::Steps(3));
    assert_eq!(fixture.reports().last().unwrap().step, taken as u64 + 3);
}

#[test]
fn a_step_is_one_step_and_is_reported() {
    let mut fixture = Fixture::with_data(Experiment {
        report_every: 50,
        ..small()
    });
    for step in 1..=3 {
        fixture.send(Command::Step);
        fixture.settle();
        assert_eq!(fixture.reports().last().map(|r| r.step), Some(step));
    }
}

#[test]
fn train_stops_at_the_experiments_stop_and_then_goes_as_far_again() {
    let mut fixture = Fixture::with_data(Experiment {
        stop: playground_experiment::experiment::Stop::Steps(6),
        ..small()
    });
    fixture.train(Target::Experiment);
    assert_eq!(fixture.reports().len(), 6);
    fixture.train(Target::Experiment);
    assert_eq!(fixture.reports().len(), 12);
}

#[test]
fn a_loss_that_is_no_number_stops_the_run_with_an_explanation() {
    let wild = Experiment {
        learning_rate: 90.0,
        optimizer: Optimizer::Sgd,
        loss: Loss::MeanSquaredError,
        output: playground_experiment::loss::Output::Linear,
        ..small()
    };
    let mut fixture = Fixture::with_data(wild);
    fixture.train(Target::Steps(200));
    let Some(Event::Resting {
        rest: Rest::NonFinite(why),
        step,
    }) = fixture
        .last(|e| matches!(e, Event::Resting { .. }))
        .map(|o| o.event)
    else {
        panic!("it should have stopped");
    };
    assert!(
        step < 200 && why.contains("lower the learning rate"),
        "{why}"
    );
}

#[test]
fn predictions_answer_the_latest_request_with_probabilities() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Epochs(10));
    let (pixels, labels) = synthetic::generate(9, Set::Train, 0..1);
    let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    fixture.ask_with(1, Question::Predict, &[0.0; 784]);
    fixture.ask_with(2, Question::Predict, &image);
    fixture.settle();
    let answers = fixture.answers();
    assert_eq!(answers.len(), 1, "only the latest request is answered");
    assert_eq!(fixture.gone(), [(1, Gone::Superseded)]);
    let bars = &answers[0].2;
    assert!((bars.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    assert_eq!(
        playground_experiment::metrics::argmax(bars),
        usize::from(labels[0])
    );
}

#[test]
fn zero_initialisation_is_right_by_chance_only() {
    let mut fixture = Fixture::with_data(Experiment {
        init: Init::Zero,
        ..small()
    });
    let test = fixture.evaluate(Part::Test);
    assert!(
        (test.loss - 10.0_f64.ln()).abs() < 1e-6 && test.accuracy < 0.3,
        "{test:?}"
    );
}

#[test]
fn the_built_in_digits_are_drawn_without_being_sent() {
    let mut fixture = Fixture::new(Experiment {
        stop: playground_experiment::experiment::Stop::Steps(2),
        ..Experiment::default()
    });
    fixture.send(Command::Train {
        target: Target::Experiment,
    });
    while fixture.reports().len() < 2 {
        assert!(
            fixture.turn(),
            "there is always something to do until the steps are taken"
        );
    }
    assert!(
        fixture.session.data.files.train.available() < fixture.session.data.files.train.expected()
    );
}

#[test]
fn no_step_is_taken_beyond_the_limit_and_the_curve_is_the_same() {
    let mut fixture = Fixture::with_data(small());
    fixture.send(Command::Limit { step: Some(7) });
    fixture.send(Command::Train {
        target: Target::Steps(20),
    });
    fixture.settle();
    assert_eq!(fixture.reports().len(), 7, "it waits at the limit");
    for limit in [Some(7), Some(3), Some(12)] {
        fixture.send(Command::Limit { step: limit });
        fixture.settle();
    }
    assert_eq!(fixture.reports().len(), 12);
    fixture.send(Command::Limit { step: None });
    fixture.settle();
    let mut free = Fixture::with_data(small());
    free.train(Target::Steps(20));
    assert_eq!(fixture.losses(), free.losses());
}

#[test]
fn waiting_at_the_limit_does_not_count_as_slowness() {
    let mut fixture = Fixture::with_data(small());
    fixture.send(Command::Limit { step: Some(10) });
    fixture.send(Command::Train {
        target: Target::Steps(20),
    });
    fixture.settle();
    let speeds = |fixture: &Fixture| -> Vec<f64> {
        let pick = |o: &Outgoing| match &o.event {
            Event::Report {
                examples_per_second,
                ..
            } => *examples_per_second,
            _ => None,
        };
        fixture.events.borrow().iter().filter_map(pick).collect()
    };
    fixture.time.set(fixture.time.get() + 60_000.0);
    fixture.send(Command::Limit { step: None });
    fixture.settle();
    let speeds = speeds(&fixture);
    let slowest = speeds.iter().fold(f64::INFINITY, |a, b| a.min(*b));
    let fastest = speeds.iter().fold(0.0_f64, |a, b| a.max(*b));
    assert!(slowest > 0.2 * fastest, "{speeds:?}");
}

#[test]
fn a_run_of_no_steps_takes_none_and_ends() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(3));
    for target in [Target::Steps(0), Target::Epochs(0)] {
        fixture.events.borrow_mut().clear();
        fixture.train(target);
        let ended = fixture.last(|e| matches!(e, Event::Resting { .. }));
        let finished = Event::Resting {
            rest: Rest::Finished,
            step: 3,
        };
        assert_eq!(ended.map(|o| o.event), Some(finished), "{target:?}");
        assert!(fixture.reports().is_empty());
    }
}
