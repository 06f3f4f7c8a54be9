//! What a pass shows, against closed forms.

use super::*;
use burn::tensor::{Device, TensorData};
use playground_experiment::loss::{Loss, Output, Reduction, objective, objectives};
use playground_experiment::model::activation::{ACTIVATIONS, Form};
use playground_experiment::model::{Activation, Block, Init, Op, Owner, Stage};

fn tensor(values: Vec<f32>, shape: [usize; 2]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn values(sizes: &Tensor<1>) -> Vec<f32> {
    sizes.clone().into_data().try_to_vec().unwrap()
}

/// A network without hidden layers: every norm can be computed from p − y by hand.
#[test]
fn norms_agree_with_the_closed_form_of_one_layer() {
    let architecture = Architecture::new(&[], 2, 3).unwrap();
    let flat = architecture.initial(Init::Normal, 0.5, 1);
    let (x, y) = (
        [[1.0, -2.0], [0.5, 3.0]],
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],
    );
    let settings = LossSettings::usual(Reduction::Mean);
    for (output, loss) in [
        (Output::Softmax, Loss::CrossEntropy),
        (Output::Softmax, Loss::MeanSquaredError),
    ] {
        let objective = objective(output, loss).unwrap();
        let batch = Batch {
            masks: Vec::new(),
            teacher: None,
            inputs: Inputs::from(tensor(
                x.concat().iter().map(|&v| v as f32).collect(),
                [2, 2],
            )),
            targets: tensor(y.concat().iter().map(|&v| v as f32).collect(), [2, 3]),
        };
        let parameters =
            Tensor::from_data(TensorData::new(flat.clone(), [flat.len()]), &Device::flex());
        let done = Passes::new(&architecture, &parameters, &batch).backward(
            objective,
            settings,
            Detail::Report,
        );
        let summary = done.summary.unwrap();

        let at_logits: Vec<Vec<f64>> = (0..2)
            .map(|i| {
                let z: Vec<f64> = (0..3)
                    .map(|k| (0..2).map(|j| x[i][j] * f64::from(flat[j * 3 + k])).sum())
                    .collect();
                objective.closed_form(&z, &y[i], settings).gradient
            })
            .collect();
        let length = |v: &mut dyn Iterator<Item = f64>| v.map(|x| x * x).sum::<f64>().sqrt();
        let weight = length(
            &mut (0..2)
                .flat_map(|j| (0..3).map(move |k| (j, k)))
                .map(|(j, k)| (0..2).map(|i| x[i][j] * at_logits[i][k]).sum::<f64>() / 2.0),
        );
        let bias = length(&mut (0..3).map(|k| (at_logits[0][k] + at_logits[1][k]) / 2.0));
        let signal = at_logits
            .iter()
            .map(|g| length(&mut g.iter().copied()))
            .sum::<f64>()
            / 2.0;
        let norms = [values(&summary.gradients), values(&summary.signals)].concat();
        let all = weight.hypot(bias);
        for (got, expected) in norms.into_iter().zip([weight, bias, all, signal]) {
            assert!(
                (f64::from(got) - expected).abs() < 1e-5 * (1.0 + expected),
                "{got} {expected}"
            );
        }
        assert_eq!(summary.logits_or_error.dims(), [6]);
    }
}

