//! The losses, one file each. A new one is its file and a line in each of the three lists here; tests name the files of
//! theirs that it is missing in.

mod binary_cross_entropy;
mod cross_entropy;
pub(super) mod definition;
mod focal;
mod mean_squared_error;
mod smoothed_cross_entropy;

use definition::LossInfo;
use serde::{Deserialize, Serialize};

/// A loss function: a place in [`LOSSES`], which describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Loss {
    CrossEntropy,
    SmoothedCrossEntropy,
    Focal,
    MeanSquaredError,
    BinaryCrossEntropy,
}

/// Every loss, in the order of [`Loss`], which is that of the menu.
pub const LOSSES: &[LossInfo] = &[
    cross_entropy::DEFINITION,
    smoothed_cross_entropy::DEFINITION,
    focal::DEFINITION,
    mean_squared_error::DEFINITION,
    binary_cross_entropy::DEFINITION,
];
