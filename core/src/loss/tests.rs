//! Tensors and autodiff against the closed forms, for every loss.

use super::*;
use burn::tensor::{Device, TensorData};
use playground_experiment::loss::{Loss, Task, objective, objectives};

const MEAN: LossSettings = LossSettings::usual(Reduction::Mean);
const SUM: LossSettings = LossSettings::usual(Reduction::Sum);
const USUAL: Distillation = Distillation {
    weight: 0.3,
    temperature: 3.0,
};
const Z: [f64; 4] = [0.3, -1.2, 2.0, 0.7];
const Y: [f64; 4] = [0.0, 1.0, 0.0, 0.0];
const TEACHER: [f64; 4] = [1.5, 0.2, -0.4, 6.0];

fn one_hot(target: usize, classes: usize) -> Vec<f64> {
    (0..classes)
        .map(|k| f64::from(u8::from(k == target)))
        .collect()
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not {b} ± {tolerance}");
}

/// A loss of each example as a part of the autodiff graph.
type PerExample = fn(&'static Objective, Tensor<2>, Tensor<2>, LossSettings) -> Tensor<2>;

/// By autodiff of the value, and by the gradient of the definition, as training does.
const BOTH: [PerExample; 2] = [per_example, tracked];

/// Value and gradient at the logits, one example a row, on the CPU.
fn on_the_cpu(
    loss: PerExample,
    objective: &'static Objective,
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> (f64, Vec<f64>) {
    let device = Device::flex().autodiff();
    let shape = [1, z.len()];
    let as_tensor = |v: &[f64]| {
        let v: Vec<f32> = v.iter().map(|&x| x as f32).collect();
        Tensor::<2>::from_data(TensorData::new(v, shape), &device)
    };
    let logits = as_tensor(z).require_grad();
    let value = loss(objective, logits.clone(), as_tensor(y), settings);
    let gradients = value.clone().sum().backward();
    let gradient = logits.grad(&gradients).unwrap().into_data();
    let value = value.into_data().try_to_vec::<f32>().unwrap()[0];
    (
        f64::from(value),
        gradient
            .try_to_vec::<f32>()
            .unwrap()
            .into_iter()
            .map(f64::from)
            .collect(),
    )
}

/// Logits of an image of 784 pixels, and grey values to aim at.
fn pixels() -> (Vec<f64>, Vec<f64>) {
    let z = (0..784).map(|i| f64::from(i % 23) / 4.0 - 2.75).collect();
    let y = (0..784).map(|i| f64::from(i * 7 % 256) / 255.0).collect();
    (z, y)
}

#[test]
fn tensors_agree_with_the_closed_forms() {
    let mut extreme = vec![0.0; 10];
    extreme[0] = 10.0;
    let cases = [
        (vec![0.3, -1.2, 2.0, 0.7, -0.1], one_hot(1, 5)),
        (extreme, one_hot(1, 10)),
        (vec![0.0; 10], one_hot(3, 10)),
        (vec![40.0, -40.0, 0.0], one_hot(1, 3)),
    ];
    let pixels = pixels();
    for (z, y) in cases.iter().chain([&pixels]) {
        for settings in [MEAN, SUM] {
            // A softmax over grey values has no meaning.
            let fits = |o: &&Objective| z.len() != 784 || o.output.task() == Task::Reconstruction;
            for objective in objectives().filter(fits) {
                let exact = objective.closed_form(z, y, settings);
                for loss in BOTH {
                    let (value, gradient) = on_the_cpu(loss, objective, z, y, settings);
                    close(value, exact.value, 1e-5 * (1.0 + exact.value.abs()));
                    for (a, e) in gradient.iter().zip(&exact.gradient) {
                        close(*a, *e, 2e-6 * (1.0 + norm(&exact.gradient)));
                    }
                }
            }
        }
    }
}

/// Sure and wrong, sure and right, sure by more than single precision can tell from certainty: each entry keeps its digits,
/// and under a softmax they sum to 0, where autodiff of the value leaves other numbers or zeros.
#[test]
fn gradients_keep_their_digits_however_sure_the_network_is() {
    for sure in [3.0, 10.0, 20.0, 35.0] {
        for target in [0, 1, 7] {
            let mut z: Vec<f64> = (0..10).map(|k| f64::from(k * 3 % 8) / 4.0).collect();
            z[7] += sure;
            let y = one_hot(target, 10);
            for objective in objectives() {
                let exact = objective.closed_form(&z, &y, MEAN);
                let (value, gradient) = on_the_cpu(tracked, objective, &z, &y, MEAN);
                let what = format!("{} at {sure}, {target}", objective.label);
                let near = |a: f64, e: f64, tolerance: f64| {
                    assert!((a - e).abs() <= tolerance, "{what}: {a:e} is not {e:e}");
                };
                near(value, exact.value, 1e-5 * exact.value.abs() + 1e-30);
                let largest = exact.gradient.iter().fold(0.0, |m: f64, g| m.max(g.abs()));
                for (a, e) in gradient.iter().zip(&exact.gradient) {
                    // Smaller numbers have fewer digits.
                    near(*a, *e, 4e-6 * e.abs() + 2e-7 * largest + 1e-42);
                }
                if matches!(objective.output, Output::Softmax | Output::SoftmaxTwice) {
                    near(gradient.iter().sum(), 0.0, 1e-6 * largest + 1e-42);
                }
            }
        }
    }
}

#[test]
fn a_teachers_part_agrees_with_the_closed_form() {
    let tensor = |v: &[f64], device: &Device| {
        let values: Vec<f32> = v.iter().map(|&x| x as f32).collect();
        Tensor::<2>::from_data(TensorData::new(values, [1, v.len()]), device)
    };
    let cross_entropy = objective(Output::Softmax, Loss::CrossEntropy).unwrap();
    let (plain, differentiated) = (Device::flex(), Device::flex().autodiff());
    for how in [
        USUAL,
        Distillation {
            weight: 1.0,
            temperature: 1.0,
        },
        Distillation {
            weight: 0.5,
            temperature: 20.0,
        },
    ] {
        let z = tensor(&Z, &differentiated).require_grad();
        let own = tracked(cross_entropy, z.clone(), tensor(&Y, &plain), MEAN);
        let logits = tensor(&TEACHER, &plain);
        let value = TeacherTargets { logits, how }.mix(own, z.clone());
        let gradient = z.grad(&value.clone().sum().backward()).unwrap();
        let own = cross_entropy.closed_form(&Z, &Y, MEAN);
        let exact = how.closed_form(&own, &Z, &TEACHER);
        let read = |t: Tensor<2>| t.into_data().try_to_vec::<f32>().unwrap();
        // T² magnifies what single precision leaves of the divergence.
        let scale = how.weight * how.temperature.powi(2);
        close(f64::from(read(value)[0]), exact.value, 1e-5 + 3e-7 * scale);
        for (got, expected) in read(gradient).iter().zip(&exact.gradient) {
            close(f64::from(*got), *expected, 2e-6);
        }
    }
}

/// (1 − 0.25)² and (0 − 0.75)² over the two of them, whatever gave the answer.
#[test]
fn squared_differences_are_those_of_the_answers() {
    let device = Device::flex();
    let tensor = |row: [f32; 2]| Tensor::<2>::from_floats([row], &device);
    let y = || tensor([0.25, 0.75]);
    let of = |output, z| {
        let got = squared_differences(output, tensor(z), y());
        got.into_data().try_to_vec::<f32>().unwrap()
    };
    assert_eq!(of(Output::Linear, [1.0, 0.0]), [0.5625]);
    let sure = of(Output::Softmax, [40.0, 0.0]);
    assert!((sure[0] - 0.5625).abs() < 1e-6, "{sure:?}");
}
