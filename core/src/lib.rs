//! The engine room of Gradient Playground: everything that can be known without a browser.
//!
//! One [`Experiment`](experiment::Experiment) describes a run. [`fields`] is the one table of what
//! can be set; the link, the script interface and the page follow from it. [`data`] brings images,
//! [`model`] says what the network is, [`loss`] what it minimises, [`optimizer`] how; [`theory`] is
//! what can be worked out about them by hand. With the feature `engine`, [`train`] takes the steps
//! and [`probe`] looks into the network, and [`protocol`] is how a page and a trainer speak about it.
//! [`evaluation`] says how good the network is on images it was not trained on, [`diagnose`] in words
//! what the figures mean, and [`export`] is what a person takes home.
//!
//! This crate never touches the DOM, the network, the clock or a thread: bytes and time come in as
//! arguments. Randomness comes from [`rng`] alone.

// Tests run natively, where reading synchronously is fine.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod compare;
pub mod data;
pub mod device;
pub mod diagnose;
pub mod error;
pub mod evaluation;
pub mod experiment;
pub mod export;
pub mod fields;
pub mod format;
pub mod inside;
#[cfg(feature = "engine")]
pub(crate) mod lengths;
pub mod loss;
#[cfg(feature = "engine")]
pub(crate) mod memory;
pub mod metrics;
pub mod mistakes;
pub mod model;
#[cfg(feature = "engine")]
pub(crate) mod operation;
pub mod optimizer;
pub mod presets;
pub mod probe;
pub mod protocol;
pub mod rng;
pub mod schedule;
pub mod series;
pub mod share;
pub mod sketch;
pub mod sweep;
pub mod theory;
pub mod ticks;
#[cfg(feature = "engine")]
pub mod train;
