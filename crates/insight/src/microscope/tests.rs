use super::*;
use playground_experiment::experiment::Experiment;
use playground_experiment::fields::field;
use playground_experiment::loss::{Loss, Output, Reduction, objective, one_hot};
use proptest::prelude::*;

fn experiment(net: &str) -> Experiment {
    let mut experiment = Experiment::default();
    field("net").unwrap().set(&mut experiment, net).unwrap();
    experiment
}

/// Weights that differ, of which none is large.
fn values(count: usize, scale: f32) -> Vec<f32> {
    (0..count)
        .map(|i| scale * (((i * 7919 + 13) % 2003) as f32 / 1001.5 - 1.0))
        .collect()
}

fn image() -> Vec<f64> {
    (0..784)
        .map(|i| f64::from(u8::from(i % 5 == 0)) * ((i % 11) as f64 / 10.0))
        .collect()
}

fn network(net: &str, scale: f32) -> DenseNetwork {
    let architecture = experiment(net).architecture().unwrap();
    let values = values(architecture.parameter_count(), scale);
    DenseNetwork::new(&architecture, &values).unwrap()
}

fn judge(loss: Loss, target: &[f64]) -> Judge<'_> {
    Judge {
        objective: objective(Output::Softmax, loss).unwrap(),
        settings: LossSettings::usual(Reduction::Mean),
        target,
    }
}

#[test]
fn differences_confirm_every_layer_under_both_losses() {
    let target = one_hot(3, 10);
    for net in ["16-tanh.12-sigmoid", "16-relu.12-relu", "9-gelu", ""] {
        let network = network(net, 0.08);
        let pass = network.forward(&image());
        for loss in [Loss::CrossEntropy, Loss::MeanSquaredError] {
            let judge = judge(loss, &target);
            let backward = network.backward(&pass, judge);
            assert_eq!(backward.deltas.len(), network.depth());
            for layer in 0..network.depth() {
                let at = network.steepest(&pass, &backward, layer);
                let gradient = network.gradient(&pass, &backward, at);
                let difference = network.difference(&pass, judge, at);
                assert_eq!(
                    difference.agreement(gradient),
                    Agreement::Agrees,
                    "{net:?} {loss:?} layer {layer}: {gradient} {difference:?}"
                );
            }
        }
    }
}

#[test]
fn a_confident_start_is_confirmed_where_single_precision_would_be_noise() {
    let architecture = experiment("32-relu").architecture().unwrap();
    let mut values = values(architecture.parameter_count(), 0.05);
    // An output bias of 20 on class 0.
    let biases = architecture.parameters.last().unwrap().range();
    values[biases.start] = 20.0;
    let network = DenseNetwork::new(&architecture, &values).unwrap();
    let target = one_hot(3, 10);
    let pass = network.forward(&image());
    let judge = judge(Loss::MeanSquaredError, &target);
    let backward = network.backward(&pass, judge);
    let at = network.steepest(&pass, &backward, 1);
    let gradient = network.gradient(&pass, &backward, at);
    assert!(gradient != 0.0 && gradient.abs() < 1e-7, "{gradient}");
    let difference = network.difference(&pass, judge, at);
    assert_eq!(
        difference.agreement(gradient),
        Agreement::Agrees,
        "{gradient} {difference:?}"
    );
}

#[test]
fn delta_is_the_sum_of_its_terms_times_the_slope() {
    let network = network("16-tanh.12-sigmoid", 0.1);
    let pass = network.forward(&image());
    let target = one_hot(1, 10);
    let backward = network.backward(&pass, judge(Loss::CrossEntropy, &target));
    for layer in 0..2 {
        for unit in [0, 5, 11] {
            let terms = network.terms(&backward, layer, unit);
            assert!(
                terms
                    .windows(2)
                    .all(|pair| pair[0].product().abs() >= pair[1].product().abs())
            );
            let sum: f64 = terms.iter().map(Term::product).sum();
            let delta = pass.layers[layer].slope[unit] * sum;
            assert!((delta - backward.deltas[layer][unit]).abs() < 1e-15);
        }
    }
    assert!(network.terms(&backward, 2, 0).is_empty());
}

