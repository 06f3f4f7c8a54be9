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

fn built(blocks: &str, input: impl Into<Shape>) -> Result<Architecture, String> {
    let blocks: Vec<Block> = blocks.split('.').map(|b| b.parse().unwrap()).collect();
    Architecture::new(&blocks, input, 10).map_err(|error| error.message)
}

const IMAGE: Shape = Shape::Map {
    channels: 1,
    height: 28,
    width: 28,
};

/// LeCun et al. 1998 with full connections in the second convolution: 61,706 parameters.
#[test]
fn lenet_has_the_size_that_is_in_every_textbook() {
    let lenet = built(
        "conv-6-5-same-tanh.avg-2.conv-16-5-tanh.avg-2.flatten.120-tanh.84-tanh",
        IMAGE,
    )
    .unwrap();
    assert_eq!(lenet.parameter_count(), 61_706);
    let shapes: Vec<String> = lenet.stages.iter().map(|s| s.output.to_string()).collect();
    assert_eq!(
        shapes,
        [
            "6×28×28",
            "6×14×14",
            "16×10×10",
            "16×5×5",
            "400",
            "120",
            "84",
            "10"
        ]
    );
    let summary = summary::Summary::of(&lenet, &[1, 28, 28]);
    let multiply_adds: Vec<u64> = summary.layers.iter().map(|l| l.multiply_adds).collect();
    assert_eq!(
        multiply_adds,
        [117_600, 0, 240_000, 0, 0, 48_000, 10_080, 840]
    );
    assert_eq!(summary.parameters(), 61_706);
}

/// The convolution rows of the hand-checked numbers.
#[test]
fn wide_convolutions_agree_with_their_formula() {
    let input = Shape::Map {
        channels: 192,
        height: 28,
        width: 28,
    };
    let size = |blocks: &str| {
        let architecture = built(blocks, input).unwrap();
        let summary = summary::Summary::of(&architecture, &[192, 28, 28]);
        let convolutions = summary.layers.iter().filter(|l| l.kind.starts_with("Conv"));
        convolutions.fold((0, 0), |(p, m), l| (p + l.parameters, m + l.multiply_adds))
    };
    assert_eq!(size("conv-32-5-same-relu.gap"), (153_632, 120_422_400));
    assert_eq!(
        size("conv-16-1-relu.conv-32-5-same-relu.gap"),
        (15_920, 12_443_648)
    );
}

#[test]
fn a_list_that_cannot_be_is_explained_by_its_block() {
    let refused = |blocks: &str| built(blocks, IMAGE).unwrap_err();
    let after_dense = refused("64-relu.conv-8-3-relu");
    assert!(
        after_dense.contains("Block 2 (conv-8-3-relu) convolves images, but 64 values"),
        "{after_dense}"
    );
    let shrunk = refused("max-5.max-5.conv-8-3-relu");
    assert!(
        shrunk.contains("looks at 3×3 pixels, but 1×1 come in"),
        "{shrunk}"
    );
    assert!(refused("drop-100").contains("would leave nothing"));
    assert!(refused("conv-7-3-glu").contains("an even number"));
    assert!(refused("conv-0-3-relu").contains("has no channels"));
    assert!(
        refused("4096-relu.4096-relu.4096-relu.4096-relu.4096-relu.4096-relu.4096-relu")
            .contains("more than the 100000000 that fit")
    );
    let unlike = refused("64-relu.map-16-7-7");
    assert!(
        unlike.contains("holds 784 values, but 64 come in; put a dense block of 784 units"),
        "{unlike}"
    );
    assert!(refused("64-relu.up-2").contains("enlarges images"));
    assert!(refused("up-28.up-28").contains("choose a smaller size"));
    assert!(refused("64-relu.map-0-7-7").contains("has no channels"));
    assert!(built("drop-20.conv-8-3-glu.max-2.gap.drop-50", IMAGE).is_ok());
}

#[test]
fn a_map_and_its_enlargement_lead_back_to_an_image() {
    let decoder = built(
        "2-linear.784-relu.map-16-7-7.up-2.conv-8-3-same-relu",
        IMAGE,
    )
    .unwrap();
    let shapes: Vec<String> = decoder
        .stages
        .iter()
        .map(|s| s.output.to_string())
        .collect();
    assert_eq!(shapes, ["2", "784", "16×7×7", "16×14×14", "8×14×14", "10"]);
    assert_eq!(decoder.bottleneck(), Some(0));
    assert_eq!(built("gap", IMAGE).unwrap().bottleneck(), None);
    // The first of equals, and never the output layer.
    let equal = built("64-relu.12-relu.12-relu", IMAGE).unwrap();
    assert_eq!(equal.bottleneck(), Some(1));
}
