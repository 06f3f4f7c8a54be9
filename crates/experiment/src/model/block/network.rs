//! The network of a list of blocks, one after the other, and what is wrong with a list that fits no data.

use super::Block;
use super::definitions::{push_dense, push_running_statistics};
use crate::error::ExperimentError;
use crate::model::architecture::Builder;
use crate::model::{Activation, Architecture, Shape};

/// Most blocks.
pub const MAX_BLOCKS: usize = 40;
/// Most trainable values: with Adam and a gradient 1.6 GB, and a browser gives a page 4.
const MAX_PARAMETERS: usize = 100_000_000;

impl Architecture {
    /// Builds the stages and parameters for samples of the shape `input` and `classes` classes.
    ///
    /// # Errors
    /// When a block is empty, too large, or does not fit what comes before it.
    pub fn new(
        blocks: &[Block],
        input: impl Into<Shape>,
        classes: usize,
    ) -> Result<Self, ExperimentError> {
        build(blocks, input.into(), classes)
            .map_err(|message| ExperimentError::new("model", message))
    }
}

/// Builds the blocks, then a dense output layer of `classes` units. The error is a sentence.
fn build(blocks: &[Block], input: Shape, classes: usize) -> Result<Architecture, String> {
    if blocks.len() > MAX_BLOCKS {
        return Err(format!(
            "{} blocks are more than the {MAX_BLOCKS} that fit; remove some.",
            blocks.len()
        ));
    }
    let mut builder = Builder::new(input);
    for (index, block) in blocks.iter().enumerate() {
        builder.block = index;
        let place = index + 1;
        let built = block
            .check()
            .and_then(|()| block.kind().build(&mut builder));
        built.map_err(|why| format!("Block {place} ({block}) {why}"))?;
        let parameters = builder.built.parameter_count();
        if parameters > MAX_PARAMETERS {
            return Err(format!(
                "With block {place} ({block}) there are {parameters} parameters, more than the {MAX_PARAMETERS} that \
                 fit; make some blocks smaller."
            ));
        }
    }
    builder.block = blocks.len();
    push_dense(
        &mut builder,
        "output".to_owned(),
        classes,
        Activation::Identity,
    );
    push_running_statistics(&mut builder);
    Ok(builder.built)
}