#[test]
fn a_corner_between_the_two_places_is_told() {
    let architecture = experiment("4-relu").architecture().unwrap();
    let mut values = values(architecture.parameter_count(), 0.1);
    // The first unit stands at its corner: its bias takes all away that comes in.
    let pixels = image();
    let weights = architecture.parameters[0].range();
    let sum: f64 = (0..784)
        .map(|i| pixels[i] * f64::from(values[weights.start + 4 * i]))
        .sum();
    values[architecture.parameters[1].range().start] = -sum as f32;
    let network = DenseNetwork::new(&architecture, &values).unwrap();
    let pass = network.forward(&pixels);
    assert!(pass.layers[0].z[0].abs() < 1e-5);
    let target = one_hot(2, 10);
    let judge = judge(Loss::CrossEntropy, &target);
    let backward = network.backward(&pass, judge);
    let at = WeightAt {
        layer: 0,
        input: 10,
        unit: 0,
    };
    assert!(network.input(&pass, at) > 0.0);
    let difference = network.difference(&pass, judge, at);
    assert!(difference.kink);
    assert_eq!(
        difference.agreement(network.gradient(&pass, &backward, at)),
        Agreement::Kink
    );
}

#[test]
fn large_inputs_take_a_smaller_step_and_overflow_is_no_disagreement() {
    let network = network("16-tanh", 0.002);
    let bytes: Vec<f64> = image().iter().map(|ink| 255.0 * ink).collect();
    let target = one_hot(4, 10);
    let judge = judge(Loss::CrossEntropy, &target);
    let pass = network.forward(&bytes);
    let backward = network.backward(&pass, judge);
    let at = network.steepest(&pass, &backward, 0);
    let difference = network.difference(&pass, judge, at);
    let gradient = network.gradient(&pass, &backward, at);
    assert_eq!(
        difference.agreement(gradient),
        Agreement::Agrees,
        "{gradient} {difference:?}"
    );
    assert!(difference.step < 1e-5);

    let architecture = experiment("4-relu").architecture().unwrap();
    let gone = vec![f32::NAN; architecture.parameter_count()];
    let gone = DenseNetwork::new(&architecture, &gone).unwrap();
    let pass = gone.forward(&image());
    let backward = gone.backward(&pass, judge);
    let at = gone.steepest(&pass, &backward, 0);
    let difference = gone.difference(&pass, judge, at);
    assert_eq!(
        difference.agreement(gone.gradient(&pass, &backward, at)),
        Agreement::NotFinite
    );
}

#[test]
fn a_weight_behind_an_empty_pixel_has_no_gradient() {
    let network = network("8-tanh", 0.1);
    let pass = network.forward(&image());
    let target = one_hot(2, 10);
    let judge = judge(Loss::CrossEntropy, &target);
    let backward = network.backward(&pass, judge);
    let at = WeightAt {
        layer: 0,
        input: 1,
        unit: 3,
    };
    let gradient = network.gradient(&pass, &backward, at);
    assert_eq!(
        network.difference(&pass, judge, at).agreement(gradient),
        Agreement::Zero
    );
}

#[test]
fn other_networks_are_refused_in_a_sentence() {
    for net in [
        "conv-4-3-relu",
        "lstm-8",
        "16-glu",
        "8-ahaf",
        "8-relu.bn-relu",
    ] {
        let architecture = experiment(net).architecture().unwrap();
        let values = vec![0.0; architecture.parameter_count()];
        let refused = DenseNetwork::new(&architecture, &values).err().unwrap();
        assert!(
            refused.to_string().contains("dense layers"),
            "{net}: {refused}"
        );
    }
    let architecture = experiment("8-relu").architecture().unwrap();
    assert!(DenseNetwork::new(&architecture, &[0.0; 5]).is_err());
}

proptest! {
    #[test]
    fn every_weight_of_a_smooth_network_is_confirmed(layer in 0_usize..3, input in 0_usize..8, unit in 0_usize..8, class in 0_usize..10) {
        let network = network("8-tanh.8-sigmoid", 0.15);
        let pass = network.forward(&image());
        let target = one_hot(class, 10);
        for loss in [Loss::CrossEntropy, Loss::MeanSquaredError] {
            let judge = judge(loss, &target);
            let backward = network.backward(&pass, judge);
            let at = WeightAt { layer, input: if layer == 0 { 5 * input } else { input }, unit };
            let gradient = network.gradient(&pass, &backward, at);
            let agreement = network.difference(&pass, judge, at).agreement(gradient);
            prop_assert!(!matches!(agreement, Agreement::Disagrees | Agreement::Kink), "{:?}", agreement);
        }
    }
}
