//! Weights that a reset keeps.

use super::*;

/// A run of 20 steps whose next reset keeps one block, and its checkpoint is at hand.
fn trained() -> Fixture {
    let mut fixture = Fixture::started();
    fixture.train_to(20);
    fixture.run.transfer.keep = 1;
    fixture
}

fn reset(fixture: &mut Fixture) -> Vec<Command> {
    fixture.run.reset();
    fixture.acknowledge_all();
    let head = fixture.head(20);
    fixture.run.receive(Event::Checkpoint(head));
    fixture.acknowledge_all()
}

#[test]
fn a_reset_keeps_the_blocks_that_were_chosen() {
    let mut fixture = trained();
    fixture.run.edit(fixture.with(|e| e.seed = 7));
    let sent = reset(&mut fixture);
    assert!(
        matches!(&sent[..], [Command::Reset { experiment, inherit: 1 }] if experiment.seed == 7),
        "{sent:?}"
    );
    assert_eq!(fixture.run.transfer.inherited, 1);
    let notices = fixture.run.notices.all();
    assert!(
        notices
            .iter()
            .any(|n| n.text.contains("the first block, which kept its own"))
    );
}

#[test]
fn what_cannot_be_kept_is_explained_and_nothing_is_lost() {
    let mut fixture = trained();
    fixture.run.edit(fixture.with(|e| {
        e.blocks[0] = Block::dense(32, Activation::Relu);
    }));
    let why = fixture.run.keep_problem().unwrap();
    assert!(why.contains("block 1 cannot be kept"), "{why}");
    fixture.run.reset();
    assert!(fixture.commands().is_empty());
    assert_eq!(fixture.run.progress.step, 20);
    fixture.run.transfer.keep = 0;
    assert_eq!(fixture.run.keep_problem(), None);
    let sent = reset(&mut fixture);
    assert!(
        matches!(&sent[..], [Command::Reset { inherit: 0, .. }]),
        "{sent:?}"
    );
}

#[test]
fn inherited_weights_are_not_lost_to_an_edit_before_the_first_step() {
    let mut fixture = trained();
    reset(&mut fixture);
    fixture.network();
    fixture.run.edit(fixture.with(|e| e.seed = 9));
    assert!(fixture.commands().is_empty());
    assert_eq!(fixture.run.settings.pending(), ["seed"]);
    fixture.run.reset();
    let sent = fixture.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { inherit: 1, .. }]),
        "{sent:?}"
    );
}

#[test]
fn a_network_brought_back_has_inherited_nothing() {
    let mut fixture = trained();
    reset(&mut fixture);
    fixture.network();
    fixture.run.undo(false);
    assert_eq!(fixture.run.transfer.inherited, 0);
}
