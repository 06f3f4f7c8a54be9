//! What a stage of the forward pass can be. Blocks are made of these; tensors and scripts know nothing else.

use super::Activation;
use serde::{Deserialize, Serialize};

/// What one stage of the forward pass does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// The layer with this index.
    Layer(usize),
    /// One value for each rectangle.
    Pool {
        /// Which.
        kind: Pooling,
        /// Its extent, \[rows, columns\], and the way to the next.
        size: [usize; 2],
    },
    /// The mean of each channel.
    GlobalPool,
    /// Another name for the same numbers: flat from a map, or a map from flat ones.
    Flatten,
    /// A square of pixels for each pixel.
    Upsample {
        /// Side of the square.
        size: usize,
    },
    /// Values left out in training.
    Dropout {
        /// Probability, 0 to less than 1.
        probability: f64,
    },
    /// The batch normalisation with this index.
    Norm(usize),
    /// What comes in goes on, and is kept as the shortcut of a residual block.
    SaveShortcut,
    /// The shortcut goes on, and what comes in is kept in its place.
    SwapShortcut,
    /// The shortcut is added.
    AddShortcut(Activation),
}

/// How the weights of a layer meet the values before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// Every unit sees every value.
    Dense,
    /// A kernel moves by `stride` over a map with `padding` zeros on each side. All are \[rows, columns\].
    Conv {
        /// Extent in pixels.
        kernel: [usize; 2],
        /// Pixels from one place to the next.
        stride: [usize; 2],
        /// Zeros on each side.
        padding: [usize; 2],
    },
    /// Cells that read the rows of a map one after the other. Parameters: weights `[features, gates]` and biases for
    /// the row, then weights `[cells, gates]` and biases for the state before it; gates in PyTorch's order.
    Recurrent {
        /// Which cells.
        cell: Cell,
        /// Rows.
        steps: usize,
        /// Whether the state after every row leaves it.
        every: bool,
    },
}

/// Which value stands for a square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pooling {
    /// The largest.
    Max,
    /// The mean.
    Average,
}

/// Which cells remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cell {
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000).
    Lstm,
    /// Gated recurrent unit (Cho et al. 2014), in PyTorch's form.
    Gru,
}

impl Cell {
    /// Returns the number of gates, the candidate included: each has weights of its own.
    pub fn gates(self) -> usize {
        match self {
            Self::Lstm => 4,
            Self::Gru => 3,
        }
    }
}
