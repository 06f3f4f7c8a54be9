//! A chain on the CPU, by the same products and loops as autodiff, bit for bit, without a graph of the whole and its copies.

use super::{Intake, Machine, MadeOf};
use crate::loss::losses_and_gradient;
use crate::memory::is_at_hand;
use crate::model::activation::{elementwise, signal_before};
use crate::model::batch::{Batch, Inputs};
use crate::model::convolution::{FlatLayer, convolution};
use crate::model::pooling::Pool;
use crate::operation::cpu::{in_order, values as numbers};
use crate::operation::{Operation, primitive};
use crate::tensors::vector;
use burn::backend::Flex;
use burn::backend::flex::FlexTensor;
use burn::tensor::Tensor;
use playground_experiment::loss::{LossSettings, Objective};
use playground_experiment::model::Activation;
use playground_kernels::convolution::Convolution;
use std::ops::Range;
use std::sync::Arc;

/// The CPU with a network.
pub(in crate::model) struct Cpu {
    /// `[parameters]`.
    parameters: Tensor<1>,
}

impl Cpu {
    /// Brings a batch before the network with `parameters` `[parameters]`; `None` where these are elsewhere.
    pub(super) fn with(parameters: &Tensor<1>, batch: &Batch) -> Option<(Self, Intake<Inputs>)> {
        if !is_at_hand(parameters) {
            return None;
        }
        let intake = Intake {
            inputs: batch.inputs.clone(),
            targets: batch.targets.clone().into(),
            masks: batch.masks.iter().cloned().map(Inputs::from).collect(),
        };
        let parameters = parameters.clone();
        Some((Self { parameters }, intake))
    }

    /// Carries the signal at values back to what these were made of.
    fn before(&self, made_of: MadeOf<Inputs>, signal: Tensor<2>) -> Inputs {
        match made_of {
            Some((activation, before)) => self.slope_times(activation, before, signal.into()),
            None => signal.into(),
        }
    }

    /// Returns weights `[inputs, units]` and biases `[1, units]` of a layer.
    fn weights(&self, layer: &FlatLayer) -> [Tensor<2>; 2] {
        let [weight, bias] = places(layer);
        let cut = |place: Range<usize>| self.parameters.clone().slice([place]);
        let (units, inputs) = (layer.shape.units, weight.len() / layer.shape.units.max(1));
        [
            cut(weight).reshape([inputs, units]),
            cut(bias).reshape([1, units]),
        ]
    }
}

impl Machine for Cpu {
    /// As they come in, perhaps as ink.
    type Values = Inputs;
    /// Where in each window its largest value lies, where that matters.
    type Places = Arc<[u32]>;
    type Gradient = Vec<f32>;

    fn layer(
        &self,
        layer: &FlatLayer,
        values: &Inputs,
        activation: Option<Activation>,
    ) -> [Inputs; 2] {
        let by_ink = match values {
            Inputs::Sparse(ink) => ink.product(&self.parameters, places(layer)),
            Inputs::Dense(_) => None,
        };
        let sums = by_ink.unwrap_or_else(|| {
            let [weight, bias] = self.weights(layer);
            convolution(layer.shape, values.tensor(), weight, bias)
        });
        let out = match activation {
            Some(activation) => elementwise(activation, sums.clone()),
            None => sums.clone(),
        };
        [sums, out].map(Inputs::from)
    }

    fn gradient(&self) -> Vec<f32> {
        vec![0.0; self.parameters.dims()[0]]
    }

    fn layer_back(
        &self,
        layer: &FlatLayer,
        values: &Inputs,
        signal: &Inputs,
        gradient: &mut Vec<f32>,
        below: Option<MadeOf<Inputs>>,
    ) -> Option<Inputs> {
        let signal = signal.tensor();
        let Ok([weight, bias]) = gradient.get_disjoint_mut(places(layer)) else {
            unreachable!("weights and biases lie apart in the vector of all parameters");
        };
        // Only images are known by their ink, and there is nothing below them.
        if let (Inputs::Sparse(ink), None) = (values, below) {
            ink.enter_gradients(signal, [weight, bias]);
            return None;
        }
        let [weights, biases] = self.weights(layer);
        let inputs = [values.tensor(), weights, biases].map(primitive::<Flex>);
        let (signal, wanted) = (primitive::<Flex>(signal), [below.is_some(), true, true]);
        let [of_values, of_weight, of_bias] =
            Operation::<Flex, _>::backward(&layer.shape, inputs, (), signal, wanted);
        for (place, found) in [(weight, of_weight), (bias, of_bias)] {
            let [found] = in_order([wanted_of(found)]);
            place.copy_from_slice(numbers(&found));
        }
        let made_of = below?;
        Some(self.before(made_of, tensor(wanted_of(of_values))))
    }

    fn pool(&self, pool: &Pool, values: &Inputs) -> (Inputs, Arc<[u32]>) {
        let (out, places) =
            Operation::<Flex, _>::forward(pool, [primitive::<Flex>(values.tensor())]);
        (tensor(out).into(), places)
    }

    fn pool_back(
        &self,
        pool: &Pool,
        (values, places): (&Inputs, &Arc<[u32]>),
        signal: &Inputs,
        below: MadeOf<Inputs>,
    ) -> Inputs {
        let [values, signal] = [values, signal].map(|one| primitive::<Flex>(one.tensor()));
        let [to_values] =
            Operation::<Flex, _>::backward(pool, [values], Arc::clone(places), signal, [true]);
        self.before(below, tensor(wanted_of(to_values)))
    }

    fn product(&self, a: &Inputs, b: &Inputs) -> Inputs {
        (a.tensor() * b.tensor()).into()
    }

    fn slope_times(&self, activation: Activation, before: &Inputs, signal: Inputs) -> Inputs {
        signal_before(activation, before.tensor(), signal.tensor()).into()
    }

    fn loss(
        &self,
        objective: &'static Objective,
        settings: LossSettings,
        logits_and_targets: [&Inputs; 2],
        scale: f32,
    ) -> [Inputs; 2] {
        let pair = logits_and_targets.map(Inputs::tensor);
        let [losses, gradient] = losses_and_gradient(objective, settings, pair);
        [losses, gradient * scale].map(Inputs::from)
    }

    fn tensor(&self, values: Inputs) -> Tensor<2> {
        values.tensor()
    }

    fn whole(&self, gradient: Vec<f32>) -> Tensor<1> {
        vector(gradient, &self.parameters.device())
    }
}

/// Returns where in the vector of all parameters the weights of a layer lie, and where its biases do.
fn places(layer: &FlatLayer) -> [Range<usize>; 2] {
    let Convolution {
        channels,
        kernel: [down, across],
        units,
        ..
    } = layer.shape;
    let [weight, bias] = layer.at;
    [
        weight..weight + channels * down * across * units,
        bias..bias + units,
    ]
}

/// Takes a gradient that an operation was asked for.
fn wanted_of(found: Option<FlexTensor>) -> FlexTensor {
    match found {
        Some(found) => found,
        None => unreachable!("an operation carries back what is wanted of it"),
    }
}

fn tensor(values: FlexTensor) -> Tensor<2> {
    Tensor::from_primitive::<Flex>(values)
}
