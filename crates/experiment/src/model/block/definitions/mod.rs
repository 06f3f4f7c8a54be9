//! The blocks, one file each. A new one is its file and a line in each of the lists here; what it is made of that is
//! not an [`Op`](crate::model::Op) yet is one more of those.

mod batch_norm;
mod conv;
mod dense;
mod dropout;
mod flatten;
mod global_pool;
mod map;
mod pool;
mod recurrent;
mod residual;
mod upsample;

pub use batch_norm::BatchNorm;
pub(super) use batch_norm::push_running_statistics;
pub use conv::{Conv, Extent, Padding};
pub(super) use dense::push as push_dense;
pub use dense::{Dense, MAX_UNITS};
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use global_pool::GlobalPool;
pub use map::Map;
pub use pool::Pool;
pub use recurrent::Recurrent;
pub use residual::Residual;
pub use upsample::Upsample;

use super::definition::{BlockDefinition, BlockInfo};
use serde::{Deserialize, Serialize};

/// The enum of these structs, each the fields of a kind.
macro_rules! kinds {
    ($(#[$doc:meta])* $($Kind:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)] // Each says it at its struct.
        pub enum Block {
            $($Kind($Kind)),+
        }

        /// How many kinds there are; some have two rows.
        #[cfg(test)]
        pub(super) const KINDS: usize = [$(stringify!($Kind)),+].len();

        impl Block {
            pub(super) fn kind(&self) -> &dyn BlockDefinition {
                match self {
                    $(Self::$Kind(own) => own),+
                }
            }

            pub(super) fn kind_mut(&mut self) -> &mut dyn BlockDefinition {
                match self {
                    $(Self::$Kind(own) => own),+
                }
            }
        }
    };
}

kinds!(
    /// One block of the network.
    ///
    /// Links and scripts write it as a word, which is read back by [`str::parse`]:
    ///
    /// ```
    /// use playground_experiment::model::{Activation, Block};
    ///
    /// let block: Block = "128-relu".parse()?;
    /// assert_eq!(block, Block::dense(128, Activation::Relu));
    /// assert_eq!(block.to_string(), "128-relu");
    ///
    /// let convolution: Block = "conv-6-5-same-tanh".parse()?;
    /// assert_eq!(convolution.activation(), Some(Activation::Tanh));
    ///
    /// // What cannot be read is told in a sentence.
    /// assert!("128-rely".parse::<Block>().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Dense,
    Conv,
    Pool,
    GlobalPool,
    Flatten,
    Map,
    Upsample,
    Dropout,
    BatchNorm,
    Residual,
    Recurrent,
);

/// Every kind, in menu order.
pub const BLOCKS: &[BlockInfo] = &[
    dense::DEFINITION,
    conv::SQUARE,
    conv::ROWS,
    pool::MAX,
    pool::AVERAGE,
    global_pool::DEFINITION,
    flatten::DEFINITION,
    map::DEFINITION,
    upsample::DEFINITION,
    dropout::DEFINITION,
    batch_norm::DEFINITION,
    residual::DEFINITION,
    recurrent::LSTM,
    recurrent::GRU,
];
