//! The backward pass, beside the forward pass of [`network`](super::network): the gradient of every parameter,
//! and what a report shows of it.

use super::batch::{Batch, Inputs};
use super::chain::Chain;
use super::found::Found;
use super::network::{Capture, Mode, ParamTensors};
use super::sparse::SparseInputs;
use crate::loss::{squared_differences, tracked};
use crate::norms::{mean_row_norms, norms_of_parts};
use burn::tensor::{Gradients, Tensor};
use playground_experiment::loss::{LossSettings, Objective, Task};
use playground_experiment::model::{Architecture, Parameter};
use std::iter;
use std::ops::Range;

/// How much a step records of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Nothing: most steps.
    Nothing,
    /// Loss, accuracy and norms, for the loss in use and for its counterpart.
    Report,
    /// A report, and every layer and example.
    Probe,
}

impl Detail {
    fn keep(self) -> Capture {
        match self {
            Self::Nothing => Capture::Nothing,
            Self::Report => Capture::Signals,
            Self::Probe => Capture::Everything,
        }
    }
}

/// One backward pass.
pub struct Backward {
    /// ∂L/∂w, flat, `[parameters]`.
    pub gradient: Tensor<1>,
    /// What a report shows of the pass, unless it shows nothing.
    pub summary: Option<PassSummary>,
    /// B·∂L/∂z, `[batch, classes]`: each example's own gradient at its logits; when probed in
    /// detail.
    pub at_logits: Option<Tensor<2>>,
    /// What left each layer, `[batch, width]`; when probed in detail, else empty.
    pub activations: Vec<Tensor<2>>,
    /// Of the batch normalisations, see [`Forward`](super::network::Forward).
    pub statistics: Vec<Tensor<1>>,
}

/// Loss, norms and logits of a pass, on the device, or what stands for each of them.
pub struct PassSummary<T = Tensor<1>> {
    /// Mean loss of the batch, `[1]`.
    pub loss: T,
    /// From input to output ‖∂L/∂W‖ (Frobenius) of each layer, over all its weight matrices; then ‖∂L/∂b‖ of each, over all
    /// its bias vectors; then ‖∂L/∂w‖ of everything that is trained: `[2 · layers + 1]`.
    pub gradients: T,
    /// Mean over the examples of ‖∂Lᵢ/∂aᵢ‖ at the pre-activations a of each layer, `[layers]`.
    pub signals: T,
    /// The logits row by row, `[batch · classes]`. An autoencoder has hundreds for each image, so its mean squared
    /// difference per pixel stands here instead, `[1]`.
    pub logits_or_error: T,
}

/// Computes the norms of a gradient `[parameters]` as [`PassSummary::gradients`] has them.
pub(crate) fn gradient_norms(architecture: &Architecture, gradient: &Tensor<1>) -> Tensor<1> {
    let layers = || architecture.layers.iter();
    let weights = layers().map(|layer| architecture.weights(layer).map(Parameter::range).collect());
    let biases = layers().map(|layer| architecture.biases(layer).map(Parameter::range).collect());
    let all = iter::once(0..architecture.parameter_count()).collect();
    let parts: Vec<Vec<Range<usize>>> = weights.chain(biases).chain([all]).collect();
    norms_of_parts(gradient, &parts)
}

/// A batch before a network, on its way forward and back.
pub(crate) struct Passes<'a> {
    architecture: &'a Architecture,
    parameters: &'a Tensor<1>,
    batch: &'a Batch,
    /// The forward pass, which is the same under every loss, where it is known how to go back from it.
    chain: Option<Chain>,
}

impl<'a> Passes<'a> {
    /// Brings a batch before a network.
    pub(crate) fn new(
        architecture: &'a Architecture,
        parameters: &'a Tensor<1>,
        batch: &'a Batch,
    ) -> Self {
        Self {
            chain: Chain::forward(architecture, parameters, batch),
            architecture,
            parameters,
            batch,
        }
    }

    /// Goes forward and back under `objective`; reads nothing.
    pub(crate) fn backward(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        detail: Detail,
    ) -> Backward {
        let signals_kept = detail >= Detail::Report;
        let by_hand = |chain: &Chain| chain.backward(objective, settings, signals_kept);
        let found = self.chain.as_ref().and_then(by_hand);
        let found = found.unwrap_or_else(|| self.by_autodiff(objective, settings, detail));
        self.shown(found, objective, detail)
    }

