//! A network in figures, as `torchinfo` lists it: what each layer gives, holds and computes.

use super::{Architecture, Op, ParameterKind, Shape, Stage};

/// Bytes of a value.
const VALUE: u64 = 4;

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// Name as in charts.
    pub name: String,
    /// What it is: "Dense 784 → 128, ReLU".
    pub kind: String,
    /// Shape of what leaves it for one example.
    pub output: Vec<u64>,
    /// Trainable values.
    pub parameters: u64,
    /// Multiplications that are added up for one example, biases left out.
    pub multiply_adds: u64,
}

/// A whole network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Shape of one example.
    pub input: Vec<u64>,
    /// From input to output.
    pub layers: Vec<LayerSummary>,
}

impl Summary {
    /// Sums up `architecture` on examples of the shape `input`.
    pub fn of(architecture: &Architecture, input: &[u64]) -> Self {
        let stages = architecture.stages.iter();
        let layers = stages.filter_map(|stage| row(architecture, stage));
        Self {
            input: input.to_vec(),
            layers: layers.collect(),
        }
    }

    /// Returns the number of trainable values.
    pub fn parameters(&self) -> u64 {
        self.layers.iter().map(|layer| layer.parameters).sum()
    }

    /// Returns the multiply-adds of one example's forward pass.
    pub fn multiply_adds(&self) -> u64 {
        self.layers.iter().map(|layer| layer.multiply_adds).sum()
    }

    /// Returns the bytes of all trainable values.
    pub fn parameter_bytes(&self) -> u64 {
        VALUE * self.parameters()
    }

    /// Returns the bytes of the input and of what leaves each layer, for `batch` examples: what a forward pass keeps
    /// for the backward one.
    pub fn activation_bytes(&self, batch: u64) -> u64 {
        let input: u64 = self.input.iter().product();
        let outputs = self.layers.iter().map(|l| l.output.iter().product::<u64>());
        VALUE * batch * (input + outputs.sum::<u64>())
    }
}

/// Builds the row of a stage; none where it has no label. What has no weights has no name in charts: its label
/// stands for it.
fn row(architecture: &Architecture, stage: &Stage) -> Option<LayerSummary> {
    let (layer, own) = match stage.work {
        Op::Layer(index) => {
            let layer = &architecture.layers[index];
            (Some(layer), &layer.parameters[..])
        }
        Op::Norm(index) => (None, &architecture.norms[index].parameters[..]),
        Op::Pool { .. }
        | Op::GlobalPool
        | Op::Flatten
        | Op::Upsample { .. }
        | Op::Dropout { .. }
        | Op::SaveShortcut
        | Op::SwapShortcut
        | Op::AddShortcut(_) => (None, &[][..]),
    };
    let count = |counts: fn(ParameterKind) -> bool| {
        let parameters = own.iter().map(|&index| &architecture.parameters[index]);
        let counted = parameters.filter(|parameter| counts(parameter.kind));
        counted.map(|parameter| parameter.len() as u64).sum::<u64>()
    };
    Some(LayerSummary {
        name: layer.map_or_else(String::new, |layer| layer.name.clone()),
        kind: stage.label.clone()?,
        output: extents(stage.output),
        parameters: count(|kind| !kind.is_running()),
        multiply_adds: layer.map_or(0, |layer| {
            layer.uses() as u64 * count(|kind| kind == ParameterKind::Weight)
        }),
    })
}

fn extents(shape: Shape) -> Vec<u64> {
    shape.dims().into_iter().map(|n| n as u64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;

    fn summary(net: &str, inputs: usize, classes: usize) -> Summary {
        let mut experiment = Experiment::default();
        crate::fields::field("net")
            .unwrap()
            .set(&mut experiment, net)
            .unwrap();
        let network = Architecture::new(&experiment.blocks, inputs, classes).unwrap();
        Summary::of(&network, &[inputs as u64])
    }

    #[test]
    fn the_hand_checked_sizes_come_out() {
        for (net, inputs, classes, parameters) in [
            ("10-sigmoid", 50, 1, 521),
            ("128-relu.64-relu", 784, 10, 109_386),
            ("256-relu.128-relu.64-relu", 784, 10, 242_762),
            ("64-relu", 784, 10, 50_890),
            ("128-relu.64-sigmoid.32-tanh", 784, 10, 111_146),
        ] {
            assert_eq!(
                summary(net, inputs, classes).parameters(),
                parameters,
                "{net}"
            );
        }
    }

    #[test]
    fn a_gate_halves_what_leaves_a_layer_and_shapes_are_trained() {
        let summary = summary("64-glu.16-ahaf", 784, 10);
        let [glu, ahaf, output] = &summary.layers[..] else {
            panic!("{summary:?}");
        };
        assert_eq!((glu.output[0], glu.multiply_adds), (32, 784 * 64));
        assert_eq!(ahaf.parameters, 32 * 16 + 3 * 16);
        assert_eq!(output.kind, "Dense 16 → 10");
        assert_eq!(summary.multiply_adds(), 784 * 64 + 32 * 16 + 160);
        assert_eq!(summary.activation_bytes(2), 4 * 2 * (784 + 32 + 16 + 10));
        assert_eq!(summary.parameter_bytes(), 4 * summary.parameters());
    }
}
