//! Sets of another number of classes than ten.

use super::*;

const IMAGES: u32 = 1410;

/// Images of which each class has a spot of its own, and their labels, in turn.
fn spots(classes: u8) -> (Vec<u8>, Vec<u8>) {
    let mut pixels = vec![0; IMAGES as usize * 784];
    let labels: Vec<u8> = (0..IMAGES)
        .map(|i| (i % u32::from(classes)) as u8)
        .collect();
    for (image, &label) in pixels.chunks_exact_mut(784).zip(&labels) {
        let (row, column) = (usize::from(label) / 10, usize::from(label) % 10);
        for y in 0..2 {
            let start = (2 * row + 4 + y) * 28 + 2 * column + 4;
            image[start..start + 2].fill(255);
        }
    }
    (pixels, labels)
}

fn of_classes(own_classes: u8) -> Experiment {
    Experiment {
        own_classes,
        learning_rate: 0.01,
        ..small()
    }
}

fn send(fixture: &mut Fixture, (pixels, labels): &(Vec<u8>, Vec<u8>)) {
    let (file, total) = (DataFile::Train, IMAGES);
    fixture.send_bulk(Command::Labels { file, total }, labels);
    fixture.send_bulk(Command::Images { file, total }, pixels);
}

#[test]
fn two_to_a_hundred_classes_are_learnt_and_examined() {
    for classes in [2, 47, 100] {
        let mut fixture = Fixture::new(of_classes(classes));
        send(&mut fixture, &spots(classes));
        fixture.train(Target::Epochs(12));
        let evaluation = fixture.evaluate(Part::Test);
        assert!(evaluation.accuracy > 0.95, "{classes}: {evaluation:?}");
        let blank = fixture.predict(7, &[0.0; 784]);
        assert_eq!(blank.len(), usize::from(classes));
        fixture.ask(
            8,
            Question::Examine {
                part: Part::Test,
                limit: None,
            },
        );
        fixture.settle();
        let head = fixture.last_answer(|a| matches!(a, Answer::Examination(_)));
        let Some((Answer::Examination(head), _)) = head else {
            panic!("no examination")
        };
        assert_eq!(head.classes, usize::from(classes));
    }
}

#[test]
fn guessing_among_47_costs_the_logarithm_of_47() {
    let mut fixture = Fixture::new(Experiment {
        init_scale: 0.0,
        ..of_classes(47)
    });
    send(&mut fixture, &spots(47));
    fixture.train(Target::Steps(1));
    let loss = f64::from(fixture.reports()[0].loss);
    assert!((loss - 47.0_f64.ln()).abs() < 1e-5, "{loss}");
}

#[test]
fn labels_beyond_the_classes_are_refused_with_what_to_do() {
    let mut fixture = Fixture::new(of_classes(10));
    send(&mut fixture, &spots(47));
    assert_eq!(
        fixture.refusal(),
        "Label number 46 of the training file is 46, but the network has 10 classes, 0 to 9. Choose the files that \
         belong to these settings, or the number of classes of your files (47 or more), then Reset."
    );
    fixture.settle();
    assert_eq!(fixture.reports(), []);
    // With as many classes as the labels say it goes on, and the files are still there.
    fixture.send(Command::Reset {
        experiment: of_classes(47),
        inherit: 0,
    });
    fixture.train(Target::Steps(2));
    assert_eq!(fixture.reports().len(), 2);
}

#[test]
fn a_checkpoint_of_47_classes_goes_on_where_it_was() {
    let (files, experiment) = (spots(47), of_classes(47));
    let mut through = Fixture::new(experiment.clone());
    send(&mut through, &files);
    through.train(Target::Steps(30));
    let mut first = Fixture::new(experiment.clone());
    send(&mut first, &files);
    first.train(Target::Steps(20));
    let kept = first.checkpoint();
    let Event::Checkpoint(checkpoint) = kept.event else {
        panic!("no checkpoint")
    };
    let mut second = Fixture::new(of_classes(10));
    send(&mut second, &files);
    second.send_bulk(Command::Restore { checkpoint }, &bytes(&kept.bulk));
    second.train(Target::Steps(10));
    assert_eq!(second.losses(), through.losses()[20..]);
}
