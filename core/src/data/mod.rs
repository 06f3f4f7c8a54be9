//! Where images come from and in which order they are used: [`idx`] reads files as they arrive,
//! [`synthetic`] draws digits where there is no file and [`sequences`] makes series, [`dataset`] says what a set is and how it is
//! divided and normalised, [`batches`] shuffles.

pub mod batches;
pub mod dataset;
pub mod idx;
mod images;
mod normalisation;
pub mod sequences;
mod split;
pub mod synthetic;
