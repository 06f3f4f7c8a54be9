//! Every unit is connected to every value before it.

use super::super::check::check_gate;
use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter, NumberInfo, number};
use super::Block;
use crate::model::architecture::{Builder, Layer};
use crate::model::{Activation, LayerKind, Shape};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "",
    name: "dense",
    doc: "Every unit is connected to every value before it.",
    form: "128-relu",
    is_layer: true,
    usual: Block::dense(64, Activation::Relu),
};

/// A fully connected layer and its activation. Takes maps as they lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dense {
    /// Units before the activation.
    pub units: u32,
    /// Applied to the pre-activations.
    pub activation: Activation,
}

/// Most units in a dense block, so that a slip of the finger does not ask for gigabytes.
pub const MAX_UNITS: u32 = 4096;

pub(super) const UNITS: NumberInfo = number("units", "units", MAX_UNITS);

impl BlockDefinition for Dense {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![
            Hyperparameter::Number(&UNITS, &mut self.units),
            Hyperparameter::Activation(&mut self.activation),
        ]
    }

    fn check(&self) -> Result<(), String> {
        check_gate(self.units, self.activation)
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let name = builder.next_name();
        push(builder, name, self.units as usize, self.activation);
        Ok(())
    }

    fn description(&self) -> Option<String> {
        Some(self.units.to_string())
    }
}

/// Adds the layer, which is also the output layer.
pub fn push(builder: &mut Builder, name: String, units: usize, activation: Activation) {
    let input = builder.shape();
    let fan_in = input.len();
    let matrix = builder.matrix(None, fan_in, units);
    let parameters = builder.push_units(&matrix, units, activation);
    let layer = Layer {
        name,
        kind: LayerKind::Dense,
        inputs: fan_in,
        units,
        activation,
        shown: activation,
        parameters,
        input,
        output: Shape::Flat(activation.width_after(units)),
    };
    builder.push_layer(layer, format!("Dense {fan_in} → {units}"));
}
