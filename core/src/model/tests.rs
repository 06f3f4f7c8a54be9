use super::*;

fn count(widths: &[u32]) -> usize {
    let blocks: Vec<Block> = widths
        .iter()
        .map(|&units| Block::Dense {
            units,
            activation: Activation::Relu,
        })
        .collect();
    Architecture::new(&blocks, 784, 10)
        .unwrap()
        .parameter_count()
}

#[test]
fn hand_checked_parameter_counts() {
    assert_eq!(count(&[128, 64]), 109_386);
    assert_eq!(count(&[256, 128, 64]), 242_762);
    assert_eq!(count(&[64]), 50_890);
    assert_eq!(count(&[128, 64, 32]), 111_146);
    let small = [Block::Dense {
        units: 10,
        activation: Activation::Relu,
    }];
    let small = Architecture::new(&small, 50, 1).unwrap();
    assert_eq!(small.parameter_count(), 521);
    let weights = small
        .parameters
        .iter()
        .filter(|p| p.kind == ParameterKind::Weight);
    assert_eq!(weights.map(Parameter::len).sum::<usize>(), 510);
}

#[test]
fn glu_halves_and_ahaf_adds_two_values_a_unit() {
    let glu = [Block::Dense {
        units: 64,
        activation: Activation::Glu,
    }];
    let glu = Architecture::new(&glu, 784, 10).unwrap();
    assert_eq!(glu.parameter_count(), 784 * 64 + 64 + 32 * 10 + 10);
    let ahaf = [Block::Dense {
        units: 64,
        activation: Activation::Ahaf,
    }];
    let ahaf = Architecture::new(&ahaf, 784, 10).unwrap();
    assert_eq!(ahaf.parameter_count(), 784 * 64 + 64 + 128 + 64 * 10 + 10);
}

#[test]
fn impossible_blocks_are_explained() {
    let refuse = |units, activation| {
        Architecture::new(&[Block::Dense { units, activation }], 784, 10)
            .unwrap_err()
            .message
    };
    assert!(refuse(0, Activation::Relu).contains("choose 1 to 4096"));
    assert!(refuse(5000, Activation::Relu).contains("5000 units"));
    assert!(refuse(33, Activation::Glu).contains("even number"));
}

#[test]
fn the_text_form_round_trips() {
    for row in activation::ACTIVATIONS {
        let block = Block::Dense {
            units: 96,
            activation: row.id,
        };
        assert_eq!(block.to_string().parse::<Block>(), Ok(block));
    }
    assert!("96".parse::<Block>().is_err());
    assert!("x-relu".parse::<Block>().is_err());
    assert!(
        "9-rel"
            .parse::<Block>()
            .unwrap_err()
            .contains("relu, sigmoid")
    );
}
