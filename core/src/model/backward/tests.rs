//! What a pass shows, against closed forms.

use super::*;
use burn::tensor::{Device, TensorData};
use playground_experiment::loss::{Loss, Output, Reduction, objective};
use playground_experiment::model::{Activation, Block, Init};

fn tensor(values: Vec<f32>, shape: [usize; 2]) -> Tensor<2> {
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

fn number(size: &Tensor<1>) -> f32 {
    size.clone().into_data().try_to_vec::<f32>().unwrap()[0]
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
        let done = backward(
            &architecture,
            &parameters,
            &batch,
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
        let layer = &summary.layers[0];
        for (got, expected) in [
            (&layer.weight, weight),
            (&layer.bias, bias),
            (&layer.signal, signal),
        ] {
            let got = number(got);
            assert!(
                (f64::from(got) - expected).abs() < 1e-5 * (1.0 + expected),
                "{got} {expected}"
            );
        }
        assert_eq!(summary.logits_or_error.dims(), [6]);
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
    let done = backward(
        &architecture,
        &parameters,
        &batch,
        ce,
        settings,
        Detail::Report,
    );
    assert_eq!(done.gradient.dims(), [architecture.parameter_count()]);
    let summary = done.summary.unwrap();
    assert_eq!(summary.layers.len(), 2);
    assert!(
        summary
            .layers
            .iter()
            .all(|l| number(&l.weight) > 0.0 && number(&l.signal) > 0.0)
    );
}
