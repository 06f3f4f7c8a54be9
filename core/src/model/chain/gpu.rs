//! A chain on a GPU, where what counts is how few programs a step takes: each does all that there is to do with a layer's
//! numbers while it has them.

use super::{Intake, Machine, MadeOf};
use crate::loss::gpu::loss_and_gradient;
use crate::model::activation::slope_times;
use crate::model::batch::Batch;
use crate::model::convolution::FlatLayer;
use crate::model::pooling::Pool;
use crate::operation::gpu::{empty, on_gpu};
use crate::operation::primitive;
use burn::backend::TensorMetadata;
use burn::tensor::Tensor;
use burn_wgpu::{CubeTensor, Wgpu, into_contiguous};
use playground_experiment::loss::{LossSettings, Objective};
use playground_experiment::model::Activation;

/// A GPU that holds a network.
pub(in crate::model) struct Gpu {
    /// `[parameters]`.
    parameters: CubeTensor,
}

impl Gpu {
    /// Brings a batch before the network with `parameters` `[parameters]`; `None` where these are elsewhere.
    pub(super) fn with(
        parameters: &Tensor<1>,
        batch: &Batch,
    ) -> Option<(Self, Intake<CubeTensor>)> {
        let parameters = on_gpu(parameters)?;
        let intake = Intake {
            inputs: on_gpu(&batch.inputs.tensor())?,
            targets: on_gpu(&batch.targets)?,
            masks: batch.masks.iter().map(on_gpu).collect::<Option<_>>()?,
        };
        Some((Self { parameters }, intake))
    }
}

impl Machine for Gpu {
    type Values = CubeTensor;
    type Places = ();
    type Gradient = CubeTensor;

    fn layer(
        &self,
        layer: &FlatLayer,
        values: &CubeTensor,
        activation: Option<Activation>,
    ) -> [CubeTensor; 2] {
        layer.forward(values, &self.parameters, activation)
    }

    fn gradient(&self) -> CubeTensor {
        let count: usize = self.parameters.shape().iter().product();
        empty(&self.parameters, [count])
    }

    fn layer_back(
        &self,
        layer: &FlatLayer,
        values: &CubeTensor,
        signal: &CubeTensor,
        gradient: &mut CubeTensor,
        below: Option<MadeOf<CubeTensor>>,
    ) -> Option<CubeTensor> {
        layer.to_weights(values, signal, gradient);
        below.map(|made_of| layer.to_values(signal, &self.parameters, made_of))
    }

    fn pool(&self, pool: &Pool, values: &CubeTensor) -> (CubeTensor, ()) {
        (pool.on_gpu(values), ())
    }

    fn pool_back(
        &self,
        pool: &Pool,
        (values, ()): (&CubeTensor, &()),
        signal: &CubeTensor,
        below: MadeOf<CubeTensor>,
    ) -> CubeTensor {
        pool.back(signal, values, below)
    }

    fn product(&self, a: &CubeTensor, b: &CubeTensor) -> CubeTensor {
        let [a, b] = [a, b].map(|one| tensor(one.clone()));
        into_contiguous(primitive::<Wgpu>(a * b))
    }

    fn slope_times(
        &self,
        activation: Activation,
        before: &CubeTensor,
        signal: CubeTensor,
    ) -> CubeTensor {
        slope_times(activation, before, signal)
    }

    fn loss(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        logits_and_targets: [&CubeTensor; 2],
        scale: f32,
    ) -> [CubeTensor; 2] {
        let pair = logits_and_targets.map(Clone::clone);
        loss_and_gradient(objective, settings, pair, scale)
    }

    fn tensor(&self, values: CubeTensor) -> Tensor<2> {
        tensor(values)
    }

    fn whole(&self, gradient: CubeTensor) -> Tensor<1> {
        Tensor::from_primitive::<Wgpu>(gradient)
    }
}

fn tensor(values: CubeTensor) -> Tensor<2> {
    Tensor::from_primitive::<Wgpu>(values)
}
