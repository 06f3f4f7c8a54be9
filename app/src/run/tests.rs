//! Conversations between the page and a trainer, without either.

use super::notice::{Remedy, Topic};
use super::*;
use playground_core::experiment::Experiment;
use playground_core::loss::{Loss, Output};
use playground_core::model::{Activation, Block};
use playground_core::protocol::{Event, LayerGradient, Report, Rest, Target};

/// A run and the numbers of the commands not yet acknowledged.
struct Bench {
    run: Run,
    sent: Vec<Outgoing>,
}

impl Bench {
    fn started() -> Self {
        let mut bench = Self {
            run: Run::new(Experiment::default(), Vec::new(), Preference::Auto),
            sent: Vec::new(),
        };
        bench.run.start();
        bench.acknowledge_all();
        bench.network();
        bench
    }

    /// What was sent since the last look.
    fn commands(&mut self) -> Vec<Command> {
        self.sent = self.run.take_outbox();
        self.sent
            .iter()
            .map(|o| o.envelope.command.clone())
            .collect()
    }

    fn acknowledge_all(&mut self) -> Vec<Command> {
        let commands = self.commands();
        let step = self.run.step;
        for outgoing in self.sent.clone() {
            let sequence = outgoing.envelope.sequence;
            self.run.receive(Event::Acknowledged { sequence, step });
        }
        commands
    }

    fn network(&mut self) {
        self.run.receive(Event::Network {
            layers: vec!["hidden 1".into(), "output".into()],
            parameters: 10,
            steps_per_epoch: 100,
        });
    }

    fn report(&mut self, step: u64) {
        let report = Report {
            step,
            epoch: step as f64 / 100.0,
            loss: 1.0,
            gradients: vec![LayerGradient::default(); 2],
            counterpart_gradients: vec![LayerGradient::default(); 2],
            ..Report::default()
        };
        self.run.receive(Event::Report {
            report,
            examples_per_second: Some(1e4),
        });
    }

    fn train_to(&mut self, step: u64) {
        self.run.train(Target::Experiment);
        self.acknowledge_all();
        self.run.receive(Event::Running);
        self.report(step);
    }

    fn with(&self, change: impl Fn(&mut Experiment)) -> Experiment {
        let mut next = self.run.edited.clone();
        change(&mut next);
        next
    }

    fn head(&self, step: u64) -> CheckpointHead {
        CheckpointHead {
            experiment: self.run.in_force.clone(),
            step,
            epoch: 0,
            used: 0,
            updates: step,
            slots: 2,
            parameters: 10,
        }
    }
}

#[test]
fn train_shows_at_once_and_waits_for_the_network() {
    let mut run = Run::new(Experiment::default(), Vec::new(), Preference::Auto);
    run.start();
    assert_eq!(run.take_tasks(), [Task::Spawn]);
    run.train(Target::Experiment);
    assert!(run.wants_training);
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
fn a_live_change_is_sent_at_once_and_leaves_a_mark() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.edit(bench.with(|e| e.learning_rate = 0.01));
    assert_eq!(bench.run.in_force.learning_rate, 1e-3);
    let sent = bench.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Change { experiment }] if experiment.learning_rate == 0.01)
    );
    assert_eq!(bench.run.in_force.learning_rate, 0.01);
    assert_eq!(bench.run.history.marks[0].label, "lr 0.01");
    assert_eq!(bench.run.changes[0].step, 20);
    assert!(bench.run.pending().is_empty());
}

#[test]
fn a_dragged_slider_has_one_change_under_way_and_ends_on_its_last_value() {
    let mut bench = Bench::started();
    bench.train_to(20);
    for rate in [0.01, 0.02, 0.03] {
        bench.run.edit(bench.with(|e| e.learning_rate = rate));
    }
    assert_eq!(bench.acknowledge_all().len(), 1);
    assert_eq!(bench.acknowledge_all().len(), 1);
    assert_eq!(bench.run.in_force.learning_rate, 0.03);
}

