//! Updates against their formulas.

use super::*;
use playground_experiment::optimizer::OPTIMIZERS;

/// An update of all parameters.
fn moved(
    optimizer: Optimizer,
    parameters: &Tensor<1>,
    gradient: &Tensor<1>,
    state: &mut Vec<Tensor<1>>,
    update: Update,
) -> Tensor<1> {
    let change = Change {
        optimizer,
        parameters,
        gradient,
        first: 0,
        update,
    };
    apply(&change, state)
}

/// Two updates of w = 1 with gradients 0.5 and −0.25, η = 0.1, written out by hand in `f64`.
#[test]
fn two_updates_agree_with_the_formulas_written_out() {
    use burn::tensor::Device;
    let device = Device::flex();
    let run = |optimizer: Optimizer, weight_decay: f64| {
        let experiment = Experiment {
            optimizer,
            hyper: Hyper {
                weight_decay,
                ..Hyper::default()
            },
            ..Experiment::default()
        };
        let mut state = OptimizerState::new(optimizer, &Tensor::zeros([1], &device));
        let mut w = Tensor::<1>::from_floats([1.0], &device);
        for g in [0.5_f32, -0.25] {
            let g = Tensor::from_floats([g], &device);
            w = state.step(&experiment, 0.1, &w, &g, 0);
        }
        f64::from(w.into_data().try_to_vec::<f32>().unwrap()[0])
    };
    let close =
        |got: f64, expected: f64| assert!((got - expected).abs() < 2e-6, "{got} {expected}");

    close(run(Optimizer::Sgd, 0.0), 1.0 - 0.05 + 0.025);
    close(
        run(Optimizer::Momentum, 0.0),
        1.0 - 0.05 - 0.1 * (0.9 * 0.5 - 0.25),
    );
    let v2 = 0.9 * 0.5 - 0.25;
    close(
        run(Optimizer::Nesterov, 0.0),
        1.0 - 0.1 * (0.5 + 0.45) - 0.1 * (-0.25 + 0.9 * v2),
    );
    let (s1, s2) = (0.0025_f64, 0.99 * 0.0025 + 0.01 * 0.0625_f64);
    close(
        run(Optimizer::RmsProp, 0.0),
        1.0 - 0.05 / s1.sqrt() + 0.025 / s2.sqrt(),
    );
    close(
        run(Optimizer::Adagrad, 0.0),
        1.0 - 0.1 + 0.025 / 0.3125_f64.sqrt(),
    );
    let m_hat = (0.9 * 0.05 - 0.025) / 0.19;
    let v_hat: f64 = (0.999 * 0.000_25 + 0.001 * 0.0625) / (1.0 - 0.998_001);
    let adam = 1.0 - 0.1 - 0.1 * m_hat / v_hat.sqrt();
    close(run(Optimizer::Adam, 0.0), adam);
    let decayed = 1.0 - 0.1 * 0.01 - 0.1;
    close(
        run(Optimizer::AdamW, 0.01),
        decayed - 0.1 * 0.01 * decayed - 0.1 * m_hat / v_hat.sqrt(),
    );
    let first = 1.0 - 0.1 * (0.5 + 0.01);
    close(
        run(Optimizer::Sgd, 0.01),
        first - 0.1 * (-0.25 + 0.01 * first),
    );
}

/// What the one pass gives, where numbers are of all sizes, against the tensor operations: the very same bits.
#[test]
fn one_pass_gives_the_same_bits() {
    use burn::tensor::Device;
    let device = Device::flex();
    let vector = |seed: u32| {
        let value = |i: u32| {
            let noise = (i.wrapping_mul(2_654_435_761).wrapping_add(seed * 97)) >> 8;
            (noise as f32 / 8_388_608.0 - 1.0) * 10f32.powi(i as i32 % 7 - 4)
        };
        Tensor::<1>::from_floats(&(0..1000).map(value).collect::<Vec<f32>>()[..], &device)
    };
    let bits = |t: &Tensor<1>| {
        let values = t.clone().into_data().try_to_vec::<f32>().unwrap();
        values.into_iter().map(f32::to_bits).collect::<Vec<u32>>()
    };
    for row in OPTIMIZERS {
        for weight_decay in [0.0, 0.02] {
            let zeros = || vec![Tensor::<1>::zeros([1000], &device); row.slots];
            let (mut one, mut other) = (zeros(), zeros());
            let (mut w, mut v) = (vector(1), vector(1));
            for count in 1..=4 {
                let update = Update {
                    rate: 0.003,
                    count,
                    hyper: Hyper {
                        weight_decay,
                        ..Hyper::default()
                    },
                    epsilon: row.epsilon,
                };
                let g = vector(count as u32 + 1);
                w = reference::apply(row.id, w, g.clone(), &mut one, &update);
                v = moved(row.id, &v, &g, &mut other, update);
                assert_eq!(bits(&w), bits(&v), "{} {weight_decay} {count}", row.key);
                for (a, b) in one.iter().zip(&other) {
                    assert_eq!(bits(a), bits(b), "{} {weight_decay} {count}", row.key);
                }
            }
            assert_ne!(bits(&v), bits(&vector(1)));
        }
    }
}
