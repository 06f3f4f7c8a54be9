//! The checks of gradients and values. Each measures first and then lets the numbers decide.

use super::sampling::{
    CLOSE, SAMPLES, any_class, apart, around_zero, closed, differences, logits, random, soft_target,
};
use super::{ClaimResult, Figure, Verdict};
use crate::theory::calculator::{Information, Question, VectorKind, work};
use playground_experiment::loss::{Loss, Output, Reduction, one_hot, sigmoid, softmax};
use rand::seq::SliceRandom;

/// Cross-entropy on softmax.
pub const SOFTMAX_CE: (Output, Loss) = (Output::Softmax, Loss::CrossEntropy);
/// MSE on softmax.
pub const SOFTMAX_MSE: (Output, Loss) = (Output::Softmax, Loss::MeanSquaredError);
const SIGMOID_MSE: (Output, Loss) = (Output::Sigmoid, Loss::MeanSquaredError);
const LINEAR_MSE: (Output, Loss) = (Output::Linear, Loss::MeanSquaredError);
const TWICE_CE: (Output, Loss) = (Output::SoftmaxTwice, Loss::CrossEntropy);

/// Gives a number its name.
pub fn figure(name: &'static str, value: f64) -> Figure {
    Figure { name, value }
}

/// Returns the outcome of a check with a single figure.
pub fn found(verdict: Verdict, name: &'static str, value: f64) -> ClaimResult {
    ClaimResult {
        verdict,
        figures: vec![figure(name, value)],
    }
}

/// Returns true or false, without a condition.
pub fn true_if(holds: bool) -> Verdict {
    if holds { Verdict::True } else { Verdict::False }
}

/// Returns the largest difference between the gradient at the logits, by differences, and `formula`(z, y).
fn gradient_error(
    pair: (Output, Loss),
    seed: u64,
    target: impl Fn(&mut playground_data::rng::ChaCha8Rng) -> Vec<f64>,
    formula: impl Fn(&[f64], &[f64]) -> Vec<f64>,
) -> f64 {
    let mut rng = random(seed, "gradient");
    let mut worst = 0.0;
    for _ in 0..SAMPLES {
        let y = target(&mut rng);
        let z = logits(&mut rng, y.len());
        let numeric = differences(&z, |z| closed(pair, Reduction::Mean, z, &y).0);
        worst = apart(&numeric, &formula(&z, &y)).max(worst);
    }
    worst
}

fn each(q: &[f64], y: &[f64], f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    q.iter().zip(y).map(|(q, y)| f(*q, *y)).collect()
}

const CLASSES: usize = 4;

/// Checks whether MSE carries output·(1 − output), for three outputs.
pub fn output_factor(seed: u64) -> ClaimResult {
    let claimed =
        |q: Vec<f64>, y: &[f64]| each(&q, y, |q, y| 2.0 / CLASSES as f64 * (q - y) * q * (1.0 - q));
    let target = |rng: &mut _| one_hot(any_class(rng, CLASSES), CLASSES);
    let error = |pair, output: fn(&[f64]) -> Vec<f64>| {
        gradient_error(pair, seed, target, |z, y| claimed(output(z), y))
    };
    let on_sigmoid = error(SIGMOID_MSE, |z| z.iter().map(|z| sigmoid(*z)).collect());
    let on_softmax = error(SOFTMAX_MSE, softmax);
    let on_logits = error(LINEAR_MSE, <[f64]>::to_vec);
    ClaimResult {
        verdict: match [on_sigmoid, on_softmax, on_logits].map(|error| error < CLOSE) {
            [true, true, true] => Verdict::True,
            [true, _, _] => Verdict::TrueOnlyIf("the output is a sigmoid"),
            [false, _, _] => Verdict::False,
        },
        figures: vec![
            figure("largest difference on sigmoid", on_sigmoid),
            figure("on softmax", on_softmax),
            figure("on a linear output", on_logits),
        ],
    }
}

/// Checks whether ∂CE/∂z = p − y, for targets that sum to 1 and for others.
pub fn entropy_gradient(seed: u64) -> ClaimResult {
    let claimed = |z: &[f64], y: &[f64]| each(&softmax(z), y, |p, y| p - y);
    let to_one = |rng: &mut _| soft_target(rng, CLASSES);
    let to_any = |rng: &mut playground_data::rng::ChaCha8Rng| {
        let sum = 1.25 + around_zero(rng, 0.75);
        soft_target(rng, CLASSES).iter().map(|y| sum * y).collect()
    };
    let summing_to_one = gradient_error(SOFTMAX_CE, seed, to_one, claimed);
    let others = gradient_error(SOFTMAX_CE, seed, to_any, claimed);
    ClaimResult {
        verdict: match (summing_to_one < CLOSE, others < CLOSE) {
            (true, true) => Verdict::True,
            (true, false) => Verdict::TrueOnlyIf("the targets sum to 1"),
            (false, _) => Verdict::False,
        },
        figures: vec![
            figure("largest difference, targets that sum to 1", summing_to_one),
            figure("targets that sum to 0.5 to 2", others),
        ],
    }
}

