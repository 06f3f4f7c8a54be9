//! The inner loops of a training step on the CPU, over plain slices of `f32`.
//!
//! What the browser gets is built for size, which leaves loops one number at a time; here they take eight, written
//! out. No loop changes the order in which numbers are added with the machine it runs on, so results are the same bit
//! for bit everywhere.

#![forbid(unsafe_code)]

mod block;
pub mod convolution;
mod lanes;
pub mod norm;
pub mod pooling;
pub mod sparse;
pub mod update;
