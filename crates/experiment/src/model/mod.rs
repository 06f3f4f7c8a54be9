//! What the network is: a list of blocks, and the shapes and parameters that follow from it.

pub mod activation;
mod architecture;
pub mod block;
mod inherited;
pub mod init;
mod op;
mod shape;
pub mod summary;

pub use activation::Activation;
pub use architecture::{Architecture, Layer, Norm, Stage};
pub use block::{BLOCKS, Block, MAX_BLOCKS};
pub use inherited::{InheritedRange, check_kept};
pub use init::Init;
pub use op::{Cell, LayerKind, Op, Pooling};
pub use shape::Shape;

/// Which kind of parameter it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A weight matrix.
    Weight,
    /// A bias vector.
    Bias,
    /// Biases of an LSTM's gates: bias vectors but for the forget gate's, the second quarter, which start at 1 so that
    /// a fresh cell remembers (Gers et al. 2000; Jozefowicz et al. 2015).
    Gates,
    /// γ or β of an adaptive activation, or γ of a normalisation: starts at 1.
    Shape,
    /// β of a normalisation: starts at 0.
    Shift,
    /// Running mean of a normalisation: starts at 0.
    Mean,
    /// Running variance of a normalisation: starts at 1.
    Variance,
}

impl ParameterKind {
    /// Returns whether it is a bias vector of some kind.
    pub fn is_bias(self) -> bool {
        matches!(self, Self::Bias | Self::Gates)
    }

    /// Returns whether it follows the batches by itself, without a gradient.
    pub(crate) fn is_running(self) -> bool {
        matches!(self, Self::Mean | Self::Variance)
    }
}

/// To whom a parameter belongs, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A layer with weights.
    Layer(usize),
    /// A batch normalisation.
    Norm(usize),
}

/// One parameter tensor and its place in the flat vector of all parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Index of the block, the output layer being the last.
    pub block: usize,
    /// To whom it belongs.
    pub owner: Owner,
    /// Which layer of its block it belongs to, where the block has several.
    pub place: &'static str,
    /// Extent of the kernels, \[rows, columns\], where it holds those of a convolution.
    pub kernel: Option<[usize; 2]>,
    /// As PyTorch calls it: `weight`, `bias`, `gamma`, `beta`, `weight_hh_l0`, `running_mean`, …
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
    /// Returns the number of values.
    #[allow(clippy::len_without_is_empty)] // A parameter is never empty.
    pub fn len(&self) -> usize {
        self.shape[0] * self.shape[1]
    }

    /// Returns its place in the flat vector.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.offset..self.offset + self.len()
    }
}

#[cfg(test)]
mod tests;
