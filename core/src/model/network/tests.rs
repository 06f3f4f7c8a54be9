use super::*;
use burn::tensor::{Device, TensorData};
use playground_experiment::model::{BLOCKS, Block, Init, ParameterKind, Pooling, Shape};

fn network(activation: Activation, units: u32) -> (Architecture, Tensor<1>) {
    let blocks = [Block::dense(units, activation)];
    let architecture = Architecture::new(&blocks, 3, 2).unwrap();
    let values = architecture.initial(Init::XavierNormal, 1.0, 5);
    let flat = Tensor::from_data(
        TensorData::new(values, [architecture.parameter_count()]),
        &Device::flex(),
    );
    (architecture, flat)
}

fn inputs(values: [f32; 6]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values.to_vec(), [2, 3]), &Device::flex())
}

fn sum_of_logits(architecture: &Architecture, flat: Vec<f32>) -> f64 {
    let n = flat.len();
    let flat = Tensor::from_data(TensorData::new(flat, [n]), &Device::flex());
    let leaves = ParamTensors::plain(architecture, &flat);
    let out = leaves.forward(
        inputs([0.5, -1.0, 2.0, 1.5, 0.3, -0.7]),
        Mode::Evaluation,
        Capture::Nothing,
    );
    out.logits
        .sum()
        .into_data()
        .try_to_vec::<f32>()
        .unwrap()
        .into_iter()
        .map(f64::from)
        .sum()
}

/// Every parameter of a dense, a gated and an adaptive layer, against central differences.
#[test]
fn parameter_gradients_agree_with_finite_differences() {
    for (activation, units) in [
        (Activation::Tanh, 4),
        (Activation::Glu, 4),
        (Activation::Ahaf, 4),
    ] {
        let (architecture, flat) = network(activation, units);
        let leaves = ParamTensors::tracked(&architecture, &flat);
        let out = leaves.forward(
            inputs([0.5, -1.0, 2.0, 1.5, 0.3, -0.7]),
            Mode::Evaluation,
            Capture::Signals,
        );
        let gradients = out.logits.sum().backward();
        let exact: Vec<f32> = leaves
            .tensors
            .iter()
            .flat_map(|leaf| {
                leaf.grad(&gradients)
                    .unwrap()
                    .into_data()
                    .try_to_vec::<f32>()
                    .unwrap()
            })
            .collect();
        let values = flat.into_data().try_to_vec::<f32>().unwrap();
        for i in 0..values.len() {
            let shifted = |d: f32| {
                let mut values = values.clone();
                values[i] += d;
                sum_of_logits(&architecture, values)
            };
            let slope = (shifted(1e-2) - shifted(-1e-2)) / 2e-2;
            assert!(
                (slope - f64::from(exact[i])).abs() < 2e-3,
                "{activation:?} {i}: {slope} {}",
                exact[i]
            );
        }
    }
}

/// `[1, 5, 6]` images.
const IMAGE: Shape = Shape::Map {
    channels: 1,
    height: 5,
    width: 6,
};

fn spatial(blocks: &str) -> (Architecture, Vec<f32>) {
    let blocks: Vec<Block> = blocks.split('.').map(|b| b.parse().unwrap()).collect();
    let architecture = Architecture::new(&blocks, IMAGE, 2).unwrap();
    let values = architecture.initial(Init::XavierNormal, 1.0, 9);
    (architecture, values)
}

