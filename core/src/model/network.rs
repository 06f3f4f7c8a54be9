//! The forward pass. It can also hand out the pre-activation of every layer as something whose
//! gradient can be read: Burn refuses `require_grad` on a tensor that was computed, so a zero leaf
//! is added to each pre-activation and the leaf's gradient is the backpropagated signal.

use super::activation::elementwise;
use super::batch::Inputs;
use super::convolution::convolution;
use super::norm::{by_running, over_batch};
use super::pooling::pool;
use super::recurrent::{of_rows, states};
use super::spatial::{at_every_place, global_pool, kernels, upsample};
use burn::tensor::{Tensor, activation as burn_activation};
use playground_experiment::model::activation::Form;
use playground_experiment::model::{
    Activation, Architecture, Layer, LayerKind, Norm, Op, Parameter, Stage,
};

/// A network's parameters as leaves of an autodiff graph (or plain, for inference).
pub struct ParamTensors<'a> {
    architecture: &'a Architecture,
    /// One tensor for each parameter: `[fan_in, units]` for weights, `[1, units]` otherwise.
    pub(crate) tensors: Vec<Tensor<2>>,
    /// All of them, `[parameters]`, where they collect no gradients.
    flat: Option<Tensor<1>>,
}

/// What a forward pass keeps besides the logits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    /// The logits alone.
    Nothing,
    /// A leaf for the signal at each pre-activation.
    Signals,
    /// What leaves each layer.
    Activations,
    /// Both.
    Everything,
}

/// Dropout and batch normalisation do something else while a network trains.
#[derive(Clone, Copy, Debug)]
pub enum Mode<'a> {
    /// Values are dropped by these masks, those of the dropout blocks in order, `[batch, values]` each, 0 or
    /// 1 / (1 − p); without them nothing is. Normalisations go by the batch.
    Training(&'a [Tensor<2>]),
    /// Nothing is dropped, and normalisations go by their running statistics.
    Evaluation,
}

/// What a forward pass leaves behind.
pub struct Forward {
    /// `[batch, classes]` (of an autoencoder `[batch, pixels]`), before softmax, sigmoid or nothing.
    pub logits: Tensor<2>,
    /// One zero leaf for each layer, when asked for; its gradient is the signal at the layer's pre-activations,
    /// `[batch, units · places]`, or at its gates, `[batch, steps · gates]`.
    pub signals: Vec<Tensor<2>>,
    /// What is looked at of each layer, `[batch, width]`, when asked for; the logits last.
    pub activations: Vec<Tensor<2>>,
    /// In training, for each batch normalisation the means and variances of its channels, `[2 · channels]`.
    pub statistics: Vec<Tensor<1>>,
}

impl<'a> ParamTensors<'a> {
    /// Cuts the flat vector `[parameters]` into tensors without gradients.
    pub fn plain(architecture: &'a Architecture, flat: &Tensor<1>) -> Self {
        let cut = |p: &Parameter| flat.clone().slice([p.range()]).reshape(p.shape);
        Self {
            tensors: architecture.parameters.iter().map(cut).collect(),
            flat: Some(flat.clone()),
            architecture,
        }
    }

    /// Cuts the flat vector `[parameters]` into leaves that collect gradients.
    pub(crate) fn tracked(architecture: &'a Architecture, flat: &Tensor<1>) -> Self {
        let mut cut = Self::plain(architecture, flat);
        let tensors = cut.tensors.into_iter();
        cut.tensors = tensors.map(|t| t.autodiff().require_grad()).collect();
        cut.flat = None;
        cut
    }

    /// Runs `inputs` `[batch, values]` through the network.
    pub fn forward(&self, inputs: impl Into<Inputs>, mode: Mode, keep: Capture) -> Forward {
        let inputs = inputs.into();
        match self.first_of_ink(&inputs) {
            Some(known) => self.forward_past_first(known, mode, keep),
            None => self.run(&self.architecture.stages, inputs.tensor(), None, mode, keep),
        }
    }

    /// Computes the pre-activations of the first layer, where ink is all that it takes.
    fn first_of_ink(&self, inputs: &Inputs) -> Option<Tensor<2>> {
        match inputs {
            Inputs::Sparse(ink) => ink.pre_activations(self.architecture, self.flat.as_ref()?),
            Inputs::Dense(_) => None,
        }
    }

    /// Runs a batch through the network that begins with a layer whose pre-activations are known, `[batch, units]`.
    pub(crate) fn forward_past_first(
        &self,
        pre_activations: Tensor<2>,
        mode: Mode,
        keep: Capture,
    ) -> Forward {
        let (stages, known) = (&self.architecture.stages, Some(pre_activations.clone()));
        self.run(stages, pre_activations, known, mode, keep)
    }

    /// Runs the rest of the way in evaluation: from what is looked at of layer `layer`, `[batch, its width]`, to the
    /// logits. The layer must not lie within a residual block.
    pub(crate) fn forward_from(&self, layer: usize, values: Tensor<2>) -> Tensor<2> {
        let first = self.architecture.shown_at(layer).map_or(0, |at| at + 1);
        let rest = &self.architecture.stages[first..];
        let (mode, keep) = (Mode::Evaluation, Capture::Nothing);
        self.run(rest, values, None, mode, keep).logits
    }

