//! The first blocks of one network go over to the next.

use super::*;

fn wide(units: u32, seed: u64) -> Experiment {
    let blocks = ["24-relu".to_owned(), format!("{units}-relu")];
    Experiment {
        blocks: blocks.map(|block| block.parse().unwrap()).to_vec(),
        seed,
        ..small()
    }
}

/// Values of the first block.
const FIRST: usize = 784 * 24 + 24;

fn fresh(experiment: &Experiment) -> Vec<f32> {
    experiment.initial(&experiment.architecture().unwrap())
}

#[test]
fn the_first_blocks_go_over_and_the_rest_is_new() {
    let mut fixture = Fixture::with_data(wide(12, 1));
    fixture.train(Target::Steps(20));
    let trained = fixture.checkpoint();
    let next = Experiment {
        freeze: 1,
        ema: 0.9,
        ..wide(8, 2)
    };
    fixture.send(Command::Reset {
        experiment: next.clone(),
        inherit: 1,
    });
    fixture.settle();
    // Kept without being asked for: a crash would lose these weights.
    let posted = fixture.last(|e| matches!(e, Event::Checkpoint(_))).unwrap();
    let Event::Checkpoint(head) = &posted.event else {
        panic!("no checkpoint");
    };
    assert_eq!((head.step, &head.experiment), (0, &next));
    let n = head.parameters;
    assert_eq!(posted.bulk[..FIRST], trained.bulk[..FIRST]);
    assert_eq!(posted.bulk[FIRST..n], fresh(&next)[FIRST..]);
    assert_eq!(
        posted.bulk[3 * n..],
        posted.bulk[..n],
        "the average begins there too"
    );
    fixture.train(Target::Steps(10));
    assert_eq!(fixture.checkpoint().bulk[..FIRST], trained.bulk[..FIRST]);
}

#[test]
fn what_does_not_fit_is_refused_and_the_network_stays() {
    let mut fixture = Fixture::with_data(wide(12, 1));
    fixture.train(Target::Steps(3));
    let before = fixture.checkpoint();
    fixture.send(Command::Reset {
        experiment: wide(8, 2),
        inherit: 2,
    });
    let refusal = fixture.refusal();
    assert!(refusal.contains("block 2 cannot be kept"), "{refusal}");
    assert_eq!(before, fixture.checkpoint());
    fixture.train(Target::Steps(1));
    assert_eq!(fixture.reports().last().unwrap().step, 4);
}

#[test]
fn weights_wait_for_the_data_of_another_set() {
    let fashion = Experiment {
        dataset: DatasetId::FashionMnist,
        ..wide(12, 3)
    };
    let mut fixture = Fixture::new(fashion.clone());
    let before = fixture.checkpoint();
    let next = wide(8, 4);
    fixture.send(Command::Reset {
        experiment: next.clone(),
        inherit: 1,
    });
    fixture.settle();
    fixture.send(Command::Checkpoint);
    assert!(
        fixture.refusal().contains("not arrived"),
        "{}",
        fixture.refusal()
    );
    fixture.send_data(0..IMAGES);
    let after = fixture.checkpoint();
    assert_eq!(after.bulk[..FIRST], before.bulk[..FIRST]);
    assert_eq!(after.bulk[FIRST..fresh(&next).len()], fresh(&next)[FIRST..]);
    fixture.train(Target::Steps(2));
    assert_eq!(fixture.reports().len(), 2);
    // An ordinary reset begins anew.
    fixture.send(Command::Reset {
        experiment: next.clone(),
        inherit: 0,
    });
    assert_eq!(fixture.checkpoint().bulk[..FIRST], fresh(&next)[..FIRST]);
}

#[test]
fn running_statistics_go_over_with_their_normalisation() {
    let network = |head: &str, seed| {
        let blocks = format!("8-linear.bn-relu.{head}-relu");
        Experiment {
            blocks: blocks.split('.').map(|b| b.parse().unwrap()).collect(),
            seed,
            ..small()
        }
    };
    let mut fixture = Fixture::with_data(network("6", 1));
    fixture.train(Target::Steps(10));
    let before = fixture.checkpoint().bulk;
    let next = network("12", 2);
    fixture.send(Command::Reset {
        experiment: next.clone(),
        inherit: 2,
    });
    let after = fixture.checkpoint().bulk;
    let running = |experiment: &Experiment, bulk: &[f32]| {
        let network = experiment.architecture().unwrap();
        bulk[network.trainable_count()..network.parameter_count()].to_vec()
    };
    let kept = running(&next, &after);
    assert_eq!(kept, running(&network("6", 1), &before));
    assert_ne!(kept, running(&next, &fresh(&next)));
    let first = 784 * 8 + 8 + 2 * 8;
    assert_eq!(before[..first], after[..first]);
}
