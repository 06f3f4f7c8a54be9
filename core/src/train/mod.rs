//! Taking steps: [`trainer`] does one step at a time, [`pending`] reads back
//! what a step has shown, [`evaluate`] and [`examine`] measure without training,
//! [`inspect`] and [`survey`] look inside, [`reconstruct`] shows what an autoencoder makes of images,
//! [`gpu`] starts and tests a GPU, and [`session`] turns commands into events.

pub mod bare;
pub mod blots;
mod checkpoint;
mod dropout;
mod ema;
pub mod evaluate;
pub mod examine;
mod frozen;
pub mod gpu;
mod inherited;
pub mod inspect;
mod measure;
mod mistaken;
pub mod pending;
mod position;
pub mod reconstruct;
mod rehearse;
mod running;
pub mod session;
pub mod slice;
pub(crate) mod supply;
pub mod survey;
mod teacher;
pub mod trainer;

pub use session::Session;
pub use supply::{ImageTensors, Supply};
pub use trainer::Trainer;