#[test]
fn a_change_of_architecture_waits_while_live_settings_go_on_working() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.edit(bench.with(|e| {
        e.blocks.pop();
    }));
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.pending(), ["layers"]);
    bench
        .run
        .edit(bench.with(|e| e.loss = Loss::MeanSquaredError));
    let sent = bench.acknowledge_all();
    let [Command::Change { experiment }] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(
        (experiment.blocks.len(), experiment.loss),
        (2, Loss::MeanSquaredError)
    );
    assert_eq!(bench.run.pending(), ["layers"]);
}

#[test]
fn before_the_first_step_everything_applies_at_once() {
    let mut bench = Bench::started();
    bench.run.edit(bench.with(|e| e.seed = 7));
    let sent = bench.acknowledge_all();
    assert!(matches!(&sent[..], [Command::Reset { experiment }] if experiment.seed == 7));
    bench.network();
    bench.run.edit(bench.with(|e| e.learning_rate = 0.5));
    bench.acknowledge_all();
    assert_eq!(bench.run.base.learning_rate, 0.5);
    assert!(bench.run.changes.is_empty() && bench.run.history.marks.is_empty());
}

#[test]
fn an_activation_that_keeps_the_parameters_is_live_and_ahaf_is_not() {
    let mut bench = Bench::started();
    bench.train_to(20);
    let with = |bench: &Bench, activation| {
        bench.with(|e| {
            e.blocks[0] = Block::Dense {
                units: 128,
                activation,
            }
        })
    };
    bench.run.edit(with(&bench, Activation::Tanh));
    assert_eq!(bench.acknowledge_all().len(), 1);
    bench.run.edit(with(&bench, Activation::Ahaf));
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.pending(), ["layers"]);
}

#[test]
fn an_output_brings_a_loss_that_goes_with_it_and_a_wrong_loss_is_explained() {
    let mut bench = Bench::started();
    bench.run.choose_output(Output::Sigmoid);
    assert_eq!(bench.run.edited.loss, Loss::BinaryCrossEntropy);
    assert!(bench.run.problem.is_none());
    bench.acknowledge_all();
    bench.run.choose_output(Output::Linear);
    bench.acknowledge_all();
    bench.run.choose_loss(Loss::CrossEntropy);
    let problem = bench.run.problem.clone().unwrap();
    assert!(problem.message.contains("logarithm"), "{problem}");
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.in_force.loss, Loss::MeanSquaredError);
}

#[test]
fn flip_says_when_the_output_changes_too() {
    let mut bench = Bench::started();
    bench.run.flip();
    assert_eq!(bench.run.edited.loss, Loss::MeanSquaredError);
    assert!(bench.run.notices.all().is_empty());
    bench.acknowledge_all();
    bench.run.choose_output(Output::Linear);
    bench.acknowledge_all();
    bench.run.flip();
    assert_eq!(bench.run.edited.output, Output::Softmax);
    assert!(
        bench.run.notices.all()[0]
            .text
            .contains("from linear to softmax")
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
    assert_eq!(bench.run.take_tasks(), [Task::Spawn, Task::KeepForUndo]);
    assert!(bench.run.history.is_empty());
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    bench.network();
    assert_eq!(bench.run.step, 0);

    bench.run.undo();
    assert!(matches!(
        bench.acknowledge_all()[..],
        [Command::Reset { .. }]
    ));
    bench.network();
    let restored = bench.acknowledge_all();
    assert!(matches!(restored[..], [Command::Restore { .. }]));
    assert_eq!(bench.sent[0].bulk, Bulk::Undo);
    assert_eq!((bench.run.step, bench.run.history.rows.len()), (21, 1));
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
    });
    assert!(!bench.run.wants_training);
    let notice = bench.run.notices.all()[0].clone();
    assert_eq!(
        notice.remedy,
        Some((Remedy::Restart, "Start again from step 20".into()))
    );
    assert_eq!(bench.run.history.rows.len(), 2);

    bench.run.take_tasks();
    bench.run.restart();
    assert_eq!(bench.run.take_tasks(), [Task::Spawn]);
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
    assert_eq!(bench.run.step, 20);
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
    assert!(!bench.run.wants_training);
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
    assert!(bench.run.wants_training);
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
    assert!(bench.run.wants_training);
    assert_eq!(bench.run.changes[0].step, 30);
    let (base, changes) = bench.run.to_share();
    assert_eq!((base.learning_rate, changes.len()), (1e-3, 1));
}
