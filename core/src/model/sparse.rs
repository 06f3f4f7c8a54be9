//! A batch of mostly blank images as its ink, for the first layer of a network on the CPU: what is multiplied by
//! nothing is left out. The layer's weights then get their gradient in closed form from the signal at its
//! pre-activations, ∂L/∂W = xᵀ·∂L/∂a, and not from autodiff.

use crate::memory::{Memory, is_at_hand};
use crate::tensors::matrix;
use burn::tensor::{Device, Tensor};
use playground_data::dataset::Images;
use playground_experiment::experiment::Experiment;
use playground_experiment::model::{Architecture, Layer, LayerKind, Op};
use playground_kernels::sparse::{self, Ink};
use std::ops::Range;
use std::rc::Rc;

/// The share of ink up to which leaving out the blanks is quicker than the dense product.
const DENSE_ABOVE: f64 = 0.5;

/// The ink of a batch.
#[derive(Clone)]
pub struct SparseInputs {
    ink: Rc<Ink>,
    /// What a blank pixel is worth as an input.
    shift: f32,
}

impl SparseInputs {
    /// Lists the ink of the images at `indices`; `None` when the network does not begin with a dense layer, when the
    /// images are too full of ink, or when it trains on a GPU.
    pub fn of(
        images: &Images,
        indices: &[u32],
        experiment: &Experiment,
        architecture: &Architecture,
        parameters: &Tensor<1>,
    ) -> Option<Self> {
        first(architecture)?;
        if !is_at_hand(parameters) {
            return None;
        }
        let image = |&index: &u32| images.image(index as usize);
        let rows: Vec<&[u8]> = indices.iter().map(image).collect();
        let columns = experiment.dataset.info().sample.len();
        let (scale, shift) = experiment.inputs();
        let ink = Rc::new(Ink::of(&rows, columns, scale / 255.0, DENSE_ABOVE)?);
        Some(Self { ink, shift })
    }

    /// Returns the first `rows` images.
    pub(crate) fn first(&self, rows: usize) -> Self {
        Self {
            ink: Rc::new(self.ink.first(rows)),
            shift: self.shift,
        }
    }

    /// Returns every value, `[batch, values]`.
    pub fn tensor(&self) -> Tensor<2> {
        let (rows, values) = (self.ink.rows(), self.ink.dense(self.shift));
        let columns = values.len() / rows.max(1);
        matrix(values, [rows, columns], &Device::flex())
    }

    /// Computes the pre-activations of the first layer, `[batch, units]`, of the network with `parameters`
    /// `[parameters]`.
    pub(crate) fn pre_activations(
        &self,
        architecture: &Architecture,
        parameters: &Tensor<1>,
    ) -> Option<Tensor<2>> {
        let layer = first(architecture)?;
        let place = |which: usize| architecture.parameters[layer.parameters[which]].range();
        self.product(parameters, [place(0), place(1)])
    }

    /// Computes the pre-activations, `[batch, units]`, of a layer whose weights and biases lie at these places of
    /// `parameters` `[parameters]`.
    pub(super) fn product(
        &self,
        parameters: &Tensor<1>,
        [weight, bias]: [Range<usize>; 2],
    ) -> Option<Tensor<2>> {
        let memory = Memory::of(parameters.clone())?;
        let (weight, bias) = (memory.values().get(weight)?, memory.values().get(bias)?);
        let values = sparse::product(&self.ink, self.shift, weight, bias);
        let shape = [self.ink.rows(), bias.len()];
        Some(matrix(values, shape, &parameters.device()))
    }

    /// Computes the gradients of the first layer's weights `[inputs, units]` and biases `[1, units]` from the signal at
    /// its pre-activations, `[batch, units]`.
    pub(crate) fn gradients(&self, signal: Tensor<2>) -> Option<[Tensor<2>; 2]> {
        let ([_, units], device) = (signal.dims(), signal.device());
        let memory = Memory::of(signal)?;
        let (weight, bias) = sparse::gradients(&self.ink, self.shift, memory.values(), units);
        let inputs = weight.len() / units.max(1);
        Some([
            matrix(weight, [inputs, units], &device),
            matrix(bias, [1, units], &device),
        ])
    }

    /// Writes the same gradients to their places.
    pub(super) fn enter_gradients(&self, signal: Tensor<2>, [weight, bias]: [&mut [f32]; 2]) {
        if let Some(memory) = Memory::of(signal) {
            sparse::enter_gradients(&self.ink, self.shift, memory.values(), [weight, bias]);
        }
    }
}

