//! Settings change.

use super::*;

#[test]
fn a_live_change_is_sent_at_once_and_leaves_a_mark() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.edit(bench.with(|e| e.learning_rate = 0.01));
    assert_eq!(bench.run.settings.active.learning_rate, 1e-3);
    let sent = bench.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Change { experiment }] if experiment.learning_rate == 0.01)
    );
    assert_eq!(bench.run.settings.active.learning_rate, 0.01);
    assert_eq!(bench.run.history.marks[0].label, "lr 0.01");
    assert_eq!(bench.run.settings.changes[0].step, 20);
    assert!(bench.run.settings.pending().is_empty());
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
    assert_eq!(bench.run.settings.active.learning_rate, 0.03);
}

#[test]
fn a_change_of_architecture_waits_while_live_settings_go_on_working() {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.edit(bench.with(|e| {
        e.blocks.pop();
    }));
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.settings.pending(), ["layers"]);
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
    assert_eq!(bench.run.settings.pending(), ["layers"]);
}

#[test]
fn before_the_first_step_everything_applies_at_once() {
    let mut bench = Bench::started();
    bench.run.edit(bench.with(|e| e.seed = 7));
    let sent = bench.acknowledge_all();
    assert!(matches!(&sent[..], [Command::Reset { experiment, .. }] if experiment.seed == 7));
    bench.network();
    bench.run.edit(bench.with(|e| e.learning_rate = 0.5));
    bench.acknowledge_all();
    assert_eq!(bench.run.settings.base.learning_rate, 0.5);
    assert!(bench.run.settings.changes.is_empty() && bench.run.history.marks.is_empty());
}

#[test]
fn an_activation_that_keeps_the_parameters_is_live_and_ahaf_is_not() {
    let mut bench = Bench::started();
    bench.train_to(20);
    let with =
        |bench: &Bench, activation| bench.with(|e| e.blocks[0] = Block::dense(128, activation));
    bench.run.edit(with(&bench, Activation::Tanh));
    assert_eq!(bench.acknowledge_all().len(), 1);
    bench.run.edit(with(&bench, Activation::Ahaf));
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.settings.pending(), ["layers"]);
}

#[test]
fn an_output_brings_a_loss_that_goes_with_it_and_a_wrong_loss_is_explained() {
    let mut bench = Bench::started();
    bench.run.choose_output(Output::Sigmoid);
    assert_eq!(bench.run.settings.draft.loss, Loss::BinaryCrossEntropy);
    assert!(bench.run.settings.problem.is_none());
    bench.acknowledge_all();
    bench.run.choose_output(Output::Linear);
    bench.acknowledge_all();
    bench.run.choose_loss(Loss::CrossEntropy);
    let problem = bench.run.settings.problem.clone().unwrap();
    assert!(problem.message.contains("logarithm"), "{problem}");
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.settings.active.loss, Loss::MeanSquaredError);
}

#[test]
fn flip_says_when_the_output_changes_too() {
    let mut bench = Bench::started();
    bench.run.flip();
    assert_eq!(bench.run.settings.draft.loss, Loss::MeanSquaredError);
    assert!(bench.run.notices.all().is_empty());
    bench.acknowledge_all();
    bench.run.choose_output(Output::Linear);
    bench.acknowledge_all();
    bench.run.flip();
    assert_eq!(bench.run.settings.draft.output, Output::Softmax);
    assert!(
        bench.run.notices.all()[0]
            .text
            .contains("from linear to softmax")
    );
}

#[test]
fn an_evaluation_from_before_a_flip_stays_on_the_curve_of_its_own_loss() {
    let mut bench = Bench::started();
    bench.train_to(20);
    let before = bench.run.settings.active.clone();
    bench.run.flip();
    bench.acknowledge_all();
    bench.report(40);
    let evaluation = |step| Evaluation {
        part: Part::Validation,
        step,
        loss: 2.0,
        accuracy: 0.5,
        pixel_error: None,
        examples: 10,
        averaged: None,
    };
    let id = 1;
    let late = Answer::Evaluation(evaluation(20), Measure::of(&before));
    bench.run.receive(Event::Answer {
        id,
        more: false,
        result: Ok(late),
    });
    let after = Measure::of(&bench.run.settings.active);
    bench.run.receive(Event::Evaluated(evaluation(40), after));
    let found = &bench.run.history.evaluations;
    let objectives: Vec<_> = found.iter().map(|e| e.objective).collect();
    let of = |experiment| objective::ObjectiveId::in_use(experiment);
    assert_eq!(objectives, [of(&before), of(&bench.run.settings.active)]);
    assert_ne!(objectives[0], objectives[1]);
}
