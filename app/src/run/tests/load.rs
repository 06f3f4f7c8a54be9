//! A saved run takes the place of the present one, and the present one can come back.

use super::*;
use crate::run::history::{History, ReportRow};

/// A run saved at step 30 under another learning rate.
fn past(fixture: &Fixture) -> Past {
    let experiment = fixture.with(|e| e.learning_rate = 0.05);
    let report = Report {
        step: 30,
        ..Report::default()
    };
    let row = ReportRow {
        report,
        objective: fixture.run.settings.objective(),
    };
    Past {
        history: History::replayed(vec![row], Vec::new(), &[]),
        base: fixture.run.settings.base.clone(),
        changes: vec![Change::between(10, &fixture.run.settings.base, &experiment)],
        head: CheckpointHead {
            experiment,
            ..fixture.head(30)
        },
    }
}

fn steps(run: &Run) -> Vec<u64> {
    run.history.rows.iter().map(|r| r.report.step).collect()
}

#[test]
fn a_fresh_run_gives_way_at_once() {
    let mut fixture = Fixture::started();
    let past = past(&fixture);
    fixture.run.load(past, "“a” is loaded.".to_owned());
    assert!(fixture.run.is_loading());
    let sent = fixture.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { experiment, .. }] if experiment.learning_rate == 0.05)
    );
    fixture.network();
    let sent = fixture.commands();
    assert!(matches!(&sent[..], [Command::Restore { checkpoint }] if checkpoint.step == 30));
    assert_eq!(fixture.sent[0].bulk, Bulk::Loaded);
    assert!(fixture.run.is_loading());
    let sequence = fixture.sent[0].envelope.sequence;
    fixture
        .run
        .receive(Event::Acknowledged { sequence, step: 0 });
    assert!(!fixture.run.is_loading());
    assert_eq!(
        (fixture.run.progress.step, steps(&fixture.run)),
        (30, vec![30])
    );
    assert_eq!(fixture.run.settings.draft.learning_rate, 0.05);
    let (base, changes) = fixture.run.to_share();
    assert_eq!(
        (base.learning_rate, changes.len()),
        (1e-3, 1),
        "the link tells its story"
    );
    assert!(!fixture.run.checkpoints.can_undo());
    assert_eq!(fixture.run.notices.all()[0].text, "“a” is loaded.");
}

#[test]
fn a_run_under_way_is_kept_first_and_can_be_brought_back() {
    let mut fixture = Fixture::started();
    fixture.run.connection.take_tasks();
    fixture.train_to(20);
    let past = past(&fixture);
    fixture.run.load(past, "“a” is loaded.".to_owned());
    assert!(!fixture.run.progress.wants_training);
    assert_eq!(
        fixture.acknowledge_all(),
        [Command::Pause, Command::Checkpoint]
    );
    assert_eq!(
        steps(&fixture.run),
        [20],
        "until it is kept, it is still there"
    );
    fixture.run.receive(Event::Checkpoint(fixture.head(20)));
    assert_eq!(
        fixture.run.connection.take_tasks(),
        [SideEffect::KeepForUndo]
    );
    fixture.acknowledge_all();
    fixture.network();
    fixture.acknowledge_all();
    assert_eq!(steps(&fixture.run), [30]);
    let notice = &fixture.run.notices.all()[0];
    assert!(
        notice
            .text
            .starts_with("“a” is loaded. The run of 20 steps")
    );

    fixture.run.undo(false);
    fixture.acknowledge_all();
    fixture.network();
    fixture.acknowledge_all();
    assert_eq!(
        (fixture.run.progress.step, steps(&fixture.run)),
        (20, vec![20])
    );
    assert_eq!(fixture.run.settings.draft.learning_rate, 1e-3);
    assert!(!fixture.run.is_loading());
}

#[test]
fn a_run_whose_trainer_died_gets_a_fresh_one() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.died("The trainer stopped.".to_owned());
    fixture.run.connection.take_tasks();
    let past = past(&fixture);
    fixture.run.load(past, "“a” is loaded.".to_owned());
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
    assert_eq!(
        (fixture.run.progress.step, steps(&fixture.run)),
        (30, vec![30])
    );
    assert!(
        !fixture
            .run
            .notices
            .all()
            .iter()
            .any(|n| n.topic == Topic::Trainer)
    );
}

#[test]
fn a_checkpoint_counts_as_asked_for_only_after_its_command() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    let sequence = fixture.run.ask_to_keep();
    fixture.run.receive(Event::Checkpoint(fixture.head(20)));
    assert!(
        !fixture.run.checkpoints.kept_since(sequence),
        "it was on its way before"
    );
    fixture.acknowledge_all();
    assert!(!fixture.run.checkpoints.kept_since(sequence));
    fixture.run.receive(Event::Checkpoint(fixture.head(20)));
    assert!(fixture.run.checkpoints.kept_since(sequence));
}
