//! What the page shows of the network in training, measured on the network in training.

pub mod gradients;
