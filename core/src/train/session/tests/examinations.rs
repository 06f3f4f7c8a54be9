//! Examinations: the same figures by another way, beside training, of samples and of whole parts.

use super::*;
use playground_experiment::protocol::examination::Examination;
use playground_insight::evaluation::Examined;

fn examine(bench: &mut Bench, part: Part, limit: Option<u32>) -> Examined {
    bench.send(Command::Examine {
        request: 3,
        part,
        limit,
    });
    bench.settle();
    examined(bench).pop().unwrap()
}

fn examined(bench: &Bench) -> Vec<Examined> {
    let pick = |o: &Outgoing| match &o.event {
        Event::Examined(head) => Some(Examined::new(head.clone(), &o.bulk).unwrap()),
        _ => None,
    };
    bench.events.borrow().iter().filter_map(pick).collect()
}

#[test]
fn its_figures_are_those_of_an_evaluation_and_its_answers_those_of_a_prediction() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Steps(60));
    for part in [Part::Validation, Part::Test] {
        let examined = examine(&mut bench, part, None);
        bench.send(Command::Evaluate { part });
        bench.settle();
        let Some(Event::Evaluated(evaluation)) = bench
            .last(|e| matches!(e, Event::Evaluated(_)))
            .map(|o| o.event)
        else {
            panic!("no evaluation");
        };
        let head = Examination {
            request: 3,
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
    let examined = examine(&mut bench, Part::Test, None);
    let index = examined.answers.indices[7];
    let (pixels, labels) =
        synthetic::generate(9, Set::Train, u64::from(index)..u64::from(index) + 1);
    assert_eq!(labels[0], examined.answers.labels[7]);
    let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    bench.send_bulk(Command::Predict { request: 1 }, &bytes(&image));
    bench.settle();
    let answer = bench
        .last(|e| matches!(e, Event::Prediction { .. }))
        .unwrap();
    for (a, b) in answer.bulk.iter().zip(examined.answer(7)) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn a_sample_is_part_of_the_whole() {
    let mut bench = Bench::with_data(small());
    bench.train(Target::Steps(10));
    let whole = examine(&mut bench, Part::Test, None);
    let sample = examine(&mut bench, Part::Test, Some(20));
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
    let mut alone = Bench::with_data(small());
    alone.train(Target::Steps(60));
    let mut beside = Bench::with_data(small());
    beside.send(Command::Train {
        target: Target::Steps(60),
    });
    for request in 0..5 {
        beside.turn();
        beside.send(Command::Examine {
            request,
            part: Part::Test,
            limit: None,
        });
    }
    beside.settle();
    assert_eq!(alone.losses(), beside.losses());
    let requests: Vec<u32> = examined(&beside).iter().map(|e| e.head.request).collect();
    assert_eq!(requests, [0, 1, 2, 3, 4]);
}

#[test]
fn slow_slices_become_smaller_and_lose_no_image() {
    let mut bench = Bench::with_data(Experiment {
        split: SplitSpec::HeldOut {
            train_pct: 50,
            validation_pct: 0,
            test_pct: 50,
        },
        ..small()
    });
    let whole = examine(&mut bench, Part::Test, None);
    let trainer = bench.session.trainer().unwrap();
    let mut slow = Examiner::new(trainer, 9, Part::Test, None).unwrap();
    for _ in 0..9 {
        slow.keep_pace(100.0, 10.0);
    }
    let mut slices = 1;
    while !pollster::block_on(slow.slice(&bench.session.supply)).unwrap() {
        slices += 1;
    }
    assert_eq!(slices, 5, "62 images at a time");
    let (Event::Examined(head), bulk) = slow.result() else {
        panic!("another event");
    };
    let slow = Examined::new(head, &bulk).unwrap();
    assert_eq!(slow.answers.indices, whole.answers.indices);
    assert_eq!(slow.answers.labels, whole.answers.labels);
    for (a, b) in slow.answers.logits.iter().zip(&whole.answers.logits) {
        assert!((a - b).abs() < 1e-5);
    }
}

#[test]
fn it_waits_for_its_images_and_a_new_network_forgets_it() {
    let mut bench = Bench::new(small());
    bench.send_data(0..530);
    let ask = Command::Examine {
        request: 1,
        part: Part::Test,
        limit: None,
    };
    bench.send(ask.clone());
    bench.settle();
    assert!(examined(&bench).is_empty(), "the test part ends at 540");
    bench.send_data(530..IMAGES);
    bench.settle();
    assert_eq!(examined(&bench).len(), 1);
    bench.send(ask);
    bench.send(Command::Reset {
        experiment: small(),
        inherit: 0,
    });
    bench.settle();
    assert_eq!(examined(&bench).len(), 1);
}

#[test]
fn an_empty_part_and_an_empty_sample_are_refused() {
    let mut bench = Bench::with_data(Experiment {
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
        bench.send(Command::Examine {
            request: 1,
            part,
            limit,
        });
        assert!(bench.refusal().contains(why), "{}", bench.refusal());
    }
}
