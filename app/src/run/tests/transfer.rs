//! Weights that a reset keeps.

use super::*;

/// A run of 20 steps whose next reset keeps one block, and its checkpoint is at hand.
fn trained() -> Bench {
    let mut bench = Bench::started();
    bench.train_to(20);
    bench.run.transfer.keep = 1;
    bench
}

fn reset(bench: &mut Bench) -> Vec<Command> {
    bench.run.reset();
    bench.acknowledge_all();
    let head = bench.head(20);
    bench.run.receive(Event::Checkpoint(head));
    bench.acknowledge_all()
}

#[test]
fn a_reset_keeps_the_blocks_that_were_chosen() {
    let mut bench = trained();
    bench.run.edit(bench.with(|e| e.seed = 7));
    let sent = reset(&mut bench);
    assert!(
        matches!(&sent[..], [Command::Reset { experiment, inherit: 1 }] if experiment.seed == 7),
        "{sent:?}"
    );
    assert_eq!(bench.run.transfer.inherited, 1);
    let notices = bench.run.notices.all();
    assert!(
        notices
            .iter()
            .any(|n| n.text.contains("the first block, which kept its own"))
    );
}

#[test]
fn what_cannot_be_kept_is_explained_and_nothing_is_lost() {
    let mut bench = trained();
    bench.run.edit(bench.with(|e| {
        e.blocks[0] = Block::dense(32, Activation::Relu);
    }));
    let why = bench.run.keep_problem().unwrap();
    assert!(why.contains("block 1 cannot be kept"), "{why}");
    bench.run.reset();
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.progress.step, 20);
    bench.run.transfer.keep = 0;
    assert_eq!(bench.run.keep_problem(), None);
    let sent = reset(&mut bench);
    assert!(
        matches!(&sent[..], [Command::Reset { inherit: 0, .. }]),
        "{sent:?}"
    );
}

#[test]
fn inherited_weights_are_not_lost_to_an_edit_before_the_first_step() {
    let mut bench = trained();
    reset(&mut bench);
    bench.network();
    bench.run.edit(bench.with(|e| e.seed = 9));
    assert!(bench.commands().is_empty());
    assert_eq!(bench.run.settings.pending(), ["seed"]);
    bench.run.reset();
    let sent = bench.acknowledge_all();
    assert!(
        matches!(&sent[..], [Command::Reset { inherit: 1, .. }]),
        "{sent:?}"
    );
}

#[test]
fn a_network_brought_back_has_inherited_nothing() {
    let mut bench = trained();
    reset(&mut bench);
    bench.network();
    bench.run.undo();
    assert_eq!(bench.run.transfer.inherited, 0);
}
