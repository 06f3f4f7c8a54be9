//! Gradient sizes by layer, for the loss in use and for its counterpart.

mod replaced;

use crate::lengths::length;
use crate::loss::Lesson;
use crate::loss::{per_example, squared_differences};
use crate::model::network::{Keep, Leaves, Mode, forward, forward_past_first};
use crate::train::blots::Blots;
use burn::tensor::Tensor;
use playground_experiment::loss::{Aim, LossSettings, Objective};
use playground_experiment::model::Architecture;
use playground_experiment::protocol::LayerGradient;
use std::collections::BTreeMap;

/// A batch on the device.
#[derive(Clone)]
pub struct Batch {
    /// `[batch, values]`, normalised.
    pub inputs: Inputs,
    /// One-hot, `[batch, classes]`; for an autoencoder the raw pixels in [0, 1], `[batch, pixels]`.
    pub targets: Tensor<2>,
    /// Those of the dropout blocks, see [`forward`]; none where nothing is dropped.
    pub masks: Vec<Tensor<2>>,
    /// What the teacher says of it, in distillation.
    pub lesson: Option<Lesson>,
}

/// What comes in to the network.
#[derive(Clone)]
pub enum Inputs {
    /// Every value, `[batch, values]`.
    Dense(Box<Tensor<2>>),
    /// The ink of mostly blank images, on the CPU.
    Ink(Blots),
}

impl Inputs {
    /// Every value, `[batch, values]`.
    pub fn tensor(&self) -> Tensor<2> {
        match self {
            Self::Dense(values) => (**values).clone(),
            Self::Ink(blots) => blots.tensor(),
        }
    }
}

impl From<Tensor<2>> for Inputs {
    fn from(values: Tensor<2>) -> Self {
        Self::Dense(Box::new(values))
    }
}

/// What a step shows of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Show {
    /// Nothing: most steps.
    Nothing,
    /// Loss, accuracy and norms, for the loss in use and for its counterpart.
    Report,
    /// A report, and every layer and example in detail.
    Probe,
}

impl Show {
    fn keep(self) -> Keep {
        match self {
            Self::Nothing => Keep::NOTHING,
            Self::Report => Keep::SIGNALS,
            Self::Probe => Keep::EVERYTHING,
        }
    }
}

/// One backward pass.
pub struct Backward {
    /// ∂L/∂w, flat, `[parameters]`.
    pub gradient: Tensor<1>,
    /// Loss, then (when shown) weight norm, bias norm and signal of each layer, then the logits
    /// row by row: everything a report needs, in one vector. Of an autoencoder the mean squared
    /// difference of a pixel stands in for its many logits.
    pub figures: Option<Tensor<1>>,
    /// B·∂L/∂z, `[batch, classes]`: each example's own gradient at its logits; when probed in
    /// detail.
    pub at_logits: Option<Tensor<2>>,
    /// What left each layer, `[batch, width]`; when probed in detail, else empty.
    pub activations: Vec<Tensor<2>>,
    /// Of the batch normalisations, see [`forward`].
    pub statistics: Vec<Tensor<1>>,
}

