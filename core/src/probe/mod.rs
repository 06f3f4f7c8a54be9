//! What a step leaves behind, measured on the network in training.

pub mod detail;
pub mod units;
