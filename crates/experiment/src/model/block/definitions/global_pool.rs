//! The mean of each channel.

use super::super::definition::{BlockDefinition, BlockInfo};
use super::Block;
use crate::model::architecture::Builder;
use crate::model::{Op, Shape};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "gap",
    name: "global average pooling",
    doc: "The mean of each channel.",
    form: "gap",
    is_layer: false,
    usual: Block::GlobalPool(GlobalPool),
};

/// The mean of each channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GlobalPool;

impl BlockDefinition for GlobalPool {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let (channels, _, _) = builder.map("averages")?;
        let label = self.info().name.to_owned();
        builder.stage(Op::GlobalPool, Shape::Flat(channels), Some(label));
        Ok(())
    }
}
