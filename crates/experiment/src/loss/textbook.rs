//! The formulas written out, as textbooks have them: what the definitions are held against.

use super::{
    Loss, LossSettings, Objective, Output, Reduction, ValueAndGradient, log_softmax, objectives,
    sigmoid, softmax,
};

/// ln(1 + e^x) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Jᵀg with J = diag(p) − p pᵀ: a gradient at softmax probabilities carried back to the logits.
fn jacobian(p: &[f64], g: &[f64]) -> Vec<f64> {
    let mean: f64 = p.iter().zip(g).map(|(p, g)| p * g).sum();
    p.iter().zip(g).map(|(p, g)| p * (g - mean)).collect()
}

/// 1/K for the mean over classes, 1 for the sum.
fn class_weight(settings: LossSettings, classes: usize) -> f64 {
    match settings.reduction {
        Reduction::Mean => 1.0 / classes as f64,
        Reduction::Sum => 1.0,
    }
}

/// −Σ y ln p; gradient p·Σy − y, which is p − y for targets that sum to 1.
fn softmax_cross_entropy(z: &[f64], y: &[f64], _: LossSettings) -> ValueAndGradient {
    let log_p = log_softmax(z);
    let total: f64 = y.iter().sum();
    ValueAndGradient {
        value: -log_p.iter().zip(y).map(|(l, y)| l * y).sum::<f64>(),
        gradient: log_p
            .iter()
            .zip(y)
            .map(|(l, y)| l.exp() * total - y)
            .collect(),
    }
}

/// Cross-entropy against (1 − ε)y + ε/K (Szegedy et al. 2016, eq. 5).
fn softmax_smoothed_cross_entropy(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
    let epsilon = settings.parameters.get("smooth");
    let uniform = epsilon / y.len() as f64;
    let smooth: Vec<f64> = y.iter().map(|y| (1.0 - epsilon) * y + uniform).collect();
    softmax_cross_entropy(z, &smooth, settings)
}

/// w Σ (p − y)²; gradient Jᵀ·2w(p − y).
fn softmax_squared_error(z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
    let p = softmax(z);
    let weight = class_weight(settings, z.len());
    let at_p: Vec<f64> = p
        .iter()
        .zip(y)
        .map(|(p, y)| 2.0 * weight * (p - y))
        .collect();
    ValueAndGradient {
        value: weight * p.iter().zip(y).map(|(p, y)| (p - y).powi(2)).sum::<f64>(),
        gradient: jacobian(&p, &at_p),
    }
}

/// Cross-entropy that takes softmax(z) for logits; gradient Jᵀ(softmax(p) − y).
fn softmax_twice_cross_entropy(z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
    let p = softmax(z);
    let second = softmax_cross_entropy(&p, y, settings);
    ValueAndGradient {
        value: second.value,
        gradient: jacobian(&p, &second.gradient),
    }
}

/// −w Σ [y ln σ + (1 − y) ln(1 − σ)] = w Σ [softplus(z) − yz]; gradient w(σ − y).
fn sigmoid_binary_cross_entropy(z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
    let weight = class_weight(settings, z.len());
    ValueAndGradient {
        value: weight
            * z.iter()
                .zip(y)
                .map(|(&z, y)| softplus(z) - y * z)
                .sum::<f64>(),
        gradient: z
            .iter()
            .zip(y)
            .map(|(&z, y)| weight * (sigmoid(z) - y))
            .collect(),
    }
}

/// w Σ (σ − y)²; gradient 2w(σ − y)·σ(1 − σ), with the *output·(1 − output)* factor.
fn sigmoid_squared_error(z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
    let weight = class_weight(settings, z.len());
    let s: Vec<f64> = z.iter().map(|&z| sigmoid(z)).collect();
    ValueAndGradient {
        value: weight * s.iter().zip(y).map(|(s, y)| (s - y).powi(2)).sum::<f64>(),
        gradient: s
            .iter()
            .zip(y)
            .map(|(s, y)| 2.0 * weight * (s - y) * s * (1.0 - s))
            .collect(),
    }
}

/// w Σ (z − y)²; gradient 2w(z − y) (Hui & Belkin 2021, without rescaling).
fn linear_squared_error(z: &[f64], y: &[f64], settings: LossSettings) -> ValueAndGradient {
    let weight = class_weight(settings, z.len());
    ValueAndGradient {
        value: weight * z.iter().zip(y).map(|(z, y)| (z - y).powi(2)).sum::<f64>(),
        gradient: z
            .iter()
            .zip(y)
            .map(|(z, y)| 2.0 * weight * (z - y))
            .collect(),
    }
}

type WrittenOut = fn(&[f64], &[f64], LossSettings) -> ValueAndGradient;

/// The four losses of every textbook; others are tested in their own files.
fn written_out(objective: &Objective) -> Option<WrittenOut> {
    Some(match (objective.output, objective.loss) {
        (Output::SoftmaxTwice, Loss::CrossEntropy) => softmax_twice_cross_entropy,
        (_, Loss::CrossEntropy) => softmax_cross_entropy,
        (_, Loss::SmoothedCrossEntropy) => softmax_smoothed_cross_entropy,
        (_, Loss::BinaryCrossEntropy) => sigmoid_binary_cross_entropy,
        (Output::Softmax, Loss::MeanSquaredError) => softmax_squared_error,
        (Output::Sigmoid | Output::Image, Loss::MeanSquaredError) => sigmoid_squared_error,
        (_, Loss::MeanSquaredError) => linear_squared_error,
        #[allow(unreachable_patterns)]
        _ => return None,
    })
}

#[test]
fn every_definition_is_the_formula_written_out() {
    let cases: [(&[f64], &[f64]); 6] = [
        (&[0.3, -1.2, 2.0, 0.7], &[0.0, 1.0, 0.0, 0.0]),
        (&[0.3, -1.2, 2.0, 0.7], &[0.1, 0.2, 0.3, 0.4]),
        (&[10.0, 0.0, 0.0], &[0.0, 1.0, 0.0]),
        (&[40.0, -40.0, 0.0], &[0.0, 1.0, 0.0]),
        (&[-700.0, 700.0], &[1.0, 0.0]),
        (
            &[0.0; 10],
            &[0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        ),
    ];
    for objective in objectives() {
        for (z, y) in cases {
            for reduction in [Reduction::Mean, Reduction::Sum] {
                let settings = LossSettings::usual(reduction);
                let found = objective.closed_form(z, y, settings);
                let Some(wanted) = written_out(objective) else {
                    continue;
                };
                let wanted = wanted(z, y, settings);
                let near = |a: f64, b: f64| {
                    assert!(
                        (a - b).abs() <= 1e-12 * (1.0 + b.abs()),
                        "{} {}: {a} {b}",
                        objective.output.info().key,
                        objective.loss.info().key
                    )
                };
                near(found.value, wanted.value);
                for (found, wanted) in found.gradient.iter().zip(&wanted.gradient) {
                    near(*found, *wanted);
                }
            }
        }
    }
}
