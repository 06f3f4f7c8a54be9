//! What a run is, without a tensor: one [`Experiment`](experiment::Experiment) describes it.
//!
//! [`fields`] is the one table of what can be set; the link, the script interface and the page follow
//! from it. [`model`] says what the network is, [`loss`] what it minimises, [`optimizer`] how.
//! [`protocol`] is how a page and a trainer speak about it.
//!
//! This crate never touches the DOM, the network, the clock or a thread.

// Tests run natively, where reading synchronously is fine.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod compare;
pub mod device;
pub mod ema;
pub mod error;
pub mod experiment;
pub mod expression;
pub mod fields;
pub mod format;
pub mod loss;
pub mod metrics;
pub mod mistakes;
pub mod model;
pub mod optimizer;
pub mod presets;
pub mod protocol;
pub mod schedule;
pub mod share;
pub mod sweep;
