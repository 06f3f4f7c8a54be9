//! The way back from flatten.

use super::super::definition::{BlockDefinition, BlockInfo, Hyperparameter, NumberInfo, number};
use super::Block;
use super::conv::{CHANNELS, MAX_SIDE};
use crate::model::architecture::Builder;
use crate::model::{Op, Shape};
use serde::{Deserialize, Serialize};

pub const DEFINITION: BlockInfo = BlockInfo {
    key: "map",
    name: "reshape to a map",
    doc: "Values without an order become channels of an image again: the way back from flatten.",
    form: "map-16-7-7 (channels, rows, columns)",
    is_layer: false,
    usual: Block::Map(Map {
        channels: 16,
        height: 7,
        width: 7,
    }),
};

/// The way back: values become channels of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Map {
    /// Channels.
    pub channels: u32,
    /// Rows.
    pub height: u32,
    /// Columns.
    pub width: u32,
}

impl Map {
    fn shape(&self) -> Shape {
        Shape::from([self.channels, self.height, self.width].map(|n| n as usize))
    }
}

const ROWS: NumberInfo = number("rows", "rows", MAX_SIDE);

const COLUMNS: NumberInfo = number("columns", "columns", MAX_SIDE);

impl BlockDefinition for Map {
    fn info(&self) -> &'static BlockInfo {
        &DEFINITION
    }

    fn fields(&mut self) -> Vec<Hyperparameter<'_>> {
        vec![
            Hyperparameter::Number(&CHANNELS, &mut self.channels),
            Hyperparameter::Number(&ROWS, &mut self.height),
            Hyperparameter::Number(&COLUMNS, &mut self.width),
        ]
    }

    fn build(&self, builder: &mut Builder) -> Result<(), String> {
        let map = self.shape();
        let (holds, come) = (map.len(), builder.shape().len());
        if holds != come {
            return Err(format!(
                "holds {holds} values, but {come} come in; put a dense block of {holds} units before it, or choose \
                 other sizes."
            ));
        }
        builder.stage(Op::Flatten, map, Some(self.info().name.to_owned()));
        Ok(())
    }

    fn description(&self) -> Option<String> {
        Some(format!("map {}", self.shape()))
    }

    fn short(&self) -> Option<String> {
        Some(self.shape().to_string())
    }
}
