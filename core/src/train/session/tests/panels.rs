//! The panel: images that are followed, answered with every report and before the first step.

use super::*;
use playground_experiment::loss::{Output, softmax};
use playground_experiment::mistakes::Mistake;
use playground_experiment::protocol::Panel;
use playground_experiment::protocol::examination::Answers;

const FOLLOWED: u32 = 24;

impl Fixture {
    fn following(experiment: Experiment) -> Self {
        let mut fixture = Self::new(experiment);
        fixture.send(Command::Follow { images: FOLLOWED });
        fixture.send_data(0..IMAGES);
        fixture.settle();
        fixture
    }

    fn panels(&self) -> Vec<(Panel, Answers)> {
        let pick = |o: &Outgoing| match &o.event {
            Event::Panel(panel) => {
                let answers = Answers::from_bulk(&o.bulk, panel.images, panel.classes).unwrap();
                Some((*panel, answers))
            }
            _ => None,
        };
        self.events.borrow().iter().filter_map(pick).collect()
    }

    fn steps_of_panels(&self) -> Vec<u64> {
        self.panels().iter().map(|(panel, _)| panel.step).collect()
    }
}

#[test]
fn images_that_are_followed_change_neither_the_curve_nor_the_weights() {
    let run = |images| {
        let mut fixture = Fixture::with_data(small());
        fixture.send(Command::Follow { images });
        fixture.train(Target::Steps(20));
        assert_eq!(fixture.panels().len(), if images == 0 { 0 } else { 21 });
        (fixture.losses(), fixture.checkpoint().bulk)
    };
    assert_eq!(run(0), run(FOLLOWED));
}

#[test]
fn they_are_answered_before_the_first_step_and_then_with_every_report() {
    let mut fixture = Fixture::new(small());
    fixture.send(Command::Follow { images: FOLLOWED });
    fixture.send_data(0..100);
    fixture.settle();
    assert!(
        fixture.panels().is_empty(),
        "not all to choose from are there"
    );
    fixture.send_data(100..IMAGES);
    fixture.settle();
    assert_eq!(fixture.steps_of_panels(), [0]);
    fixture.train(Target::Steps(3));
    assert_eq!(fixture.steps_of_panels(), [0, 1, 2, 3]);
    let events = fixture.events.borrow();
    for (at, outgoing) in events.iter().enumerate() {
        if let Event::Panel(panel) = &outgoing.event
            && panel.step > 0
        {
            let before = &events[at - 1].event;
            assert!(matches!(before, Event::Report { report, .. } if report.step == panel.step));
        }
    }
}

#[test]
fn the_answers_are_those_of_the_network_after_so_many_steps() {
    let mut fixture = Fixture::following(small());
    fixture.train(Target::Steps(7));
    let (panel, answers) = fixture.panels().pop().unwrap();
    assert_eq!((panel.step, panel.images, panel.classes), (7, 24, 10));
    let (pixels, labels) = synthetic::generate(9, Set::Train, 0..u64::from(IMAGES));
    for image in 0..panel.images {
        let place = answers.indices[image] as usize;
        assert_eq!(answers.labels[image], labels[place]);
        let pixels = &pixels[place * 784..][..784];
        let pixels: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
        let predicted = fixture.predict(1, &pixels);
        let logits: Vec<f64> = answers.row(image).iter().map(|&z| f64::from(z)).collect();
        for (p, q) in softmax(&logits).iter().zip(predicted) {
            assert!((p - f64::from(q)).abs() < 1e-6, "{p} and {q}");
        }
    }
}

#[test]
fn runs_on_one_data_set_follow_the_same_images_whatever_their_seeds_and_labels() {
    let followed = |experiment| {
        let fixture = Fixture::following(experiment);
        let (_, answers) = fixture.panels().pop().unwrap();
        (answers.indices, answers.labels)
    };
    let (indices, labels) = followed(small());
    let of = |class: u8| labels.iter().filter(|&&label| label == class).count();
    assert!((0..10).all(|class| (2..=3).contains(&of(class))));
    let seed = 77;
    assert_eq!(followed(Experiment { seed, ..small() }).0, indices);
    let (same, others) = followed(small().with_mistake(Mistake::ShuffledLabels, true));
    assert_eq!(same, indices);
    assert_ne!(others, labels, "those that training goes by");
}

#[test]
fn a_network_that_takes_the_place_of_another_answers_them_anew() {
    let mut fixture = Fixture::following(small());
    fixture.train(Target::Steps(2));
    let kept = fixture.checkpoint();
    let Event::Checkpoint(checkpoint) = kept.event else {
        panic!("no checkpoint");
    };
    fixture.send(Command::Reset {
        experiment: small(),
        inherit: 0,
    });
    fixture.settle();
    fixture.send_bulk(Command::Restore { checkpoint }, &bytes(&kept.bulk));
    fixture.settle();
    fixture.send(Command::Change {
        experiment: Experiment {
            loss: Loss::MeanSquaredError,
            ..small()
        },
    });
    fixture.settle();
    assert_eq!(
        fixture.steps_of_panels(),
        [0, 1, 2, 0, 2],
        "another loss asks nothing anew"
    );
    fixture.send(Command::Change {
        experiment: small().with_mistake(Mistake::ShuffledLabels, true),
    });
    fixture.settle();
    assert_eq!(fixture.steps_of_panels(), [0, 1, 2, 0, 2, 2]);
    let panels = fixture.panels();
    assert_eq!(panels[3].1, panels[0].1, "the same weights");
    assert_eq!(panels[4].1, panels[2].1);
    fixture.send(Command::Follow { images: 0 });
    fixture.train(Target::Steps(1));
    assert_eq!(fixture.panels().len(), 6);
}

#[test]
fn an_autoencoder_has_no_classes_to_be_placed_by() {
    let mut fixture = Fixture::following(Experiment {
        output: Output::Image,
        loss: Loss::MeanSquaredError,
        ..small()
    });
    fixture.train(Target::Steps(1));
    assert!(fixture.panels().is_empty());
}
