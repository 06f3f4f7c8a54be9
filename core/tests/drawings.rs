//! Drawn digits are read: all hands in `tests/drawings.json`, as drawn and varied, after training on
//! the built-in digits and, where it is at hand, on MNIST.
// Helpers outside of #[test] functions are test code too.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../examples/support/drawings.rs"]
mod drawings;
#[path = "../examples/support/mod.rs"]
mod support;

use burn::tensor::Device;
use drawings::{VARIATIONS, accuracy, drawings, read, train};
use playground_core::train::Trainer;
use playground_data::dataset::DatasetId;
use playground_experiment::experiment::Experiment;
use playground_experiment::protocol::Part;
use std::collections::{BTreeMap, BTreeSet};
use support::{default_data, evaluation, is_at_hand, load};

/// Trains the default network for so many steps, and holds it to a share of right readings as drawn
/// and in every variation.
fn reads(set: DatasetId, steps: u64, as_drawn: f64, varied: f64) {
    let experiment = Experiment {
        dataset: set,
        split: set.info().split,
        ..Experiment::default()
    };
    let dataset = load(&experiment, &default_data()).unwrap();
    let mut trainer = Trainer::new(experiment, &dataset, &Device::flex()).unwrap();
    train(&mut trainer, &dataset, |trainer| trainer.steps() >= steps).unwrap();
    let test = pollster::block_on(evaluation(&trainer, &dataset, Part::Test))
        .unwrap()
        .accuracy;
    let drawn = drawings().unwrap();
    for (variation, changes) in VARIATIONS {
        let readings = pollster::block_on(read(&trainer, &drawn, changes)).unwrap();
        let share = accuracy(&readings);
        let floor = if variation == "as drawn" {
            as_drawn
        } else {
            varied
        };
        let mut misread = Vec::new();
        for reading in readings.iter().filter(|reading| !reading.is_right()) {
            println!("{}:\n{}", reading.words(), reading.picture());
            misread.push(reading.words());
        }
        assert!(
            share >= floor,
            "{variation}: {share:.3} of the drawings and {test:.3} of the test images are read; misread: {misread:?}"
        );
    }
}

#[test]
fn every_hand_has_written_every_digit_on_the_pad() {
    let mut hands: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    for drawing in drawings().unwrap() {
        let new = hands
            .entry(drawing.hand.clone())
            .or_default()
            .insert(drawing.digit);
        assert!(new, "{} wrote the {} twice", drawing.hand, drawing.digit);
        for stroke in &drawing.strokes {
            assert!(
                stroke.points.len() >= 2,
                "{} {}",
                drawing.hand,
                drawing.digit
            );
            let on_pad = |v: &f32| (0.0..=1.0).contains(v);
            assert!(stroke.points.iter().all(|(x, y)| on_pad(x) && on_pad(y)));
            // What the pad's slider offers.
            assert!((0.03..=0.14).contains(&stroke.width));
        }
    }
    assert!(hands.len() >= 8);
    assert!(
        hands
            .values()
            .all(|digits| digits.iter().copied().eq(0..10))
    );
}

#[test]
fn drawn_digits_are_read_after_training_on_the_built_in_digits() {
    reads(DatasetId::Synthetic, 2_000, 0.95, 0.95);
}

#[test]
fn drawn_digits_are_read_after_training_on_mnist() {
    let set = DatasetId::Mnist;
    if !is_at_hand(set, &default_data()) {
        println!("skipped: PLAYGROUND_DATA names no folder with MNIST");
        return;
    }
    reads(set, 2_000, 0.95, 0.95);
}
