//! Whatever is thrown away can be brought back: resets onto other data, by another trainer, of one that has ended, of a
//! run that went back to its checkpoint.

use super::*;
use playground_data::dataset::DatasetId;

impl Fixture {
    /// Stands at `step`, where a checkpoint has come.
    fn kept_at(step: u64) -> Self {
        let mut fixture = Self::started();
        fixture.train_to(step);
        fixture.run.receive(Event::Checkpoint(fixture.head(step)));
        fixture.run.connection.take_tasks();
        fixture
    }

    /// Gives the reset that was asked for what it waits for.
    fn keep_first(&mut self, step: u64) {
        assert_eq!(
            self.acknowledge_all(),
            [Command::Pause, Command::Checkpoint]
        );
        self.run.receive(Event::Checkpoint(self.head(step)));
    }

    /// Undoes, and returns the set that the network is built for.
    fn undone(&mut self, stale: bool) -> DatasetId {
        self.run.undo(stale);
        let set = match &self.acknowledge_all()[..] {
            [Command::Reset { experiment, .. }] | [Command::Start { experiment, .. }] => {
                experiment.dataset
            }
            other => panic!("{other:?}"),
        };
        self.network();
        let restored = self.acknowledge_all();
        assert!(matches!(restored[..], [Command::Restore { .. }]));
        assert_eq!(self.sent[0].bulk, Bulk::Undo);
        set
    }
}

#[test]
fn a_reset_onto_another_data_set_can_be_undone() {
    let mut fixture = Fixture::kept_at(20);
    let other = fixture.with(|next| {
        next.dataset = DatasetId::Motif;
        next.split = DatasetId::Motif.info().split;
    });
    fixture.run.edit(other);
    fixture.run.reset();
    fixture.keep_first(20);
    fixture.acknowledge_all();
    fixture.network();
    let before = Experiment::default().dataset;
    assert_eq!(fixture.run.checkpoints.undoable().unwrap().dataset, before);
    assert_eq!(fixture.undone(false), before);
    assert_eq!(
        (fixture.run.progress.step, fixture.run.history.rows.len()),
        (20, 1)
    );
    assert_eq!(fixture.run.settings.draft.dataset, before);
}

#[test]
fn a_reset_by_a_fresh_trainer_can_be_undone_by_another() {
    let mut fixture = Fixture::kept_at(20);
    fixture.run.reset_afresh();
    fixture.keep_first(20);
    let tasks = fixture.run.connection.take_tasks();
    assert_eq!(tasks, [SideEffect::KeepForUndo, SideEffect::Spawn]);
    fixture.acknowledge_all();
    fixture.network();
    fixture.undone(true);
    assert_eq!(fixture.run.connection.take_tasks(), [SideEffect::Spawn]);
}

#[test]
fn of_a_trainer_that_has_ended_the_last_checkpoint_is_kept() {
    let mut fixture = Fixture::kept_at(20);
    fixture.report(40);
    fixture.run.died("The trainer stopped.".to_owned());
    fixture.run.reset();
    let notice = fixture.run.notices.all().last().unwrap();
    assert!(
        notice.text.contains("The run of 20 steps"),
        "{}",
        notice.text
    );
    fixture.acknowledge_all();
    fixture.network();
    fixture.undone(false);
    assert_eq!(fixture.run.progress.step, 20);
}

#[test]
fn what_came_after_the_checkpoint_stays_in_sight() {
    let mut fixture = Fixture::kept_at(20);
    fixture.report(40);
    fixture.run.died("The trainer stopped.".to_owned());
    let text = &fixture.run.notices.all()[0].text;
    assert!(
        text.ends_with("What came after step 20 stays in sight in grey."),
        "{text}"
    );
    fixture.run.restart();
    fixture.acknowledge_all();
    fixture.network();
    fixture.acknowledge_all();
    let steps =
        |rows: &[history::ReportRow]| rows.iter().map(|row| row.report.step).collect::<Vec<_>>();
    assert_eq!(steps(&fixture.run.history.rows), [20]);
    assert_eq!(steps(&fixture.run.history.abandoned), [40]);
    fixture.report(40);
    assert_eq!(
        steps(&fixture.run.history.abandoned),
        [40],
        "until it is begun anew"
    );
}

#[test]
fn what_will_not_be_built_is_not_waited_for() {
    let mut fixture = Fixture::kept_at(20);
    let other = fixture.with(|next| next.dataset = DatasetId::Custom);
    fixture.run.edit(other);
    fixture.run.reset();
    fixture.keep_first(20);
    fixture.acknowledge_all();
    fixture.run.train(Target::Steps(5));
    assert!(fixture.run.progress.wants_training && fixture.run.unbuilt().is_none());
    let sequence = fixture.run.connection.last_sequence() + 1;
    let message = "The test part is empty.".to_owned();
    fixture.run.receive(Event::Refused { sequence, message });
    assert!(!fixture.run.progress.wants_training);
    fixture.run.train(Target::Steps(5));
    assert!(!fixture.run.progress.wants_training);
    let last = fixture.run.notices.all().last().unwrap();
    assert_eq!(
        (last.topic, last.text.as_str()),
        (Topic::Training, "The test part is empty.")
    );
    fixture.network();
    assert_eq!(fixture.run.unbuilt(), None);
}

#[test]
fn silence_is_told_while_a_word_is_owed_and_answers_are_no_longer_waited_for() {
    let mut fixture = Fixture::kept_at(20);
    for _ in 0..5 {
        fixture.run.tick(1000.0);
    }
    let notice = fixture.run.notices.all()[0].clone();
    assert!(
        notice
            .text
            .starts_with("The trainer has not said a word for 5 seconds")
    );
    assert_eq!(
        notice.remedies,
        [(Remedy::Restart, "Start again from step 20".into())]
    );
    assert_eq!(fixture.run.gone(), Some(notice.text));
    fixture.report(40);
    assert_eq!(
        (fixture.run.gone(), fixture.run.notices.all()),
        (None, &[][..])
    );
    fixture.run.pause();
    fixture.acknowledge_all();
    fixture.run.receive(Event::Busy { seconds: 40.2 });
    fixture.run.tick(1000.0);
    let notice = fixture.run.notices.all()[0].clone();
    assert_eq!(
        notice.text,
        "It pauses after this step, which takes about 41 seconds. Stop now goes back to step 20."
    );
    let rest = Rest::Asked;
    fixture.run.receive(Event::Resting { rest, step: 41 });
    assert!(fixture.run.notices.all().is_empty());
    for _ in 0..99 {
        fixture.run.tick(1000.0);
    }
    assert!(
        fixture.run.notices.all().is_empty(),
        "at rest nothing is expected"
    );
}
