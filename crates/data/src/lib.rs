//! Where images come from and in which order they are used: [`idx`] reads files as they arrive,
//! [`synthetic`] draws digits where there is no file and [`sequences`] makes series, [`sketch`] turns
//! pen strokes into an image, [`dataset`] says what a set is and how it is divided and normalised,
//! [`classes`] tells how many classes a set of labels has, [`figures`] what a set says of itself, [`panel`] which images stand for it,
//! [`batches`] shuffles. Randomness comes from [`rng`] alone.
//!
//! This crate never touches the DOM, the network, the clock or a thread: bytes come in as arguments.

// Tests run natively, where reading synchronously is fine.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod batches;
pub mod classes;
pub mod dataset;
pub mod error;
pub mod figures;
pub mod idx;
mod images;
mod normalisation;
pub mod panel;
pub mod rng;
mod sample;
pub mod sequences;
pub mod sketch;
mod split;
pub mod synthetic;
mod table;
