//! The networks of Gradient Playground, on Burn: [`model`] computes them, [`train`] takes the steps,
//! [`probe`] looks into a step.
//!
//! This crate never touches the DOM, the network, the clock or a thread: bytes and time come in as
//! arguments. It builds and tests natively.

// Tests run natively, where reading synchronously is fine.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub(crate) mod expression;
pub mod loss;
pub(crate) mod memory;
pub mod model;
pub(crate) mod norms;
pub(crate) mod operation;
pub mod optimizer;
pub mod probe;
pub(crate) mod tensors;
pub mod train;
