//! Findings, their remedies, and what became of them.

use super::super::findings::Trigger;
use super::*;
use playground_experiment::model::Init;
use playground_insight::diagnose::{Comparison, Severity};

/// Reports that a rule averages.
const ENOUGH: u64 = 5;

impl Bench {
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
        self.run.treatments().next().and_then(|(_, now)| now)
    }

    /// In training, every weight zero.
    fn without_symmetry_breaking() -> Self {
        let mut bench = Self::started();
        bench.run.edit(bench.with(|e| e.init = Init::Zero));
        bench.acknowledge_all();
        bench.network();
        bench.train_to(20);
        bench.tell(1.0, 0.1);
        bench
    }

    /// As the store does it.
    fn treat(&mut self, rule: &str) {
        let goal = self.run.progress.goal;
        if self.run.treat(rule).unwrap() {
            self.run.reset();
            if let Some(goal) = goal {
                self.run.train_anew(goal);
            }
        }
    }
}

#[test]
fn nothing_is_said_before_there_is_anything_to_go_by() {
    let mut bench = Bench::started();
    bench.train_to(20);
    assert!(!bench.run.history.is_judged());
    bench.tell(1.0, 0.5);
    assert!(bench.run.history.is_judged() && bench.rules().is_empty());
}

#[test]
fn a_remedy_with_new_weights_goes_on_training_and_can_be_compared_and_undone() {
    let mut bench = Bench::without_symmetry_breaking();
    assert_eq!(bench.rules(), ["symmetry"]);
    bench.treat("symmetry");
    assert!(bench.run.progress.wants_training && bench.run.checkpoints.is_awaited());
    assert_eq!(
        bench.run.treat("symmetry").err().map(|e| e.len() > 10),
        Some(true)
    );
    let sent = bench.acknowledge_all();
    assert_eq!(
        sent,
        [Command::Pause, Command::Checkpoint],
        "no setting changes one by one"
    );
    bench
        .run
        .receive(Event::Checkpoint(bench.head(bench.run.progress.step)));
    let sent = bench.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { experiment, .. }] if experiment.init == Init::KaimingNormal)
    );
    bench.network();
    let target = Target::Experiment;
    assert_eq!(bench.acknowledge_all(), [Command::Train { target }]);

    assert!(bench.rules().is_empty());
    assert_eq!(bench.run.treatments().count(), 1);
    assert_eq!(bench.comparison(), None, "too early");
    bench.tell(0.3, 0.9);
    let comparison = bench.comparison().unwrap();
    assert_eq!(
        (&*comparison.before, &*comparison.now),
        ("10.0 %", "90.0 %")
    );
    assert!(comparison.improved);

    bench.run.undo();
    assert_eq!(bench.run.settings.draft.init, Init::Zero);
    assert_eq!(bench.run.treatments().count(), 0);
    assert_eq!(bench.rules(), ["symmetry"]);
}

#[test]
fn a_goal_is_counted_from_the_new_beginning() {
    let mut bench = Bench::without_symmetry_breaking();
    bench.run.train(Target::Steps(80));
    bench.acknowledge_all();
    bench.treat("symmetry");
    bench
        .run
        .receive(Event::Checkpoint(bench.head(bench.run.progress.step)));
    bench.acknowledge_all();
    bench
        .run
        .receive(Event::Checkpoint(bench.head(bench.run.progress.step)));
    bench.acknowledge_all();
    bench.network();
    let target = Target::Steps(200);
    assert_eq!(bench.acknowledge_all(), [Command::Train { target }]);
    assert_eq!(bench.run.progress.goal, Some(Goal::Step(200)));
}

#[test]
fn a_live_remedy_leaves_a_mark_and_is_given_time() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.tell(0.2, 0.9);
    bench.tell(5.0, 0.1);
    assert_eq!(bench.rules(), ["rising"]);
    bench.treat("rising");
    assert!(bench.rules().is_empty());
    bench.acknowledge_all();
    assert_eq!(bench.run.history.marks[0].label, "lr 0.0001");
    assert!(bench.run.progress.wants_training);
    bench.tell(5.0, 0.1);
    assert!(bench.rules().is_empty(), "it may take a while");
    let comparison = bench.comparison().unwrap();
    assert_eq!(comparison.before, comparison.now);
    assert!(!comparison.improved);
    bench.tell(5.0, 0.1);
    assert_eq!(bench.rules(), ["rising"], "it did not help");
}

#[test]
fn an_overflow_is_said_however_new_the_remedy() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.tell(f32::NAN, 0.1);
    bench.treat("not-finite");
    assert_eq!(bench.run.settings.draft.learning_rate, 1e-4);
    let sent = bench.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { .. }]),
        "there is nothing to come back to: {sent:?}"
    );
    bench.network();
    bench.acknowledge_all();
    bench.tell(f32::NAN, 0.1);
    let finding = bench.run.history.findings.of("not-finite").unwrap();
    assert_eq!(finding.verdict.severity, Severity::Fatal);
    assert!(!bench.comparison().unwrap().improved);
}

#[test]
fn a_reset_by_hand_begins_with_nothing_to_compare() {
    let mut bench = Bench::without_symmetry_breaking();
    bench.treat("symmetry");
    bench.acknowledge_all();
    bench
        .run
        .receive(Event::Checkpoint(bench.head(bench.run.progress.step)));
    bench.acknowledge_all();
    bench.network();
    bench.acknowledge_all();
    bench.tell(0.3, 0.9);
    bench.run.reset();
    bench.acknowledge_all();
    bench
        .run
        .receive(Event::Checkpoint(bench.head(bench.run.progress.step)));
    bench.acknowledge_all();
    assert_eq!(bench.run.treatments().count(), 0);
}

#[test]
fn what_cannot_be_treated_is_explained() {
    let mut bench = Bench::started();
    assert!(
        bench
            .run
            .treat("rising")
            .unwrap_err()
            .contains("nothing is found")
    );
    bench = Bench::without_symmetry_breaking();
    assert!(bench.run.treat("rising").unwrap_err().contains("symmetry"));
    let mut adapted = bench.run.history.findings.of("symmetry").unwrap().clone();
    adapted.verdict.remedy = None;
    bench
        .run
        .history
        .findings
        .take(vec![adapted], Trigger::Detail);
    assert!(
        bench
            .run
            .treat("symmetry")
            .unwrap_err()
            .contains("no single setting")
    );
}

#[test]
fn a_refused_remedy_is_forgotten() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.tell(0.2, 0.9);
    bench.tell(5.0, 0.1);
    bench.treat("rising");
    bench.acknowledge_all();
    assert_eq!(bench.run.treatments().count(), 1);
    bench.run.receive(Event::Refused {
        sequence: bench.run.connection.last_sequence(),
        message: "no".into(),
    });
    assert_eq!(bench.run.treatments().count(), 0);
    assert_eq!(bench.run.settings.active.learning_rate, 1e-3);
}
