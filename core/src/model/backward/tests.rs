//! What a pass shows, against closed forms.

use super::*;
use crate::train::dataset;
use burn::tensor::{Device, TensorData};
use playground_data::dataset::{DatasetId, Images, NORMALISATIONS};
use playground_data::synthetic;
use playground_experiment::experiment::Experiment;
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
    let mut all = vec![("gradient", values(&done.gradient))];
    if let Some(summary) = done.summary {
        all.extend([
            ("loss", values(&summary.loss)),
            ("norms", values(&summary.gradients)),
            ("signals", values(&summary.signals)),
            ("logits or error", values(&summary.logits_or_error)),
        ]);
    }
    all.extend(done.at_logits.map(|signal| ("at the logits", of(signal))));
    let activations = done.activations.into_iter().flat_map(of);
    all.push(("activations", activations.collect()));
    all
}

/// A batch of numbers without a meaning. Masks leave out every third value.
fn any_batch(architecture: &Architecture, objective: &Objective, rows: usize) -> Batch {
    let wave = |columns: usize, by: usize| {
        let values = (0..rows * columns).map(|i| (i * by % 101) as f32 / 101.0);
        tensor(values.collect(), [rows, columns])
    };
    let one_hot = |i: usize| f32::from(u8::from(i % 10 == i / 10));
    let targets = match objective.output.task() {
        Task::Classification => tensor((0..rows * 10).map(one_hot).collect(), [rows, 10]),
        Task::Reconstruction => wave(10, 53),
    };
    let mask = |stage: &Stage| {
        let columns = stage.input.len();
        let kept = (0..rows * columns).map(|i| if i % 3 == 0 { 0.0 } else { 1.5 });
        let values = || tensor(kept.collect(), [rows, columns]);
        matches!(stage.work, Op::Dropout { .. }).then(values)
    };
    Batch {
        masks: architecture.stages.iter().filter_map(mask).collect(),
        ..Batch::new(wave(architecture.stages[0].input.len(), 37), targets)
    }
}

fn assert_as_autodiff(
    architecture: &Architecture,
    flat: &[f32],
    batch: &Batch,
    objective: &'static Objective,
) {
    let parameters = crate::tensors::vector(flat.to_vec(), &Device::flex());
    let settings = LossSettings::usual(Reduction::Mean);
    let by_hand = Passes::new(architecture, &parameters, batch);
    assert!(by_hand.chain.is_some(), "{architecture:?} is a chain");
    let by_autodiff = Passes {
        chain: None,
        ..Passes::new(architecture, &parameters, batch)
    };
    for detail in [Detail::Nothing, Detail::Report, Detail::Probe] {
        let [hand, autodiff] = [&by_hand, &by_autodiff]
            .map(|passes| all_of(passes.backward(objective, settings, detail)));
        assert_eq!(hand.len(), autodiff.len());
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
        for rows in [1, 5] {
            let batch = any_batch(&architecture, usual, rows);
            assert_as_autodiff(&architecture, &flat, &batch, usual);
        }
    }
}

#[test]
fn by_hand_a_chain_that_begins_with_ink_finds_what_autodiff_does() {
    let (sample, indices) = (DatasetId::Synthetic.info().sample.len(), [3, 0, 11, 7, 7]);
    let mut images = Images::new(12, sample);
    let (pixels, labels) = synthetic::generate(synthetic::SEED, synthetic::Set::Train, 0..12);
    images.push_images(&pixels);
    images.push_labels(&labels);
    for row in NORMALISATIONS {
        let experiment = Experiment {
            normalisation: row.id,
            ..Experiment::default()
        };
        let architecture = experiment.architecture().unwrap();
        let flat = experiment.initial(&architecture);
        let parameters = crate::tensors::vector(flat.clone(), &Device::flex());
        let (batch, _) = dataset::batch(&images, &indices, &experiment, &Device::flex());
        let ink = SparseInputs::of(&images, &indices, &experiment, &architecture, &parameters);
        let batch = Batch {
            inputs: Inputs::Sparse(ink.unwrap()),
            ..batch
        };
        assert_as_autodiff(
            &architecture,
            &flat,
            &batch,
            experiment.objective().unwrap(),
        );
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
            let batch = any_batch(&architecture, usual, 5);
            assert_as_autodiff(&architecture, &flat, &batch, usual);
        }
    }
    for objective in objectives() {
        let (architecture, flat) = network(Activation::Tanh);
        let batch = any_batch(&architecture, objective, 5);
        assert_as_autodiff(&architecture, &flat, &batch, objective);
    }
}
