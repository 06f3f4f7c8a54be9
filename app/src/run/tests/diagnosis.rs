//! Findings, their remedies, and what became of them.

use super::super::findings::Trigger;
use super::*;
use playground_experiment::model::Init;
use playground_insight::diagnose::{Comparison, Severity};

/// Reports that a rule averages.
const ENOUGH: u64 = 5;

impl Fixture {
    /// As many reports as a rule needs, of this loss and accuracy.
    fn tell(&mut self, loss: f32, accuracy: f32) {
        for _ in 0..ENOUGH {
            let report = Report {
                step: self.run.progress.step + 20,
                learning_rate: self.run.settings.active.learning_rate,
                loss,
                accuracy,
                gradients: vec![LayerGradient::default(); 2],
                counterpart_gradients: vec![LayerGradient::default(); 2],
                ..Report::default()
            };
            self.run.receive(Event::Report {
                report,
                examples_per_second: None,
            });
        }
    }

    fn rules(&self) -> Vec<&'static str> {
        self.run
            .history
            .findings
            .iter()
            .map(|f| f.rule.key)
            .collect()
    }

    fn comparison(&self) -> Option<Comparison> {
        self.run.applied_remedies().next().and_then(|(_, now)| now)
    }

    /// In training, every weight zero.
    fn without_symmetry_breaking() -> Self {
        let mut fixture = Self::started();
        fixture.run.edit(fixture.with(|e| e.init = Init::Zero));
        fixture.acknowledge_all();
        fixture.network();
        fixture.train_to(20);
        fixture.tell(1.0, 0.1);
        fixture
    }

    /// As the store does it.
    fn apply_remedy(&mut self, rule: &str) {
        let goal = self.run.progress.goal;
        if self.run.apply_remedy(rule).unwrap() {
            self.run.reset();
            if let Some(goal) = goal {
                self.run.train_anew(goal);
            }
        }
    }
}

#[test]
fn nothing_is_said_before_there_is_anything_to_go_by() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    assert!(!fixture.run.history.is_judged());
    fixture.tell(1.0, 0.5);
    assert!(fixture.run.history.is_judged() && fixture.rules().is_empty());
}

#[test]
fn a_remedy_with_new_weights_goes_on_training_and_can_be_compared_and_undone() {
    let mut fixture = Fixture::without_symmetry_breaking();
    assert_eq!(fixture.rules(), ["symmetry"]);
    fixture.apply_remedy("symmetry");
    assert!(fixture.run.progress.wants_training && fixture.run.checkpoints.is_awaited());
    assert_eq!(
        fixture
            .run
            .apply_remedy("symmetry")
            .err()
            .map(|e| e.len() > 10),
        Some(true)
    );
    let sent = fixture.acknowledge_all();
    assert_eq!(
        sent,
        [Command::Pause, Command::Checkpoint],
        "no setting changes one by one"
    );
    fixture
        .run
        .receive(Event::Checkpoint(fixture.head(fixture.run.progress.step)));
    let sent = fixture.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { experiment, .. }] if experiment.init == Init::KaimingNormal)
    );
    fixture.network();
    let target = Target::Experiment;
    assert_eq!(fixture.acknowledge_all(), [Command::Train { target }]);

    assert!(fixture.rules().is_empty());
    assert_eq!(fixture.run.applied_remedies().count(), 1);
    assert_eq!(fixture.comparison(), None, "too early");
    fixture.tell(0.3, 0.9);
    let comparison = fixture.comparison().unwrap();
    assert_eq!(
        (&*comparison.before, &*comparison.now),
        ("10.0 %", "90.0 %")
    );
    assert!(comparison.improved);

    fixture.run.undo(false);
    assert_eq!(fixture.run.settings.draft.init, Init::Zero);
    assert_eq!(fixture.run.applied_remedies().count(), 0);
    assert_eq!(fixture.rules(), ["symmetry"]);
}

#[test]
fn a_goal_is_counted_from_the_new_beginning() {
    let mut fixture = Fixture::without_symmetry_breaking();
    fixture.run.train(Target::Steps(80));
    fixture.acknowledge_all();
    fixture.apply_remedy("symmetry");
    fixture
        .run
        .receive(Event::Checkpoint(fixture.head(fixture.run.progress.step)));
    fixture.acknowledge_all();
    fixture
        .run
        .receive(Event::Checkpoint(fixture.head(fixture.run.progress.step)));
    fixture.acknowledge_all();
    fixture.network();
    let target = Target::Steps(200);
    assert_eq!(fixture.acknowledge_all(), [Command::Train { target }]);
    assert_eq!(fixture.run.progress.goal, Some(Goal::Step(200)));
}

