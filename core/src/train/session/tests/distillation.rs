//! A student learns from a teacher.

use super::*;
use playground_data::dataset::Normalisation;

fn student(distill: f64) -> Experiment {
    Experiment { distill, ..small() }
}

fn teacher() -> (Experiment, Outgoing) {
    let blocks = ["48-relu", "24-relu"].map(|block| block.parse().unwrap());
    let experiment = Experiment {
        blocks: blocks.to_vec(),
        normalisation: Normalisation::Half,
        seed: 3,
        ..small()
    };
    let mut fixture = Fixture::with_data(experiment.clone());
    fixture.train(Target::Steps(60));
    (experiment, fixture.checkpoint())
}

fn teach(fixture: &mut Fixture, (experiment, saved): &(Experiment, Outgoing)) {
    let experiment = experiment.clone();
    // The optimiser's state comes along and is left out.
    fixture.send_bulk(Command::Teach { experiment }, &bytes(&saved.bulk));
}

#[test]
fn without_a_share_a_teacher_changes_no_bit() {
    let teacher_run = teacher();
    let mut plain = Fixture::with_data(student(0.0));
    plain.train(Target::Steps(10));
    let mut taught = Fixture::with_data(student(0.0));
    teach(&mut taught, &teacher_run);
    taught.train(Target::Steps(10));
    assert_eq!(plain.losses(), taught.losses());
    assert_eq!(plain.checkpoint().bulk, taught.checkpoint().bulk);
}

#[test]
fn without_a_teacher_training_refuses_and_says_what_to_do() {
    let mut fixture = Fixture::with_data(student(0.3));
    fixture.train(Target::Steps(1));
    let rest = fixture
        .last(|e| matches!(e, Event::Resting { .. }))
        .unwrap();
    let Event::Resting {
        rest: Rest::Refused(why),
        step: 0,
    } = rest.event
    else {
        panic!("{:?}", rest.event);
    };
    assert!(why.contains("needs a teacher"), "{why}");
    teach(&mut fixture, &teacher());
    fixture.train(Target::Steps(1));
    assert_eq!(fixture.reports().len(), 1);
}

#[test]
fn the_loss_of_a_step_is_the_closed_form_on_the_logits_of_both() {
    // A teacher of the student's own shape and weights agrees with it: its part of the loss is 0.
    let mut fixture = Fixture::with_data(student(0.0));
    let own = fixture.checkpoint();
    fixture.train(Target::Steps(1));
    let plain = fixture.reports()[0].loss;
    let mut taught = Fixture::with_data(student(0.4));
    teach(&mut taught, &(student(0.0), own));
    taught.train(Target::Steps(1));
    let loss = taught.reports()[0].loss;
    assert!((loss - 0.6 * plain).abs() < 1e-5, "{loss} {plain}");
    let gradients = |fixture: &Fixture| fixture.reports()[0].gradients[1].weight;
    let (with, without) = (gradients(&taught), gradients(&fixture));
    assert!(
        (with - 0.6 * without).abs() < 1e-5 * without,
        "{with} {without}"
    );
}

/// Mean KL(teacher ‖ student) over the test part, from the answers of both.
fn divergence(student: &mut Fixture, teacher: &mut Fixture) -> f64 {
    let mut logits = [student, teacher].map(|fixture| {
        let (part, limit) = (Part::Test, None);
        fixture.ask(1, Question::Examine { part, limit });
        fixture.settle();
        let examined = fixture.last_answer(|a| matches!(a, Answer::Examination(_)));
        // Labels and places come before the logits.
        examined.unwrap().1[2 * 60..].to_vec()
    });
    let theirs = logits[1].split_off(0);
    let soft = |row: &[f32]| {
        let row: Vec<f64> = row.iter().map(|&v| f64::from(v)).collect();
        playground_experiment::loss::log_softmax(&row)
    };
    let rows = logits[0].chunks(10).zip(theirs.chunks(10));
    let divergences = rows.map(|(own, theirs)| {
        let (p, q) = (soft(own), soft(theirs));
        p.iter()
            .zip(&q)
            .map(|(p, q)| q.exp() * (q - p))
            .sum::<f64>()
    });
    divergences.sum::<f64>() / 60.0
}

#[test]
fn a_student_of_the_teacher_alone_comes_to_answer_as_it_does() {
    let teacher_run = teacher();
    let mut master = Fixture::with_data(teacher_run.0.clone());
    let Event::Checkpoint(head) = teacher_run.1.event.clone() else {
        panic!("no checkpoint");
    };
    master.send_bulk(
        Command::Restore { checkpoint: head },
        &bytes(&teacher_run.1.bulk),
    );
    let mut apprentice = Fixture::with_data(student(1.0));
    teach(&mut apprentice, &teacher_run);
    let before = divergence(&mut apprentice, &mut master);
    apprentice.train(Target::Steps(150));
    let after = divergence(&mut apprentice, &mut master);
    assert!(after < 0.3 * before, "{before} {after}");
}

#[test]
fn a_teacher_stays_through_a_reset_and_a_change() {
    let mut fixture = Fixture::with_data(student(0.0));
    teach(&mut fixture, &teacher());
    fixture.train(Target::Steps(2));
    fixture.send(Command::Change {
        experiment: student(0.5),
    });
    fixture.train(Target::Steps(2));
    fixture.send(Command::Reset {
        experiment: Experiment {
            seed: 5,
            ..student(0.5)
        },
        inherit: 0,
    });
    fixture.settle();
    fixture.train(Target::Steps(2));
    assert_eq!(fixture.reports().len(), 6);
}

#[test]
fn a_teacher_with_too_few_values_is_refused() {
    let mut fixture = Fixture::with_data(student(0.3));
    let (experiment, saved) = teacher();
    fixture.send_bulk(Command::Teach { experiment }, &bytes(&saved.bulk[..100]));
    assert!(
        fixture.refusal().contains("100 came"),
        "{}",
        fixture.refusal()
    );
}

#[test]
fn only_a_softmax_can_be_taught() {
    let independent = Experiment {
        output: playground_experiment::loss::Output::Sigmoid,
        loss: Loss::BinaryCrossEntropy,
        ..student(0.3)
    };
    let refused = independent.validate().unwrap_err();
    assert_eq!(refused.field, "distil");
    let flipped = student(0.3).flipped().unwrap();
    assert_eq!(flipped.validate(), Ok(()));
}
