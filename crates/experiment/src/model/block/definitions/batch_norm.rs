//! Each channel brought to mean 0 and variance 1.

use super::super::check::elementwise;
use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter};
use super::Block;
use crate::model::architecture::{Builder, Matrix, Norm, behind};
use crate::model::{Activation, Op, Owner, ParameterKind};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "bn",
    name: "batch normalisation",
    doc: "Brings each channel to mean 0 and variance 1 over the batch (in evaluation by running averages), then \
          scales and shifts it by trained numbers.",
    form: "bn-relu",
    is_layer: false,
    usual: Block::BatchNorm(BatchNorm {
        activation: Activation::Relu,
    }),
};

/// Values of each channel brought to mean 0 and variance 1, then scaled and shifted by trained numbers; over the
/// batch in training, by running averages in evaluation (Ioffe & Szegedy 2015).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BatchNorm {
    /// Applied afterwards.
    pub activation: Activation,
}

impl BlockDefinition for BatchNorm {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![Hyperparameter::Activation(&mut self.activation)]
    }

    fn check(&self) -> Result<(), String> {
        elementwise(self.activation)
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        push(builder, self.activation);
        Ok(())
    }

    fn has_two_modes(&self) -> bool {
        true
    }
}

pub(super) fn push(builder: &mut Builder, activation: Activation) {
    let shape = builder.shape();
    let places = shape.places();
    let channels = shape.len() / places;
    let index = builder.built.norms.len();
    let matrix = matrix(builder, index, channels);
    let parameters = [
        ("weight", ParameterKind::Shape),
        ("bias", ParameterKind::Shift),
    ];
    let parameters =
        parameters.map(|(name, kind)| builder.push_parameter(&matrix, name, kind, [1, channels]));
    builder.built.norms.push(Norm {
        channels,
        places,
        activation,
        parameters: parameters.to_vec(),
    });
    let label = behind(DEFINITION.name, activation);
    builder.stage(Op::Norm(index), shape, Some(label));
}

/// Adds the running mean and variance of every normalisation, behind all that is trained.
pub fn push_running_statistics(builder: &mut Builder) {
    for index in 0..builder.built.norms.len() {
        let norm = &builder.built.norms[index];
        let (channels, first) = (norm.channels, norm.parameters[0]);
        builder.block = builder.built.parameters[first].block;
        let matrix = matrix(builder, index, channels);
        let running = [
            ("running_mean", ParameterKind::Mean),
            ("running_var", ParameterKind::Variance),
        ];
        let running =
            running.map(|(name, kind)| builder.push_parameter(&matrix, name, kind, [1, channels]));
        builder.built.norms[index].parameters.extend(running);
    }
}

fn matrix(builder: &Builder, index: usize, channels: usize) -> Matrix {
    Matrix {
        owner: Owner::Norm(index),
        ..builder.matrix(None, channels, channels)
    }
}
