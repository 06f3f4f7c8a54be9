//! What the network is: a list of blocks, the shapes and parameters that follow from it, and (with
//! `engine`) the forward pass.

pub mod activation;
pub mod init;
#[cfg(feature = "engine")]
pub mod network;
pub mod summary;

pub use activation::Activation;
pub use init::Init;

use crate::error::ExperimentError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One block of the network. New kinds are new variants with a row in the text form below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Block {
    /// A fully connected layer and its activation.
    Dense {
        /// Units before the activation.
        units: u32,
        /// Applied to the pre-activations.
        activation: Activation,
    },
}

/// Most units in a dense block, so that a slip of the finger does not ask for gigabytes.
pub const MAX_UNITS: u32 = 4096;
/// Most hidden blocks.
pub const MAX_BLOCKS: usize = 12;

impl Block {
    /// As people read it: `128 ReLU`.
    pub fn description(&self) -> String {
        match self {
            Self::Dense { units, activation } => format!("{units} {}", activation.info().name),
        }
    }
}

/// The text form used in links and scripts: `128-relu`.
impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dense { units, activation } => write!(f, "{units}-{}", activation.info().key),
        }
    }
}

impl FromStr for Block {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (units, key) = text.split_once('-').ok_or_else(|| {
            format!("“{text}” is no layer; write units and activation, such as 128-relu")
        })?;
        let units = units
            .parse()
            .map_err(|_| format!("“{units}” in “{text}” is no number of units"))?;
        let activation = Activation::from_key(key).ok_or_else(|| {
            format!(
                "“{key}” is no activation; choose one of {}",
                Activation::keys().join(", ")
            )
        })?;
        Ok(Self::Dense { units, activation })
    }
}

/// Which kind of parameter it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A weight matrix.
    Weight,
    /// A bias vector.
    Bias,
    /// γ or β of an adaptive activation: starts at 1.
    Shape,
}

/// One parameter tensor and its place in the flat vector of all parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Index of the block, the output layer being the last.
    pub block: usize,
    /// `weight`, `bias`, `gamma` or `beta`.
    pub name: &'static str,
    /// What it is.
    pub kind: ParameterKind,
    /// `[fan_in, units]` for weights, `[1, units]` otherwise.
    pub shape: [usize; 2],
    /// Inputs of a unit.
    pub fan_in: usize,
    /// Units.
    pub fan_out: usize,
    /// Where its values begin in the flat vector.
    pub offset: usize,
}

impl Parameter {
    /// Number of values.
    #[allow(clippy::len_without_is_empty)] // A parameter is never empty.
    pub fn len(&self) -> usize {
        self.shape[0] * self.shape[1]
    }

    /// Its place in the flat vector.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.len()
    }
}

/// A dense layer as it will be computed, the output layer included.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name for charts: `hidden 1`, …, `output`.
    pub name: String,
    /// Values that come in for each example.
    pub inputs: usize,
    /// Units, that is pre-activations, for each example.
    pub units: usize,
    /// Applied to the pre-activations; the identity on the output layer, whose logits go to the loss.
    pub activation: Activation,
    /// Indices into [`Architecture::parameters`].
    pub parameters: Vec<usize>,
}

/// The network that a list of blocks becomes on a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    /// From input to output.
    pub layers: Vec<Layer>,
    /// In the order of the flat vector.
    pub parameters: Vec<Parameter>,
}

impl Architecture {
    /// The layers and parameters for samples of `inputs` values and `classes` classes.
    ///
    /// # Errors
    /// When a block is empty, too large, or an odd width meets a gate.
    pub fn new(blocks: &[Block], inputs: usize, classes: usize) -> Result<Self, ExperimentError> {
        if blocks.len() > MAX_BLOCKS {
            return Err(ExperimentError::new(
                "model",
                format!(
                    "{} hidden layers are more than the {MAX_BLOCKS} that fit; remove some.",
                    blocks.len()
                ),
            ));
        }
        let mut architecture = Self {
            layers: Vec::new(),
            parameters: Vec::new(),
        };
        let mut width = inputs;
        for (index, block) in blocks.iter().enumerate() {
            let Block::Dense { units, activation } = *block;
            check_units(index, units, activation)?;
            architecture.push_dense(
                index,
                format!("hidden {}", index + 1),
                width,
                units as usize,
                activation,
            );
            width = activation.width_after(units as usize);
        }
        architecture.push_dense(
            blocks.len(),
            "output".to_owned(),
            width,
            classes,
            Activation::Identity,
        );
        Ok(architecture)
    }

    /// Number of trainable values.
    pub fn parameter_count(&self) -> usize {
        self.parameters.last().map_or(0, |p| p.range().end)
    }

    /// The initial parameters, flat.
    pub fn initial(&self, init: Init, scale: f64, seed: u64) -> Vec<f32> {
        let mut flat = Vec::with_capacity(self.parameter_count());
        for parameter in &self.parameters {
            flat.extend(init::draw(init, scale, seed, parameter));
        }
        flat
    }

    /// Where the bias of class 0 on the output layer lies in the flat vector.
    pub fn output_bias(&self) -> Option<usize> {
        let &bias = self.layers.last()?.parameters.get(1)?;
        self.parameters.get(bias).map(|parameter| parameter.offset)
    }

    fn push_dense(
        &mut self,
        block: usize,
        name: String,
        inputs: usize,
        units: usize,
        activation: Activation,
    ) {
        let mut indices = Vec::new();
        let mut push = |name, kind, rows| {
            indices.push(self.parameters.len());
            self.parameters.push(Parameter {
                block,
                name,
                kind,
                shape: [rows, units],
                fan_in: inputs,
                fan_out: units,
                offset: self.parameters.last().map_or(0, |p| p.range().end),
            });
        };
        push("weight", ParameterKind::Weight, inputs);
        push("bias", ParameterKind::Bias, 1);
        if matches!(activation.info().form, activation::Form::Adaptive) {
            push("gamma", ParameterKind::Shape, 1);
            push("beta", ParameterKind::Shape, 1);
        }
        self.layers.push(Layer {
            name,
            inputs,
            units,
            activation,
            parameters: indices,
        });
    }
}

fn check_units(index: usize, units: u32, activation: Activation) -> Result<(), ExperimentError> {
    let layer = index + 1;
    if units == 0 || units > MAX_UNITS {
        return Err(ExperimentError::new(
            "model",
            format!("Layer {layer} has {units} units; choose 1 to {MAX_UNITS}."),
        ));
    }
    if matches!(activation.info().form, activation::Form::Gated) && units % 2 == 1 {
        return Err(ExperimentError::new(
            "model",
            format!(
                "Layer {layer} has {units} units, but GLU splits them in two halves; choose an even number."
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
