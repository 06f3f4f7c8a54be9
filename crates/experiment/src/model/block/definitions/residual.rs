//! What came in is added to what two convolutions make of it.

use super::super::check::elementwise;
use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter};
use super::Block;
use super::batch_norm;
use super::conv::{CHANNELS, Kernels, STRIDE};
use crate::model::architecture::{Builder, behind};
use crate::model::{Activation, Op};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "res",
    name: "residual block",
    doc: "Two normalised 3×3 convolutions, added to what came in.",
    form: "res-16-relu or res-16-s2-relu (channels, stride)",
    is_layer: true,
    usual: Block::Residual(Residual {
        channels: 16,
        stride: 1,
        activation: Activation::Relu,
    }),
};

/// Two normalised 3×3 convolutions whose outcome is added to what came in (He et al. 2016, fig. 2 and §3.3). What
/// came in passes a normalised 1×1 convolution where its shape is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Residual {
    /// Channels that leave it.
    pub channels: u32,
    /// Stride of the first convolution.
    pub stride: u32,
    /// Applied after the first convolution and after the sum.
    pub activation: Activation,
}

impl BlockDefinition for Residual {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![
            Hyperparameter::Number(&CHANNELS, &mut self.channels),
            Hyperparameter::Number(&STRIDE, &mut self.stride),
            Hyperparameter::Activation(&mut self.activation),
        ]
    }

    fn check(&self) -> Result<(), String> {
        elementwise(self.activation)
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let (units, stride) = (self.channels as usize, self.stride as usize);
        let (before, _, _) = builder.map("convolves")?;
        let input = builder.shape();
        let name = builder.next_name();
        let conv = |place: &'static str, kernel: usize, stride: usize| Kernels {
            name: format!("{name} {place}"),
            place,
            units,
            kernel: [kernel; 2],
            stride: [stride; 2],
            padding: [kernel / 2; 2],
            activation: Activation::Identity,
        };
        builder.stage(Op::SaveShortcut, input, None);
        if before != units || stride != 1 {
            conv("shortcut", 1, stride).push(builder)?;
            batch_norm::push(builder, Activation::Identity);
            builder.stage(Op::SwapShortcut, input, None);
        }
        conv("a", 3, stride).push(builder)?;
        batch_norm::push(builder, self.activation);
        conv("b", 3, 1).push(builder)?;
        batch_norm::push(builder, Activation::Identity);
        let label = behind("sum with the shortcut", self.activation);
        builder.stage(
            Op::AddShortcut(self.activation),
            builder.shape(),
            Some(label),
        );
        Ok(())
    }

    fn has_two_modes(&self) -> bool {
        true
    }
}
