//! Training, resets, restarts.

use super::*;

#[test]
fn train_shows_at_once_and_waits_for_the_network() {
    let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
    run.start();
    assert_eq!(run.connection.take_tasks(), [SideEffect::Spawn]);
    run.train(Target::Experiment);
    assert!(run.progress.wants_training);
    let mut fixture = Fixture {
        run,
        sent: Vec::new(),
    };
    let first = fixture.acknowledge_all();
    assert!(matches!(first[..], [Command::Start { .. }]));
    fixture.network();
    let next = fixture.commands();
    assert_eq!(
        next,
        [Command::Train {
            target: Target::Experiment
        }]
    );
}

#[test]
fn reset_keeps_a_checkpoint_first_and_can_be_undone() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.reset();
    assert_eq!(
        fixture.acknowledge_all(),
        [Command::Pause, Command::Checkpoint]
    );
    fixture.run.receive(Event::Resting {
        rest: Rest::Asked,
        step: 21,
    });
    fixture.run.receive(Event::Checkpoint(fixture.head(21)));
    assert_eq!(
        fixture.run.connection.take_tasks(),
        [SideEffect::Spawn, SideEffect::KeepForUndo]
    );
    assert!(fixture.run.history.is_empty());
    assert!(matches!(
        fixture.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    fixture.network();
    assert_eq!(fixture.run.progress.step, 0);

    fixture.run.undo(false);
    assert!(matches!(
        fixture.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    fixture.network();
    let restored = fixture.acknowledge_all();
    assert!(matches!(restored[..], [Command::Restore { .. }]));
    assert_eq!(fixture.sent[0].bulk, Bulk::Undo);
    assert_eq!(
        (fixture.run.progress.step, fixture.run.history.rows.len()),
        (21, 1)
    );
}

#[test]
fn train_pressed_during_a_reset_trains_the_new_network() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.reset();
    fixture.run.train(Target::Steps(5));
    assert!(fixture.run.progress.wants_training);
    fixture.acknowledge_all();
    fixture.run.receive(Event::Resting {
        rest: Rest::Asked,
        step: 20,
    });
    fixture.run.receive(Event::Checkpoint(fixture.head(20)));
    assert!(matches!(
        fixture.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    fixture.network();
    assert_eq!(
        fixture.commands(),
        [Command::Train {
            target: Target::Steps(5)
        }]
    );
    assert!(fixture.run.progress.wants_training);
}

#[test]
fn reports_of_the_old_network_are_not_taken_for_the_new_ones() {
    let mut fixture = Fixture::started();
    fixture.run.edit(fixture.with(|e| e.seed = 7));
    fixture.report(20);
    assert!(fixture.run.history.is_empty());
}

#[test]
fn a_dead_trainer_starts_again_from_its_checkpoint_with_its_curves() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.receive(Event::Checkpoint(fixture.head(20)));
    fixture.report(40);
    fixture.run.receive(Event::Failed {
        message: "The trainer stopped.".into(),
        trace: None,
    });
    assert!(!fixture.run.progress.wants_training);
    let notice = fixture.run.notices.all()[0].clone();
    assert_eq!(
        notice.remedies,
        [(Remedy::Restart, "Start again from step 20".into())]
    );
    assert_eq!(fixture.run.history.rows.len(), 2);

    fixture.run.connection.take_tasks();
    fixture.run.restart();
    assert_eq!(fixture.run.connection.take_tasks(), [SideEffect::Spawn]);
    assert!(matches!(
        fixture.acknowledge_all()[..],
        [Command::Start { .. }]
    ));
    fixture.network();
    assert!(matches!(
        fixture.acknowledge_all()[..],
        [Command::Restore { .. }]
    ));
    assert_eq!(fixture.sent[0].bulk, Bulk::Checkpoint);
    assert_eq!(fixture.run.progress.step, 20);
    assert!(
        fixture
            .run
            .notices
            .all()
            .iter()
            .all(|n| n.topic != Topic::Trainer)
    );
}

#[test]
fn a_loss_that_is_no_number_stops_and_says_what_to_do() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    let rest = Rest::NonFinite("The loss is no longer a number at step 20.".into());
    fixture.run.receive(Event::Resting { rest, step: 20 });
    assert!(!fixture.run.progress.wants_training);
    assert_eq!(fixture.run.history.rows.len(), 1);
    assert_eq!(
        fixture.run.notices.all()[0].remedies,
        [(Remedy::Reset, "Reset".into())]
    );
}

#[test]
fn a_stale_rest_does_not_stop_what_was_just_started() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.pause();
    fixture.run.train(Target::Experiment);
    fixture.run.receive(Event::Resting {
        rest: Rest::Asked,
        step: 20,
    });
    assert!(fixture.run.progress.wants_training);
}

#[test]
fn the_end_that_the_experiment_sets_is_told_from_a_pause() {
    let mut fixture = Fixture::started();
    fixture.run.train(Target::Experiment);
    fixture.acknowledge_all();
    fixture.report(60);
    let rest = |rest: Rest| Event::Resting { rest, step: 60 };
    fixture.run.receive(rest(Rest::Finished));
    assert!(fixture.run.progress.finished);
    assert!(!fixture.run.progress.wants_training);
    // As much again, and no further than a pause or a step that was asked for.
    for (target, comes) in [
        (Target::Experiment, Rest::Asked),
        (Target::Steps(1), Rest::Finished),
    ] {
        fixture.run.train(target);
        assert!(!fixture.run.progress.finished);
        fixture.acknowledge_all();
        fixture.run.receive(rest(comes));
        assert!(!fixture.run.progress.finished);
    }
}

#[test]
fn planned_changes_come_at_their_step() {
    let planned = vec![Change {
        step: 30,
        settings: vec![("lr", "0.05".to_owned())],
    }];
    let mut run = Run::new(Experiment::default(), planned, Preference::Auto);
    run.start();
    let mut fixture = Fixture {
        run,
        sent: Vec::new(),
    };
    fixture.acknowledge_all();
    fixture.network();
    fixture.run.train(Target::Experiment);
    assert_eq!(
        fixture.acknowledge_all(),
        [Command::Train {
            target: Target::Steps(30)
        }]
    );
    fixture.report(30);
    fixture.run.receive(Event::Resting {
        rest: Rest::Finished,
        step: 30,
    });
    let sent = fixture.acknowledge_all();
    assert!(matches!(&sent[0], Command::Change { experiment } if experiment.learning_rate == 0.05));
    assert_eq!(
        sent[1],
        Command::Train {
            target: Target::Experiment
        }
    );
    assert!(fixture.run.progress.wants_training);
    assert_eq!(fixture.run.settings.changes[0].step, 30);
    let (base, changes) = fixture.run.to_share();
    assert_eq!((base.learning_rate, changes.len()), (1e-3, 1));
}

#[test]
fn a_warm_up_ends_when_the_run_stays_on_the_cpu() {
    let mut fixture = Fixture::started();
    let device = |device, provisional| Event::Device {
        decision: Decision {
            device,
            reason: String::new(),
            warning: false,
            provisional,
            overdue: false,
        },
        offer: Offer::Nothing,
        self_test: SelfTest::Pending,
        race: None,
    };
    let warmup = |done| Event::Warmup {
        done,
        total: 3,
        what: "testing".into(),
    };
    fixture.run.receive(device(DeviceKind::Cpu, true));
    fixture.run.receive(warmup(2));
    assert!(fixture.run.device.warmup.is_some());
    fixture.run.receive(device(DeviceKind::Cpu, false));
    assert!(fixture.run.device.warmup.is_none());
    fixture.run.receive(device(DeviceKind::WebGpu, false));
    fixture.run.receive(warmup(2));
    assert!(fixture.run.device.warmup.is_some());
    fixture.run.receive(warmup(3));
    assert!(fixture.run.device.warmup.is_none());
}