    fn by_autodiff(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        detail: Detail,
    ) -> Found {
        let (architecture, batch) = (self.architecture, self.batch);
        // Forward.
        let network = ParamTensors::tracked(architecture, self.parameters);
        let (mode, keep) = (Mode::Training(&batch.masks), detail.keep());
        let first = first_layer(architecture, self.parameters, batch);
        let out = match &first {
            Some((_, known)) => network.forward_past_first(known.clone(), mode, keep),
            None => network.forward(batch.inputs.tensor(), mode, keep),
        };

        // Loss: each example's own, mixed with the teacher's part, averaged.
        let (logits, targets) = (out.logits.clone(), batch.targets.clone());
        let own = tracked(objective, logits, targets, settings);
        let loss = batch.mean_loss(own, out.logits.clone());

        // Backward.
        let mut all = loss.backward();
        let sparse = first.and_then(|(ink, known)| ink.gradients(known.grad_remove(&mut all)?));
        let gradients = of_parameters(architecture, &network.tensors, sparse, &mut all);
        let signals = out.signals.iter();
        let signals = signals.map(|leaf| gradient_of(leaf, &mut all)).collect();
        let flat = gradients.into_iter().map(|g| g.flatten(0, 1)).collect();
        let activations = out.activations.into_iter();
        Found {
            gradient: Tensor::cat(flat, 0),
            logits: out.logits.without_autodiff(),
            losses: loss.without_autodiff().reshape([1, 1]),
            signals,
            activations: activations.map(Tensor::without_autodiff).collect(),
            statistics: out.statistics,
        }
    }

    /// Keeps of a pass what is shown of it.
    fn shown(&self, found: Found, objective: &Objective, detail: Detail) -> Backward {
        let (architecture, targets) = (self.architecture, &self.batch.targets);
        let (gradient, signals) = (found.gradient, found.signals);
        let examples = targets.dims()[0];
        let summary = (detail >= Detail::Report).then(|| {
            let logits = found.logits;
            let logits_or_error = match objective.output.task() {
                Task::Classification => logits.flatten(0, 1),
                Task::Reconstruction => {
                    squared_differences(objective.output, logits, targets.clone()).mean()
                }
            };
            PassSummary {
                loss: found.losses.mean(),
                gradients: gradient_norms(architecture, &gradient),
                signals: mean_row_norms(&signals, examples as f64),
                logits_or_error,
            }
        });
        let probed = detail == Detail::Probe;
        let at_logits = signals.into_iter().next_back().filter(|_| probed);
        Backward {
            gradient,
            summary,
            at_logits: at_logits.map(|signal| signal * examples as f64),
            activations: match probed {
                true => found.activations,
                false => Vec::new(),
            },
            statistics: found.statistics,
        }
    }
}

/// Computes the pre-activations of the first layer as a leaf of the graph, where the batch is known by its ink.
fn first_layer<'a>(
    architecture: &Architecture,
    parameters: &Tensor<1>,
    batch: &'a Batch,
) -> Option<(&'a SparseInputs, Tensor<2>)> {
    let Inputs::Sparse(ink) = &batch.inputs else {
        return None;
    };
    let known = ink.pre_activations(architecture, parameters)?;
    Some((ink, known.autodiff().require_grad()))
}

/// Collects the gradient of every parameter, in the order of the architecture: from `all`, but for those of the first
/// layer where they are known in closed form, and 0 where nothing depends on it.
fn of_parameters(
    architecture: &Architecture,
    leaves: &[Tensor<2>],
    first: Option<[Tensor<2>; 2]>,
    all: &mut Gradients,
) -> Vec<Tensor<2>> {
    let known = |index: usize| {
        let places = &architecture.layers.first()?.parameters;
        let at = places.iter().position(|place| *place == index)?;
        first.as_ref()?.get(at).cloned()
    };
    (leaves.iter().enumerate())
        .map(|(index, leaf)| known(index).unwrap_or_else(|| gradient_of(leaf, all)))
        .collect()
}

/// Takes the gradient of a leaf out of `all`; 0 where nothing depends on it.
fn gradient_of(leaf: &Tensor<2>, all: &mut Gradients) -> Tensor<2> {
    leaf.grad_remove(all)
        .unwrap_or_else(|| leaf.clone().without_autodiff().zeros_like())
}

#[cfg(test)]
mod tests;
