//! The network as tensors: the forward pass of what [`playground_experiment::model`] describes.

pub mod activation;
pub mod backward;
pub mod batch;
mod chain;
pub(crate) mod convolution;
mod found;
pub mod network;
pub(crate) mod norm;
mod pooling;
mod recurrent;
pub(crate) mod sparse;
mod spatial;
#[cfg(test)]
mod test_support;
