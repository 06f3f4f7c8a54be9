//! Held-out images are never trained on, whatever the split.

use super::*;
use playground_data::dataset::Parts;
use playground_experiment::protocol::probe::Examples;
use std::collections::BTreeSet;

fn splits() -> Vec<SplitSpec> {
    let shares = |train_pct, validation_pct, test_pct| SplitSpec::HeldOut {
        train_pct,
        validation_pct,
        test_pct,
    };
    let official = |train, validation| SplitSpec::Official { train, validation };
    vec![
        shares(80, 10, 10),
        shares(60, 0, 40),
        shares(50, 20, 10),
        official(500, 100),
        official(400, 50),
        official(600, 0),
    ]
}

/// A run on files of which some images may have been tampered with.
fn fixture(split: SplitSpec, tamper: impl Fn(&Parts, &mut [u8])) -> (Fixture, Parts) {
    let mut fixture = Fixture::new(Experiment { split, ..small() });
    let test_images = match split {
        SplitSpec::Official { .. } => 100,
        SplitSpec::HeldOut { .. } => 0,
    };
    let parts = split.resolve(IMAGES as usize, test_images).unwrap();
    for (file, count) in [
        (DataFile::Test, test_images as u32),
        (DataFile::Train, IMAGES),
    ] {
        let (mut pixels, labels) = synthetic::generate(9, Set::Train, 0..u64::from(count));
        if file == DataFile::Train {
            tamper(&parts, &mut pixels);
        } else {
            pixels.fill(255);
        }
        fixture.send_bulk(Command::Labels { file, total: count }, &labels);
        fixture.send_bulk(Command::Images { file, total: count }, &pixels);
    }
    (fixture, parts)
}

#[test]
fn every_image_of_two_epochs_is_one_to_train_on() {
    for split in splits() {
        let (mut fixture, parts) = fixture(split, |_, _| {});
        fixture.send(Command::Watch { every: 1 });
        fixture.train(Target::Epochs(2));
        let mut used = Vec::new();
        for outgoing in fixture.events.borrow().iter() {
            if let Event::Probe(probe) = &outgoing.event {
                let batch = Examples::from_bulk(&outgoing.bulk, probe.examples, probe.classes);
                assert_eq!(probe.examples, probe.batch, "the whole batch is shown");
                used.extend(batch.unwrap().indices);
            }
        }
        let per_epoch = parts.train.len() / 32 * 32;
        assert_eq!(used.len(), 2 * per_epoch, "{split}");
        for epoch in used.chunks(per_epoch) {
            let distinct: BTreeSet<&u32> = epoch.iter().collect();
            assert_eq!(distinct.len(), per_epoch, "{split}: none is used twice");
        }
        let test = match parts.test.file {
            playground_data::dataset::TestFile::Train => parts.test.range.clone(),
            playground_data::dataset::TestFile::Test => 0..0,
        };
        for index in used {
            let index = index as usize;
            assert!(parts.train.contains(&index), "{split}: {index}");
            let held_out = parts.validation.contains(&index) || test.contains(&index);
            assert!(!held_out, "{split}: {index} is held out");
        }
    }
}

/// The same by its effect: whatever is in the held-out images, the curve is the same.
#[test]
fn the_curve_does_not_depend_on_held_out_images() {
    let split = splits()[0];
    let curve = |tamper: fn(&Parts, &mut [u8])| {
        let (mut fixture, _) = fixture(split, tamper);
        fixture.train(Target::Epochs(2));
        fixture.losses()
    };
    let plain = curve(|_, _| {});
    let blackened = curve(|parts, pixels| pixels[parts.train.end * 784..].fill(255));
    assert_eq!(plain.len(), 30);
    assert_eq!(plain, blackened);
    let trained_on = curve(|_, pixels| pixels[..784 * 32].fill(255));
    assert_ne!(plain, trained_on, "images to train on do change it");
}
