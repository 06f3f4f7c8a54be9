//! Losses and their gradients in closed form, for one example in double precision.

use super::{LossSettings, Reduction};

/// A loss and its gradient at the logits, ∂L/∂z, `[K]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAndGradient {
    /// The loss of the example.
    pub value: f64,
    /// Its gradient at the logits, `[K]`.
    pub gradient: Vec<f64>,
}

/// σ(x) = 1 / (1 + e^−x).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// ln softmax(z), shifted by the largest logit so that nothing overflows.
pub fn log_softmax(z: &[f64]) -> Vec<f64> {
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = z.iter().map(|&v| (v - largest).exp()).sum::<f64>().ln();
    z.iter().map(|&v| v - largest - log_sum).collect()
}

/// softmax(z).
pub fn softmax(z: &[f64]) -> Vec<f64> {
    log_softmax(z).into_iter().map(f64::exp).collect()
}

/// ln(1 + e^x) without overflow.
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Jᵀg with J = diag(p) − p pᵀ: a gradient at softmax probabilities carried back to the logits.
fn through_softmax(p: &[f64], g: &[f64]) -> Vec<f64> {
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
pub(super) fn softmax_cross_entropy(z: &[f64], y: &[f64], _: LossSettings) -> ValueAndGradient {
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
pub(super) fn softmax_smoothed_cross_entropy(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
    let uniform = settings.smoothing / y.len() as f64;
    let smooth: Vec<f64> = y
        .iter()
        .map(|y| (1.0 - settings.smoothing) * y + uniform)
        .collect();
    softmax_cross_entropy(z, &smooth, settings)
}

/// w Σ (p − y)²; gradient Jᵀ·2w(p − y).
pub(super) fn softmax_squared_error(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
    let p = softmax(z);
    let weight = class_weight(settings, z.len());
    let at_p: Vec<f64> = p
        .iter()
        .zip(y)
        .map(|(p, y)| 2.0 * weight * (p - y))
        .collect();
    ValueAndGradient {
        value: weight * p.iter().zip(y).map(|(p, y)| (p - y).powi(2)).sum::<f64>(),
        gradient: through_softmax(&p, &at_p),
    }
}

/// Cross-entropy that takes softmax(z) for logits; gradient Jᵀ(softmax(p) − y).
pub(super) fn softmax_twice_cross_entropy(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
    let p = softmax(z);
    let second = softmax_cross_entropy(&p, y, settings);
    ValueAndGradient {
        value: second.value,
        gradient: through_softmax(&p, &second.gradient),
    }
}

/// −w Σ [y ln σ + (1 − y) ln(1 − σ)] = w Σ [softplus(z) − yz]; gradient w(σ − y).
pub(super) fn sigmoid_binary_cross_entropy(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
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
pub(super) fn sigmoid_squared_error(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
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
pub(super) fn linear_squared_error(
    z: &[f64],
    y: &[f64],
    settings: LossSettings,
) -> ValueAndGradient {
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