/// Forward and backward on `batch` under `objective`; reads nothing.
pub fn backward(
    architecture: &Architecture,
    parameters: &Tensor<1>,
    batch: &Batch,
    objective: &Objective,
    settings: LossSettings,
    show: Show,
) -> Backward {
    let leaves = Leaves::tracked(architecture, parameters);
    let (mode, keep) = (Mode::Training(&batch.masks), show.keep());
    let first = first_layer(architecture, parameters, batch);
    let out = match &first {
        Some((_, known)) => forward_past_first(architecture, &leaves, known.clone(), mode, keep),
        None => forward(architecture, &leaves, batch.inputs.tensor(), mode, keep),
    };
    let own = per_example(
        objective,
        out.logits.clone(),
        batch.targets.clone(),
        settings,
    );
    let loss = match &batch.lesson {
        Some(lesson) => lesson.mix(own, out.logits.clone()).mean(),
        None => own.mean(),
    };
    let mut all = loss.backward();
    let closed = first.and_then(|(blots, known)| blots.gradients(known.grad_remove(&mut all)?));
    let closed = closed.into_iter().flatten();
    let mut closed: BTreeMap<usize, Tensor<2>> = match architecture.layers.first() {
        Some(layer) => layer.parameters.iter().copied().zip(closed).collect(),
        None => BTreeMap::new(),
    };
    let of_leaves: Vec<Tensor<2>> = (leaves.0.iter().enumerate())
        .map(|(index, leaf)| {
            let gradient = closed.remove(&index);
            gradient
                .or_else(|| leaf.grad_remove(&mut all))
                .unwrap_or_else(|| leaf.clone().without_autodiff().zeros_like())
        })
        .collect();
    let examples = batch.targets.dims()[0];
    let mut at_logits = None;
    let figures = (show >= Show::Report).then(|| {
        let mut figures = vec![loss.without_autodiff()];
        for (layer, leaf) in architecture.layers.iter().zip(&out.signals) {
            figures.push(length(&of_leaves[layer.parameters[0]]));
            figures.push(length(&of_leaves[layer.parameters[1]]));
            let signal = leaf
                .grad_remove(&mut all)
                .unwrap_or_else(|| leaf.clone().without_autodiff());
            figures.push(mean_row_norm(signal.clone(), examples));
            at_logits = Some(signal);
        }
        let logits = out.logits.without_autodiff();
        figures.push(match objective.output.aim() {
            Aim::Class => logits.flatten(0, 1),
            Aim::Image => {
                let targets = batch.targets.clone();
                squared_differences(objective.output, logits, targets).mean()
            }
        });
        Tensor::cat(figures, 0)
    });
    let flat = of_leaves.into_iter().map(|g| g.flatten(0, 1)).collect();
    Backward {
        gradient: Tensor::cat(flat, 0),
        figures,
        at_logits: at_logits
            .filter(|_| show == Show::Probe)
            .map(|signal| signal * examples as f64),
        activations: out
            .activations
            .into_iter()
            .map(Tensor::without_autodiff)
            .collect(),
        statistics: out.statistics,
    }
}

/// The pre-activations of the first layer as a leaf of the graph, where the batch is known by its ink.
fn first_layer<'a>(
    architecture: &Architecture,
    parameters: &Tensor<1>,
    batch: &'a Batch,
) -> Option<(&'a Blots, Tensor<2>)> {
    let Inputs::Ink(blots) = &batch.inputs else {
        return None;
    };
    let known = blots.pre_activations(architecture, parameters)?;
    Some((blots, known.autodiff().require_grad()))
}

/// Mean over the examples of ‖B·∂L/∂aᵢ‖₂: the batch-mean loss carries 1/B, which is taken out again.
fn mean_row_norm(signal: Tensor<2>, examples: usize) -> Tensor<1> {
    signal.square().sum_dim(1).sqrt().mean() * examples as f64
}

/// The figures of one backward pass, read back.
pub struct Figures {
    /// Mean loss of the batch.
    pub loss: f32,
    /// From input to output.
    pub layers: Vec<LayerGradient>,
    /// `[batch, classes]`, row by row; of an autoencoder the mean squared difference of a pixel alone.
    pub logits: Vec<f32>,
}

/// Takes apart what [`Backward::figures`] put together for `layers` layers.
/// `None` when the vector is too short, which means that the device has failed.
pub fn parse(values: &[f32], layers: usize) -> Option<Figures> {
    let (loss, rest) = values.split_first()?;
    let norms = rest.get(..3 * layers)?;
    Some(Figures {
        loss: *loss,
        layers: norms
            .chunks_exact(3)
            .map(|n| LayerGradient {
                weight: n[0],
                bias: n[1],
                signal: n[2],
            })
            .collect(),
        logits: rest[3 * layers..].to_vec(),
    })
}

#[cfg(test)]
mod tests;