/// Returns the first layer, where it is dense and takes the images as they come.
fn first(architecture: &Architecture) -> Option<&Layer> {
    let stage = architecture.stages.first()?;
    let Op::Layer(index) = stage.work else {
        return None;
    };
    let layer = architecture.layers.get(index)?;
    matches!(layer.kind, LayerKind::Dense).then_some(layer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::backward::{Detail, Passes};
    use crate::model::batch::{Batch, Inputs};
    use crate::model::network::{Capture, Mode, ParamTensors};
    use crate::tensors::vector;
    use crate::train::dataset;
    use playground_data::dataset::{DatasetId, NORMALISATIONS};
    use playground_data::synthetic;
    use playground_data::synthetic::Set;
    use playground_experiment::model::block::Flatten;
    use playground_experiment::model::{Activation, Block};

    fn images(count: usize) -> Images {
        let mut images = Images::new(count, DatasetId::Synthetic.info().sample.len());
        let (pixels, labels) = synthetic::generate(synthetic::SEED, Set::Train, 0..count as u64);
        images.push_images(&pixels);
        images.push_labels(&labels);
        images
    }

    fn dense(activation: Activation) -> Experiment {
        let units = 24;
        Experiment {
            blocks: vec![Block::dense(units, activation)],
            ..Experiment::default()
        }
    }

    /// Gradient and summary with the batch's ink and without.
    fn both_ways(experiment: &Experiment) -> [Vec<f32>; 2] {
        let device = Device::flex();
        let (images, indices) = (images(12), [3, 0, 11, 7, 7]);
        let architecture = experiment.architecture().unwrap();
        let parameters = vector(experiment.initial(&architecture), &device);
        let (without, _) = dataset::batch(&images, &indices, experiment, &device);
        let sparse =
            SparseInputs::of(&images, &indices, experiment, &architecture, &parameters).unwrap();
        let with = Batch {
            inputs: Inputs::Sparse(sparse),
            ..without.clone()
        };
        [without, with].map(|batch| {
            let (objective, settings) =
                (experiment.objective().unwrap(), experiment.loss_settings());
            let done = Passes::new(&architecture, &parameters, &batch).backward(
                objective,
                settings,
                Detail::Report,
            );
            let summary = done.summary.unwrap();
            let shown = [summary.loss, summary.gradients, summary.signals];
            let all = [done.gradient, summary.logits_or_error]
                .into_iter()
                .chain(shown);
            Tensor::cat(all.collect(), 0)
                .into_data()
                .try_to_vec::<f32>()
                .unwrap()
        })
    }

    #[test]
    fn ink_alone_gives_the_gradients_norms_and_logits_of_the_dense_product() {
        for row in NORMALISATIONS {
            for activation in [Activation::Relu, Activation::Ahaf, Activation::Glu] {
                let experiment = Experiment {
                    normalisation: row.id,
                    ..dense(activation)
                };
                let [dense, sparse] = both_ways(&experiment);
                assert!(dense.iter().any(|g| g.abs() > 0.01));
                for (a, b) in dense.iter().zip(&sparse) {
                    assert!(
                        (a - b).abs() < 1e-5 * (1.0 + a.abs()),
                        "{} {a} {b}",
                        row.key
                    );
                }
            }
        }
    }

    #[test]
    fn a_network_is_asked_by_ink_as_it_is_by_every_value() {
        for row in NORMALISATIONS {
            for activation in [Activation::Relu, Activation::Ahaf, Activation::Glu] {
                let experiment = Experiment {
                    normalisation: row.id,
                    ..dense(activation)
                };
                let (device, images, indices) = (Device::flex(), images(12), [3, 0, 11]);
                let architecture = experiment.architecture().unwrap();
                let parameters = vector(experiment.initial(&architecture), &device);
                let ink =
                    SparseInputs::of(&images, &indices, &experiment, &architecture, &parameters)
                        .unwrap();
                let values = dataset::inputs(&images, &indices, &experiment, &device);
                let network = ParamTensors::plain(&architecture, &parameters);
                let ask = |inputs: Inputs| {
                    let out = network.forward(inputs, Mode::Evaluation, Capture::Activations);
                    let of = |all: Tensor<2>| all.into_data().try_to_vec::<f32>().unwrap();
                    out.activations.into_iter().flat_map(of).collect::<Vec<_>>()
                };
                let (by_ink, by_value) = (ask(Inputs::Sparse(ink.clone())), ask(values.into()));
                assert_eq!(by_ink.len(), by_value.len());
                for (a, b) in by_ink.iter().zip(&by_value) {
                    assert!(
                        (a - b).abs() < 1e-5 * (1.0 + b.abs()),
                        "{} {a} {b}",
                        row.key
                    );
                }
            }
        }
    }

    #[test]
    fn full_images_and_other_first_layers_go_the_general_way() {
        let parameters = |experiment: &Experiment| {
            let count = experiment.architecture().unwrap().parameter_count();
            Tensor::<1>::zeros([count], &Device::flex())
        };
        let of = |experiment: &Experiment, images: &Images| {
            let architecture = experiment.architecture().unwrap();
            SparseInputs::of(
                images,
                &[0],
                experiment,
                &architecture,
                &parameters(experiment),
            )
        };
        let mut grey = Images::new(1, 784);
        grey.push_images(&[90; 784]);
        assert!(of(&dense(Activation::Relu), &images(1)).is_some());
        assert!(of(&dense(Activation::Relu), &grey).is_none());
        let convolution = Experiment {
            blocks: vec!["conv-4-5-relu".parse().unwrap(), Block::Flatten(Flatten)],
            ..Experiment::default()
        };
        assert!(of(&convolution, &images(1)).is_none());
    }
}
