//! Each pixel becomes a square of pixels of its value.

use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter};
use super::Block;
use super::conv::{CHANNELS, MAX_SIDE};
use super::pool::SIZE;
use crate::model::architecture::Builder;
use crate::model::{Op, Shape};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "up",
    name: "upsampling",
    doc: "Each pixel becomes a square of its value; a convolution after it can smooth the steps.",
    form: "up-2",
    is_layer: false,
    usual: Block::Upsample(Upsample { size: 2 }),
};

/// Each pixel becomes a square of pixels of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Upsample {
    /// Side of the square.
    pub size: u32,
}

/// At most as large as anything else can be.
const MAX_VALUES: usize = (CHANNELS.most * MAX_SIDE * MAX_SIDE) as usize;

impl BlockDefinition for Upsample {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![Hyperparameter::Number(&SIZE, &mut self.size)]
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let size = self.size as usize;
        let (channels, height, width) = builder.map("enlarges")?;
        let output = Shape::from([channels, height * size, width * size]);
        if output.len() > MAX_VALUES {
            return Err(format!(
                "leaves {} values, more than the {MAX_VALUES} that fit; choose a smaller size.",
                output.len()
            ));
        }
        builder.stage(Op::Upsample { size }, output, self.description());
        Ok(())
    }

    fn description(&self) -> Option<String> {
        let size = self.size;
        Some(format!("{} {size}×{size}", self.info().name))
    }
}
