use super::*;

fn count(widths: &[u32]) -> usize {
    let blocks: Vec<Block> = widths
        .iter()
        .map(|&units| Block::dense(units, Activation::Relu))
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
    let small = [Block::dense(10, Activation::Relu)];
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
    let glu = [Block::dense(64, Activation::Glu)];
    let glu = Architecture::new(&glu, 784, 10).unwrap();
    assert_eq!(glu.parameter_count(), 784 * 64 + 64 + 32 * 10 + 10);
    let ahaf = [Block::dense(64, Activation::Ahaf)];
    let ahaf = Architecture::new(&ahaf, 784, 10).unwrap();
    assert_eq!(ahaf.parameter_count(), 784 * 64 + 64 + 128 + 64 * 10 + 10);
}

#[test]
fn impossible_blocks_are_explained() {
    let refuse = |units, activation| {
        Architecture::new(&[Block::dense(units, activation)], 784, 10)
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
        let block = Block::dense(96, row.id);
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

#[test]
fn a_residual_block_has_a_shortcut_of_its_own_only_where_the_shape_changes() {
    let plain = built("conv-16-3-same-relu.res-16-relu.gap", IMAGE).unwrap();
    let names =
        |a: &Architecture| -> Vec<String> { a.layers.iter().map(|l| l.name.clone()).collect() };
    assert_eq!(
        names(&plain),
        ["hidden 1", "hidden 2 a", "hidden 2 b", "output"]
    );
    // 160, twice 16·9·16 + 16 and γ, β of 16 channels, 16·10 + 10.
    assert_eq!(plain.trainable_count(), 160 + 2 * (2320 + 32) + 170);
    // Running mean and variance.
    assert_eq!(plain.parameter_count(), plain.trainable_count() + 2 * 32);
    let shrinking = built("conv-16-3-same-relu.res-32-s2-relu.gap", IMAGE).unwrap();
    assert_eq!(
        names(&shrinking)[1..4],
        ["hidden 2 shortcut", "hidden 2 a", "hidden 2 b"]
    );
    let sum = shrinking
        .stages
        .iter()
        .find(|s| matches!(s.work, Op::AddShortcut(_)))
        .unwrap();
    assert_eq!(sum.output.to_string(), "32×14×14");
    assert_eq!(
        shrinking.layers[3].shown,
        Activation::Relu,
        "looked at after the sum"
    );
    // Layers of one block begin with different weights.
    let flat = plain.initial(Init::KaimingNormal, 1.0, 3);
    let of = |layer: usize| &flat[plain.parameters[plain.layers[layer].parameters[0]].range()];
    assert_ne!(of(1), of(2));
}

#[test]
fn a_normalisation_is_looked_at_in_place_of_the_layer_before_it() {
    let network = built(
        "conv-4-3-linear.bn-relu.max-2.bn-tanh.8-tanh.bn-relu",
        IMAGE,
    )
    .unwrap();
    let shows: Vec<Option<usize>> = network.stages.iter().map(|s| s.shows).collect();
    assert_eq!(
        shows,
        [Some(0), Some(0), None, None, Some(1), None, Some(2)]
    );
    assert_eq!(network.layers[0].shown, Activation::Relu);
    assert_eq!(network.layers[1].shown, Activation::Tanh);
    assert!(
        built("bn-glu", IMAGE)
            .unwrap_err()
            .contains("needs units of its own")
    );
}

#[test]
fn recurrent_layers_have_the_sizes_of_pytorch() {
    // nn.LSTM(28, 32): 4·32·(28 + 32 + 2); nn.GRU(32, 16): 3·16·(32 + 16 + 2).
    let network = built("lstm-32-all.gru-16", IMAGE).unwrap();
    assert_eq!(network.layers[0].output.to_string(), "32×28×1");
    assert_eq!(network.layers[1].output.to_string(), "16");
    assert_eq!(network.parameter_count(), 4 * 32 * 62 + 3 * 16 * 50 + 170);
    let summary = summary::Summary::of(&network, &[1, 28, 28]);
    assert_eq!(summary.layers[0].kind, "LSTM 28 → 32, 28 steps");
    assert_eq!(summary.layers[0].multiply_adds, 28 * (28 * 128 + 32 * 128));
    let biases = &network.initial(Init::XavierNormal, 1.0, 1)[network.parameters[1].range()];
    assert_eq!(
        biases[..64],
        [[0.0; 32], [1.0; 32]].concat(),
        "a fresh cell remembers"
    );
    let series = built("conv1d-6-5-same-relu.max-2.conv1d-4-3-relu.gap", IMAGE).unwrap();
    let shapes: Vec<String> = series.stages.iter().map(|s| s.output.to_string()).collect();
    assert_eq!(shapes, ["6×28×1", "6×14×1", "4×12×1", "4", "10"]);
    assert_eq!(
        series.parameter_count(),
        5 * 28 * 6 + 6 + 3 * 6 * 4 + 4 + 50
    );
}
