//! The page's side of the trainer: [`module`] compiles its WebAssembly once, [`client`] speaks to
//! the worker that runs it.

mod client;
pub mod module;

pub use client::{Client, WorkerMessage, transferable};
