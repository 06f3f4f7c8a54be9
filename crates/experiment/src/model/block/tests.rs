//! Blocks as text and as numbers.

use super::*;
use crate::model::activation::ACTIVATIONS;
use crate::model::summary::Summary;
use crate::model::{Architecture, Op, Shape, Stage};
use std::collections::HashSet;
use std::mem::discriminant;

#[test]
fn every_kind_has_a_row_and_comes_back_from_its_text() {
    for row in BLOCKS {
        assert_eq!(row.usual.info().name, row.name);
        assert_eq!(row.usual.to_string().parse(), Ok(row.usual), "{}", row.name);
    }
    for text in [
        "conv-6-5-tanh",
        "conv-16-3-same-s2-relu",
        "conv-4-2-s2-gelu",
        "avg-3",
        "drop-5",
        "conv1d-8-5-same-s2-tanh",
        "bn-linear",
        "res-32-s2-gelu",
        "lstm-7-all",
        "gru-7",
    ] {
        let block: Block = text.parse().unwrap();
        assert_eq!(block.to_string(), text);
    }
}

/// The usual block of a row, and each that differs from it in one choice or in its activation.
fn variants(row: &BlockInfo) -> Vec<Block> {
    let usual = row.usual;
    let mut all = vec![usual];
    for (index, choice) in usual.choices().iter().enumerate() {
        let keys = choice.info.options.iter().map(|(key, _)| key);
        all.extend(keys.map(|key| usual.with_choice(index, key)));
    }
    all.extend(ACTIVATIONS.iter().map(|a| usual.with_activation(a.id)));
    all
}

/// 784 values: what every usual block can follow.
const IMAGE: Shape = Shape::Map {
    channels: 1,
    height: 28,
    width: 28,
};

/// Of a definition that is half there this test names what is missing.
#[test]
fn every_definition_is_whole() {
    let kinds: HashSet<_> = BLOCKS.iter().map(|row| discriminant(&row.usual)).collect();
    assert_eq!(kinds.len(), definitions::KINDS, "a kind without a row");
    let keys: HashSet<_> = BLOCKS.iter().map(|row| row.key).collect();
    let names: HashSet<_> = BLOCKS.iter().map(|row| row.name).collect();
    assert_eq!([keys.len(), names.len()], [BLOCKS.len(); 2]);
    for row in BLOCKS {
        let (name, usual) = (row.name, row.usual);
        assert!(!row.doc.is_empty(), "{name}");
        let written = row.form.split([' ', ',']).next().unwrap();
        let read: Block = written.parse().unwrap();
        assert_eq!(read.info().key, row.key, "{written}");
        for block in variants(row) {
            assert_eq!(block.info().key, row.key, "{block}");
            assert_eq!(block.to_string().parse(), Ok(block), "{name}");
            assert!(!block.short().is_empty() && !block.description().is_empty());
        }
        let network = Architecture::new(&[usual], IMAGE, 10).unwrap();
        let summary = Summary::of(&network, &[784]);
        let trained = network.trainable_count() as u64;
        assert_eq!(summary.parameters(), trained, "{name}");
        let stages: Vec<_> = network.stages.iter().filter(|s| s.block == 0).collect();
        let layers = stages.iter().any(|s| matches!(s.work, Op::Layer(_)));
        assert_eq!(row.is_layer, layers, "{name}");
        assert!(stages.iter().any(|s| s.label.is_some()), "{name}");
        let two_modes = |s: &&Stage| matches!(s.work, Op::Dropout { .. } | Op::Norm(_));
        assert_eq!(
            usual.has_two_modes(),
            stages.iter().any(two_modes),
            "{name}"
        );
    }
}

#[test]
fn numbers_out_of_their_range_are_refused() {
    for row in BLOCKS {
        for (index, number) in row.usual.numbers().iter().enumerate() {
            let set = |value| row.usual.with_number(index, value).check();
            assert_eq!(set(number.least), Ok(()), "{}", row.name);
            assert_eq!(set(number.most), Ok(()), "{}", row.name);
            assert!(set(number.most + 1).is_err(), "{}", row.name);
            assert!(number.least == 0 || set(number.least - 1).is_err());
        }
    }
}

#[test]
fn numbers_can_be_set_one_by_one() {
    for row in BLOCKS {
        let mut block = row.usual;
        for (index, number) in row.usual.numbers().iter().enumerate() {
            assert!((1..=number.most).contains(&number.value), "{}", row.name);
            assert!(number.least <= number.value, "{}", row.name);
            block = block.with_number(index, 7);
            assert_eq!(block.numbers()[index].value, 7, "{}", row.name);
        }
        assert!(block.numbers().iter().all(|n| n.value == 7), "{}", row.name);
        assert_eq!(block.info().name, row.name);
    }
    assert_eq!(
        Block::Flatten(Flatten).with_number(0, 3),
        Block::Flatten(Flatten)
    );
}

#[test]
fn widths_are_multiplied_where_there_are_any() {
    let widened = |text: &str, by| text.parse::<Block>().unwrap().widened(by).to_string();
    assert_eq!(widened("conv-64-3-same-relu", 0.125), "conv-8-3-same-relu");
    assert_eq!(widened("res-64-s2-relu", 0.001), "res-1-s2-relu");
    assert_eq!(widened("30-glu", 0.5), "16-glu");
    assert_eq!(widened("4000-relu", 2.0), "4096-relu");
    for text in ["max-2", "drop-50", "bn-relu", "gap"] {
        assert_eq!(widened(text, 0.5), text);
    }
}

#[test]
fn what_cannot_be_read_is_said_with_the_right_form() {
    let refused = |text: &str| text.parse::<Block>().unwrap_err();
    assert!(refused("conv-6-relu").contains("conv-16-5-relu"));
    assert!(refused("max-two").contains("write max-2"));
    assert!(refused("gap-3").contains("write gap"));
    assert!(refused("lstm-8-last").contains("lstm-32-all"));
    assert!(refused("res-16").contains("write res-16-relu"));
    assert!(refused("128-reluu").contains("is not an activation"));
    assert!(refused("relu").contains("is not a layer"));
    assert!(refused("many-relu").contains("is not a number of units"));
}

#[test]
fn weights_stay_while_only_what_has_none_changes() {
    let block = |text: &str| text.parse::<Block>().unwrap();
    assert!(block("128-relu").keeps_parameters(&block("128-tanh")));
    assert!(!block("128-relu").keeps_parameters(&block("64-relu")));
    assert!(!block("128-relu").keeps_parameters(&block("128-glu")));
    assert!(block("conv-6-5-relu").keeps_parameters(&block("conv-6-5-tanh")));
    assert!(!block("conv-6-5-relu").keeps_parameters(&block("conv-6-3-relu")));
    assert!(block("drop-50").keeps_parameters(&block("drop-20")));
    assert!(block("res-16-relu").keeps_parameters(&block("res-16-gelu")));
    assert!(!block("res-16-relu").keeps_parameters(&block("res-16-s2-relu")));
    assert!(!block("lstm-16").keeps_parameters(&block("gru-16")));
    assert!(!block("max-2").keeps_parameters(&block("avg-2")));
}
