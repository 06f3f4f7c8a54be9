//! A network in figures, as `torchinfo` lists it: what each layer gives, holds and computes.

use super::{Activation, Architecture, Cell, Layer, LayerKind, Op, Pooling, Shape, Stage};
use crate::format;

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
    /// Of `architecture` on examples of the shape `input`.
    pub fn of(architecture: &Architecture, input: &[u64]) -> Self {
        Self {
            input: input.to_vec(),
            layers: architecture
                .stages
                .iter()
                .filter_map(|stage| row(architecture, stage))
                .collect(),
        }
    }

    /// Trainable values.
    pub fn parameters(&self) -> u64 {
        self.layers.iter().map(|layer| layer.parameters).sum()
    }

    /// Multiply-adds of one example's forward pass.
    pub fn multiply_adds(&self) -> u64 {
        self.layers.iter().map(|layer| layer.multiply_adds).sum()
    }

    /// Bytes of all parameters.
    pub fn parameter_bytes(&self) -> u64 {
        VALUE * self.parameters()
    }

    /// Bytes of the input and of what leaves each layer, for `batch` examples: what a forward pass keeps
    /// for the backward one.
    pub fn activation_bytes(&self, batch: u64) -> u64 {
        let input: u64 = self.input.iter().product();
        let outputs = self.layers.iter().map(|l| l.output.iter().product::<u64>());
        VALUE * batch * (input + outputs.sum::<u64>())
    }
}

/// The row of a stage. What has no weights has no name in charts: its kind stands for it.
fn row(architecture: &Architecture, stage: &Stage) -> Option<LayerSummary> {
    let mut parameters = 0;
    let kind = match stage.work {
        Op::Layer(index) => return Some(layer_row(architecture, &architecture.layers[index])),
        Op::Pool {
            kind,
            size: [rows, columns],
        } => format!("{} {rows}×{columns}", pooling(kind)),
        Op::GlobalPool => "global average pooling".to_owned(),
        Op::Flatten => match stage.output {
            Shape::Flat(_) => "flatten".to_owned(),
            Shape::Map { .. } => "reshape to a map".to_owned(),
        },
        Op::Upsample { size } => format!("upsampling {size}×{size}"),
        Op::Dropout { probability } => format!("dropout {}", format::percent(probability)),
        Op::Norm(index) => {
            let norm = &architecture.norms[index];
            parameters = trained(architecture, &norm.parameters);
            format!("batch normalisation{}", named(norm.activation))
        }
        Op::Sum(activation) => format!("sum with the shortcut{}", named(activation)),
        // They only say what is added later.
        Op::Keep | Op::Exchange => return None,
    };
    Some(LayerSummary {
        name: String::new(),
        kind,
        output: extents(stage.output),
        parameters,
        multiply_adds: 0,
    })
}

fn pooling(kind: Pooling) -> &'static str {
    match kind {
        Pooling::Max => "max pooling",
        Pooling::Average => "average pooling",
    }
}

fn named(activation: Activation) -> String {
    match activation {
        Activation::Identity => String::new(),
        activation => format!(", {}", activation.info().name),
    }
}

/// Trained values among the parameters with these indices.
fn trained(architecture: &Architecture, parameters: &[usize]) -> u64 {
    let own = parameters
        .iter()
        .map(|&index| &architecture.parameters[index]);
    let trained = own.filter(|parameter| !parameter.kind.is_running());
    trained.map(|parameter| parameter.len() as u64).sum()
}

/// `7` for a square, `7×3` otherwise.
fn extent([rows, columns]: [usize; 2]) -> String {
    match rows == columns {
        true => rows.to_string(),
        false => format!("{rows}×{columns}"),
    }
}

fn layer_row(architecture: &Architecture, layer: &Layer) -> LayerSummary {
    let activation = named(layer.activation);
    let (inputs, units) = (layer.inputs, layer.units);
    let places = match layer.kind {
        // The state before a row has weights too, and every row is computed.
        LayerKind::Recurrent { steps, .. } => steps,
        _ => layer.places(),
    };
    let mut weights = inputs * units;
    let kind = match layer.kind {
        LayerKind::Dense => format!("Dense {inputs} → {units}{activation}"),
        LayerKind::Conv {
            kernel: [rows, columns],
            stride,
            padding,
        } => {
            let channels = inputs / (rows * columns);
            let stride = match stride {
                [1, 1] => String::new(),
                stride => format!(", stride {}", extent(stride)),
            };
            let padding = match padding {
                [0, 0] => String::new(),
                padding => format!(", padding {}", extent(padding)),
            };
            format!("Conv {rows}×{columns}, {channels} → {units}{stride}{padding}{activation}")
        }
        LayerKind::Recurrent { cell, steps, .. } => {
            let cells = layer.units_after();
            weights += cells * units;
            let name = match cell {
                Cell::Lstm => "LSTM",
                Cell::Gru => "GRU",
            };
            format!("{name} {inputs} → {cells}, {steps} steps")
        }
    };
    LayerSummary {
        name: layer.name.clone(),
        kind,
        output: extents(layer.output),
        parameters: trained(architecture, &layer.parameters),
        multiply_adds: (weights * places) as u64,
    }
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
