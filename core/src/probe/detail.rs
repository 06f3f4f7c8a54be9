//! A detailed probe: what it needs of a step is read together with the report, and found again afterwards.

use super::units;
use crate::model::backward::Backward;
use crate::model::batch::Inputs;
use crate::train::readback::{Key, Readback, Values};
use burn::tensor::{Tensor, s};
use playground_experiment::model::activation::Fault;
use playground_experiment::model::{Architecture, Layer, Parameter};
use playground_experiment::protocol::probe::{
    Examples, Histogram, LayerProbe, MAX_EXAMPLES, Probe,
};

/// Images over which saturated and dead units are counted.
pub(crate) const UNIT_IMAGES: usize = 512;
/// Values of one tensor that are read for a histogram; a larger one gives every n-th.
const SAMPLE: usize = 1 << 18;

/// What a step has at hand for its probe, on the device.
pub struct Sources<'a> {
    /// The network.
    pub architecture: &'a Architecture,
    /// Before the update, `[parameters]`.
    pub parameters: &'a Tensor<1>,
    /// Under the loss in use.
    pub own: &'a Backward,
    /// Under the counterpart.
    pub other: &'a Backward,
    /// Images over which units are counted.
    pub units: Option<Inputs>,
    /// The loss of the batch after the update, `[1]`.
    pub loss_after: Option<Tensor<1>>,
    /// The largest change of an answer that was asked for twice, `[1]`.
    pub asked_twice: Option<Tensor<1>>,
}

/// A probe whose figures are still on the device: what is known of it, and where the rest is found.
pub struct DetailKeys {
    /// Everything but the layers' figures.
    head: Probe,
    /// Of the examples in the bulk.
    labels: Vec<u8>,
    /// Of the examples in the bulk.
    indices: Vec<u32>,
    layers: Vec<LayerKeys>,
    /// Gradients of the examples at their logits, under the loss in use and under its counterpart.
    at_logits: Option<[Key; 2]>,
    loss_after: Option<Key>,
    asked_twice: Option<Key>,
}

struct LayerKeys {
    name: String,
    weights: Key,
    gradients: Key,
    activations: Key,
    /// Its fault, and the share of its units that have it, where they are counted.
    fault: Option<(Fault, Key)>,
}

/// Adds the figures of a probe to a readback. `None` when the passes kept no detail.
pub(crate) fn read_into(
    sources: Sources,
    head: Probe,
    labels: &[u8],
    indices: &[u32],
    readback: &mut Readback,
) -> Option<DetailKeys> {
    if sources.own.activations.is_empty() {
        return None;
    }
    let examples = labels.len().min(MAX_EXAMPLES);
    let layers = sources.architecture.layers.iter();
    let mut layers: Vec<LayerKeys> = layers
        .zip(&sources.own.activations)
        .map(|(layer, activations)| LayerKeys {
            name: layer.name.clone(),
            weights: readback.add(sources.weights(layer, sources.parameters)),
            gradients: readback.add(sources.weights(layer, &sources.own.gradient)),
            activations: readback.add(few_rows(activations.clone())),
            fault: None,
        })
        .collect();
    let at_logits = match examples {
        0 => None,
        _ => {
            let rows = |pass: &Backward| Some(pass.at_logits.clone()?.narrow(0, 0, examples));
            let (own, other) = (rows(sources.own)?, rows(sources.other)?);
            Some([own, other].map(|rows| readback.add(rows.flatten(0, 1))))
        }
    };
    if let Some(inputs) = sources.units {
        let shares = units::shares(sources.architecture, sources.parameters, inputs);
        for (layer, share) in layers.iter_mut().zip(shares) {
            layer.fault = share.map(|(fault, share)| (fault, readback.add(share)));
        }
    }
    Some(DetailKeys {
        loss_after: sources.loss_after.map(|loss| readback.add(loss)),
        asked_twice: sources.asked_twice.map(|change| readback.add(change)),
        head: Probe { examples, ..head },
        labels: labels[..examples].to_vec(),
        indices: indices[..examples].to_vec(),
        layers,
        at_logits,
    })
}

impl Sources<'_> {
    /// Returns the part of a flat vector that belongs to the weights of a layer, or a sample of it: every n-th value of
    /// each matrix, with one n for all.
    fn weights(&self, layer: &Layer, flat: &Tensor<1>) -> Tensor<1> {
        let matrices = || self.architecture.weights(layer);
        let all = matrices().map(Parameter::len).sum();
        // The matrices of a recurrent layer have the same columns.
        let columns = matrices().next().map_or(1, |matrix| matrix.shape[1]);
        let stride = stride(all, columns);
        let sample = |matrix: &Parameter| {
            let whole = flat.clone().slice([matrix.range()]);
            match stride {
                1 => whole,
                stride => whole.slice(s![..;stride as isize]),
            }
        };
        Tensor::cat(matrices().map(sample).collect(), 0)
    }
}

/// Finds the n of "every n-th" that leaves at most [`SAMPLE`] of `values`. It shares no factor with the number of
/// `columns`, or the sample would see the same few units over and over.
fn stride(values: usize, columns: usize) -> usize {
    let mut stride = values.div_ceil(SAMPLE).max(1);
    while common_factor(stride, columns) > 1 {
        stride += 1;
    }
    stride
}

fn common_factor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_factor(b, a % b) }
}

/// Returns the first rows of `[batch, units]`, flat, as many as fit into a sample.
fn few_rows(activations: Tensor<2>) -> Tensor<1> {
    let [rows, units] = activations.dims();
    let rows = rows.min((SAMPLE / units.max(1)).max(1));
    activations.narrow(0, 0, rows).flatten(0, 1)
}

impl DetailKeys {
    /// Finds the figures in what was read; `logits` are those of the report, `[batch, classes]`.
    pub(crate) fn found(self, values: &Values, logits: &[f32]) -> (Probe, Examples) {
        let layers = self.layers.iter().map(|layer| {
            let share = |wanted: fn(&Fault) -> bool| {
                let (fault, key) = layer.fault.as_ref()?;
                wanted(fault).then(|| values.number(key))
            };
            LayerProbe {
                name: layer.name.clone(),
                weights: Histogram::of(&values[&layer.weights]),
                gradients: Histogram::of(&values[&layer.gradients]),
                activations: Histogram::of(&values[&layer.activations]),
                saturated: share(|fault| matches!(fault, Fault::Saturates { .. })),
                dead: share(|fault| matches!(fault, Fault::Dies)),
            }
        });
        let layers = layers.collect();
        let [own, other] = match &self.at_logits {
            Some(keys) => keys.each_ref().map(|key| values[key].to_vec()),
            None => [Vec::new(), Vec::new()],
        };
        let (examples, classes) = (self.head.examples, self.head.classes);
        let logits = logits[..logits.len().min(examples * classes)].to_vec();
        let examples = Examples::new(classes, self.labels, self.indices, logits, own, other);
        (
            Probe {
                layers,
                loss_after: self.loss_after.map(|key| values.number(&key)),
                asked_twice: self.asked_twice.map(|key| values.number(&key)),
                ..self.head
            },
            examples,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_small_and_visits_every_unit() {
        assert_eq!(stride(784 * 128, 128), 1);
        for (rows, columns) in [(784, 4096), (4096, 4096), (4096, 4095)] {
            let stride = stride(rows * columns, columns);
            assert!((rows * columns).div_ceil(stride) <= SAMPLE);
            let mut seen: Vec<usize> = (0..rows * columns)
                .step_by(stride)
                .map(|i| i % columns)
                .collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), columns);
        }
    }
}
