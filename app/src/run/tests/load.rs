//! A saved run takes the place of the present one, and the present one can come back.

use super::*;
use crate::run::history::{History, Row};

/// A run saved at step 30 under another learning rate.
fn past(bench: &Bench) -> Past {
    let experiment = bench.with(|e| e.learning_rate = 0.05);
    let report = Report {
        step: 30,
        ..Report::default()
    };
    let row = Row {
        report,
        objective: bench.run.settings.objective(),
    };
    Past {
        history: History::replayed(vec![row], Vec::new(), &[]),
        base: bench.run.settings.base.clone(),
        changes: vec![Change::between(10, &bench.run.settings.base, &experiment)],
        head: CheckpointHead {
            experiment,
            ..bench.head(30)
        },
    }
}

fn steps(run: &Run) -> Vec<u64> {
    run.history.rows.iter().map(|r| r.report.step).collect()
}

#[test]
fn a_fresh_run_gives_way_at_once() {
    let mut bench = Bench::started();
    let past = past(&bench);
    bench.run.load(past, "“a” is loaded.".to_owned());
    assert!(bench.run.is_loading());
    let sent = bench.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { experiment, .. }] if experiment.learning_rate == 0.05)
    );
    bench.network();
    let sent = bench.commands();
    assert!(matches!(&sent[..], [Command::Restore { checkpoint }] if checkpoint.step == 30));
    assert_eq!(bench.sent[0].bulk, Bulk::Loaded);
    assert!(bench.run.is_loading());
    let sequence = bench.sent[0].envelope.sequence;
    bench.run.receive(Event::Acknowledged { sequence, step: 0 });
    assert!(!bench.run.is_loading());
    assert_eq!((bench.run.progress.step, steps(&bench.run)), (30, vec![30]));
    assert_eq!(bench.run.settings.draft.learning_rate, 0.05);
    let (base, changes) = bench.run.to_share();
    assert_eq!(
        (base.learning_rate, changes.len()),
        (1e-3, 1),
        "the link tells its story"
    );
    assert!(!bench.run.checkpoints.can_undo());
    assert_eq!(bench.run.notices.all()[0].text, "“a” is loaded.");
}

#[test]
fn a_run_under_way_is_kept_first_and_can_be_brought_back() {
    let mut bench = Bench::started();
    bench.run.connection.take_tasks();
    bench.train_to(20);
    let past = past(&bench);
    bench.run.load(past, "“a” is loaded.".to_owned());
    assert!(!bench.run.progress.wants_training);
    assert_eq!(
        bench.acknowledge_all(),
        [Command::Pause, Command::Checkpoint]
    );
    assert_eq!(
        steps(&bench.run),
        [20],
        "until it is kept, it is still there"
    );
    bench.run.receive(Event::Checkpoint(bench.head(20)));
    assert_eq!(bench.run.connection.take_tasks(), [SideEffect::KeepForUndo]);
    bench.acknowledge_all();
    bench.network();
    bench.acknowledge_all();
    assert_eq!(steps(&bench.run), [30]);
    let notice = &bench.run.notices.all()[0];
    assert!(
        notice
            .text
            .starts_with("“a” is loaded. The run of 20 steps")
    );

    bench.run.undo();
    bench.acknowledge_all();
    bench.network();
    bench.acknowledge_all();
    assert_eq!((bench.run.progress.step, steps(&bench.run)), (20, vec![20]));
    assert_eq!(bench.run.settings.draft.learning_rate, 1e-3);
    assert!(!bench.run.is_loading());
}

#[test]
fn a_run_whose_trainer_died_gets_a_fresh_one() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.died("The trainer stopped.".to_owned());
    bench.run.connection.take_tasks();
    let past = past(&bench);
    bench.run.load(past, "“a” is loaded.".to_owned());
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
    assert_eq!((bench.run.progress.step, steps(&bench.run)), (30, vec![30]));
    assert!(
        !bench
            .run
            .notices
            .all()
            .iter()
            .any(|n| n.topic == Topic::Trainer)
    );
}

#[test]
fn a_checkpoint_counts_as_asked_for_only_after_its_command() {
    let mut bench = Bench::started();
    bench.train_to(20);
    let sequence = bench.run.ask_to_keep();
    bench.run.receive(Event::Checkpoint(bench.head(20)));
    assert!(
        !bench.run.checkpoints.kept_since(sequence),
        "it was on its way before"
    );
    bench.acknowledge_all();
    assert!(!bench.run.checkpoints.kept_since(sequence));
    bench.run.receive(Event::Checkpoint(bench.head(20)));
    assert!(bench.run.checkpoints.kept_since(sequence));
}
