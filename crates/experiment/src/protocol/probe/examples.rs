//! The examples of a probe: what each image of the batch got for logits, and its gradient there under
//! the loss in use and under the counterpart. This is the bulk of [`Event::Probe`]; worker and page
//! put it together and take it apart here.
//!
//! [`Event::Probe`]: crate::protocol::Event::Probe

use crate::loss::{LossSettings, Objective, Output, one_hot, softmax};
use crate::protocol::bulk;

/// The most examples that a probe carries.
pub const MAX_EXAMPLES: usize = 256;

/// The first examples of a batch, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    /// Classes, that is values of a row.
    pub classes: usize,
    /// True class of each.
    pub labels: Vec<u8>,
    /// Place of each image in the training file.
    pub indices: Vec<u32>,
    /// Softmax of its logits at the true class, whatever the output.
    pub p_true: Vec<f32>,
    /// `[examples, classes]`, row by row.
    pub logits: Vec<f32>,
    /// ∂Lᵢ/∂zᵢ under the loss in use, `[examples, classes]`: the gradient of the example's own loss
    /// (B·∂L/∂z of the batch mean L), from autodiff.
    pub own: Vec<f32>,
    /// The same under the counterpart.
    pub counterpart: Vec<f32>,
}

impl Examples {
    /// Puts together what the device gave; the probabilities follow from the logits.
    pub fn new(
        classes: usize,
        labels: Vec<u8>,
        indices: Vec<u32>,
        logits: Vec<f32>,
        own: Vec<f32>,
        counterpart: Vec<f32>,
    ) -> Self {
        let rows = logits.chunks_exact(classes.max(1));
        let p_true = rows.zip(&labels).map(|(row, &label)| p_true(row, label));
        Self {
            p_true: p_true.collect(),
            classes,
            labels,
            indices,
            logits,
            own,
            counterpart,
        }
    }

    /// Returns the number of examples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Counts the examples of each class, `[classes]`.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        for &label in &self.labels {
            if let Some(count) = counts.get_mut(usize::from(label)) {
                *count += 1;
            }
        }
        counts
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Puts all into one vector: labels, indices, p_true, `[examples]` each; then logits, own and counterpart,
    /// `[examples, classes]` each. Indices are exact up to 2²⁴.
    pub fn to_bulk(&self) -> Vec<f32> {
        let rest = [&self.p_true, &self.logits, &self.own, &self.counterpart];
        bulk::pack(&self.labels, &self.indices, &rest.map(Vec::as_slice))
    }

    /// Takes apart the bulk of a probe of `examples` examples and `classes` classes. `None` when its
    /// length does not fit.
    pub fn from_bulk(bulk: &[f32], examples: usize, classes: usize) -> Option<Self> {
        let parts = bulk::unpack::<1, 3>(bulk, examples, classes)?;
        let [logits, own, counterpart] = parts.matrices.map(<[f32]>::to_vec);
        Some(Self {
            classes,
            labels: parts.labels,
            indices: parts.indices,
            p_true: parts.columns[0].to_vec(),
            logits,
            own,
            counterpart,
        })
    }

    /// Returns row `example` of [`logits`](Self::logits), [`own`](Self::own) or
    /// [`counterpart`](Self::counterpart), `[classes]`; empty past the last.
    pub fn row<'a>(&self, of: &'a [f32], example: usize) -> &'a [f32] {
        bulk::row(of, self.classes, example)
    }

    /// Computes ‖row‖₂ of every example: the heights of the scatter, `[examples]`.
    pub fn norms(&self, of: &[f32]) -> Vec<f32> {
        let square = |v: &f32| f64::from(*v).powi(2);
        of.chunks_exact(self.classes.max(1))
            .map(|row| row.iter().map(square).sum::<f64>().sqrt() as f32)
            .collect()
    }
}

/// Computes the softmax of `logits` `[classes]` at `label`, in double precision.
fn p_true(logits: &[f32], label: u8) -> f32 {
    let z: Vec<f64> = logits.iter().map(|&v| f64::from(v)).collect();
    let p = softmax(&z).get(usize::from(label)).copied();
    p.unwrap_or(f64::NAN) as f32
}

/// How the wrong classes share what the true class leaves them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Equally.
    Alike,
    /// One of them has it all.
    One,
}

