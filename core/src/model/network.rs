//! The forward pass. It can also hand out the pre-activation of every layer as something whose
//! gradient can be read: Burn refuses `require_grad` on a tensor that was computed, so a zero leaf
//! is added to each pre-activation and the leaf's gradient is the backpropagated signal.

use super::activation::elementwise;
use super::convolution::{convolution, dense};
use super::norm::{Affine, by_running, over_batch};
use super::pooling::pool;
use super::recurrent::{Recurrent, of_rows};
use super::spatial::{at_every_place, global_pool, kernels, upsample};
use burn::tensor::{Tensor, activation as burn_activation};
use playground_experiment::model::activation::Form;
use playground_experiment::model::{
    Activation, Architecture, Layer, LayerKind, Norm, Op, Parameter, Stage,
};

/// The parameters as leaves of an autodiff graph (or plain, for inference), one tensor each:
/// `[fan_in, units]` for weights, `[1, units]` otherwise.
pub struct ParamTensors(pub Vec<Tensor<2>>);

impl ParamTensors {
    /// Cuts the flat vector `[parameters]` into leaves that collect gradients.
    pub(crate) fn tracked(architecture: &Architecture, flat: &Tensor<1>) -> Self {
        let plain = Self::plain(architecture, flat);
        Self(
            plain
                .0
                .into_iter()
                .map(|t| t.autodiff().require_grad())
                .collect(),
        )
    }

    /// Cuts the flat vector `[parameters]` into tensors without gradients.
    pub fn plain(architecture: &Architecture, flat: &Tensor<1>) -> Self {
        let cut = |p: &Parameter| flat.clone().slice([p.range()]).reshape(p.shape);
        Self(architecture.parameters.iter().map(cut).collect())
    }
}

/// What a forward pass keeps besides the logits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    signals: bool,
    activations: bool,
}

