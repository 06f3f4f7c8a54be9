//! The losses, one file each.

pub(super) mod binary_cross_entropy;
pub(super) mod cross_entropy;
pub(super) mod mean_squared_error;
pub(super) mod smoothed_cross_entropy;
