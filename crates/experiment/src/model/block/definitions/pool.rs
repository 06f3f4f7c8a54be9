//! One value stands for each square.

use super::super::check::conv_output_shape;
use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter, NumberInfo, number};
use super::Block;
use super::conv::MAX_SIDE;
use crate::model::architecture::Builder;
use crate::model::{Op, Pooling};
use serde::{Deserialize, Serialize};

pub const MAX: BlockInfo = BlockInfo {
    key: "max",
    name: "max pooling",
    doc: "The largest value of each square.",
    form: "max-2",
    is_layer: false,
    usual: Block::Pool(Pool {
        kind: Pooling::Max,
        size: 2,
    }),
};

pub const AVERAGE: BlockInfo = BlockInfo {
    key: "avg",
    name: "average pooling",
    doc: "The mean of each square.",
    form: "avg-2",
    is_layer: false,
    usual: Block::Pool(Pool {
        kind: Pooling::Average,
        size: 2,
    }),
};

/// The largest or the mean value of each square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pool {
    /// Which of them.
    pub kind: Pooling,
    /// Side of a square, and pixels from one to the next.
    pub size: u32,
}

pub(super) const SIZE: NumberInfo = number("size", "pixels along a square", MAX_SIDE);

impl BlockDefinition for Pool {
    fn info(&self) -> &'static BlockInfo {
        match self.kind {
            Pooling::Max => &MAX,
            Pooling::Average => &AVERAGE,
        }
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![Hyperparameter::Number(&SIZE, &mut self.size)]
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let (kind, size) = (self.kind, self.size as usize);
        let (channels, height, width) = builder.map("pools")?;
        // A series has one column, along which there is nothing to pool.
        let size = [size, if width == 1 { 1 } else { size }];
        let output = conv_output_shape(channels, [height, width], size, size, [0; 2])?;
        let label = format!("{} {}×{}", self.info().name, size[0], size[1]);
        builder.stage(Op::Pool { kind, size }, output, Some(label));
        Ok(())
    }

    fn description(&self) -> Option<String> {
        let size = self.size;
        Some(format!("{} {size}×{size}", self.info().name))
    }
}