fn tensor(values: Vec<f32>, shape: [usize; 2]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn images() -> Tensor<2> {
    let pixel = |i: usize| ((i * 37 % 23) as f32 - 11.0) / 8.0;
    tensor((0..60).map(pixel).collect(), [2, 30])
}

fn logits(architecture: &Architecture, values: &[f32], masks: &[Tensor<2>]) -> Vec<f32> {
    let flat = Tensor::from_data(
        TensorData::new(values.to_vec(), [values.len()]),
        &Device::flex(),
    );
    let leaves = ParamTensors::plain(architecture, &flat);
    let out = leaves.forward(images(), Mode::Training(masks), Capture::Nothing);
    out.logits.into_data().try_to_vec::<f32>().unwrap()
}

/// Every parameter below blocks of every kind, against central differences.
#[test]
fn gradients_through_every_kind_of_block_agree_with_finite_differences() {
    for blocks in [
        "conv-3-3-same-tanh.max-2.4-tanh",
        "conv-2-3-s2-sigmoid.flatten.3-tanh",
        "conv-4-2-glu.avg-2.conv-2-1-ahaf.gap",
        "conv-2-3-tanh.drop-50.gap.3-tanh",
        "3-tanh.8-tanh.map-2-2-2.up-2.conv-2-3-same-tanh",
        "conv-2-3-tanh.map-6-2-2.up-3.gap",
        "conv-3-3-linear.bn-tanh.4-tanh",
        "bn-linear.conv-2-3-s2-tanh.5-linear.bn-sigmoid",
        "conv-2-3-tanh.res-2-tanh.res-3-s2-sigmoid.gap",
        "conv1d-3-2-tanh.max-2.lstm-3",
        "gru-3-all.conv1d-2-3-same-tanh.lstm-2-all",
    ] {
        let (architecture, values) = spatial(blocks);
        let flat = Tensor::from_data(
            TensorData::new(values.clone(), [values.len()]),
            &Device::flex(),
        );
        let leaves = ParamTensors::tracked(&architecture, &flat);
        let masks: Vec<Tensor<2>> = architecture
            .stages
            .iter()
            .filter(|s| matches!(s.work, Op::Dropout { .. }))
            .map(|s| {
                let n = 2 * s.output.len();
                tensor((0..n).map(|i| 2.0 * (i % 2) as f32).collect(), [2, n / 2])
            })
            .collect();
        let out = leaves.forward(images(), Mode::Training(&masks), Capture::Signals);
        assert_eq!(out.signals.len(), architecture.layers.len());
        let gradients = out.logits.sum().backward();
        let exact: Vec<f32> = leaves
            .tensors
            .iter()
            .flat_map(|leaf| {
                let gradient = leaf.grad(&gradients);
                // Running statistics have none.
                let gradient = gradient.unwrap_or_else(|| leaf.clone().zeros_like());
                gradient.into_data().try_to_vec::<f32>().unwrap()
            })
            .collect();
        let sum = |values: &[f32]| -> f64 {
            logits(&architecture, values, &masks)
                .into_iter()
                .map(f64::from)
                .sum()
        };
        for i in 0..values.len() {
            let shifted = |d: f32| {
                let mut values = values.clone();
                values[i] += d;
                sum(&values)
            };
            let slope = (shifted(1e-3) - shifted(-1e-3)) / 2e-3;
            let exact = f64::from(exact[i]);
            assert!(
                (slope - exact).abs() < 5e-3 * (1.0 + exact.abs()),
                "{blocks} {i}: {slope} {exact}"
            );
        }
    }
}

/// Of a kind of block that is only half there this test says where tensors and definition differ.
#[test]
fn every_kind_of_block_computes_the_shapes_and_parameters_of_its_definition() {
    let image = Shape::Map {
        channels: 1,
        height: 28,
        width: 28,
    };
    for row in BLOCKS {
        let network = Architecture::new(&[row.usual], image, 3).unwrap();
        let count = network.parameter_count();
        let values = network.initial(Init::XavierNormal, 1.0, 7);
        let flat = Tensor::from_data(TensorData::new(values, [count]), &Device::flex());
        let leaves = ParamTensors::tracked(&network, &flat);
        let sizes = leaves
            .tensors
            .iter()
            .map(|leaf| leaf.dims().iter().product::<usize>());
        assert_eq!(sizes.sum::<usize>(), count, "{}", row.name);
        let pixels = (0..2 * 784).map(|i| (i * 37 % 23) as f32 / 8.0);
        let inputs = tensor(pixels.collect(), [2, 784]);
        let dropped = |s: &&Stage| matches!(s.work, Op::Dropout { .. });
        let masks = network.stages.iter().filter(dropped);
        let masks: Vec<_> = masks
            .map(|s| tensor(vec![1.0; 2 * s.output.len()], [2, s.output.len()]))
            .collect();
        for mode in [Mode::Evaluation, Mode::Training(&masks)] {
            // As far as each stage: what leaves it has the shape that the definition says.
            for (index, stage) in network.stages.iter().enumerate() {
                let stages = &network.stages[..=index];
                let so_far = leaves.run(stages, inputs.clone(), None, mode, Capture::Nothing);
                assert_eq!(
                    so_far.logits.dims(),
                    [2, stage.output.len()],
                    "{}",
                    row.name
                );
            }
        }
        let out = leaves.forward(inputs, Mode::Training(&masks), Capture::Nothing);
        let gradients = out.logits.powi_scalar(2).sum().backward();
        for (parameter, leaf) in network.parameters.iter().zip(&leaves.tensors) {
            let runs = matches!(
                parameter.kind,
                ParameterKind::Mean | ParameterKind::Variance
            );
            let learns = leaf.grad(&gradients).is_some();
            assert_eq!(learns, !runs, "{} of {}", parameter.name, row.name);
        }
    }
}

/// A convolution, its padding and its stride against loops over pixels.
#[test]
fn a_convolution_is_a_sum_over_its_kernel() {
    for (blocks, stride, padding, [height, width]) in [
        ("conv-2-3-linear.gap", 1, 0, [3, 4]),
        ("conv-2-3-same-s2-linear.gap", 2, 1, [3, 3]),
    ] {
        let (architecture, values) = spatial(blocks);
        let pixels = images().into_data().try_to_vec::<f32>().unwrap();
        let at = |row: isize, column: isize| -> f32 {
            match (0..5).contains(&row) && (0..6).contains(&column) {
                true => pixels[(row * 6 + column) as usize],
                false => 0.0,
            }
        };
        let mut means = [0.0f32; 2];
        for (unit, mean) in means.iter_mut().enumerate() {
            for y in 0..height {
                for x in 0..width {
                    let mut sum = values[18 + unit];
                    for i in 0..9 {
                        let row = (y * stride + i / 3) as isize - padding;
                        let column = (x * stride + i % 3) as isize - padding;
                        sum += values[i * 2 + unit] * at(row, column);
                    }
                    *mean += sum / (height * width) as f32;
                }
            }
        }
        // The output layer on the means of both channels.
        let offset = architecture.parameters[2].offset;
        for class in 0..2 {
            let by_hand = values[offset + 4 + class]
                + means[0] * values[offset + class]
                + means[1] * values[offset + 2 + class];
            let got = logits(&architecture, &values, &[])[class];
            assert!((got - by_hand).abs() < 1e-4, "{blocks}: {got} {by_hand}");
        }
    }
}

#[test]
fn squares_give_their_largest_value_or_their_mean() {
    // [1, 2, 6] images: squares of (0, 1 | 6, 7), … in rows of six.
    let shape = Shape::Map {
        channels: 1,
        height: 2,
        width: 6,
    };
    let pixels: Vec<f32> = (0..12).map(|i| i as f32).collect();
    let read = |kind| {
        let out = super::pool(kind, [2; 2], shape, tensor(pixels.clone(), [1, 12]));
        out.into_data().try_to_vec::<f32>().unwrap()
    };
    assert_eq!(read(Pooling::Max), [7.0, 9.0, 11.0]);
    assert_eq!(read(Pooling::Average), [3.5, 5.5, 7.5]);
    let mean = global_pool(shape, tensor(pixels.clone(), [1, 12]));
    assert_eq!(mean.into_data().try_to_vec::<f32>().unwrap(), [5.5]);
}

#[test]
fn the_signal_at_the_logits_is_the_gradient_of_the_loss_there() {
    let (architecture, flat) = network(Activation::Relu, 4);
    let leaves = ParamTensors::tracked(&architecture, &flat);
    let out = leaves.forward(
        inputs([0.5, -1.0, 2.0, 1.5, 0.3, -0.7]),
        Mode::Evaluation,
        Capture::Signals,
    );
    let gradients = (out.logits * 3.0).sum().backward();
    let signal = out.signals[1]
        .grad(&gradients)
        .unwrap()
        .into_data()
        .try_to_vec::<f32>()
        .unwrap();
    assert_eq!(signal, vec![3.0; 4]);
}

#[test]
fn each_pixel_becomes_a_square_of_its_value() {
    // Two channels of one row: (1, 2) and (3, 4).
    let shape = Shape::Map {
        channels: 2,
        height: 1,
        width: 2,
    };
    let out = upsample(2, shape, tensor(vec![1.0, 2.0, 3.0, 4.0], [1, 4]));
    let expected = [1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0];
    let next = expected.map(|v| v + 2.0);
    let read = out.into_data().try_to_vec::<f32>().unwrap();
    assert_eq!(read, [expected, next].concat());
}

/// From any layer on the rest of the way ends where the whole way does; not from within a residual block.
#[test]
fn the_rest_of_the_way_is_part_of_the_whole() {
    for blocks in [
        "conv-2-3-tanh.5-tanh.12-tanh.map-3-2-2.up-2",
        "conv-2-3-linear.bn-tanh.drop-50.6-linear.bn-relu",
    ] {
        let (architecture, values) = spatial(blocks);
        let n = values.len();
        let flat = Tensor::from_data(TensorData::new(values, [n]), &Device::flex());
        let leaves = ParamTensors::plain(&architecture, &flat);
        let mode = Mode::Evaluation;
        let whole = leaves.forward(images(), mode, Capture::Activations);
        let read = |t: Tensor<2>| t.into_data().try_to_vec::<f32>().unwrap();
        let logits = read(whole.logits);
        for (layer, values) in whole.activations.into_iter().enumerate() {
            let rest = leaves.forward_from(layer, values);
            assert_eq!(read(rest), logits, "{blocks} from layer {layer}");
        }
    }
    // Shortcut, a and b leave two values each; what is kept passes by all but the last.
    let (residual, _) = spatial("conv-3-1-relu.res-1-s5-relu");
    assert_eq!(residual.layers[1].width(), 2);
    assert_eq!(residual.bottleneck(), Some(3));
}