/// Checks whether ∂MSE/∂z = (2/K)(z − y) on logits.
pub fn logits_gradient(seed: u64) -> ClaimResult {
    let target = |rng: &mut _| one_hot(any_class(rng, CLASSES), CLASSES);
    let error = gradient_error(LINEAR_MSE, seed, target, |z, y| {
        each(z, y, |z, y| 2.0 / CLASSES as f64 * (z - y))
    });
    found(true_if(error < CLOSE), "largest difference", error)
}

fn information(values: Vec<f64>, target: Vec<f64>) -> Option<Information> {
    let classes = values.len();
    let question = Question {
        given: VectorKind::Logits,
        values,
        target,
        classes,
    };
    work(&question).information
}

/// Computes how far CE − KL spreads over random answers, to the target that `target` gives each time.
fn spread(seed: u64, target: impl Fn(&mut playground_data::rng::ChaCha8Rng) -> Vec<f64>) -> f64 {
    let mut rng = random(seed, "spread");
    let between: Vec<f64> = (0..SAMPLES)
        .filter_map(|_| {
            let y = target(&mut rng);
            let found = information(logits(&mut rng, CLASSES), y)?;
            Some(found.cross_entropy - found.divergence)
        })
        .collect();
    let low = between.iter().copied().fold(f64::INFINITY, f64::min);
    between.iter().copied().fold(f64::NEG_INFINITY, f64::max) - low
}

/// Checks whether CE − KL is constant: for one target, for targets of one entropy, and for any.
pub fn constant_apart(seed: u64) -> ClaimResult {
    let fixed = soft_target(&mut random(seed, "fixed"), CLASSES);
    let permuted = |rng: &mut _| {
        let mut target = fixed.clone();
        target.shuffle(rng);
        target
    };
    let for_one = spread(seed, |_| fixed.clone());
    let for_one_entropy = spread(seed, permuted);
    let for_many = spread(seed, |rng| soft_target(rng, CLASSES));
    ClaimResult {
        verdict: match [for_one, for_one_entropy, for_many].map(|spread| spread < CLOSE) {
            [true, true, true] => Verdict::True,
            [true, true, false] => Verdict::TrueOnlyIf("the targets' entropy is fixed"),
            [true, false, _] => Verdict::TrueOnlyIf("the targets are fixed"),
            [false, ..] => Verdict::False,
        },
        figures: vec![
            figure("spread of CE − KL, one target", for_one),
            figure("its permutations", for_one_entropy),
            figure("many targets", for_many),
        ],
    }
}

/// Checks whether CE = KL for one-hot targets.
pub fn equal_when_one_hot(seed: u64) -> ClaimResult {
    let mut rng = random(seed, "one-hot");
    let apart = (0..SAMPLES).map(|_| {
        let y = one_hot(any_class(&mut rng, CLASSES), CLASSES);
        information(logits(&mut rng, CLASSES), y)
            .map_or(f64::INFINITY, |i| (i.cross_entropy - i.divergence).abs())
    });
    let largest = apart.fold(0.0, f64::max);
    found(true_if(largest < CLOSE), "largest |CE − KL|", largest)
}

const DIGITS: usize = 10;

/// Checks whether a second softmax leaves probabilities and gradients as they are.
pub fn softmax_twice(seed: u64) -> ClaimResult {
    let mut rng = random(seed, "twice");
    let mut largest = 0.0f64;
    for sample in 0..SAMPLES {
        // From unsure to certain.
        let certainty = 100.0 * sample as f64 / SAMPLES as f64;
        let mut z = logits(&mut rng, DIGITS);
        z[0] += certainty;
        largest = softmax(&softmax(&z)).into_iter().fold(largest, f64::max);
    }
    let (z, y) = confidently_wrong();
    let norm = |pair| {
        let gradient = closed(pair, Reduction::Mean, &z, &y).1;
        gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
    };
    let ratio = norm(SOFTMAX_CE) / norm(TWICE_CE);
    let e = std::f64::consts::E;
    ClaimResult {
        verdict: true_if(largest > 0.99 && ratio < 2.0),
        figures: vec![
            figure("largest probability found", largest),
            figure("e/(e + 9)", e / (e + 9.0)),
            figure("‖∂L/∂z‖ with one softmax over two", ratio),
        ],
    }
}

/// Returns logits (10, 0, …, 0) and the target 1.
fn confidently_wrong() -> (Vec<f64>, Vec<f64>) {
    let mut z = vec![0.0; DIGITS];
    z[0] = 10.0;
    (z, one_hot(1, DIGITS))
}

/// Checks whether the mean over classes explains how small the gradients of MSE are.
pub fn only_the_mean(_: u64) -> ClaimResult {
    let (z, y) = confidently_wrong();
    let at_target = |pair, reduction| closed(pair, reduction, &z, &y).1[1];
    let ratio = |reduction| at_target(SOFTMAX_CE, reduction) / at_target(SOFTMAX_MSE, reduction);
    let (mean, sum) = (ratio(Reduction::Mean), ratio(Reduction::Sum));
    ClaimResult {
        // Without the averaging the two should then be of one size.
        verdict: true_if(sum.abs() < 2.0),
        figures: vec![
            figure("CE ÷ MSE, mean over classes", mean),
            figure("CE ÷ MSE, sum over classes", sum),
        ],
    }
}
