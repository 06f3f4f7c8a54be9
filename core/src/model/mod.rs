//! What the network is: a list of blocks, the shapes and parameters that follow from it, and (with
//! `engine`) the forward pass.

pub mod activation;
mod architecture;
mod block;
pub mod init;
mod kept;
#[cfg(feature = "engine")]
pub mod network;
mod shape;
#[cfg(feature = "engine")]
mod spatial;
pub mod summary;

pub use activation::Activation;
pub use architecture::{Architecture, Layer, LayerKind, MAX_BLOCKS, MAX_PARAMETERS, Stage, Work};
pub use block::{
    BLOCKS, Block, BlockInfo, MAX_CHANNELS, MAX_SIDE, MAX_UNITS, Number, Padding, Pooling,
};
pub use init::Init;
pub use kept::check_kept;
pub use shape::Shape;

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
    /// Index of its layer among those with weights.
    pub layer: usize,
    /// Side of the kernels where it holds those of a convolution.
    pub kernel: Option<usize>,
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

#[cfg(test)]
mod tests;
