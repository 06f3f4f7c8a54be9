//! Training, resets, restarts.

use super::*;

#[test]
fn train_shows_at_once_and_waits_for_the_network() {
    let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
    run.start();
    assert_eq!(run.connection.take_tasks(), [SideEffect::Spawn]);
    run.train(Target::Experiment);
    assert!(run.progress.wants_training);
    let mut bench = Bench {
        run,
        sent: Vec::new(),
    };
    let first = bench.acknowledge_all();
    assert!(matches!(first[..], [Command::Start { .. }]));
    bench.network();
    let next = bench.commands();
    assert_eq!(
        next,
        [Command::Train {
            target: Target::Experiment
        }]
    );
}

#[test]
fn reset_keeps_a_checkpoint_first_and_can_be_undone() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.reset();
    assert_eq!(
        bench.acknowledge_all(),
        [Command::Pause, Command::Checkpoint]
    );
    bench.run.receive(Event::Resting {
        rest: Rest::Asked,
        step: 21,
    });
    bench.run.receive(Event::Checkpoint(bench.head(21)));
    assert_eq!(
        bench.run.connection.take_tasks(),
        [SideEffect::Spawn, SideEffect::KeepForUndo]
    );
    assert!(bench.run.history.is_empty());
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    bench.network();
    assert_eq!(bench.run.progress.step, 0);

    bench.run.undo();
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    bench.network();
    let restored = bench.acknowledge_all();
    assert!(matches!(restored[..], [Command::Restore { .. }]));
    assert_eq!(bench.sent[0].bulk, Bulk::Undo);
    assert_eq!(
        (bench.run.progress.step, bench.run.history.rows.len()),
        (21, 1)
    );
}

#[test]
fn train_pressed_during_a_reset_trains_the_new_network() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.reset();
    bench.run.train(Target::Steps(5));
    assert!(bench.run.progress.wants_training);
    bench.acknowledge_all();
    bench.run.receive(Event::Resting {
        rest: Rest::Asked,
        step: 20,
    });
    bench.run.receive(Event::Checkpoint(bench.head(20)));
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    bench.network();
    assert_eq!(
        bench.commands(),
        [Command::Train {
            target: Target::Steps(5)
        }]
    );
    assert!(bench.run.progress.wants_training);
}

#[test]
fn reports_of_the_old_network_are_not_taken_for_the_new_ones() {
    let mut bench = Bench::started();
    bench.run.edit(bench.with(|e| e.seed = 7));
    bench.report(20);
    assert!(bench.run.history.is_empty());
}

#[test]
fn a_dead_trainer_starts_again_from_its_checkpoint_with_its_curves() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.receive(Event::Checkpoint(bench.head(20)));
    bench.report(40);
    bench.run.receive(Event::Failed {
        message: "The trainer stopped.".into(),
        trace: None,
    });
    assert!(!bench.run.progress.wants_training);
    let notice = bench.run.notices.all()[0].clone();
    assert_eq!(
        notice.remedy,
        Some((Remedy::Restart, "Start again from step 20".into()))
    );
    assert_eq!(bench.run.history.rows.len(), 2);

    bench.run.connection.take_tasks();
    bench.run.restart();
    assert_eq!(bench.run.connection.take_tasks(), [SideEffect::Spawn]);
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Start { .. }]
    ));
    bench.network();
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Restore { .. }]
    ));
    assert_eq!(bench.sent[0].bulk, Bulk::Checkpoint);
    assert_eq!(bench.run.progress.step, 20);
    assert!(
        bench
            .run
            .notices
            .all()
            .iter()
            .all(|n| n.topic != Topic::Trainer)
    );
}

#[test]
fn a_loss_that_is_no_number_stops_and_says_what_to_do() {
    let mut bench = Bench::started();
    bench.train_to(20);
    let rest = Rest::NonFinite("The loss is no longer a number at step 20.".into());
    bench.run.receive(Event::Resting { rest, step: 20 });
    assert!(!bench.run.progress.wants_training);
    assert_eq!(bench.run.history.rows.len(), 1);
    assert_eq!(
        bench.run.notices.all()[0].remedy,
        Some((Remedy::Reset, "Reset".into()))
    );
}

#[test]
fn a_stale_rest_does_not_stop_what_was_just_started() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.pause();
    bench.run.train(Target::Experiment);
    bench.run.receive(Event::Resting {
        rest: Rest::Asked,
        step: 20,
    });
    assert!(bench.run.progress.wants_training);
}

#[test]
fn planned_changes_come_at_their_step() {
    let planned = vec![Change {
        step: 30,
        settings: vec![("lr", "0.05".to_owned())],
    }];
    let mut run = Run::new(Experiment::default(), planned, Preference::Auto);
    run.start();
    let mut bench = Bench {
        run,
        sent: Vec::new(),
    };
    bench.acknowledge_all();
    bench.network();
    bench.run.train(Target::Experiment);
    assert_eq!(
        bench.acknowledge_all(),
        [Command::Train {
            target: Target::Steps(30)
        }]
    );
    bench.report(30);
    bench.run.receive(Event::Resting {
        rest: Rest::Finished,
        step: 30,
    });
    let sent = bench.acknowledge_all();
    assert!(matches!(&sent[0], Command::Change { experiment } if experiment.learning_rate == 0.05));
    assert_eq!(
        sent[1],
        Command::Train {
            target: Target::Experiment
        }
    );
    assert!(bench.run.progress.wants_training);
    assert_eq!(bench.run.settings.changes[0].step, 30);
    let (base, changes) = bench.run.to_share();
    assert_eq!((base.learning_rate, changes.len()), (1e-3, 1));
}

#[test]
fn a_warm_up_ends_when_the_run_stays_on_the_cpu() {
    let mut bench = Bench::started();
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
    };
    let warmup = |done| Event::Warmup {
        done,
        total: 3,
        what: "testing".into(),
    };
    bench.run.receive(device(DeviceKind::Cpu, true));
    bench.run.receive(warmup(2));
    assert!(bench.run.device.warmup.is_some());
    bench.run.receive(device(DeviceKind::Cpu, false));
    assert!(bench.run.device.warmup.is_none());
    bench.run.receive(device(DeviceKind::WebGpu, false));
    bench.run.receive(warmup(2));
    assert!(bench.run.device.warmup.is_some());
    bench.run.receive(warmup(3));
    assert!(bench.run.device.warmup.is_none());
}
