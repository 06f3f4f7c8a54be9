//! Examinations: the same figures by another way, beside training, of samples and of whole parts.

use super::*;
use crate::train::examine::Examiner;
use playground_experiment::protocol::examination::Examination;
use playground_insight::evaluation::Examined;

fn examine(fixture: &mut Fixture, part: Part, limit: Option<u32>) -> Examined {
    fixture.ask(3, Question::Examine { part, limit });
    fixture.settle();
    let (id, examined) = examined(fixture).pop().unwrap();
    assert_eq!(id, 3);
    examined
}

/// Each with the number of its question.
fn examined(fixture: &Fixture) -> Vec<(u32, Examined)> {
    let pick = |(id, answer, bulk): (u32, Answer, Vec<f32>)| match answer {
        Answer::Examination(head) => Some((id, Examined::new(head, &bulk).unwrap())),
        _ => None,
    };
    fixture.answers().into_iter().filter_map(pick).collect()
}

#[test]
fn its_figures_are_those_of_an_evaluation_and_its_answers_those_of_a_prediction() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(60));
    for part in [Part::Validation, Part::Test] {
        let examined = examine(&mut fixture, part, None);
        let evaluation = fixture.evaluate(part);
        let head = Examination {
            part,
            file: DataFile::Train,
            step: 60,
            images: 60,
            of: 60,
            classes: 10,
            ..examined.head.clone()
        };
        assert_eq!(examined.head, head);
        assert_eq!(evaluation.examples, 60);
        assert!((examined.accuracy() - evaluation.accuracy).abs() < 1e-12);
        assert!((examined.loss - evaluation.loss).abs() < 1e-9);
    }
    let examined = examine(&mut fixture, Part::Test, None);
    let index = examined.answers.indices[7];
    let (pixels, labels) =
        synthetic::generate(9, Set::Train, u64::from(index)..u64::from(index) + 1);
    assert_eq!(labels[0], examined.answers.labels[7]);
    let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    let answer = fixture.predict(1, &image);
    for (a, b) in answer.iter().zip(examined.answer(7)) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn a_sample_is_part_of_the_whole() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(10));
    let whole = examine(&mut fixture, Part::Test, None);
    let sample = examine(&mut fixture, Part::Test, Some(20));
    assert_eq!((sample.head.images, sample.head.of), (20, 60));
    assert!(whole.head.is_whole() && !sample.head.is_whole());
    for (i, &index) in sample.answers.indices.iter().enumerate() {
        let same = whole.position(index).unwrap();
        assert_eq!(sample.answers.labels[i], whole.answers.labels[same]);
        for (a, b) in sample.answers.row(i).iter().zip(whole.answers.row(same)) {
            assert!((a - b).abs() < 1e-5);
        }
    }
}

#[test]
fn examining_beside_training_does_not_change_the_curve() {
    let mut alone = Fixture::with_data(small());
    alone.train(Target::Steps(60));
    let mut beside = Fixture::with_data(small());
    beside.send(Command::Train {
        target: Target::Steps(60),
    });
    for request in 0..5 {
        beside.turn();
        let (part, limit) = (Part::Test, None);
        beside.ask(request, Question::Examine { part, limit });
    }
    beside.settle();
    assert_eq!(alone.losses(), beside.losses());
    let requests: Vec<u32> = examined(&beside).iter().map(|e| e.0).collect();
    assert_eq!(requests, [0, 1, 2, 3, 4]);
}

#[test]
fn slow_slices_become_smaller_and_lose_no_image() {
    let mut fixture = Fixture::with_data(Experiment {
        split: SplitSpec::HeldOut {
            train_pct: 50,
            validation_pct: 0,
            test_pct: 50,
        },
        ..small()
    });
    let whole = examine(&mut fixture, Part::Test, None);
    let trainer = fixture.session.network.trainer().unwrap();
    let mut slow = Examiner::new(trainer, 9, Part::Test, None).unwrap();
    for _ in 0..9 {
        slow.keep_pace(100.0, 10.0);
    }
    let mut slices = 1;
    while !pollster::block_on(slow.go_on(&fixture.session.data.files)).unwrap() {
        slices += 1;
    }
    assert_eq!(slices, 5, "62 images at a time");
    let (head, answers) = slow.result();
    let slow = Examined::new(head, &answers.to_bulk()).unwrap();
    assert_eq!(slow.answers.indices, whole.answers.indices);
    assert_eq!(slow.answers.labels, whole.answers.labels);
    for (a, b) in slow.answers.logits.iter().zip(&whole.answers.logits) {
        assert!((a - b).abs() < 1e-5);
    }
}

#[test]
fn it_waits_for_its_images_and_a_new_network_forgets_it() {
    let mut fixture = Fixture::new(small());
    fixture.send_data(0..530);
    let ask = Question::Examine {
        part: Part::Test,
        limit: None,
    };
    fixture.ask(1, ask.clone());
    fixture.settle();
    assert!(examined(&fixture).is_empty(), "the test part ends at 540");
    fixture.send_data(530..IMAGES);
    fixture.settle();
    assert_eq!(examined(&fixture).len(), 1);
    fixture.ask(2, ask);
    fixture.send(Command::Reset {
        experiment: small(),
        inherit: 0,
    });
    fixture.settle();
    assert_eq!(examined(&fixture).len(), 1);
    assert_eq!(fixture.gone(), [(2, Gone::NetworkReplaced)]);
}

#[test]
fn an_empty_part_and_an_empty_sample_are_refused() {
    let mut fixture = Fixture::with_data(Experiment {
        split: SplitSpec::HeldOut {
            train_pct: 90,
            validation_pct: 0,
            test_pct: 10,
        },
        ..small()
    });
    for (part, limit, why) in [
        (Part::Validation, None, "no validation images"),
        (Part::Test, Some(0), "at least one"),
    ] {
        fixture.ask(1, Question::Examine { part, limit });
        assert!(fixture.refusal().contains(why), "{}", fixture.refusal());
    }
}