#[test]
fn a_live_remedy_leaves_a_mark_and_is_given_time() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.tell(0.2, 0.9);
    fixture.tell(5.0, 0.1);
    assert_eq!(fixture.rules(), ["rising"]);
    fixture.apply_remedy("rising");
    assert!(fixture.rules().is_empty());
    fixture.acknowledge_all();
    assert_eq!(fixture.run.history.marks[0].label, "lr 0.0001");
    assert!(fixture.run.progress.wants_training);
    fixture.tell(5.0, 0.1);
    assert!(fixture.rules().is_empty(), "it may take a while");
    let comparison = fixture.comparison().unwrap();
    assert_eq!(comparison.before, comparison.now);
    assert!(!comparison.improved);
    fixture.tell(5.0, 0.1);
    assert_eq!(fixture.rules(), ["rising"], "it did not help");
}

#[test]
fn an_overflow_is_said_however_new_the_remedy() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.tell(f32::NAN, 0.1);
    fixture.apply_remedy("not-finite");
    assert_eq!(fixture.run.settings.draft.learning_rate, 1e-4);
    let sent = fixture.acknowledge_all();
    assert_eq!(
        sent,
        [Command::Pause, Command::Checkpoint],
        "its curves can be brought back"
    );
    fixture.run.receive(Event::Checkpoint(fixture.head(20)));
    let sent = fixture.acknowledge_all();
    assert!(matches!(sent.last(), Some(Command::Reset { .. })));
    fixture.network();
    fixture.acknowledge_all();
    fixture.tell(f32::NAN, 0.1);
    let finding = fixture.run.history.findings.of("not-finite").unwrap();
    assert_eq!(finding.verdict.severity, Severity::Fatal);
    assert!(!fixture.comparison().unwrap().improved);
}

#[test]
fn a_reset_by_hand_begins_with_nothing_to_compare() {
    let mut fixture = Fixture::without_symmetry_breaking();
    fixture.apply_remedy("symmetry");
    fixture.acknowledge_all();
    fixture
        .run
        .receive(Event::Checkpoint(fixture.head(fixture.run.progress.step)));
    fixture.acknowledge_all();
    fixture.network();
    fixture.acknowledge_all();
    fixture.tell(0.3, 0.9);
    fixture.run.reset();
    fixture.acknowledge_all();
    fixture
        .run
        .receive(Event::Checkpoint(fixture.head(fixture.run.progress.step)));
    fixture.acknowledge_all();
    assert_eq!(fixture.run.applied_remedies().count(), 0);
}

#[test]
fn a_remedy_that_cannot_be_applied_is_explained() {
    let mut fixture = Fixture::started();
    assert!(
        fixture
            .run
            .apply_remedy("rising")
            .unwrap_err()
            .contains("nothing is found")
    );
    fixture = Fixture::without_symmetry_breaking();
    assert!(
        fixture
            .run
            .apply_remedy("rising")
            .unwrap_err()
            .contains("symmetry")
    );
    let mut adapted = fixture.run.history.findings.of("symmetry").unwrap().clone();
    adapted.verdict.remedy = None;
    fixture
        .run
        .history
        .findings
        .take(vec![adapted], Trigger::Detail);
    assert!(
        fixture
            .run
            .apply_remedy("symmetry")
            .unwrap_err()
            .contains("no single setting")
    );
}

#[test]
fn a_refused_remedy_is_forgotten() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.tell(0.2, 0.9);
    fixture.tell(5.0, 0.1);
    fixture.apply_remedy("rising");
    fixture.acknowledge_all();
    assert_eq!(fixture.run.applied_remedies().count(), 1);
    fixture.run.receive(Event::Refused {
        sequence: fixture.run.connection.last_sequence(),
        message: "no".into(),
    });
    assert_eq!(fixture.run.applied_remedies().count(), 0);
    assert_eq!(fixture.run.settings.active.learning_rate, 1e-3);
}
