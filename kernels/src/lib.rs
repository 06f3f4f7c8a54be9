//! The inner loops of a training step on the CPU, over plain slices of `f32`.
//!
//! They are a crate of their own for the sake of its compiler settings: everything that the browser gets is built
//! for size, which leaves loops unvectorised, and these few are built for speed. No loop here changes the order in
//! which numbers are added with the machine it runs on, so results are the same bit for bit everywhere.

#![forbid(unsafe_code)]

pub mod sparse;
pub mod update;
