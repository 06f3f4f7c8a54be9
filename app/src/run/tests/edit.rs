//! Settings change.

use super::*;

#[test]
fn a_live_change_is_sent_at_once_and_leaves_a_mark() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.edit(fixture.with(|e| e.learning_rate = 0.01));
    assert_eq!(fixture.run.settings.active.learning_rate, 1e-3);
    let sent = fixture.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Change { experiment }] if experiment.learning_rate == 0.01)
    );
    assert_eq!(fixture.run.settings.active.learning_rate, 0.01);
    assert_eq!(fixture.run.history.marks[0].label, "lr 0.01");
    assert_eq!(fixture.run.settings.changes[0].step, 20);
    assert!(fixture.run.settings.pending().is_empty());
}

#[test]
fn a_dragged_slider_has_one_change_under_way_and_ends_on_its_last_value() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    for rate in [0.01, 0.02, 0.03] {
        fixture.run.edit(fixture.with(|e| e.learning_rate = rate));
    }
    assert_eq!(fixture.acknowledge_all().len(), 1);
    assert_eq!(fixture.acknowledge_all().len(), 1);
    assert_eq!(fixture.run.settings.active.learning_rate, 0.03);
}

#[test]
fn a_change_of_architecture_waits_while_live_settings_go_on_working() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.edit(fixture.with(|e| {
        e.blocks.pop();
    }));
    assert!(fixture.commands().is_empty());
    assert_eq!(fixture.run.settings.pending(), ["layers"]);
    fixture
        .run
        .edit(fixture.with(|e| e.loss = Loss::MeanSquaredError));
    let sent = fixture.acknowledge_all();
    let [Command::Change { experiment }] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(
        (experiment.blocks.len(), experiment.loss),
        (2, Loss::MeanSquaredError)
    );
    assert_eq!(fixture.run.settings.pending(), ["layers"]);
}

#[test]
fn before_the_first_step_everything_applies_at_once() {
    let mut fixture = Fixture::started();
    fixture.run.edit(fixture.with(|e| e.seed = 7));
    let sent = fixture.acknowledge_all();
    assert!(matches!(&sent[..], [Command::Reset { experiment, .. }] if experiment.seed == 7));
    fixture.network();
    fixture.run.edit(fixture.with(|e| e.learning_rate = 0.5));
    fixture.acknowledge_all();
    assert_eq!(fixture.run.settings.base.learning_rate, 0.5);
    assert!(fixture.run.settings.changes.is_empty() && fixture.run.history.marks.is_empty());
}

#[test]
fn an_activation_that_keeps_the_parameters_is_live_and_ahaf_is_not() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    let with = |fixture: &Fixture, activation| {
        fixture.with(|e| e.blocks[0] = Block::dense(128, activation))
    };
    fixture.run.edit(with(&fixture, Activation::Tanh));
    assert_eq!(fixture.acknowledge_all().len(), 1);
    fixture.run.edit(with(&fixture, Activation::Ahaf));
    assert!(fixture.commands().is_empty());
    assert_eq!(fixture.run.settings.pending(), ["layers"]);
}

#[test]
fn an_output_brings_a_loss_that_goes_with_it_and_a_wrong_loss_is_explained() {
    let mut fixture = Fixture::started();
    fixture.run.choose_output(Output::Sigmoid);
    assert_eq!(fixture.run.settings.draft.loss, Loss::BinaryCrossEntropy);
    assert!(fixture.run.settings.problem.is_none());
    fixture.acknowledge_all();
    fixture.run.choose_output(Output::Linear);
    fixture.acknowledge_all();
    fixture.run.choose_loss(Loss::CrossEntropy);
    let problem = fixture.run.settings.problem.clone().unwrap();
    assert!(problem.message.contains("logarithm"), "{problem}");
    assert!(fixture.commands().is_empty());
    assert_eq!(fixture.run.settings.active.loss, Loss::MeanSquaredError);
}

#[test]
fn flip_says_when_the_output_changes_too() {
    let mut fixture = Fixture::started();
    fixture.run.flip();
    assert_eq!(fixture.run.settings.draft.loss, Loss::MeanSquaredError);
    assert!(fixture.run.notices.all().is_empty());
    fixture.acknowledge_all();
    fixture.run.choose_output(Output::Linear);
    fixture.acknowledge_all();
    fixture.run.flip();
    assert_eq!(fixture.run.settings.draft.output, Output::Softmax);
    assert!(
        fixture.run.notices.all()[0]
            .text
            .contains("from linear to softmax")
    );
}

#[test]
fn an_evaluation_from_before_a_flip_stays_on_the_curve_of_its_own_loss() {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    let before = fixture.run.settings.active.clone();
    fixture.run.flip();
    fixture.acknowledge_all();
    fixture.report(40);
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
    fixture.run.receive(Event::Answer {
        id,
        more: false,
        result: Ok(late),
    });
    let after = Measure::of(&fixture.run.settings.active);
    fixture.run.receive(Event::Evaluated(evaluation(40), after));
    let found = &fixture.run.history.evaluations;
    let objectives: Vec<_> = found.iter().map(|e| e.objective).collect();
    let of = |experiment| objective::ObjectiveId::in_use(experiment);
    assert_eq!(objectives, [of(&before), of(&fixture.run.settings.active)]);
    assert_ne!(objectives[0], objectives[1]);
}

/// A sentence lives as long as its cause.
#[test]
fn what_went_wrong_is_told_until_it_no_longer_is() {
    let mut fixture = Fixture::started();
    let texts = |fixture: &Fixture| {
        let all = fixture.run.notices.all().iter();
        all.map(|notice| notice.text.clone()).collect::<Vec<_>>()
    };
    let answer = |fixture: &mut Fixture, result| {
        fixture.run.receive(Event::Answer {
            id: 1,
            more: false,
            result,
        });
    };
    let missing = || Err(Gone::Refused("Image 1247 is not at hand.".to_owned()));
    let evaluation = Evaluation {
        part: Part::Validation,
        step: 0,
        loss: 2.0,
        accuracy: 0.5,
        pixel_error: None,
        examples: 10,
        averaged: None,
    };
    answer(&mut fixture, missing());
    assert_eq!(texts(&fixture), ["Image 1247 is not at hand."]);
    let measure = Measure::of(&fixture.run.settings.active);
    answer(&mut fixture, Ok(Answer::Evaluation(evaluation, measure)));
    assert!(texts(&fixture).is_empty());

    answer(&mut fixture, missing());
    fixture.run.edit(fixture.with(|e| e.seed = 7));
    fixture.acknowledge_all();
    assert!(texts(&fixture).is_empty(), "it was about another network");
    fixture.network();

    fixture.train_to(20);
    fixture.run.edit(fixture.with(|e| e.batch_size = 128));
    fixture.acknowledge_all();
    fixture.run.receive(Event::Refused {
        sequence: fixture.run.connection.last_sequence(),
        message: "A batch of 128 does not fit.".into(),
    });
    assert_eq!(texts(&fixture), ["A batch of 128 does not fit."]);
    fixture.run.edit(fixture.with(|e| e.batch_size = 32));
    fixture.acknowledge_all();
    assert!(texts(&fixture).is_empty());
}