impl Capture {
    /// The logits alone.
    pub const NOTHING: Self = Self {
        signals: false,
        activations: false,
    };
    /// A leaf for the signal at each pre-activation.
    pub(crate) const SIGNALS: Self = Self {
        signals: true,
        activations: false,
    };
    /// What leaves each layer.
    pub(crate) const ACTIVATIONS: Self = Self {
        signals: false,
        activations: true,
    };
    /// Both.
    pub(crate) const EVERYTHING: Self = Self {
        signals: true,
        activations: true,
    };
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

/// Runs `inputs` `[batch, values]` through the network.
pub fn forward(
    architecture: &Architecture,
    leaves: &ParamTensors,
    inputs: Tensor<2>,
    mode: Mode,
    keep: Capture,
) -> Forward {
    let stages = &architecture.stages;
    run(
        architecture,
        leaves,
        stages,
        Entry::Inputs(inputs),
        mode,
        keep,
    )
}

/// Runs a batch through the network that begins with a layer whose pre-activations are known, `[batch, units]`.
pub(crate) fn forward_past_first(
    architecture: &Architecture,
    leaves: &ParamTensors,
    pre_activations: Tensor<2>,
    mode: Mode,
    keep: Capture,
) -> Forward {
    let (stages, entry) = (&architecture.stages, Entry::PreActivations(pre_activations));
    run(architecture, leaves, stages, entry, mode, keep)
}

/// The rest of the way in evaluation: from what is looked at of layer `layer`, `[batch, its width]`, to the logits.
/// The layer must not lie within a residual block.
pub(crate) fn forward_from(
    architecture: &Architecture,
    leaves: &ParamTensors,
    layer: usize,
    values: Tensor<2>,
) -> Tensor<2> {
    let first = architecture.shown_at(layer).map_or(0, |at| at + 1);
    let rest = &architecture.stages[first..];
    let mode = Mode::Evaluation;
    let entry = Entry::Inputs(values);
    run(architecture, leaves, rest, entry, mode, Capture::NOTHING).logits
}

/// Where a pass begins.
enum Entry {
    /// With what comes in to the first stage.
    Inputs(Tensor<2>),
    /// Within the first stage, a layer.
    PreActivations(Tensor<2>),
}

/// Runs a batch through `stages`.
fn run(
    architecture: &Architecture,
    leaves: &ParamTensors,
    stages: &[Stage],
    entry: Entry,
    mode: Mode,
    keep: Capture,
) -> Forward {
    let (mut hidden, known) = match entry {
        Entry::Inputs(inputs) => (inputs, None),
        Entry::PreActivations(values) => (values.clone(), Some(values)),
    };
    let mut pass = Pass {
        known,
        leaves,
        keep,
        masks: match mode {
            Mode::Training(masks) => masks,
            Mode::Evaluation => &[],
        },
        trains: matches!(mode, Mode::Training(_)),
        kept: None,
        signals: Vec::new(),
        statistics: Vec::new(),
    };
    let mut activations = Vec::new();
    for stage in stages {
        hidden = pass.stage(architecture, stage, hidden);
        if let (true, Some(layer)) = (keep.activations, stage.shows) {
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

/// A forward pass under way.
struct Pass<'a> {
    leaves: &'a ParamTensors,
    keep: Capture,
    /// Of the dropout blocks to come.
    masks: &'a [Tensor<2>],
    trains: bool,
    /// The pre-activations of the layer to come.
    known: Option<Tensor<2>>,
    /// For a sum to come.
    kept: Option<Tensor<2>>,
    signals: Vec<Tensor<2>>,
    statistics: Vec<Tensor<1>>,
}

impl Pass<'_> {
    fn stage(
        &mut self,
        architecture: &Architecture,
        stage: &Stage,
        hidden: Tensor<2>,
    ) -> Tensor<2> {
        match stage.work {
            Op::Layer(index) => self.layer(&architecture.layers[index], hidden),
            Op::Pool { kind, size } => pool(kind, size, stage.input, hidden),
            Op::GlobalPool => global_pool(stage.input, hidden),
            Op::Flatten => hidden,
            Op::Upsample { size } => upsample(size, stage.input, hidden),
            Op::Dropout { .. } => match self.masks.split_first() {
                Some((mask, rest)) => {
                    self.masks = rest;
                    hidden * mask.clone()
                }
                None => hidden,
            },
            Op::Norm(index) => self.norm(&architecture.norms[index], hidden),
            Op::SaveShortcut => {
                self.kept = Some(hidden.clone());
                hidden
            }
            Op::SwapShortcut => self.kept.replace(hidden.clone()).unwrap_or(hidden),
            Op::AddShortcut(activation) => {
                let sum = match self.kept.take() {
                    Some(kept) => hidden + kept,
                    None => hidden,
                };
                elementwise(activation, sum)
            }
        }
    }

    fn layer(&mut self, layer: &Layer, hidden: Tensor<2>) -> Tensor<2> {
        let leaf = |which: usize| leaf(self.leaves, &layer.parameters, which);
        let mut pre = match (self.known.take(), layer.kind) {
            (Some(known), _) => known,
            (None, LayerKind::Dense) => dense(hidden, leaf(0), leaf(1)),
            (
                None,
                LayerKind::Conv {
                    kernel,
                    stride,
                    padding,
                },
            ) => {
                let kernels = kernels(layer.input, layer.units, [kernel, stride, padding]);
                convolution(kernels, hidden, leaf(0), leaf(1))
            }
            (None, LayerKind::Recurrent { .. }) => of_rows(layer.input, hidden, leaf(0), leaf(1)),
        };
        if self.keep.signals {
            let zero = Tensor::zeros(pre.dims(), &pre.device()).require_grad();
            pre = pre + zero.clone();
            self.signals.push(zero);
        }
        match layer.kind {
            LayerKind::Recurrent { cell, steps, every } => {
                let (weight, bias) = (leaf(2), leaf(3));
                let recurrent = Recurrent {
                    cell,
                    steps,
                    every,
                    weight,
                    bias,
                };
                recurrent.run(pre)
            }
            LayerKind::Dense | LayerKind::Conv { .. } => activate(layer, self.leaves, pre),
        }
    }

    fn norm(&mut self, norm: &Norm, hidden: Tensor<2>) -> Tensor<2> {
        let leaf = |which: usize| leaf(self.leaves, &norm.parameters, which);
        let affine = Affine {
            gamma: leaf(0),
            beta: leaf(1),
        };
        let out = match self.trains {
            true => {
                let (out, statistics) = over_batch(norm, hidden, affine);
                self.statistics.push(statistics);
                out
            }
            false => by_running(norm, hidden, affine, [leaf(2), leaf(3)]),
        };
        elementwise(norm.activation, out)
    }
}

fn leaf(leaves: &ParamTensors, parameters: &[usize], which: usize) -> Tensor<2> {
    leaves.0[parameters[which]].clone()
}

/// `[batch, units · places]` → `[batch, width after the activation]`.
fn activate(layer: &Layer, leaves: &ParamTensors, pre: Tensor<2>) -> Tensor<2> {
    let of_units = |which| {
        let of_units = leaf(leaves, &layer.parameters, which);
        at_every_place(of_units, layer.places())
    };
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
