//! Files written and read back, damaged ones, and the stored one of version 1.

use super::*;
use playground_experiment::model::{Activation, Block};
use playground_experiment::optimizer::Optimizer;
use playground_experiment::protocol::Part;

/// A file as version 1 wrote it.
const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/checkpoint-v1.bin");

fn experiment() -> Experiment {
    Experiment {
        blocks: vec![Block::dense(1, Activation::Tanh)],
        optimizer: Optimizer::Momentum,
        learning_rate: 0.05,
        ..Experiment::default()
    }
}

fn saved() -> Saved {
    let base = Experiment {
        learning_rate: 0.1,
        ..experiment()
    };
    let report = |step, loss| WithObjective {
        figures: Report {
            step,
            loss,
            accuracy: 0.5,
            learning_rate: 0.1,
            update_ratios: vec![0.001, f32::NAN],
            ..Report::default()
        },
        output: Output::Softmax,
        loss: Loss::CrossEntropy,
    };
    Saved {
        name: "tanh, “a” \\ é".to_owned(),
        head: CheckpointHead {
            experiment: experiment(),
            step: 400,
            epoch: 1,
            used: 7616,
            updates: 400,
            slots: 1,
            parameters: 805,
        },
        changes: vec![Change::between(120, &base, &experiment())],
        base,
        reports: vec![report(1, 2.5), report(20, 1.25)],
        evaluations: vec![WithObjective {
            figures: Evaluation {
                part: Part::Validation,
                step: 281,
                loss: 0.75,
                accuracy: 0.8,
                pixel_error: None,
                examples: 2000,
                averaged: None,
            },
            output: Output::Softmax,
            loss: Loss::CrossEntropy,
        }],
    }
}

fn vectors() -> Vec<u8> {
    (0..805 * 2)
        .flat_map(|i| (i as f32 / 7.0).sin().to_le_bytes())
        .collect()
}

/// What was written, with the numbers that JSON has no word for left out of the comparison.
fn assert_same(a: &Saved, b: &Saved) {
    assert_eq!((&a.name, &a.head, &a.base), (&b.name, &b.head, &b.base));
    assert_eq!((&a.changes, &a.evaluations), (&b.changes, &b.evaluations));
    assert_eq!(a.reports.len(), b.reports.len());
    for (a, b) in a.reports.iter().zip(&b.reports) {
        assert_eq!(
            (a.figures.step, a.figures.loss),
            (b.figures.step, b.figures.loss)
        );
        assert!(a.figures.update_ratios[1].is_nan() && b.figures.update_ratios[1].is_nan());
    }
}

#[test]
fn a_round_trip_keeps_everything() {
    let bytes = write(&saved(), &vectors()).unwrap();
    assert!(is_one(&bytes));
    let (again, read_vectors) = read(&bytes).unwrap();
    assert_same(&again, &saved());
    assert_eq!(read_vectors, vectors());
    assert_eq!(
        (bytes.len() - read_vectors.len()) % 4,
        0,
        "vectors are aligned"
    );
}

#[test]
fn a_file_of_version_1_is_still_read() {
    let bytes = std::fs::read(STORED).unwrap();
    assert_eq!(
        bytes[8..12],
        [1, 0, 0, 0],
        "the stored file is of version 1"
    );
    let (again, read_vectors) = read(&bytes).unwrap();
    assert_same(&again, &saved());
    assert_eq!(read_vectors, vectors());
}

/// Bytes before the head in version 1.
const OLD_START: usize = 16;

/// The same file as version 1 would have written it.
fn without_checksum(bytes: &[u8]) -> Vec<u8> {
    let mut old = bytes.to_vec();
    old[8] = 1;
    old.drain(12..16);
    old
}

#[test]
fn not_one_bit_may_change() {
    let good = write(&saved(), &vectors()).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(read(&bad).is_err(), "byte {at}");
    }
    for length in 0..good.len() {
        assert!(read(&good[..length]).is_err(), "the first {length}");
    }
    let mut longer = good;
    longer.extend([0; 4]);
    assert_eq!(read(&longer), Err(CheckpointError::Checksum));
}

#[test]
fn a_run_counts_within_bounds() {
    let with = |change: fn(&mut CheckpointHead)| {
        let mut wrong = saved();
        change(&mut wrong.head);
        write(&wrong, &vectors()).unwrap_err().to_string()
    };
    assert!(with(|head| head.step = u64::MAX).contains("18446744073709551615 steps"));
    assert!(with(|head| head.epoch = 401).contains("401 epochs where there can be 400"));
    assert!(with(|head| head.updates = u64::MAX).contains("updates where there can be 400"));
    let old = without_checksum(&write(&saved(), &vectors()).unwrap());
    let counted = b"\"updates\":400";
    let at = old
        .windows(counted.len())
        .position(|w| w == counted)
        .unwrap();
    let mut more = old;
    more[at + counted.len() - 3..at + counted.len()].copy_from_slice(b"401");
    let said = read(&more).unwrap_err().to_string();
    assert!(
        said.contains("401 updates where there can be 400"),
        "{said}"
    );
}

#[test]
fn a_report_has_no_more_layers_than_the_network() {
    let mut wrong = saved();
    wrong.reports[0].figures.update_ratios = vec![0.0; 1_300_000];
    let error = read(&write(&wrong, &vectors()).unwrap()).unwrap_err();
    assert!(
        error.to_string().contains("1300000 layers instead of 2"),
        "{error}"
    );
}

#[test]
fn weights_that_have_overflowed_are_counted_and_read() {
    let mut values = vectors();
    values[8..12].copy_from_slice(&f32::NAN.to_le_bytes());
    values[40..44].copy_from_slice(&f32::INFINITY.to_le_bytes());
    let bytes = write(&saved(), &values).unwrap();
    let (_, read) = read(&bytes).unwrap();
    assert_eq!((not_finite(read), not_finite(&vectors())), (2, 0));
}

#[test]
fn damaged_and_foreign_files_are_refused_in_words() {
    let good = write(&saved(), &vectors()).unwrap();
    let said = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(said(b"not one").contains("not a checkpoint"));
    assert!(said(&good[..10]).contains("damaged"));
    assert!(said(&good[..60]).contains("damaged"));
    assert!(said(&good[..good.len() - 4]).contains("changed since it was saved"));
    let mut newer = good.clone();
    newer[8] = 3;
    assert!(said(&newer).contains("Reload the page"));
    let mut garbled = without_checksum(&good);
    garbled[20] = b'}';
    assert!(said(&garbled).contains("head"));
    let mut endless = good;
    endless[16..20].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(said(&endless).contains("damaged"));
}

#[test]
fn a_checkpoint_that_contradicts_its_experiment_is_neither_written_nor_read() {
    let mut wrong = saved();
    wrong.head.slots = 2;
    let error = write(&wrong, &vectors()).unwrap_err().to_string();
    assert!(
        error.contains("2 optimiser vectors instead of 1"),
        "{error}"
    );
    let bytes = without_checksum(&write(&saved(), &vectors()).unwrap());
    let text = String::from_utf8_lossy(&bytes[OLD_START..]).into_owned();
    let at = OLD_START + text.find("1-tanh").unwrap();
    let mut other = bytes;
    other[at] = b'2';
    assert!(
        read(&other)
            .unwrap_err()
            .to_string()
            .contains("parameters instead of")
    );
}

#[test]
fn too_few_bytes_are_not_written() {
    let error = write(&saved(), &vectors()[4..]).unwrap_err();
    assert!(matches!(error, CheckpointError::Length { .. }));
}
