//! What the terms of a loss are made of, for a batch.
//!
//! Single precision has 24 bits: 1 − p of a p that rounds to 1 is 0, and the gradient of an example that is sure, right or
//! wrong, would be made of such zeros. So what is left to 1 is added up from the other classes, and whatever is near it is
//! taken from that.

use super::answers;
use crate::expression::{Tensors, Term};
use burn::tensor::{Bool, Tensor, activation};
use playground_experiment::loss::{self, Leaf, LossSettings, Output};
use std::cell::OnceCell;

/// Quantities of a batch, `[batch, K]` each; those that are dear are worked out once.
pub(super) struct Leaves {
    pub(super) output: Output,
    pub(super) settings: LossSettings,
    z: Tensor<2>,
    y: Tensor<2>,
    answer: OnceCell<Tensor<2>>,
    rest: OnceCell<Tensor<2>>,
}

impl Leaves {
    pub(super) fn new(output: Output, z: Tensor<2>, y: Tensor<2>, settings: LossSettings) -> Self {
        Self {
            output,
            settings,
            z,
            y,
            answer: OnceCell::new(),
            rest: OnceCell::new(),
        }
    }

    /// Reads a term, `[batch, K]`.
    pub(super) fn read(&self, term: &loss::Term) -> Tensor<2> {
        let leaf = |leaf| {
            Term::Tensor(match leaf {
                Leaf::Classes => return Term::Number(self.y.dims()[1] as f64),
                Leaf::Parameter(key) => return Term::Number(self.settings.parameters.get(key)),
                Leaf::Target => self.y.clone(),
                Leaf::Logit => self.z.clone(),
                Leaf::Answer => self.answer(),
                Leaf::Rest => self.rest(),
                Leaf::Error => self.error(),
                Leaf::LogAnswer => self.log_answer(),
                Leaf::LogRest => self.log_rest(),
            })
        };
        term.read(&Tensors(leaf)).tensor(&self.y)
    }

    /// Returns what goes into the last softmax, where the answer comes out of one.
    pub(super) fn before_softmax(&self) -> Tensor<2> {
        match self.output {
            Output::SoftmaxTwice => activation::softmax(self.z.clone(), 1),
            _ => self.z.clone(),
        }
    }

    pub(super) fn answer(&self) -> Tensor<2> {
        let answer = || answers(self.output, self.z.clone());
        self.answer.get_or_init(answer).clone()
    }

    /// Computes 1 − answer. A probability leaves at least the smallest number, so that no power of the rest has a slope
    /// without bound.
    pub(super) fn rest(&self) -> Tensor<2> {
        let rest = || match self.output {
            Output::Softmax | Output::SoftmaxTwice => {
                let (p, sure) = (self.answer(), nearly_one(self.answer()));
                let others = p.clone().mask_fill(sure.clone(), 0.0).sum_dim(1);
                let others = others.expand(p.dims());
                (p.neg() + 1.0)
                    .mask_where(sure, others)
                    .clamp_min(f32::MIN_POSITIVE)
            }
            Output::Sigmoid | Output::Image => {
                activation::sigmoid(self.z.clone().neg()).clamp_min(f32::MIN_POSITIVE)
            }
            Output::Linear | Output::ImageLinear => self.z.clone().neg() + 1.0,
        };
        self.rest.get_or_init(rest).clone()
    }

    /// Computes answer − y.
    fn error(&self) -> Tensor<2> {
        let (answer, y) = (self.answer(), self.y.clone());
        let error = answer.clone() - y.clone();
        match self.output {
            Output::Linear | Output::ImageLinear => error,
            _ => error.mask_where(nearly_one(answer), (y.neg() + 1.0) - self.rest()),
        }
    }

    fn log_answer(&self) -> Tensor<2> {
        match self.output {
            Output::Softmax | Output::SoftmaxTwice => {
                let log = activation::log_softmax(self.before_softmax(), 1);
                let sure = nearly_one(self.answer());
                // Elsewhere the logarithm is not looked at, and might be without bound.
                let rest = self.rest().mask_fill(sure.clone().bool_not(), 0.0);
                log.mask_where(sure, rest.neg().log1p())
            }
            Output::Sigmoid | Output::Image => activation::log_sigmoid(self.z.clone()),
            Output::Linear | Output::ImageLinear => self.z.clone().log(),
        }
    }

    /// Computes ln(1 − answer). For a sigmoid that is ln σ(−z), which never overflows and, unlike a form with max and |z|,
    /// has the right gradient at exactly 0, where a zero initialisation starts.
    fn log_rest(&self) -> Tensor<2> {
        match self.output {
            Output::Sigmoid | Output::Image => activation::log_sigmoid(self.z.clone().neg()),
            _ => self.rest().log(),
        }
    }
}

/// Finds the class that has more than half of the probability: one in a row at most.
pub(super) fn nearly_one(p: Tensor<2>) -> Tensor<2, Bool> {
    p.greater_elem(0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensors::matrix;
    use burn::tensor::Device;
    use playground_experiment::loss::{OUTPUTS, Reduction};

    fn values(tensor: Tensor<2>) -> Vec<f64> {
        let values = tensor.into_data().try_to_vec::<f32>().unwrap();
        values.into_iter().map(f64::from).collect()
    }

    /// Of every output, those included whose rests no loss has asked for yet.
    #[test]
    fn rest_error_and_logarithms_are_those_of_the_answer() {
        let device = Device::flex();
        let logits = [0.3f32, 0.55, 0.15];
        for row in OUTPUTS {
            let (z, y) = (logits.to_vec(), vec![0.0, 1.0, 0.0]);
            let [z, y] = [z, y].map(|values| matrix(values, [1, 3], &device));
            let settings = LossSettings::usual(Reduction::Mean);
            let leaves = Leaves::new(row.id, z, y, settings);
            let answers = values(leaves.answer());
            let check = |tensor: Tensor<2>, of: &dyn Fn(usize, f64) -> f64| {
                for (class, got) in values(tensor).into_iter().enumerate() {
                    let expected = of(class, answers[class]);
                    assert!(
                        (got - expected).abs() < 1e-6,
                        "{}: {got} {expected}",
                        row.key
                    );
                }
            };
            check(leaves.rest(), &|_, answer| 1.0 - answer);
            check(leaves.error(), &|class, answer| {
                answer - f64::from(u8::from(class == 1))
            });
            check(leaves.log_answer(), &|_, answer| answer.ln());
            check(leaves.log_rest(), &|_, answer| (1.0 - answer).ln());
        }
    }

    /// σ(−200) is no number of single precision; its logarithm is −200.
    #[test]
    fn the_logarithm_of_a_rest_has_no_end() {
        let z = matrix(vec![200.0], [1, 1], &Device::flex());
        let settings = LossSettings::usual(Reduction::Mean);
        let leaves = Leaves::new(Output::Sigmoid, z.clone(), z, settings);
        assert_eq!(values(leaves.log_rest()), [-200.0]);
    }
}
