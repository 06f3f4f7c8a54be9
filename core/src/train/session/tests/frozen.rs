//! Frozen blocks do not move, whatever the optimiser would like to do with them.

use super::*;
use playground_experiment::optimizer::{Hyper, OPTIMIZERS};

fn two_blocks(optimizer: Optimizer, freeze: u32) -> Experiment {
    let blocks = ["16-ahaf", "12-relu"].map(|block| block.parse().unwrap());
    Experiment {
        blocks: blocks.to_vec(),
        optimizer,
        hyper: Hyper {
            weight_decay: 0.1,
            ..Hyper::default()
        },
        learning_rate: 0.01,
        freeze,
        ..small()
    }
}

#[test]
fn a_frozen_block_does_not_move_by_one_bit_under_any_optimizer() {
    for optimizer in OPTIMIZERS {
        let mut fixture = Fixture::with_data(two_blocks(optimizer.id, 0));
        // Momentum and means of squares are there when the block is frozen.
        fixture.train(Target::Steps(5));
        fixture.send(Command::Change {
            experiment: two_blocks(optimizer.id, 1),
        });
        let before = fixture.checkpoint();
        fixture.train(Target::Steps(10));
        let after = fixture.checkpoint();
        let Event::Checkpoint(head) = after.event else {
            panic!("no checkpoint");
        };
        let frozen = 784 * 16 + 3 * 16;
        let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let of = |bulk: &[f32], vector: usize| {
            let whole = &bulk[vector * head.parameters..(vector + 1) * head.parameters];
            (bits(&whole[..frozen]), bits(&whole[frozen..]))
        };
        for vector in 0..=head.slots {
            let (was, is) = (of(&before.bulk, vector), of(&after.bulk, vector));
            assert_eq!(was.0, is.0, "{} vector {vector}", optimizer.key);
            assert_ne!(was.1, is.1, "{} vector {vector}", optimizer.key);
        }
        let ratios = fixture.reports().pop().unwrap().update_ratios;
        assert!(
            ratios[0] == 0.0 && ratios[1] > 0.0 && ratios[2] > 0.0,
            "{ratios:?}"
        );
        // Thawed, it moves again.
        fixture.send(Command::Change {
            experiment: two_blocks(optimizer.id, 0),
        });
        fixture.train(Target::Steps(1));
        let thawed = fixture.checkpoint();
        assert_ne!(
            of(&after.bulk, 0).0,
            of(&thawed.bulk, 0).0,
            "{}",
            optimizer.key
        );
    }
}

#[test]
fn frozen_blocks_of_images_stay_while_the_head_learns() {
    let blocks = "conv-4-5-same-relu.max-2.flatten.24-relu".split('.');
    let experiment = Experiment {
        blocks: blocks.map(|block| block.parse().unwrap()).collect(),
        freeze: 3,
        ..small()
    };
    let mut fixture = Fixture::with_data(experiment);
    let before = fixture.checkpoint();
    fixture.train(Target::Steps(40));
    let after = fixture.checkpoint();
    let kernels = 25 * 4 + 4;
    assert_eq!(before.bulk[..kernels], after.bulk[..kernels]);
    let reports = fixture.reports();
    assert!(
        reports[39].loss < 0.7 * reports[0].loss,
        "{}",
        reports[39].loss
    );
}

#[test]
fn the_output_layer_cannot_be_frozen() {
    let refused = two_blocks(Optimizer::Sgd, 3).validate().unwrap_err();
    assert_eq!(refused.field, "freeze");
    assert!(
        refused.message.contains("Choose 0 to 2"),
        "{}",
        refused.message
    );
    assert_eq!(two_blocks(Optimizer::Sgd, 2).validate(), Ok(()));
}

#[test]
fn a_frozen_normalisation_keeps_its_scale_while_its_statistics_follow_the_batches() {
    let blocks = "16-linear.bn-relu.12-relu".split('.');
    let experiment = Experiment {
        blocks: blocks.map(|block| block.parse().unwrap()).collect(),
        freeze: 2,
        ..small()
    };
    let architecture = experiment.architecture().unwrap();
    let mut fixture = Fixture::with_data(experiment);
    let before = fixture.checkpoint().bulk;
    fixture.train(Target::Steps(5));
    let after = fixture.checkpoint().bulk;
    let frozen = 784 * 16 + 16 + 2 * 16;
    assert_eq!(before[..frozen], after[..frozen]);
    let (trained, all) = (
        architecture.trainable_count(),
        architecture.parameter_count(),
    );
    assert!((trained..all).all(|i| before[i] != after[i]));
}
