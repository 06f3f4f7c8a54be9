//! Forward and backward of a chain of layers on a GPU, where what counts is how many programs a step takes.
//!
//! Autodiff knows one operation at a time: each parameter is cut out of the vector of all of them, each gradient is put into
//! another one, each activation goes over its values once more. Here a program does a layer's share of all that, and what is
//! computed is the same: sums by [`convolution`](super::convolution), formulas by their definitions. The tests hold it
//! against autodiff.

use super::activation::{is_identity, slope_times};
use super::batch::Batch;
use super::convolution::FlatLayer;
use super::found::Found;
use super::pooling::Pool;
use super::spatial::{extents, kernels};
use crate::loss::gpu::loss_and_gradient;
use crate::operation::gpu::{dims, empty, on_gpu};
use crate::operation::primitive;
use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use burn_wgpu::{CubeTensor, Wgpu, into_contiguous};
use playground_experiment::loss::{LossSettings, Objective};
use playground_experiment::model::activation::Form;
use playground_experiment::model::{
    Activation, Architecture, Layer, LayerKind, Op, Pooling, Stage,
};

/// A network that is a chain, after its forward pass.
pub(super) struct Chain {
    links: Vec<Link>,
    /// Of the whole network, `[parameters]`.
    parameters: CubeTensor,
    /// What came out at the end, `[batch, K]`.
    logits: CubeTensor,
    /// What the answers are held against, `[batch, K]`.
    targets: CubeTensor,
    /// What is looked at of each layer, `[batch, width]`.
    activations: Vec<CubeTensor>,
}

/// A stage that has been gone through.
struct Link {
    work: Work,
    /// What came in, `[batch, values]`.
    values: CubeTensor,
    /// What the activation at its end, if there is one, made it of.
    before: Option<(Activation, CubeTensor)>,
}

enum Work {
    Layer(FlatLayer),
    Pool(Pool),
    /// A product with a mask, `[batch, values]`.
    Dropout(Box<CubeTensor>),
}

impl Chain {
    /// Runs a batch through the network; `None` where this is not a chain or not on a GPU, or a teacher has a say in the
    /// loss.
    pub(super) fn forward(
        architecture: &Architecture,
        parameters: &Tensor<1>,
        batch: &Batch,
    ) -> Option<Self> {
        if batch.teacher.is_some() || !architecture.stages.iter().all(|s| is_link(architecture, s))
        {
            return None;
        }
        let mut hidden = on_gpu(&batch.inputs.tensor())?;
        let mut chain = Self {
            links: Vec::new(),
            parameters: on_gpu(parameters)?,
            logits: hidden.clone(),
            targets: on_gpu(&batch.targets)?,
            activations: Vec::new(),
        };
        let mut masks = batch.masks.iter();
        for stage in &architecture.stages {
            let work = match stage.work {
                Op::Layer(index) => Some(Work::Layer(of_layer(
                    architecture,
                    &architecture.layers[index],
                ))),
                Op::Pool { kind, size } => Some(Work::Pool(Pool::new(kind, size, stage.input))),
                Op::GlobalPool => {
                    let [_, height, width] = extents(stage.input);
                    let whole = Pool::new(Pooling::Average, [height, width], stage.input);
                    Some(Work::Pool(whole))
                }
                Op::Dropout { .. } => match masks.next() {
                    Some(mask) => Some(Work::Dropout(Box::new(on_gpu(mask)?))),
                    None => None,
                },
                _ => None,
            };
            if let Some(work) = work {
                hidden = chain.link(work, hidden, activation(architecture, stage));
            }
            if let Some(layer) = stage.shows {
                chain.activations.truncate(layer);
                chain.activations.push(hidden.clone());
            }
        }
        chain.logits = hidden;
        Some(chain)
    }

    /// Goes through one more stage.
    fn link(
        &mut self,
        work: Work,
        values: CubeTensor,
        activation: Option<Activation>,
    ) -> CubeTensor {
        let (out, before) = match &work {
            Work::Layer(layer) => {
                let [sums, out] = layer.forward(&values, &self.parameters, activation);
                (out, activation.map(|activation| (activation, sums)))
            }
            Work::Pool(pool) => (pool.on_gpu(&values), None),
            Work::Dropout(mask) => (product(&values, mask), None),
        };
        self.links.push(Link {
            work,
            values,
            before,
        });
        out
    }