    /// Runs a batch through `stages`, whose first one is a layer with the pre-activations `known`, if they are.
    fn run(
        &self,
        stages: &[Stage],
        mut hidden: Tensor<2>,
        known: Option<Tensor<2>>,
        mode: Mode,
        keep: Capture,
    ) -> Forward {
        let mut pass = Pass {
            network: self,
            signals_kept: matches!(keep, Capture::Signals | Capture::Everything),
            mode,
            known,
            shortcut: None,
            signals: Vec::new(),
            statistics: Vec::new(),
        };
        let activations_kept = matches!(keep, Capture::Activations | Capture::Everything);
        let mut activations = Vec::new();
        for stage in stages {
            hidden = pass.stage(stage, hidden);
            if let (true, Some(layer)) = (activations_kept, stage.shows) {
                // A normalisation behind a layer takes its place.
                activations.truncate(layer);
                activations.push(hidden.clone());
            }
        }
        Forward {
            logits: hidden,
            signals: pass.signals,
            activations,
            statistics: pass.statistics,
        }
    }

    /// Returns the parameter at place `which` of `parameters`.
    fn leaf(&self, parameters: &[usize], which: usize) -> Tensor<2> {
        self.tensors[parameters[which]].clone()
    }
}

/// A forward pass under way.
struct Pass<'a> {
    network: &'a ParamTensors<'a>,
    signals_kept: bool,
    /// With the masks of the dropout blocks to come.
    mode: Mode<'a>,
    /// The pre-activations of the layer to come.
    known: Option<Tensor<2>>,
    /// For a sum to come.
    shortcut: Option<Tensor<2>>,
    signals: Vec<Tensor<2>>,
    statistics: Vec<Tensor<1>>,
}

impl Pass<'_> {
    fn stage(&mut self, stage: &Stage, hidden: Tensor<2>) -> Tensor<2> {
        let architecture = self.network.architecture;
        match stage.work {
            Op::Layer(index) => self.layer(&architecture.layers[index], hidden),
            Op::Pool { kind, size } => pool(kind, size, stage.input, hidden),
            Op::GlobalPool => global_pool(stage.input, hidden),
            Op::Flatten => hidden,
            Op::Upsample { size } => upsample(size, stage.input, hidden),
            Op::Dropout { .. } => match self.mode {
                Mode::Training([mask, rest @ ..]) => {
                    self.mode = Mode::Training(rest);
                    hidden * mask.clone()
                }
                Mode::Training([]) | Mode::Evaluation => hidden,
            },
            Op::Norm(index) => self.norm(&architecture.norms[index], hidden),
            Op::SaveShortcut => {
                self.shortcut = Some(hidden.clone());
                hidden
            }
            Op::SwapShortcut => self.shortcut.replace(hidden.clone()).unwrap_or(hidden),
            Op::AddShortcut(activation) => {
                let sum = match self.shortcut.take() {
                    Some(shortcut) => hidden + shortcut,
                    None => hidden,
                };
                elementwise(activation, sum)
            }
        }
    }

    fn layer(&mut self, layer: &Layer, hidden: Tensor<2>) -> Tensor<2> {
        let leaf = |which: usize| self.network.leaf(&layer.parameters, which);
        let mut pre = match (self.known.take(), layer.kind) {
            (Some(known), _) => known,
            (None, LayerKind::Dense | LayerKind::Conv { .. }) => {
                convolution(kernels(layer), hidden, leaf(0), leaf(1))
            }
            (None, LayerKind::Recurrent { .. }) => of_rows(layer.input, hidden, leaf(0), leaf(1)),
        };
        if self.signals_kept {
            let zero = Tensor::zeros(pre.dims(), &pre.device()).require_grad();
            pre = pre + zero.clone();
            self.signals.push(zero);
        }
        match layer.kind {
            LayerKind::Recurrent { cell, every, .. } => states(cell, every, pre, leaf(2), leaf(3)),
            LayerKind::Dense | LayerKind::Conv { .. } => activate(layer, leaf, pre),
        }
    }

    fn norm(&mut self, norm: &Norm, hidden: Tensor<2>) -> Tensor<2> {
        let leaf = |which: usize| self.network.leaf(&norm.parameters, which);
        let affine = [leaf(0), leaf(1)];
        let out = match self.mode {
            Mode::Training(_) => {
                let (out, statistics) = over_batch(norm, hidden, affine);
                self.statistics.push(statistics);
                out
            }
            Mode::Evaluation => by_running(norm, hidden, affine, [leaf(2), leaf(3)]),
        };
        elementwise(norm.activation, out)
    }
}

/// Applies a layer's activation, `[batch, units · places]` → `[batch, width after the activation]`; `leaf` gives a
/// parameter of the layer.
fn activate(layer: &Layer, leaf: impl Fn(usize) -> Tensor<2>, pre: Tensor<2>) -> Tensor<2> {
    let of_units = |which| at_every_place(leaf(which), layer.places());
    match layer.activation.info().form {
        Form::Elementwise(_) => elementwise(layer.activation, pre),
        // Channels lie one after the other, so half of the channels is half of the values.
        Form::Gated => {
            let half = Activation::Glu.width_after(pre.dims()[1]);
            let gate = pre.clone().narrow(1, half, half);
            pre.narrow(1, 0, half) * burn_activation::sigmoid(gate)
        }
        Form::Adaptive => {
            let gate = burn_activation::sigmoid(pre.clone() * of_units(3));
            pre * gate * of_units(2)
        }
    }
}

#[cfg(test)]
mod tests;
