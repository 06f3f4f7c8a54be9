//! Networks of every kind of block, through the whole trainer.

use super::*;
use playground_experiment::protocol::inside::Window;

fn network(net: &str) -> Experiment {
    let blocks = net.split('.').map(|block| block.parse().unwrap());
    Experiment {
        blocks: blocks.collect(),
        ..small()
    }
}

const LENET: &str = "conv-4-5-same-relu.max-2.conv-8-3-tanh.avg-2.drop-20.flatten.24-relu";

fn mean(values: &[f32]) -> f32 {
    values.iter().sum::<f32>() / values.len() as f32
}

#[test]
fn a_small_convolutional_network_learns_and_repeats_itself() {
    let curve = || {
        let mut fixture = Fixture::with_data(network(LENET));
        fixture.train(Target::Steps(60));
        fixture.losses()
    };
    let first = curve();
    assert_eq!(first, curve(), "dropout included");
    let losses: Vec<f32> = first.iter().map(|&bits| f32::from_bits(bits)).collect();
    assert!(mean(&losses[50..]) < 0.7 * mean(&losses[..5]), "{losses:?}");
}

#[test]
fn dropout_is_for_training_alone() {
    let with = "32-relu.drop-60";
    let mut fixture = Fixture::with_data(network(with));
    fixture.train(Target::Steps(20));
    let evaluate = |fixture: &mut Fixture| fixture.evaluate(Part::Test);
    let first = evaluate(&mut fixture);
    assert_eq!(first, evaluate(&mut fixture), "nothing is left out");
    // The same weights in a network without dropout answer the same.
    fixture.send(Command::Checkpoint);
    fixture.settle();
    let kept = fixture.last(|e| matches!(e, Event::Checkpoint(_))).unwrap();
    let Event::Checkpoint(mut head) = kept.event else {
        panic!("no checkpoint");
    };
    head.experiment.blocks.pop();
    let mut bare = Fixture::with_data(network("32-relu"));
    let bulk = bytes(&kept.bulk);
    bare.send_bulk(Command::Restore { checkpoint: head }, &bulk);
    bare.settle();
    assert_eq!(first, evaluate(&mut bare));
}

#[test]
fn what_is_left_out_changes_the_curve_from_the_first_step_on() {
    let first_loss = |net: &str| {
        let mut fixture = Fixture::with_data(network(net));
        fixture.train(Target::Steps(1));
        fixture.losses()[0]
    };
    // The same weights: they are keyed by block and name.
    assert_eq!(first_loss("32-relu.drop-0"), first_loss("32-relu.flatten"));
    assert_ne!(first_loss("32-relu.drop-0"), first_loss("32-relu.drop-60"));
}

#[test]
fn a_convolution_is_looked_into_channel_by_channel() {
    let mut fixture = Fixture::with_data(network(LENET));
    fixture.train(Target::Steps(10));
    fixture.ask(1, Question::ActivationScan { images: 60 });
    let request = InspectRequest {
        window: Window {
            layer: 1,
            first: 0,
            count: 8,
        },
        class: None,
        explain: true,
    };
    let (pixels, _) = synthetic::generate(9, Set::Train, 3..4);
    let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    let seen = fixture.inspect(2, request, &image);
    // 4 channels of 28×28, 8 of 12×12, 24 units, 10 logits.
    assert_eq!(seen.head.widths, [3136, 1152, 24, 10]);
    assert_eq!(seen.unit(7).unwrap().0.len(), 36);
    let scan = fixture.scanned();
    assert_eq!(scan.head.widths, [4, 8, 24, 10]);
    assert!(
        scan.lost(1, 0)
            .is_some_and(|share| (0.0..=1.0).contains(&share))
    );
    // The top activating image's strongest place is what the scan says of it.
    let top = scan.top_activating(0, 2).next().unwrap();
    let index = u64::from(scan.indices[top.image]);
    let (pixels, _) = synthetic::generate(9, Set::Train, index..index + 1);
    let image: Vec<f32> = pixels.iter().map(|&p| f32::from(p) / 255.0).collect();
    let seen = fixture.inspect(3, request, &image);
    let channel = &seen.activations[0][2 * 784..3 * 784];
    let strongest = channel.iter().copied().fold(0.0f32, f32::max);
    assert!((strongest - top.activation).abs() < 1e-4);
}

#[test]
fn a_probe_of_a_convolutional_network_has_every_layer() {
    let mut fixture = Fixture::with_data(network(LENET));
    fixture.send(Command::Watch { every: 1 });
    fixture.train(Target::Steps(3));
    let probed = fixture.last(|e| matches!(e, Event::Probe(_))).unwrap();
    let Event::Probe(probe) = probed.event else {
        panic!("no probe");
    };
    let names: Vec<&str> = probe.layers.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["hidden 1", "hidden 2", "hidden 3", "output"]);
    let faults: Vec<bool> = probe.layers.iter().map(|l| l.dead.is_some()).collect();
    assert_eq!(faults, [true, false, true, false]);
    assert!(probe.layers[1].saturated.is_some());
}