    /// Goes back under an objective. The losses are those of each example.
    pub(super) fn backward(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
    ) -> Option<Found> {
        let [examples, _] = dims(&self.logits);
        let pair = [self.logits.clone(), self.targets.clone()];
        let [losses, at_logits] =
            loss_and_gradient(objective, settings, pair, 1.0 / examples as f32);
        let count: usize = self.parameters.shape().iter().product();
        let gradient = empty(&self.parameters, [count]);

        // The signal at what a link has put out, before its activation.
        let mut signal = at_last(self.links.last()?.before.as_ref(), at_logits);
        let mut signals = Vec::new();
        let first = self
            .links
            .iter()
            .position(|link| matches!(link.work, Work::Layer(_)))?;
        for (at, link) in self.links.iter().enumerate().skip(first).rev() {
            let below = at
                .checked_sub(1)
                .and_then(|below| self.links[below].before.as_ref());
            let made_of = below.map(|(activation, before)| (*activation, before));
            signal = match &link.work {
                Work::Layer(layer) => {
                    layer.to_weights(&link.values, &signal, &gradient);
                    signals.push(signal.clone());
                    if at == first {
                        break;
                    }
                    layer.to_values(&signal, &self.parameters, made_of)
                }
                Work::Pool(pool) => pool.back(&signal, &link.values, made_of),
                Work::Dropout(mask) => at_last(below, product(&signal, mask)),
            };
        }
        signals.reverse();
        let tensors = |all: Vec<CubeTensor>| all.into_iter().map(tensor).collect();
        Some(Found {
            gradient: Tensor::from_primitive::<Wgpu>(gradient),
            logits: tensor(self.logits.clone()),
            losses: tensor(losses),
            signals: tensors(signals),
            activations: tensors(self.activations.clone()),
            statistics: Vec::new(),
        })
    }
}

/// Returns whether a chain can go through a stage.
fn is_link(architecture: &Architecture, stage: &Stage) -> bool {
    match stage.work {
        Op::Layer(index) => {
            let layer = &architecture.layers[index];
            let elementwise = matches!(layer.activation.info().form, Form::Elementwise(_));
            elementwise && !matches!(layer.kind, LayerKind::Recurrent { .. })
        }
        Op::Pool { .. } | Op::GlobalPool | Op::Flatten | Op::Dropout { .. } => true,
        Op::Upsample { .. }
        | Op::Norm(_)
        | Op::SaveShortcut
        | Op::SwapShortcut
        | Op::AddShortcut(_) => false,
    }
}

/// Returns the activation at the end of a stage, unless it changes nothing.
fn activation(architecture: &Architecture, stage: &Stage) -> Option<Activation> {
    let Op::Layer(index) = stage.work else {
        return None;
    };
    let activation = architecture.layers[index].activation;
    (!is_identity(activation)).then_some(activation)
}

/// Returns a layer, and where its parameters begin in the vector of all.
fn of_layer(architecture: &Architecture, layer: &Layer) -> FlatLayer {
    let at = |which: usize| {
        architecture.parameters[layer.parameters[which]]
            .range()
            .start
    };
    FlatLayer {
        shape: kernels(layer),
        at: [at(0), at(1)],
    }
}

/// Carries a signal back through the activation that made the last values of a chain so far, if one did.
fn at_last(before: Option<&(Activation, CubeTensor)>, signal: CubeTensor) -> CubeTensor {
    match before {
        Some((activation, before)) => slope_times(*activation, before, signal),
        None => signal,
    }
}

fn product(values: &CubeTensor, mask: &CubeTensor) -> CubeTensor {
    let [values, mask] = [values, mask].map(|one| tensor(one.clone()));
    into_contiguous(primitive::<Wgpu>(values * mask))
}

fn tensor(primitive: CubeTensor) -> Tensor<2> {
    Tensor::from_primitive::<Wgpu>(primitive)
}
