//! Distillation: part of the loss asks a network to answer as its teacher does (Hinton, Vinyals & Dean 2015,
//! *Distilling the Knowledge in a Neural Network*).
//!
//! With z the student's and t the teacher's logits, p_T = softmax(z / T) and q_T = softmax(t / T):
//!
//! L = (1 − w)·L₀ + w·T²·KL(q_T ‖ p_T), and ∂L/∂z = (1 − w)·∂L₀/∂z + w·T·(p_T − q_T).
//!
//! The factor T² keeps the teacher's share of the gradient when T grows, since softening divides it by T².
//! KL(q ‖ p) = Σ q·(ln q − ln p) is at least 0, and 0 where both answer alike.

use super::{ValueAndGradient, log_softmax};

/// How much the teacher counts, and how softly it speaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distillation {
    /// w: the teacher's share, 0 to 1.
    pub weight: f64,
    /// T: what the logits of both are divided by.
    pub temperature: f64,
}

impl Distillation {
    /// Mixes the loss `own` of one example with the teacher's part. The logits, `[K]`, are the student's `z` and the
    /// teacher's `teacher`.
    pub fn closed_form(
        self,
        own: &ValueAndGradient,
        z: &[f64],
        teacher: &[f64],
    ) -> ValueAndGradient {
        let softened = |logits: &[f64]| {
            let divided: Vec<f64> = logits.iter().map(|v| v / self.temperature).collect();
            log_softmax(&divided)
        };
        let (log_p, log_q) = (softened(z), softened(teacher));
        let pairs = || log_p.iter().zip(&log_q);
        let divergence: f64 = pairs().map(|(p, q)| q.exp() * (q - p)).sum();
        let (w, t) = (self.weight, self.temperature);
        let pulls = pairs().map(|(p, q)| w * t * (p.exp() - q.exp()));
        let gradient = own.gradient.iter().zip(pulls);
        let gradient = gradient.map(|(own, pull)| (1.0 - w) * own + pull);
        ValueAndGradient {
            value: (1.0 - w) * own.value + w * t * t * divergence,
            gradient: gradient.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Loss, LossSettings, Objective, Output, Reduction, objective};

    const SETTINGS: LossSettings = LossSettings::usual(Reduction::Mean);
    const USUAL: Distillation = Distillation {
        weight: 0.3,
        temperature: 3.0,
    };
    const Z: [f64; 4] = [0.3, -1.2, 2.0, 0.7];
    const Y: [f64; 4] = [0.0, 1.0, 0.0, 0.0];
    const TEACHER: [f64; 4] = [1.5, 0.2, -0.4, 6.0];

    fn cross_entropy() -> &'static Objective {
        objective(Output::Softmax, Loss::CrossEntropy).unwrap()
    }

    fn mixed(how: Distillation, z: &[f64]) -> ValueAndGradient {
        let own = cross_entropy().closed_form(z, &Y, SETTINGS);
        how.closed_form(&own, z, &TEACHER)
    }

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() < tolerance, "{a} {b}");
    }

    #[test]
    fn two_classes_by_hand() {
        // T = 1, z = (0, 0), t = (ln 3, 0): q = (¾, ¼), p = (½, ½), KL = ¾ ln 1.5 + ¼ ln 0.5.
        let own = ValueAndGradient {
            value: 2.0,
            gradient: vec![-0.5, 0.5],
        };
        let how = Distillation {
            weight: 0.5,
            temperature: 1.0,
        };
        let got = how.closed_form(&own, &[0.0, 0.0], &[3f64.ln(), 0.0]);
        let divergence = 0.75 * 1.5f64.ln() + 0.25 * 0.5f64.ln();
        close(got.value, 1.0 + 0.5 * divergence, 1e-12);
        close(got.gradient[0], -0.25 - 0.125, 1e-12);
        close(got.gradient[1], 0.25 + 0.125, 1e-12);
    }

    #[test]
    fn gradients_agree_with_central_differences() {
        for (weight, temperature) in [(0.3, 3.0), (1.0, 1.0), (0.0, 5.0), (0.7, 0.5), (0.5, 20.0)] {
            let how = Distillation {
                weight,
                temperature,
            };
            let exact = mixed(how, &Z).gradient;
            for (k, expected) in exact.into_iter().enumerate() {
                let shifted = |d: f64| {
                    let mut z = Z;
                    z[k] += d;
                    mixed(how, &z).value
                };
                close((shifted(1e-5) - shifted(-1e-5)) / 2e-5, expected, 1e-8);
            }
        }
    }

    #[test]
    fn the_ends_of_the_scale_are_the_loss_alone_and_the_teacher_alone() {
        let own = cross_entropy().closed_form(&Z, &Y, SETTINGS);
        let none = Distillation {
            weight: 0.0,
            ..USUAL
        };
        assert_eq!(mixed(none, &Z), own);
        // A student that answers as its teacher has nothing to learn from it.
        let all = Distillation {
            weight: 1.0,
            ..USUAL
        };
        let alike = mixed(all, &TEACHER);
        close(alike.value, 0.0, 1e-12);
        assert!(alike.gradient.iter().all(|g| g.abs() < 1e-12));
    }

    #[test]
    fn at_high_temperatures_the_teacher_pulls_logits_together() {
        // Hinton et al. §2.1: w·T·(p_T − q_T) → w·(z − t)/K for logits of zero mean.
        let how = Distillation {
            weight: 1.0,
            temperature: 1e4,
        };
        let own = ValueAndGradient {
            value: 0.0,
            gradient: vec![0.0; 3],
        };
        let got = how.closed_form(&own, &[1.0, -0.5, -0.5], &[-2.0, 1.0, 1.0]);
        for (g, expected) in got.gradient.iter().zip([1.0, -0.5, -0.5]) {
            close(*g, expected, 1e-3);
        }
    }
}