/// Norms over everything that a layer trains by name, and over the whole vector.
#[test]
fn norms_leave_out_no_parameter() {
    let objective = objective(Output::Softmax, Loss::CrossEntropy).unwrap();
    let settings = LossSettings::usual(Reduction::Mean);
    for net in [
        "lstm-4",
        "gru-4",
        "lstm-3-all.gru-5",
        "6-ahaf.bn-relu",
        "conv-2-3-relu.bn-relu",
    ] {
        let blocks: Vec<Block> = net.split('.').map(|b| b.parse().unwrap()).collect();
        let architecture = Architecture::new(&blocks, [1, 28, 28], 10).unwrap();
        let flat = architecture.initial(Init::XavierNormal, 1.0, 3);
        let parameters =
            Tensor::from_data(TensorData::new(flat.clone(), [flat.len()]), &Device::flex());
        let pixels = (0..2 * 784)
            .map(|i| (i * 37 % 101) as f32 / 101.0)
            .collect();
        let targets = (0..20)
            .map(|i| if i == 3 || i == 15 { 1.0 } else { 0.0 })
            .collect();
        let batch = Batch {
            masks: Vec::new(),
            teacher: None,
            inputs: Inputs::from(tensor(pixels, [2, 784])),
            targets: tensor(targets, [2, 10]),
        };
        let done = Passes::new(&architecture, &parameters, &batch).backward(
            objective,
            settings,
            Detail::Report,
        );
        let gradient: Vec<f32> = done.gradient.into_data().try_to_vec().unwrap();
        let over = |wanted: &dyn Fn(&Parameter) -> bool| {
            let ranges = architecture.parameters.iter().filter(|p| wanted(p));
            let values = ranges.flat_map(|p| &gradient[p.range()]);
            values.map(|&g| f64::from(g).powi(2)).sum::<f64>().sqrt()
        };
        let near = |got: f32, expected: f64, what: &str| {
            let got = f64::from(got);
            assert!(
                (got - expected).abs() <= 1e-5 * expected && expected > 0.0,
                "{net}, {what}: {got} {expected}"
            );
        };
        let summary = done.summary.unwrap();
        let (norms, layers) = (values(&summary.gradients), architecture.layers.len());
        for index in 0..layers {
            let own = |p: &Parameter| p.owner == Owner::Layer(index);
            near(
                norms[index],
                over(&|p| own(p) && p.name.starts_with("weight")),
                "weights",
            );
            near(
                norms[layers + index],
                over(&|p| own(p) && p.name.starts_with("bias")),
                "biases",
            );
        }
        near(norms[2 * layers], over(&|_| true), "all");
    }
}

#[test]
fn a_hidden_network_reports_one_row_a_layer() {
    let blocks = [Block::dense(4, Activation::Ahaf)];
    let architecture = Architecture::new(&blocks, 2, 3).unwrap();
    let flat = architecture.initial(Init::XavierNormal, 1.0, 1);
    let parameters =
        Tensor::from_data(TensorData::new(flat.clone(), [flat.len()]), &Device::flex());
    let batch = Batch {
        masks: Vec::new(),
        teacher: None,
        inputs: Inputs::from(tensor(vec![1.0; 4], [2, 2])),
        targets: tensor(vec![0.0, 0.0, 1.0, 0.0, 1.0, 0.0], [2, 3]),
    };
    let settings = LossSettings::usual(Reduction::Mean);
    let ce = objective(Output::Softmax, Loss::CrossEntropy).unwrap();
    let done =
        Passes::new(&architecture, &parameters, &batch).backward(ce, settings, Detail::Report);
    assert_eq!(done.gradient.dims(), [architecture.parameter_count()]);
    let summary = done.summary.unwrap();
    let (norms, signals) = (values(&summary.gradients), values(&summary.signals));
    assert_eq!((norms.len(), signals.len()), (5, 2));
    assert!(norms.iter().chain(&signals).all(|norm| *norm > 0.0));
}

/// Networks that are chains, as text.
const CHAINS: [&str; 5] = [
    "16-relu.12-tanh",
    "20-relu.drop-50.12-tanh.drop-20",
    "conv-9-5-same-relu.max-2.conv-5-3-s2-tanh.flatten.17-relu",
    "conv-6-5-tanh.avg-2.conv-16-5-same-relu.max-3.flatten.12-gelu.9-sigmoid",
    "conv1d-9-5-same-relu.max-2.conv1d-5-3-s2-tanh.flatten.drop-10",
];

