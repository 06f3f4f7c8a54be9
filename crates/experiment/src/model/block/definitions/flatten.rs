//! Channels one after the other.

use super::super::definition::{BlockDefinition, BlockInfo};
use super::Block;
use crate::model::architecture::Builder;
use crate::model::{Op, Shape};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "flatten",
    name: "flatten",
    doc: "Channels one after the other, as a dense block takes them in any case.",
    form: "flatten",
    is_layer: false,
    usual: Block::Flatten(Flatten),
};

/// Channels one after the other, without an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Flatten;

impl BlockDefinition for Flatten {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let output = Shape::Flat(builder.shape().len());
        builder.stage(Op::Flatten, output, Some(self.info().name.to_owned()));
        Ok(())
    }
}
