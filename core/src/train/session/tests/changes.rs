//! Changes while it runs, and checkpoints: what is kept and what is not.

use super::*;

#[test]
fn a_changed_learning_rate_keeps_weights_and_optimizer_state() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(5));
    let before = fixture.checkpoint();
    fixture.send(Command::Change {
        experiment: Experiment {
            learning_rate: 0.5,
            ..small()
        },
    });
    let after = fixture.checkpoint();
    assert_eq!(before.bulk, after.bulk);
    fixture.train(Target::Steps(1));
    assert_eq!(fixture.reports().last().unwrap().learning_rate, 0.5);
}

#[test]
fn a_changed_optimizer_keeps_weights_and_starts_fresh() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(5));
    let before = fixture.checkpoint();
    fixture.send(Command::Change {
        experiment: Experiment {
            optimizer: Optimizer::Momentum,
            ..small()
        },
    });
    let after = fixture.checkpoint();
    let Event::Checkpoint(head) = &after.event else {
        panic!()
    };
    assert_eq!((head.slots, head.updates, head.step), (1, 0, 5));
    assert_eq!(
        before.bulk[..head.parameters],
        after.bulk[..head.parameters]
    );
    assert!(after.bulk[head.parameters..].iter().all(|&v| v == 0.0));
}

#[test]
fn a_changed_loss_or_activation_keeps_the_weights() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(5));
    let before = fixture.checkpoint();
    let mut next = Experiment {
        loss: Loss::MeanSquaredError,
        ..small()
    };
    next.blocks[0] = Block::dense(16, Activation::Tanh);
    fixture.send(Command::Change { experiment: next });
    assert_eq!(before.bulk, fixture.checkpoint().bulk);
    fixture.train(Target::Steps(3));
    assert_eq!(fixture.reports().len(), 8);
    assert!(
        fixture.reports()[7].loss < 0.2,
        "the loss is in the unit of MSE now"
    );
}

#[test]
fn a_change_that_needs_a_reset_is_refused_and_changes_nothing() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Steps(2));
    let before = fixture.checkpoint();
    fixture.send(Command::Change {
        experiment: Experiment { seed: 7, ..small() },
    });
    assert!(
        fixture.refusal().contains("press Reset"),
        "{}",
        fixture.refusal()
    );
    assert_eq!(before, fixture.checkpoint());
    fixture.send(Command::Reset {
        experiment: Experiment { seed: 7, ..small() },
        inherit: 0,
    });
    assert_ne!(before.bulk, fixture.checkpoint().bulk);
}

#[test]
fn a_checkpoint_continues_the_same_curve_in_a_fresh_session() {
    let mut whole = Fixture::with_data(small());
    whole.train(Target::Steps(30));
    let mut first = Fixture::with_data(small());
    first.train(Target::Steps(17));
    let saved = first.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!()
    };
    let mut second = Fixture::with_data(small());
    second.send_bulk(Command::Restore { checkpoint: head }, &bytes(&saved.bulk));
    second.train(Target::Steps(13));
    assert_eq!(whole.losses()[17..], second.losses()[..]);
}

#[test]
fn a_checkpoint_that_does_not_fit_is_refused() {
    let mut fixture = Fixture::with_data(small());
    let saved = fixture.checkpoint();
    let Event::Checkpoint(head) = saved.event else {
        panic!()
    };
    fixture.send_bulk(
        Command::Restore { checkpoint: head },
        &bytes(&saved.bulk[1..]),
    );
    assert!(fixture.refusal().contains("does not fit"));
}

#[test]
fn the_checkpoint_of_an_epoch_stands_at_its_last_step() {
    let mut fixture = Fixture::with_data(small());
    fixture.train(Target::Epochs(3));
    let events = fixture.events.borrow();
    let heads = events.iter().filter_map(|outgoing| match &outgoing.event {
        Event::Checkpoint(head) => Some((head.step, head.epoch, head.used)),
        _ => None,
    });
    let heads: Vec<_> = heads.collect();
    assert_eq!(heads, [(15, 1, 0), (30, 2, 0), (45, 3, 0)]);
}