/// All that is found of a pass.
fn all_of(done: Backward) -> Vec<(&'static str, Vec<f32>)> {
    let of = |tensor: Tensor<2>| tensor.into_data().try_to_vec::<f32>().unwrap();
    let summary = done.summary.unwrap();
    let activations = done.activations.into_iter().flat_map(of);
    vec![
        ("gradient", values(&done.gradient)),
        ("loss", values(&summary.loss)),
        ("norms", values(&summary.gradients)),
        ("signals", values(&summary.signals)),
        ("logits or error", values(&summary.logits_or_error)),
        ("at the logits", of(done.at_logits.unwrap())),
        ("activations", activations.collect()),
    ]
}

fn assert_as_autodiff(architecture: &Architecture, flat: Vec<f32>, objective: &'static Objective) {
    let (rows, inputs, outputs) = (5, architecture.stages[0].input.len(), 10);
    let wave = |count: usize, by: usize| -> Vec<f32> {
        (0..count).map(|i| (i * by % 101) as f32 / 101.0).collect()
    };
    let parameters =
        Tensor::from_data(TensorData::new(flat.clone(), [flat.len()]), &Device::flex());
    // Every third value is left out.
    let mask = |stage: &Stage| {
        let columns = stage.input.len();
        let kept = (0..rows * columns).map(|i| if i % 3 == 0 { 0.0 } else { 1.5 });
        let values = || tensor(kept.collect(), [rows, columns]);
        matches!(stage.work, Op::Dropout { .. }).then(values)
    };
    let targets = match objective.output.task() {
        Task::Classification => (0..rows * outputs)
            .map(|i| f32::from(u8::from(i % outputs == i / outputs)))
            .collect(),
        Task::Reconstruction => wave(rows * outputs, 53),
    };
    let batch = Batch {
        masks: architecture.stages.iter().filter_map(mask).collect(),
        ..Batch::new(
            tensor(wave(rows * inputs, 37), [rows, inputs]),
            tensor(targets, [rows, outputs]),
        )
    };
    let settings = LossSettings::usual(Reduction::Mean);
    let by_hand = Passes::new(architecture, &parameters, &batch);
    assert!(by_hand.chain.is_some(), "{architecture:?} is a chain");
    let by_autodiff = Passes {
        chain: None,
        ..Passes::new(architecture, &parameters, &batch)
    };
    let [hand, autodiff] = [by_hand, by_autodiff]
        .map(|passes| all_of(passes.backward(objective, settings, Detail::Probe)));
    for ((what, hand), (_, autodiff)) in hand.iter().zip(&autodiff) {
        assert_eq!(hand.len(), autodiff.len(), "{what}");
        for (a, b) in hand.iter().zip(autodiff) {
            assert_eq!(
                a.to_bits(),
                b.to_bits(),
                "{what}: {a} by hand, {b} by autodiff"
            );
        }
    }
}

#[test]
fn by_hand_a_chain_finds_what_autodiff_does() {
    let usual = objective(Output::Softmax, Loss::CrossEntropy).unwrap();
    for net in CHAINS {
        let blocks: Vec<Block> = net.split('.').map(|b| b.parse().unwrap()).collect();
        let shape = match net.starts_with("conv1d") {
            true => [2, 40, 1],
            false => [1, 28, 28],
        };
        let architecture = Architecture::new(&blocks, shape, 10).unwrap();
        let flat = architecture.initial(Init::XavierNormal, 1.0, 3);
        assert_as_autodiff(&architecture, flat, usual);
    }
}

#[test]
fn by_hand_every_activation_and_every_loss_is_that_of_autodiff() {
    let usual = objective(Output::Softmax, Loss::CrossEntropy).unwrap();
    let network = |activation| {
        let block = Block::dense(8, activation);
        let architecture = Architecture::new(&[block, block], 12, 10).unwrap();
        let flat = architecture.initial(Init::XavierNormal, 2.0, 5);
        (architecture, flat)
    };
    for row in ACTIVATIONS {
        if let Form::Elementwise(_) = row.form {
            let (architecture, flat) = network(row.id);
            assert_as_autodiff(&architecture, flat, usual);
        }
    }
    for objective in objectives() {
        let (architecture, flat) = network(Activation::Tanh);
        assert_as_autodiff(&architecture, flat, objective);
    }
}
