//! The gradient of a loss at the logits, as its definition states it.
//!
//! Autodiff of the value subtracts what is nearly the same: behind a softmax that is sure, the gradient of squared error
//! at the probabilities is nearly that of the sure class, for every class, and single precision leaves a third of the
//! difference or nothing. The forms here add up what is small instead.

use super::leaves::{Leaves, nearly_one};
use super::value;
use crate::operation::{self, Operation, primitive};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Backend, DispatchKindConversion, DispatchTensor, Flex};
use burn::tensor::Tensor;
use playground_experiment::loss::{Derivative, LossSettings, Objective, Output};

/// Returns the loss of each example, `[batch, 1]`, for logits `z` and targets `y`, `[batch, K]` both, as a part of the
/// autodiff graph with the gradient of its definition at `z`.
pub(crate) fn tracked(
    objective: &'static Objective,
    z: Tensor<2>,
    y: Tensor<2>,
    settings: LossSettings,
) -> Tensor<2> {
    let loss = ObjectiveLoss {
        objective,
        settings,
    };
    operation::run(&loss, [z, y])
}

/// Computes the loss of each example, `[batch, 1]`, and its gradient at the logits, `[batch, K]`, for logits `z` and targets
/// `y`, `[batch, K]` both, in tensor operations.
pub(crate) fn losses_and_gradient(
    objective: &Objective,
    settings: LossSettings,
    [z, y]: [Tensor<2>; 2],
) -> [Tensor<2>; 2] {
    let leaves = Leaves::new(objective.output, z, y, settings);
    [value(objective, &leaves), at_logits(objective, &leaves)]
}

/// A loss as an operation. On a GPU it is one program, see [`gpu`](super::gpu).
#[derive(Clone, Debug)]
pub(super) struct ObjectiveLoss {
    pub(super) objective: &'static Objective,
    pub(super) settings: LossSettings,
}

impl Operation<Flex, 2> for ObjectiveLoss {
    /// ∂L/∂z of each example's own loss, `[batch, K]`.
    type Saved = FlexTensor;

    fn forward(&self, inputs: [FlexTensor; 2]) -> (FlexTensor, FlexTensor) {
        let pair = inputs.map(Tensor::from_primitive::<Flex>);
        let both = losses_and_gradient(self.objective, self.settings, pair);
        both.map(primitive::<Flex>).into()
    }

    fn backward(
        &self,
        _: [FlexTensor; 2],
        gradient: FlexTensor,
        signal: FlexTensor,
        [wanted, _]: [bool; 2],
    ) -> [Option<FlexTensor>; 2] {
        [wanted.then(|| carried_back::<Flex>(gradient, signal)), None]
    }
}

/// Carries each example's own gradient at its logits, `[batch, K]`, further back by the signal at its loss, `[batch, 1]`.
/// What an example is held against is not learnt.
pub(super) fn carried_back<B: Backend>(
    gradient: FloatTensor<B>,
    signal: FloatTensor<B>,
) -> FloatTensor<B>
where
    DispatchTensor: DispatchKindConversion<B>,
{
    let [gradient, signal] = [gradient, signal].map(Tensor::<2>::from_primitive::<B>);
    primitive::<B>(gradient * signal)
}

/// Computes ∂L/∂z of each example's own loss, `[batch, K]`.
fn at_logits(objective: &Objective, leaves: &Leaves) -> Tensor<2> {
    let read = |term| {
        let gradient = leaves.read(term);
        match objective.class_weight(leaves.settings.reduction, gradient.dims()[1]) {
            1.0 => gradient,
            weight => gradient * weight,
        }
    };
    let before_softmax = match &objective.derivative {
        Derivative::AtLogit(term) => return read(term),
        Derivative::AtAnswer(term) => jacobian(leaves.answer(), read(term)),
        // h − p·Σ h, of which h·p is left out on both sides.
        Derivative::AtLogAnswer(term) => {
            let h = read(term);
            let others = h.clone().sum_dim(1) - h.clone();
            h * leaves.rest() - leaves.answer() * others
        }
    };
    match leaves.output {
        Output::SoftmaxTwice => jacobian(leaves.before_softmax(), before_softmax),
        _ => before_softmax,
    }
}

/// Computes Jᵀg with J = diag(p) − p pᵀ, row by row: the gradient `g` at softmax probabilities `p`, carried back to what
/// went into the softmax.
///
/// J does not see what all of g have in common, so the gradient at the sure class, if there is one, is taken off first.
fn jacobian(p: Tensor<2>, g: Tensor<2>) -> Tensor<2> {
    let unsure = nearly_one(p.clone()).bool_not();
    let common = g.clone().mask_fill(unsure, 0.0).sum_dim(1);
    let apart = g - common;
    let mean = (p.clone() * apart.clone()).sum_dim(1);
    p * (apart - mean)
}
