//! A detailed probe on the device: everything it needs of a step, put into one vector so that it is
//! read together with the report, and taken apart again afterwards.

use super::gradients::Backward;
use super::units;
use burn::tensor::{Tensor, s};
use playground_experiment::model::saturation::{Fault, fault};
use playground_experiment::model::{Architecture, Layer};
use playground_experiment::protocol::probe::{
    Examples, Histogram, LayerProbe, MAX_EXAMPLES, Probe,
};

/// Images over which saturated and dead units are counted.
pub const UNIT_IMAGES: usize = 512;
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
    /// Images over which units are counted, `[images, values]`.
    pub units: Option<Tensor<2>>,
}

/// What is known of a probe before its figures are read.
pub struct Plan {
    /// Everything but the layers' figures.
    pub head: Probe,
    /// Of the examples in the bulk.
    pub labels: Vec<u8>,
    /// Of the examples in the bulk.
    pub indices: Vec<u32>,
    /// Of each layer: its name, its fault if it is counted, and how many weights, gradients and
    /// activations are read.
    cuts: Vec<(String, Option<Fault>, [usize; 3])>,
}

impl Sources<'_> {
    /// The figures as one vector, and how to take it apart. `None` when the passes kept no detail.
    pub fn gather(self, head: Probe, labels: &[u8], indices: &[u32]) -> Option<(Tensor<1>, Plan)> {
        if self.own.activations.is_empty() {
            return None;
        }
        let examples = labels.len().min(MAX_EXAMPLES);
        let mut plan = Plan {
            head: Probe { examples, ..head },
            labels: labels[..examples].to_vec(),
            indices: indices[..examples].to_vec(),
            cuts: Vec::new(),
        };
        let mut values = Vec::new();
        for (layer, activations) in self.architecture.layers.iter().zip(&self.own.activations) {
            let read = [
                self.weights(layer, self.parameters),
                self.weights(layer, &self.own.gradient),
                few_rows(activations.clone()),
            ];
            let counted = fault(layer.shown).filter(|_| self.units.is_some());
            let lengths = read.each_ref().map(|t| t.dims()[0]);
            plan.cuts.push((layer.name.clone(), counted, lengths));
            values.extend(read);
        }
        for pass in [self.own, self.other].into_iter().filter(|_| examples > 0) {
            let rows = pass.at_logits.clone()?.narrow(0, 0, examples);
            values.push(rows.flatten(0, 1));
        }
        let shares = self
            .units
            .and_then(|inputs| units::shares(self.architecture, self.parameters, inputs));
        values.extend(shares);
        Some((Tensor::cat(values, 0), plan))
    }

    /// The part of a flat vector that belongs to a layer's weight matrix, or a sample of it.
    fn weights(&self, layer: &Layer, flat: &Tensor<1>) -> Tensor<1> {
        let matrix = &self.architecture.parameters[layer.parameters[0]];
        let whole = flat.clone().slice([matrix.range()]);
        match stride(matrix.len(), matrix.shape[1]) {
            1 => whole,
            stride => whole.slice(s![..;stride as isize]),
        }
    }
}

/// The n of "every n-th" that leaves at most [`SAMPLE`] of `values`. It shares no factor with the number
/// of `columns`, or the sample would see the same few units over and over.
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

/// The first rows of `[batch, units]`, flat, as many as fit into a sample.
fn few_rows(activations: Tensor<2>) -> Tensor<1> {
    let [rows, units] = activations.dims();
    let rows = rows.min((SAMPLE / units.max(1)).max(1));
    activations.narrow(0, 0, rows).flatten(0, 1)
}

impl Plan {
    /// Takes apart what [`Sources::gather`] put together; `logits` are those of the report, `[batch,
    /// classes]`. `None` when the vector is too short, which means that the device has failed.
    pub fn parse(mut self, values: &[f32], logits: &[f32]) -> Option<(Probe, Examples)> {
        let mut rest = values;
        let mut take = |n: usize| {
            let (taken, left) = rest.split_at_checked(n)?;
            rest = left;
            Some(taken)
        };
        let mut layers = Vec::new();
        for (name, _, lengths) in &self.cuts {
            layers.push(LayerProbe {
                name: name.clone(),
                weights: Histogram::of(take(lengths[0])?),
                gradients: Histogram::of(take(lengths[1])?),
                activations: Histogram::of(take(lengths[2])?),
                saturated: None,
                dead: None,
            });
        }
        let matrix = self.head.examples * self.head.classes;
        let (own, other) = (take(matrix)?.to_vec(), take(matrix)?.to_vec());
        for (layer, (_, fault, _)) in layers.iter_mut().zip(&self.cuts) {
            match fault {
                Some(Fault::Saturates { .. }) => layer.saturated = take(1)?.first().copied(),
                Some(Fault::Dies) => layer.dead = take(1)?.first().copied(),
                None => {}
            }
        }
        self.head.layers = layers;
        let logits = logits.get(..matrix)?.to_vec();
        let classes = self.head.classes;
        let examples = Examples::new(classes, self.labels, self.indices, logits, own, other);
        Some((self.head, examples))
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
