//! What the figures of a run mean, without a tensor: [`evaluation`] says how good a network is on images
//! it was not trained on, [`diagnose`] in words what went wrong, [`theory`] what can be worked out by
//! hand, [`pull`] how hard single images pull, [`microscope`] how one of them moves one weight, [`formula`] how it is
//! written, [`export`] what a person takes home.
//!
//! This crate never touches the DOM, the network, the clock or a thread.

// Tests run natively, where reading synchronously is fine.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod diagnose;
pub mod evaluation;
pub mod export;
pub mod formula;
pub mod microscope;
pub mod pca;
pub mod pull;
pub mod series;
pub mod theory;
pub mod ticks;