/// Computes ‖∂L/∂z‖₂ in closed form, for an example whose true class has probability `p` in (0, 1): the curve
/// behind the scatter. Given `p` the norm still depends on how the other classes share the rest, so
/// the dots of a softmax output lie between the curves of [`Others::Alike`] and [`Others::One`], or
/// near them. `None` where the gradient is not a function of softmax probabilities.
pub fn curve(
    objective: &Objective,
    settings: LossSettings,
    classes: usize,
    p: f64,
    others: Others,
) -> Option<f64> {
    let softmaxed = matches!(objective.output, Output::Softmax | Output::SoftmaxTwice);
    if !softmaxed || classes < 2 || !(p > 0.0 && p < 1.0) {
        return None;
    }
    // Softmax of log-probabilities gives the probabilities; e⁻⁸⁰⁰ is 0 without being ln 0.
    let mut z = match others {
        Others::Alike => vec![((1.0 - p) / (classes - 1) as f64).ln(); classes],
        Others::One => vec![-800.0; classes],
    };
    if others == Others::One {
        z[1] = (1.0 - p).ln();
    }
    z[0] = p.ln();
    let y = one_hot(0, classes);
    let gradient = objective.closed_form(&z, &y, settings).gradient;
    Some(gradient.iter().map(|g| g * g).sum::<f64>().sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Loss, Reduction, objective};

    fn two() -> Examples {
        Examples::new(
            3,
            vec![2, 0],
            vec![7, 16_777_215],
            vec![0.0, 0.0, 2.0f32.ln(), 1.0, 1.0, 1.0],
            vec![3.0, 4.0, 0.0, 0.0, 0.0, 1.0],
            vec![0.5; 6],
        )
    }

    #[test]
    fn the_bulk_comes_apart_as_it_was_put_together() {
        let examples = two();
        assert_eq!(examples.p_true, [0.5, 1.0 / 3.0]);
        let bulk = examples.to_bulk();
        assert_eq!(bulk.len(), 3 * 2 + 3 * 6);
        assert_eq!(Examples::from_bulk(&bulk, 2, 3), Some(examples.clone()));
        assert_eq!(examples.norms(&examples.own), [5.0, 1.0]);
        assert_eq!(examples.row(&examples.logits, 1), [1.0; 3]);
        assert!(examples.row(&examples.logits, 2).is_empty());
        assert!(Examples::from_bulk(&bulk[1..], 2, 3).is_none());
    }

    #[test]
    fn an_overflowed_example_is_no_number() {
        let broken = Examples::new(2, vec![0], vec![0], vec![f32::NAN; 2], vec![0.0; 2], vec![]);
        assert!(broken.p_true[0].is_nan());
    }

    /// ‖p − y‖: (1 − p)·√2 with one rival, (1 − p)·√(1 + 1/9) with nine alike. Under MSE the Jacobian
    /// with one rival gives (2/K)·2·p(1 − p)²·√2.
    #[test]
    fn curves_agree_with_the_formulas_written_out() {
        let settings = LossSettings::usual(Reduction::Mean);
        let at = |loss, p: f64, others| {
            let row = objective(Output::Softmax, loss).unwrap();
            curve(row, settings, 10, p, others).unwrap()
        };
        for p in [1e-6, 0.1, 0.5, 0.99] {
            let rest = 1.0 - p;
            let cases = [
                (at(Loss::CrossEntropy, p, Others::One), rest * 2f64.sqrt()),
                (
                    at(Loss::CrossEntropy, p, Others::Alike),
                    rest * (10.0f64 / 9.0).sqrt(),
                ),
                (
                    at(Loss::MeanSquaredError, p, Others::One),
                    0.2 * 2.0 * p * rest * rest * 2f64.sqrt(),
                ),
            ];
            for (got, expected) in cases {
                assert!((got - expected).abs() < 1e-9, "p = {p}: {got} {expected}");
            }
        }
    }

    #[test]
    fn a_sigmoid_output_has_no_such_curve() {
        let row = objective(Output::Sigmoid, Loss::BinaryCrossEntropy).unwrap();
        let settings = LossSettings::usual(Reduction::Mean);
        assert_eq!(curve(row, settings, 10, 0.5, Others::One), None);
    }
}
